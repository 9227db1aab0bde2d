/*
 * Recommendations for a person: from a history, or from titles named.
 */
#ifndef MARQUEE_RECOMMEND_FOR_USER_H
#define MARQUEE_RECOMMEND_FOR_USER_H

#include <stdint.h>

#include "index/query.h"
#include "recommend/history.h"
#include "recommend/recommendation.h"

struct for_user_options {
	uint32_t limit; /* 1 to RECOMMEND_MAX_LIMIT */
	int64_t now_us; /* what an event's age is measured from */
	int threads;
};

/*
 * Fills *list with titles that are not in the history, best first. Without an
 * event that is known, or when content finds fewer than `limit`, popular
 * titles (Bayesian mean) follow.
 */
int recommend_for_user(struct query_context *context,
    const struct snapshot *snapshot, const struct history *history,
    const struct for_user_options *options, struct recommendation_list *list);

/* Titles that somebody without an account names, by number; borrowed. */
struct picks {
	const int32_t *liked;
	size_t liked_count;
	const int32_t *disliked;
	size_t disliked_count;
	const int32_t *seen; /* never answered, say nothing of taste */
	size_t seen_count;
};

int recommend_for_picks(struct query_context *context,
    const struct snapshot *snapshot, const struct picks *picks,
    const struct for_user_options *options, struct recommendation_list *list);

#endif
