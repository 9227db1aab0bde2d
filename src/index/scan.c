#include "index/scan.h"

#include <math.h>
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
	sum_table_release(&scratch->table);
	free(scratch->classes);
	free(scratch->lists);
	free(scratch->sums);
	free(scratch->heap);
	memset(scratch, 0, sizeof(*scratch));
}

void
scan_plan(struct scan *scan, const float *genres)
{
	const struct document_classes *classes = &scan->snapshot->classes;
	float others = scan->decade_max + scan->type_max;
	const struct filter *filter = scan->query->filter;
	float widening = scan->limit * scan->slack;

	for (uint32_t s = 0; s < classes->set_count; s++) {
		const struct class_set *set = &classes->sets[s];
		float sum = 0;

		for (uint32_t g = set[0].first_genre; g < set[1].first_genre;
		     g++)
			sum += genres[classes->genres[g]];
		if (filter != NULL &&
		    !filter_admits_terms(filter, FILTER_GENRE,
			classes->genres + set[0].first_genre,
			set[1].first_genre - set[0].first_genre)) {
			scan->set_constants[s] = -INFINITY;
			scan->set_bounds[s] = -INFINITY;
			continue;
		}
		scan->set_constants[s] = sum;
		scan->set_bounds[s] =
		    (sum + others) * scan_set_scale(scan, s) * widening;
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
	if (scan->query->boosts != NULL)
		candidate.score *=
		    boosts_factor(scan->query->boosts, snapshot, document);
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
		uint32_t first = scan_lower_bound(list, start);
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
		if (scan_factor(scan, d) * class->max_boost * most *
			    scan->slack >=
			threshold &&
		    !sum_table_holds(scan->sums, d))
			threshold =
			    score_candidate(scan, d, scratch, threshold);
	}
	scan_raise_threshold(scan, threshold);
	return result;
}

static int
score_classes(struct scan *scan, struct scan_scratch *scratch)
{
	float rest = scan_rest(scan);
	int result = 0;

	for (uint32_t i = 0; result == 0 && i < scan->class_count; i++)
		result = score_class(scan, &scan->classes[i], rest, scratch);
	return result;
}

/* --- run ------------------------------------------------------------------ */

static int
by_length(const void *a, const void *b)
{
	const struct scan_list *left = a;
	const struct scan_list *right = b;

	if (left->postings.count != right->postings.count)
		return left->postings.count < right->postings.count ? -1 : 1;
	return (left->postings.elements > right->postings.elements) -
	    (left->postings.elements < right->postings.elements);
}

void
scan_sort_lists(struct scan_list *lists, size_t count)
{
	float rest = 0;

	if (count > 1)
		qsort(lists, count, sizeof(*lists), by_length);
	for (size_t i = count; i > 0; i--) {
		rest += lists[i - 1].weight;
		lists[i - 1].rest = rest;
	}
}

static int
reserve_classes(struct scan_scratch *scratch, size_t count)
{
	struct scan_class *grown;

	if (count <= scratch->class_capacity)
		return 0;
	grown = realloc(scratch->classes, count * sizeof(*grown));
	if (grown == NULL)
		return ERROR_MEMORY;
	scratch->classes = grown;
	scratch->class_capacity = count;
	return 0;
}

static int
reserve_lists(struct scan_scratch *scratch, size_t count)
{
	struct scan_list *grown;

	if (count <= scratch->list_capacity)
		return 0;
	grown = realloc(scratch->lists, count * sizeof(*grown));
	if (grown == NULL)
		return ERROR_MEMORY;
	scratch->lists = grown;
	scratch->list_capacity = count;
	return 0;
}

/* The steps over the scan's genre sets, with a thread's memory. */
static int
run_sets(struct scan *scan, struct scan_scratch *scratch)
{
	int result =
	    reserve_classes(scratch, scan->snapshot->classes.class_count);

	if (result == 0)
		result = sum_table_reserve(&scratch->table, 1);
	if (result != 0)
		return result;
	sum_table_clear(&scratch->table);
	scan->read = 0;
	scan->sums = &scratch->table;
	scan->classes = scratch->classes;
	scan->class_count = 0;
	scan->best = scratch->best;
	if (scan->list_count > 0)
		result = scan_read(scan, SCAN_READ_FIRST, &scratch->stats);
	if (result != 0)
		return result;
	scan_seed(scan);
	result = scan_read_on(scan, &scratch->stats);
	if (result != 0)
		return result;
	score_sums(scan, scratch);
	return score_classes(scan, scratch);
}

static uint32_t
first_document(const struct document_classes *classes, uint32_t set)
{
	return classes->starts[classes->sets[set].first_class];
}

/* The first genre set whose documents begin at `document` or later. */
static uint32_t
set_from(const struct document_classes *classes, uint64_t document)
{
	uint32_t low = 0;
	uint32_t high = classes->set_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (first_document(classes, middle) < document)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Runs one of `parts` ranges of genre sets, each of about as many shards; of
 * every list only what lies in the range. */
static int
run_part(const struct scan *whole, uint64_t part, uint64_t parts,
    struct scan_scratch *scratch)
{
	const struct document_classes *classes = &whole->snapshot->classes;
	uint64_t shards = whole->snapshot->summary->shard_count;
	uint64_t size = whole->snapshot->summary->shard_documents;
	struct scan scan = *whole;
	uint32_t first;
	uint32_t end;

	scan.first_set = set_from(classes, shards * part / parts * size);
	scan.end_set = set_from(classes, shards * (part + 1) / parts * size);
	if (scan.first_set == scan.end_set)
		return 0;
	if (reserve_lists(scratch, whole->list_count + 1) != 0)
		return ERROR_MEMORY;
	first = first_document(classes, scan.first_set);
	end = first_document(classes, scan.end_set);
	scan.list_count = 0;
	for (size_t l = 0; l < whole->list_count; l++) {
		struct scan_list list = whole->lists[l];
		uint32_t from = scan_lower_bound(&list.postings, first);
		uint32_t to = scan_lower_bound(&list.postings, end);

		if (from == to)
			continue;
		list.postings.elements += from;
		list.postings.count = to - from;
		scratch->lists[scan.list_count++] = list;
	}
	scan_sort_lists(scratch->lists, scan.list_count);
	scan.lists = scratch->lists;
	return run_sets(&scan, scratch);
}

int
scan_run(const struct scan *scan, struct scan_scratch *scratches, int threads)
{
	struct scan whole = *scan;
	int failed = 0;

	if (threads == 1)
		return run_sets(&whole, scratches);
#pragma omp parallel for schedule(static, 1) num_threads(threads) \
    reduction(| \
	      : failed)
	for (int part = 0; part < threads; part++)
		failed |= run_part(
		    scan, (uint64_t)part, (uint64_t)threads, &scratches[part]);
	return failed != 0 ? ERROR_MEMORY : 0;
}
