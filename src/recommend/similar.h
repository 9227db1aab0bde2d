/*
 * Similar titles: the nearest neighbours of one title.
 */
#ifndef MARQUEE_RECOMMEND_SIMILAR_H
#define MARQUEE_RECOMMEND_SIMILAR_H

#include <stdbool.h>
#include <stdint.h>

#include "index/query.h"
#include "recommend/diversify.h"
#include "recommend/recommendation.h"

struct similar_options {
	uint32_t limit; /* 1 to RECOMMEND_MAX_LIMIT */
	bool prior_off; /* bare cosine */
	bool exhaustive; /* by the oracle */
	const struct filter *filter; /* bound; NULL: none */
	struct diversify_options diversify; /* zeroed: exact order of score */
	const struct boosts *boosts; /* bound; NULL: none */
	int threads;
};

/* Fills *list, explained by shared terms; the title itself is left out.
 * ERROR_MEMORY, ERROR_INVALID. */
int similar_titles(struct query_context *context,
    const struct snapshot *snapshot, uint32_t document,
    const struct similar_options *options, struct recommendation_list *list);

#endif
