/*
 * Trending: decayed counts of views.
 *
 *	score = sum over the views of the last N days of 2^-(age / (N days / 2))
 *
 * Views of simulated users count only as long as there are no others.
 */
#ifndef MARQUEE_STORE_TRENDING_H
#define MARQUEE_STORE_TRENDING_H

#include <stddef.h>
#include <stdint.h>

#include "store/pool.h"
#include "util/error.h"

#define TRENDING_MAX 500

struct trending_row {
	int32_t movie; /* the title's number */
	float score; /* > 0 */
	uint32_t views; /* in these days */
};

/* Called once, as pool_done; `rows` [count], best first, is borrowed for the
 * call. On a `code` other than 0 the count is 0 and `message` says why. */
typedef void trending_done(void *context, int code,
    const struct trending_row *rows, size_t count, const char *message);

struct trending_request {
	struct pool_request *request; /* NULL: none under way */
	trending_done *done;
	void *context;
};

/*
 * Counts the views of the last `days`; at most TRENDING_MAX titles. It reads
 * all those views: not for a pool that others wait for. *request is the
 * caller's and must stay in place until `done` was called. Failures as
 * pool_submit.
 */
int trending_count(struct pool *pool, unsigned days,
    struct trending_request *request, struct error *error);

#endif
