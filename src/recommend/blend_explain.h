/*
 * Reasons of a blended answer.
 *
 * Its score is a sum over the watched titles and a part for popularity. The
 * titles with the largest addends are named; of the rest a term speaks for all
 * those that share it with the answer, the one for which most is left first, so
 * that each addend is counted once. Shares are of the score before anything
 * reorders the list, and sum to 1.
 */
#ifndef MARQUEE_RECOMMEND_BLEND_EXPLAIN_H
#define MARQUEE_RECOMMEND_BLEND_EXPLAIN_H

#include "recommend/blend.h"
#include "recommend/recommendation.h"

/* Explains every answer of the list. ERROR_MEMORY. */
int blend_explain(const struct blend *blend, struct recommendation_list *list);

/*
 * Writes what each title of blend->profile->titles adds to the score of a
 * document, and returns what popularity does. `addends` has room for
 * profile->title_count.
 */
double blend_addends(
    const struct blend *blend, uint32_t document, double *addends);

#endif
