/*
 * See metrics.h for the formulas.
 */
#include "evaluate/metrics.h"

#include <math.h>
#include <stdlib.h>

const char *
metric_name(enum metric metric)
{
	static const char *const names[METRIC_COUNT] = {
	    [METRIC_RECALL_20] = "recall@20",
	    [METRIC_NDCG_10] = "ndcg@10",
	    [METRIC_NDCG_100] = "ndcg@100",
	    [METRIC_HITS_11_20] = "hits@11-20",
	    [METRIC_NOVELTY_20] = "novelty@20",
	    [METRIC_DIVERSITY_20] = "diversity@20",
	};

	return names[metric];
}

static int
compare_items(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* `rank` from 0 */
static double
discount(size_t rank)
{
	return 1.0 / log2((double)rank + 2.0);
}

/* The gain of `count` hits in front. */
static double
ideal_gain(size_t count)
{
	double gain = 0.0;

	for (size_t rank = 0; rank < count; rank++)
		gain += discount(rank);
	return gain;
}

static size_t
smaller(size_t one, size_t other)
{
	return one < other ? one : other;
}

void
metrics_rate(const struct ranked_list *list, const uint32_t *relevant,
    size_t count, double values[METRIC_COUNT])
{
	double gain_10 = 0.0, gain_100 = 0.0;
	size_t hits_10 = 0, hits_20 = 0;

	for (size_t rank = 0; rank < list->count; rank++) {
		if (bsearch(&list->items[rank], relevant, count,
			sizeof(*relevant), compare_items) == NULL)
			continue;
		gain_100 += discount(rank);
		gain_10 += rank < 10 ? discount(rank) : 0.0;
		hits_10 += rank < 10;
		hits_20 += rank < METRICS_TOP;
	}
	values[METRIC_RECALL_20] =
	    (double)hits_20 / (double)smaller(METRICS_TOP, count);
	values[METRIC_NDCG_10] = gain_10 / ideal_gain(smaller(10, count));
	values[METRIC_NDCG_100] =
	    gain_100 / ideal_gain(smaller(METRICS_LIST, count));
	values[METRIC_HITS_11_20] = (double)(hits_20 - hits_10);
}

static size_t
top_of(const struct ranked_list *list)
{
	return smaller(list->count, METRICS_TOP);
}

double
metrics_novelty(
    const struct ranked_list *list, const uint32_t *counts, uint32_t users)
{
	size_t top = top_of(list);
	double sum = 0.0;

	for (size_t rank = 0; rank < top; rank++)
		sum -= log2((1.0 + counts[list->items[rank]]) / (1.0 + users));
	return top == 0 ? 0.0 : sum / (double)top;
}

static double
cosine(const struct sparse_vector *one, const struct sparse_vector *other)
{
	double sum = 0.0;

	for (size_t i = 0, j = 0; i < one->count && j < other->count;) {
		if (one->terms[i] == other->terms[j]) {
			sum += (double)vector_weight(one, i) *
			    (double)vector_weight(other, j);
			i++;
			j++;
		} else if (one->terms[i] < other->terms[j]) {
			i++;
		} else {
			j++;
		}
	}
	return sum;
}

double
metrics_diversity(const struct ranked_list *list,
    const struct snapshot *snapshot, const uint32_t *documents)
{
	struct sparse_vector vectors[METRICS_TOP];
	size_t top = top_of(list);
	double sum = 0.0;

	if (top < 2)
		return 0.0;
	for (size_t i = 0; i < top; i++)
		snapshot_vector(
		    snapshot, documents[list->items[i]], &vectors[i]);
	for (size_t i = 0; i < top; i++)
		for (size_t j = 0; j < i; j++)
			sum += cosine(&vectors[i], &vectors[j]);
	return 1.0 - sum / ((double)(top * (top - 1)) / 2.0);
}

double
metrics_coverage(
    const struct ranked_list *lists, size_t list_count, uint32_t item_count)
{
	unsigned char *seen = calloc((size_t)item_count + 1, 1);
	uint32_t distinct = 0;

	if (seen == NULL)
		return -1.0;
	for (size_t i = 0; i < list_count; i++)
		for (size_t rank = 0; rank < top_of(&lists[i]); rank++) {
			unsigned char *item = &seen[lists[i].items[rank]];

			distinct += *item == 0;
			*item = 1;
		}
	free(seen);
	return item_count == 0 ? 0.0 : (double)distinct / item_count;
}
