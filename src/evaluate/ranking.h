/*
 * Ranking: what contestants share, from a score an item to a list.
 */
#ifndef MARQUEE_EVALUATE_RANKING_H
#define MARQUEE_EVALUATE_RANKING_H

#include <stdint.h>

#include "evaluate/contestant.h"
#include "index/document_set.h"
#include "index/query.h"
#include "recommend/history.h"
#include "recommend/recommendation.h"

struct ranking_scratch {
	double *scores; /* [item_count], owned */
	struct query_context *queries; /* owned */
	struct history_event *events; /* [event_capacity], owned */
	size_t event_capacity;
	/* candidates, as documents; empty before the first one who asks */
	struct document_set candidates;
	struct recommendation_list list;
};

/* The part of the user's history that is seen: events [*first, *end). Some of
 * them may be cold. */
void ranking_history(const struct split *split,
    const struct ranking_request *request, size_t *first, size_t *end);

/* Takes the best METRICS_LIST candidates by scores[], which it changes. */
void ranking_take(const struct split *split, uint32_t user, double *scores,
    struct ranked_list *list);

/* Takes the best k (1 to METRICS_LIST) of all items whose score is not below
 * 0. */
void ranking_take_best(const double *scores, uint32_t item_count, uint32_t k,
    struct ranked_list *list);

#endif
