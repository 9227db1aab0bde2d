#include "index/scan.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "index/scan_steps.h"

int
scan_scratch_init(struct scan_scratch *scratch)
{
	memset(scratch, 0, sizeof(*scratch));
	scratch->heap = malloc(QUERY_MAX_K * sizeof(*scratch->heap));
	return scratch->heap != NULL ? 0 : ERROR_MEMORY;
}

void
scan_scratch_release(struct scan_scratch *scratch)
{
	free(scratch->sums);
	free(scratch->heap);
	memset(scratch, 0, sizeof(*scratch));
}

void
scan_plan(struct scan *scan, const float *genres)
{
	const struct document_classes *classes = &scan->snapshot->classes;
	float others = scan->decade_max + scan->type_max;
	float widening = scan->limit * scan->slack;

	for (uint32_t s = 0; s < classes->set_count; s++) {
		const struct genre_set *set = &classes->sets[s];
		float sum = 0;

		for (uint32_t g = set[0].first_genre; g < set[1].first_genre;
		     g++)
			sum += genres[classes->genres[g]];
		scan->set_constants[s] = sum;
		scan->set_bounds[s] =
		    (sum + others) * set->max_scale * widening;
	}
}

/* --- 4: candidates -------------------------------------------------------- */

void
scan_score(const struct scan *scan, uint32_t document, struct topk *topk)
{
	const struct snapshot *snapshot = scan->snapshot;
	struct sparse_vector vector;
	struct ranked candidate;

	vectors_at(&snapshot->vectors, document, &vector);
	candidate.similarity =
	    vector_similarity(&vector, scan->terms, scan->term_count);
	if (!(candidate.similarity > 0))
		return;
	candidate.score = candidate.similarity;
	if (!scan->query->prior_off)
		candidate.score *= snapshot->priors[document];
	candidate.number = snapshot->numbers[document];
	candidate.document = document;
	topk_push(topk, &candidate);
}

/* Scores a document exactly; returns the threshold after it. */
static float
score_candidate(struct scan *scan, uint32_t document,
    struct scan_scratch *scratch, float threshold)
{
	float reached;

	if (!scan_admits(scan, document))
		return threshold;
	scan_score(scan, document, &scratch->topk);
	scratch->stats.rescored++;
	reached = topk_threshold(&scratch->topk);
	return reached > threshold ? reached : threshold;
}

static void
score_sums(struct scan *scan, struct scan_scratch *scratch)
{
	const struct sum_table *sums = scan->sums;
	float rest = scan_rest(scan);
	float threshold = scan_threshold(scan);

	for (size_t i = 0; i < sums->count; i++) {
		const struct sum_slot *slot = &sums->slots[sums->used[i]];
		const struct sum_worth *worth = &sums->worths[i];

		if ((slot->sum + rest + worth->constant) * worth->factor *
			scan->slack >=
		    threshold)
			threshold = score_candidate(
			    scan, slot->key - 1, scratch, threshold);
	}
	scan_raise_threshold(scan, threshold);
}

/* The first of elements[0 .. count) that is not below `document`. */
static uint32_t
lower_bound(const struct posting_list *list, uint32_t document)
{
	uint32_t low = 0;
	uint32_t count = list->count;

	while (count > 0) {
		uint32_t half = count / 2;
		bool right = list->elements[low + half] < document;

		low += right ? half + 1 : 0;
		count = right ? count - half - 1 : half;
	}
	return low;
}

static int
reserve_sums(struct scan_scratch *scratch, size_t count)
{
	float *grown;

	if (count <= scratch->capacity)
		return 0;
	grown = realloc(scratch->sums, count * sizeof(*grown));
	if (grown == NULL)
		return ERROR_MEMORY;
	scratch->sums = grown;
	scratch->capacity = count;
	return 0;
}

/* Sums of documents [start, start + prefix) over the lists not read. */
static int
sum_prefix(const struct scan *scan, uint32_t start, uint32_t prefix,
    struct scan_scratch *scratch)
{
	int result = reserve_sums(scratch, prefix);

	if (result != 0)
		return result;
	memset(scratch->sums, 0, prefix * sizeof(*scratch->sums));
	for (size_t l = scan->read; l < scan->list_count; l++) {
		const struct posting_list *list = &scan->lists[l].postings;
		uint32_t first = lower_bound(list, start);
		uint32_t i = first;

		for (; i < list->count && list->elements[i] - start < prefix;
		     i++)
			scratch->sums[list->elements[i] - start] +=
			    scan->lists[l].weight;
		scratch->stats.postings += i - first;
	}
	return 0;
}

static int
score_class(struct scan *scan, const struct scan_class *class, float rest,
    struct scan_scratch *scratch)
{
	float threshold = scan_threshold(scan);
	uint32_t start = scan->snapshot->classes.starts[class->id];
	bool summed = rest > 0 && scan_is_long(scan, class->prefix);
	float most = class->constant + rest;
	int result = 0;

	if (most * class->max_scale * scan->limit * scan->slack < threshold)
		return 0;
	if (summed)
		result = sum_prefix(scan, start, class->prefix, scratch);
	scratch->stats.classes++;
	for (uint32_t i = 0; result == 0 && i < class->prefix; i++) {
		uint32_t d = start + i;

		if (summed)
			most = class->constant + scratch->sums[i];
		if (scan_factor(scan, d) * most * scan->slack >= threshold &&
		    !sum_table_holds(scan->sums, d))
			threshold =
			    score_candidate(scan, d, scratch, threshold);
	}
	scan_raise_threshold(scan, threshold);
	return result;
}

static int
score_classes(struct scan *scan, struct scan_scratch *scratches, int threads)
{
	float rest = scan_rest(scan);
	int failed = 0;

	if (threads == 1) {
		for (uint32_t i = 0; i < scan->class_count; i++)
			failed |= score_class(
			    scan, &scan->classes[i], rest, scratches);
		return failed != 0 ? ERROR_MEMORY : 0;
	}
#pragma omp parallel for schedule(dynamic, 16) num_threads(threads) \
    reduction(| \
	      : failed)
	for (uint32_t i = 0; i < scan->class_count; i++)
		failed |= score_class(scan, &scan->classes[i], rest,
		    &scratches[omp_get_thread_num()]);
	return failed != 0 ? ERROR_MEMORY : 0;
}

int
scan_run(struct scan *scan, struct scan_scratch *scratches, int threads)
{
	struct query_stats *stats = &scratches[0].stats;
	int result = 0;

	if (scan->list_count > 0)
		result = scan_read(scan, SCAN_READ_FIRST, stats);
	if (result != 0)
		return result;
	scan_seed(scan);
	result = scan_read_on(scan, stats);
	if (result != 0)
		return result;
	score_sums(scan, &scratches[0]);
	return score_classes(scan, scratches, threads);
}
