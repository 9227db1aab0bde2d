/*
 * Ranking as the server does.
 */
#ifndef MARQUEE_EVALUATE_CONTESTANT_SERVED_H
#define MARQUEE_EVALUATE_CONTESTANT_SERVED_H

#include "evaluate/contestant.h"
#include "recommend/model_join.h"

/* recommend_for_user with its defaults, asked for candidates that are not in
 * the history. `model` NULL: content alone. As contestant->rank. */
int contestant_rank_served(const struct training *training,
    const struct model_join *model, const struct ranking_request *request,
    struct ranking_scratch *scratch, struct ranked_list *list);

#endif
