/*
 * Popular titles: what is recommended when content has nothing to say.
 */
#ifndef MARQUEE_RECOMMEND_POPULAR_H
#define MARQUEE_RECOMMEND_POPULAR_H

#include <stddef.h>
#include <stdint.h>

#include "index/filter.h"
#include "index/snapshot.h"
#include "recommend/diversify.h"
#include "recommend/recommendation.h"

/*
 * Appends the titles with the best Bayesian mean that are neither in the list
 * nor among `excluded` (ascending) and that the filter (bound; NULL: none)
 * and the caps admit, until the list holds `limit`. Their score is the Bayesian
 * mean / 10, times the least score that was there, so that a list in order of
 * score stays so.
 */
void popular_fill(const struct snapshot *snapshot, const uint32_t *excluded,
    size_t excluded_count, const struct filter *filter, uint32_t limit,
    struct caps *caps, struct recommendation_list *list);

#endif
