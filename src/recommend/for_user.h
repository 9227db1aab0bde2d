/*
 * Recommendations for a person: from a history, or from titles named.
 */
#ifndef MARQUEE_RECOMMEND_FOR_USER_H
#define MARQUEE_RECOMMEND_FOR_USER_H

#include <stdbool.h>
#include <stdint.h>

#include "index/query.h"
#include "recommend/diversify.h"
#include "recommend/history.h"
#include "recommend/model_join.h"
#include "recommend/picks.h"
#include "recommend/recommendation.h"

struct for_user_options {
	uint32_t limit; /* 1 to RECOMMEND_MAX_LIMIT */
	int64_t now_us; /* what an event's age is measured from */
	bool exhaustive; /* by the oracle */
	const struct filter *filter; /* bound; NULL: none */
	struct diversify_options diversify; /* zeroed: order of score */
	const struct boosts *boosts; /* bound; NULL: none */
	const struct document_set *only; /* no others are answered, as when
					  * candidates are given; NULL: all */
	/* of the snapshot, borrowed; NULL: content alone */
	const struct model_join *model;
	int threads;
};

/*
 * Fills *list with titles that are not in the history, best first: by the blend
 * where there is a model (recommend/blend.h), else by content. Without an
 * event that is known, or when fewer are found than `limit`, popular
 * titles (Bayesian mean) follow. ERROR_MEMORY; ERROR_INVALID when the limit is
 * out of range.
 */
int recommend_for_user(struct query_context *context,
    const struct snapshot *snapshot, const struct history *history,
    const struct for_user_options *options, struct recommendation_list *list);

/* The same for somebody without an account who names titles. */
int recommend_for_picks(struct query_context *context,
    const struct snapshot *snapshot, const struct picks *picks,
    const struct for_user_options *options, struct recommendation_list *list);

#endif
