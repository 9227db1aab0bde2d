/*
 * Popular titles: what is recommended when content has nothing to say.
 */
#ifndef MARQUEE_RECOMMEND_POPULAR_H
#define MARQUEE_RECOMMEND_POPULAR_H

#include <stddef.h>
#include <stdint.h>

#include "index/filter.h"
#include "index/snapshot.h"
#include "recommend/recommendation.h"

/*
 * Appends the titles with the best Bayesian mean that are neither in the list
 * nor among `excluded` (ascending) and that the filter (bound; NULL: none)
 * admits, until the list holds `limit`. Their score
 * is the Bayesian mean / 10, times the last score that was there, so that the
 * list stays in order of score.
 */
void popular_fill(const struct snapshot *snapshot, const uint32_t *excluded,
    size_t excluded_count, const struct filter *filter, uint32_t limit,
    struct recommendation_list *list);

#endif
