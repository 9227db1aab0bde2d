/*
 * Metrics of ranked lists, each for one user.
 *
 *	recall@20    hits among the first 20 / min(20, relevant)
 *	ndcg@k       sum over hits of 1 / log2(1 + rank), over the same sum of
 *	             the best list there can be: min(k, relevant) hits in front
 *	hits@11-20   hits on these ranks
 *	novelty@20   mean of -log2((1 + users with the item) / (1 + users))
 *	diversity@20 1 - mean cosine of all pairs of the first 20
 *
 * Gains are binary (Järvelin and Kekäläinen 2002). A list shorter than 20 is
 * measured as it is.
 */
#ifndef MARQUEE_EVALUATE_METRICS_H
#define MARQUEE_EVALUATE_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "index/snapshot.h"

#define METRICS_LIST 100 /* items of a list that are looked at */
#define METRICS_TOP 20

enum metric {
	METRIC_RECALL_20,
	METRIC_NDCG_10,
	METRIC_NDCG_100,
	METRIC_HITS_11_20,
	METRIC_NOVELTY_20,
	METRIC_DIVERSITY_20,
	METRIC_COUNT
};

/* The metrics before this one measure how right a list is, and are compared. */
#define METRIC_COMPARED METRIC_HITS_11_20

/* "recall@20"; static. */
const char *metric_name(enum metric metric);

struct ranked_list {
	uint32_t count; /* 0 to METRICS_LIST */
	uint32_t items[METRICS_LIST]; /* [count], best first */
};

/* All but novelty and diversity; relevant[count] ascending, at least one. */
void metrics_rate(const struct ranked_list *list, const uint32_t *relevant,
    size_t count, double values[METRIC_COUNT]);

/* counts[]: users that have an item in their history, of `users`. */
double metrics_novelty(
    const struct ranked_list *list, const uint32_t *counts, uint32_t users);

/* documents[]: of each item in the snapshot, whose vectors are compared. */
double metrics_diversity(const struct ranked_list *list,
    const struct snapshot *snapshot, const uint32_t *documents);

/* Distinct items among the first 20 of all lists, over item_count. -1 when out
 * of memory. */
double metrics_coverage(
    const struct ranked_list *lists, size_t list_count, uint32_t item_count);

#endif
