/*
 * Statement group: independent statements, several at a time, each on one of a
 * few connections that are opened for it. Building the keys of ten tables is
 * such a group.
 */
#ifndef MARQUEE_STORE_STATEMENT_GROUP_H
#define MARQUEE_STORE_STATEMENT_GROUP_H

#include <stddef.h>

#include "util/error.h"

#define STATEMENT_GROUP_CONNECTIONS_MAX 16

struct statement_group {
	const char *connection_string; /* a secret */
	const char *name; /* what pg_stat_activity shows */
	size_t connection_count; /* 1 to the maximum; more count as that */
	const char *session; /* run first on each connection; may be NULL */
	const char *const *statements; /* [count], begun in this order */
	size_t count;
	void (*tick)(void *context, size_t done); /* may be NULL */
	void *tick_context;
};

/*
 * Runs them to the end. The first failure cancels the others and is the one
 * returned, as is a raised signal flag (ERROR_INTERRUPTED). tick is called
 * about five times a second with how many have ended.
 */
int statement_group_run(
    const struct statement_group *group, struct error *error);

#endif
