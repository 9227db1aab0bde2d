/*
 * History change: a change of what recommendations are made from. It outlives
 * its client: once it is on its way to the database, the cached answers of the
 * user have to be dropped after it, whether or not anybody still waits.
 */
#ifndef MARQUEE_SERVER_HISTORY_CHANGE_H
#define MARQUEE_SERVER_HISTORY_CHANGE_H

#include <stddef.h>

#include "server/exchange.h"
#include "store/users.h"

/* The first member of what a handler keeps of its change. */
struct history_change {
	struct app *app;
	struct exchange *exchange; /* NULL: the client has gone */
	char user[USER_ID_SIZE];
	/* Answers change->exchange, once the change is confirmed and the cache
	 * knows of it. */
	void (*answer)(struct history_change *change);
	struct cache_drop drop; /* private */
};

/* **new**, zeroed, of `bytes`; NULL after answering 503. It frees itself. */
void *history_change_begin(struct exchange *exchange, size_t bytes,
    const char *user, void (*answer)(struct history_change *change));

/* It could not be started: answers what the store said, and frees it. */
void history_change_cancel(
    struct history_change *change, int code, const char *message);

/* The database has answered with `code`; from here on the change is not the
 * handler's any more. */
void history_change_settle(
    struct history_change *change, int code, const char *message);

#endif
