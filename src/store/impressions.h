/*
 * Impressions: what was shown to whom, written many at a time.
 */
#ifndef MARQUEE_STORE_IMPRESSIONS_H
#define MARQUEE_STORE_IMPRESSIONS_H

#include <stddef.h>
#include <stdint.h>

#include "store/pool.h"
#include "store/users.h"
#include "util/error.h"

#define IMPRESSION_ROUTE_SIZE 48
#define IMPRESSION_ARM_SIZE 33

struct impression {
	char user[USER_ID_SIZE];
	int64_t shown_us; /* since 1970, UTC */
	char route[IMPRESSION_ROUTE_SIZE]; /* letters, digits, - and / */
	uint32_t position; /* 1 is the first */
	int32_t movie; /* the title's number */
	char arm[IMPRESSION_ARM_SIZE]; /* letters, digits, - and _ */
	uint32_t bucket;
};

struct impressions_request {
	struct pool_request *request; /* NULL: none under way */
	/* Called once, as pool_done. */
	void (*done)(void *context, int code, const char *message);
	void *context;
};

/* Writes them; those of users who are gone meanwhile are left out. They are
 * copied, *request is the caller's and must stay in place until `done` was
 * called. Failures as pool_submit. */
int impressions_add(struct pool *pool, const struct impression *impressions,
    size_t count, struct impressions_request *request, struct error *error);

#endif
