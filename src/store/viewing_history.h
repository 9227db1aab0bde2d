/*
 * Viewing history: what a user watched, newest first, and adding to it.
 */
#ifndef MARQUEE_STORE_VIEWING_HISTORY_H
#define MARQUEE_STORE_VIEWING_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/feedback.h"
#include "store/pool.h"
#include "util/error.h"

/* The newest events that recommendations look at; older ones say little. */
#define VIEWING_HISTORY_MAX 2000
/* All that viewing_history_whole may answer. */
#define VIEWING_HISTORY_WHOLE_MAX (VIEWING_HISTORY_MAX + FEEDBACK_MAX)

struct viewing_event {
	int64_t id;
	int32_t movie; /* the title's number */
	int64_t watched_us; /* since 1970, UTC */
	int32_t duration_minutes; /* >= 0 */
	int32_t rating; /* 1 to 10, half stars; 0: none */
	int32_t feedback; /* 0: a view; else what was said of the title (of
			   * viewing_history_whole): 1 liked, -1 not wanted */
};

/*
 * Called once, as pool_done; `events` [count] is borrowed for the call.
 * `code` is ERROR_MISSING when there is no such user; then, and on every other
 * failure, the count is 0 and `message` says why.
 */
typedef void viewing_history_done(void *context, int code,
    const struct viewing_event *events, size_t count, const char *message);

struct viewing_history_request {
	struct pool_request *request; /* NULL: none under way */
	viewing_history_done *done;
	void *context;
};

/*
 * All three start a request; *request is the caller's and must stay in place
 * until `done` was called or viewing_history_forget. `user` is a uuid.
 * Failures as pool_submit.
 */

/* A page, newest first. */
int viewing_history_page(struct pool *pool, const char *user, uint32_t limit,
    uint32_t offset, struct viewing_history_request *request,
    struct error *error);

/* The newest VIEWING_HISTORY_MAX events, and behind them the newest
 * FEEDBACK_MAX words of feedback. */
int viewing_history_whole(struct pool *pool, const char *user,
    struct viewing_history_request *request, struct error *error);

/* Adds an event (its id is given by the database) and answers with it. */
int viewing_history_add(struct pool *pool, const char *user,
    const struct viewing_event *event, struct viewing_history_request *request,
    struct error *error);

/* Harmless when nothing is under way. */
void viewing_history_forget(struct viewing_history_request *request);

#endif
