/*
 * Popular titles: what is recommended when content has nothing to say.
 */
#ifndef MARQUEE_RECOMMEND_POPULAR_H
#define MARQUEE_RECOMMEND_POPULAR_H

#include "index/query.h"
#include "index/snapshot.h"
#include "recommend/recommendation.h"

/*
 * Appends the titles with the best Bayesian mean that the query admits and that
 * are not in the list, until the list holds k, at most RECOMMEND_MAX_LIMIT.
 * Their score is the Bayesian mean / 10, times their boost over the largest one
 * that there may be, times the last score that was there, so that the list
 * stays in order of score.
 */
void popular_fill(const struct snapshot *snapshot, const struct query *query,
    struct recommendation_list *list);

#endif
