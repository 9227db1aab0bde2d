/*
 * Popular titles: what is recommended when content has nothing to say.
 */
#ifndef MARQUEE_RECOMMEND_POPULAR_H
#define MARQUEE_RECOMMEND_POPULAR_H

#include "index/query.h"
#include "index/snapshot.h"
#include "recommend/diversify.h"
#include "recommend/recommendation.h"

/*
 * Appends the titles with the best Bayesian mean that the query and the caps
 * (NULL: none) admit and that are not in the list, until the list holds k, at most
 * RECOMMEND_MAX_LIMIT. Their score is the Bayesian mean / 10, times their boost
 * over the largest one that there may be, times the least score that was there,
 * so that a list in order of score stays so.
 */
void popular_fill(const struct snapshot *snapshot, const struct query *query,
    struct caps *caps, struct recommendation_list *list);

#endif
