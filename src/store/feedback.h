/*
 * Feedback: titles that a user likes, or is not interested in. One word a
 * title; a new one takes the place of the old.
 */
#ifndef MARQUEE_STORE_FEEDBACK_H
#define MARQUEE_STORE_FEEDBACK_H

#include <stddef.h>
#include <stdint.h>

#include "store/pool.h"
#include "util/error.h"

/* The newest that recommendations look at. */
#define FEEDBACK_MAX 2000

struct feedback {
	int32_t movie; /* the title's number */
	const char *kind; /* "like" or "not_interested"; borrowed */
	int64_t created_us; /* since 1970, UTC */
};

/*
 * Called once, as pool_done; `feedback` [count] is borrowed for the call.
 * `code` is ERROR_MISSING when there is no such user; then, and on every other
 * failure, the count is 0 and `message` says why.
 */
typedef void feedback_done(void *context, int code,
    const struct feedback *feedback, size_t count, const char *message);

struct feedback_request {
	struct pool_request *request; /* NULL: none under way */
	feedback_done *done;
	void *context;
};

/*
 * All three start a request; *request is the caller's and must stay in place
 * until `done` was called or feedback_forget. `user` is a uuid. Failures as
 * pool_submit.
 */

/* A page, newest first. */
int feedback_page(struct pool *pool, const char *user, uint32_t limit,
    uint32_t offset, struct feedback_request *request, struct error *error);

/* Says it, and answers with it. */
int feedback_put(struct pool *pool, const char *user, int32_t movie,
    const char *kind, struct feedback_request *request, struct error *error);

/* Takes it back, and answers with what was taken: none when there was none. */
int feedback_remove(struct pool *pool, const char *user, int32_t movie,
    struct feedback_request *request, struct error *error);

/* Harmless when nothing is under way. */
void feedback_forget(struct feedback_request *request);

#endif
