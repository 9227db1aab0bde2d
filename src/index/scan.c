#include "index/scan.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* Costs in nanoseconds, of which only the proportions matter. */
#define COST_POSTING 4.0 /* to add a posting to the sums */
#define COST_SCORE 80.0 /* to score a document exactly */
#define COST_SEARCH 60.0 /* to find a class in a list */
#define COST_CLASS 20.0 /* to look at a class */
#define COST_SUM 1.0 /* to look at a document's sum in a class */
#define READ_FIRST 512 /* postings that are read without a question */

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

/* --- threshold ------------------------------------------------------------ */

/* Scores are not negative, so their bits order as they do. */
static float
scan_threshold(const struct scan *scan)
{
	uint32_t bits =
	    atomic_load_explicit(&scan->threshold, memory_order_relaxed);
	float score;

	memcpy(&score, &bits, sizeof(score));
	return score;
}

static void
raise_threshold(struct scan *scan, float score)
{
	uint32_t known =
	    atomic_load_explicit(&scan->threshold, memory_order_relaxed);
	uint32_t bits;

	memcpy(&bits, &score, sizeof(bits));
	while (bits > known &&
	    !atomic_compare_exchange_weak_explicit(&scan->threshold, &known,
		bits, memory_order_relaxed, memory_order_relaxed))
		;
}

/* Keeps the k largest values seen: a heap with the smallest on top. */
static void
keep_best(float *best, size_t k, float value)
{
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= k)
			break;
		if (child + 1 < k && best[child + 1] < best[child])
			child++;
		if (best[child] >= value)
			break;
		best[at] = best[child];
		at = child;
	}
	best[at] = value;
}

/* Takes note that a document, not named before, reaches a score. */
static inline float
note_score(struct scan *scan, float score, float threshold)
{
	if (score <= scan->best[0])
		return threshold;
	keep_best(scan->best, scan->query->k, score);
	return scan->best[0] > threshold ? scan->best[0] : threshold;
}

/* --- documents and classes ------------------------------------------------ */

static bool
is_excluded(const struct query *query, uint32_t document)
{
	size_t low = 0;
	size_t high = query->excluded_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (query->excluded[middle] < document)
			low = middle + 1;
		else
			high = middle;
	}
	return low < query->excluded_count && query->excluded[low] == document;
}

/* What one unit of a document's sum is worth. */
static inline float
scale_of(const struct scan *scan, uint32_t document)
{
	const struct snapshot *snapshot = scan->snapshot;

	if (scan->query->prior_off)
		return snapshot->scales[document] / snapshot->priors[document];
	return snapshot->scales[document];
}

/* What genres, decade and type add to every document of a class. */
static inline float
class_constant(const struct scan *scan, uint32_t c)
{
	const struct document_class *class =
	    &scan->snapshot->classes.classes[c];

	return scan->set_constants[class->genre_set] +
	    scan->decades[class->decade] + scan->types[class->type];
}

/* Weights of the lists that are not read. */
static float
scan_rest(const struct scan *scan)
{
	return scan->read < scan->list_count ? scan->lists[scan->read].rest : 0;
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

/* --- 2: a threshold ------------------------------------------------------- */

/* Notes documents of a class that no read list names, best first. */
static float
seed_class(struct scan *scan, uint32_t c, float constant, float threshold)
{
	const struct snapshot *snapshot = scan->snapshot;
	uint32_t end = snapshot->classes.starts[c + 1];

	for (uint32_t d = snapshot->classes.starts[c]; d < end; d++) {
		if (snapshot->scales[d] * scan->limit * constant < threshold)
			break;
		if (!sum_table_holds(scan->sums, d) &&
		    !is_excluded(scan->query, d))
			threshold = note_score(scan,
			    scale_of(scan, d) * constant * scan->sure,
			    threshold);
	}
	return threshold;
}

static float
seed_set(struct scan *scan, uint32_t s, float threshold)
{
	const struct document_classes *classes = &scan->snapshot->classes;

	for (uint32_t c = classes->sets[s].first_class;
	     c < classes->sets[s + 1].first_class; c++) {
		float constant = class_constant(scan, c);

		if (constant > 0 &&
		    constant * classes->classes[c].max_scale * scan->limit >=
			threshold)
			threshold = seed_class(scan, c, constant, threshold);
	}
	return threshold;
}

/* Sets whose bound is in [low, high): those above are done. */
static float
seed_sets(struct scan *scan, float low, float high, float threshold)
{
	uint32_t count = scan->snapshot->classes.set_count;

	for (uint32_t s = 0; s < count; s++) {
		float bound = scan->set_bounds[s];

		if (bound >= threshold && bound >= low && bound < high)
			threshold = seed_set(scan, s, threshold);
	}
	return threshold;
}

static void
seed(struct scan *scan)
{
	const struct sum_table *sums = scan->sums;
	uint32_t count = scan->snapshot->classes.set_count;
	float threshold = scan_threshold(scan);
	float most = 0;

	for (size_t i = 0; i < scan->query->k; i++)
		scan->best[i] = 0;
	for (size_t i = 0; i < sums->count; i++) {
		const struct sum_slot *slot = &sums->slots[sums->used[i]];
		uint32_t d = slot->key - 1;
		float sum = slot->sum +
		    class_constant(
			scan, scan->snapshot->classes.of_document[d]);

		if (!is_excluded(scan->query, d))
			threshold = note_score(scan,
			    scale_of(scan, d) * sum * scan->sure, threshold);
	}
	for (uint32_t s = 0; s < count; s++)
		most = most > scan->set_bounds[s] ? most : scan->set_bounds[s];
	threshold = seed_sets(scan, most * 0.8f, INFINITY, threshold);
	threshold = seed_sets(scan, most * 0.5f, most * 0.8f, threshold);
	threshold = seed_sets(scan, 0, most * 0.5f, threshold);
	raise_threshold(scan, threshold);
}

/* --- 3: reading on -------------------------------------------------------- */

/* How many documents at the beginning of a class reach the threshold with a
 * sum of `most`. */
static uint32_t
class_prefix(const struct scan *scan, uint32_t c, float most, float threshold)
{
	const float *scales = scan->snapshot->scales;
	uint32_t start = scan->snapshot->classes.starts[c];
	uint32_t low = start;
	uint32_t high = scan->snapshot->classes.starts[c + 1];
	float factor = most * scan->limit * scan->slack;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (scales[middle] * factor >= threshold)
			low = middle + 1;
		else
			high = middle;
	}
	return low - start;
}

/* Whether looking a class up in the lists not read is cheaper than scoring the
 * `prefix` documents at its beginning. */
static bool
is_long(const struct scan *scan, uint32_t prefix)
{
	return prefix * COST_SCORE >
	    (double)(scan->list_count - scan->read) * COST_SEARCH +
	    prefix * COST_SUM;
}

static double
class_cost(const struct scan *scan, uint32_t c, float most, float threshold)
{
	uint32_t prefix = class_prefix(scan, c, most, threshold);

	if (!is_long(scan, prefix))
		return COST_CLASS + prefix * COST_SCORE;
	return COST_CLASS +
	    (double)(scan->list_count - scan->read) * COST_SEARCH +
	    prefix * COST_SUM;
}

/* What step 4 would cost now; no more than about `enough` is counted. */
static double
estimate(const struct scan *scan, double enough)
{
	const struct document_classes *classes = &scan->snapshot->classes;
	float threshold = scan_threshold(scan);
	float rest = scan_rest(scan);
	float widening = scan->limit * scan->slack;
	double cost = 0;

	for (uint32_t s = 0; s < classes->set_count && cost < enough; s++) {
		const struct genre_set *set = &classes->sets[s];

		if (scan->set_bounds[s] + rest * set->max_scale * widening <
		    threshold)
			continue;
		for (uint32_t c = set[0].first_class; c < set[1].first_class;
		     c++) {
			float most = class_constant(scan, c) + rest;

			if (most * classes->classes[c].max_scale * widening >=
			    threshold)
				cost += class_cost(scan, c, most, threshold);
		}
	}
	return cost;
}

/* Reads lists until `postings` are read, and at least one. */
static int
read_lists(struct scan *scan, uint64_t postings, struct query_stats *stats)
{
	uint64_t count = 0;

	while (scan->read < scan->list_count) {
		const struct scan_list *list = &scan->lists[scan->read];
		int result;

		if (count > 0 && count + list->postings.count > postings)
			break;
		count += list->postings.count;
		result = sum_table_reserve(
		    scan->sums, scan->sums->count + list->postings.count + 1);
		if (result != 0)
			return result;
		sum_table_add(scan->sums, list->postings.elements,
		    list->postings.count, list->weight);
		scan->read++;
	}
	stats->postings += count;
	return 0;
}

static int
read_on(struct scan *scan, struct query_stats *stats)
{
	while (scan->read < scan->list_count) {
		double next = COST_POSTING *
		    (double)scan->lists[scan->read].postings.count;
		double cost = estimate(scan, 8 * next);
		int result;

		if (cost <= next)
			break;
		result = read_lists(
		    scan, (uint64_t)(cost / 2 / COST_POSTING), stats);
		if (result != 0)
			return result;
		seed(scan);
	}
	return 0;
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

	if (is_excluded(scan->query, document))
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
		uint32_t d = slot->key - 1;
		float sum = slot->sum + rest +
		    class_constant(
			scan, scan->snapshot->classes.of_document[d]);

		if (scale_of(scan, d) * sum * scan->slack >= threshold)
			threshold =
			    score_candidate(scan, d, scratch, threshold);
	}
	raise_threshold(scan, threshold);
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
score_class(struct scan *scan, uint32_t c, float constant, float rest,
    struct scan_scratch *scratch)
{
	float threshold = scan_threshold(scan);
	uint32_t start = scan->snapshot->classes.starts[c];
	uint32_t prefix = class_prefix(scan, c, constant + rest, threshold);
	bool summed = rest > 0 && is_long(scan, prefix);
	int result = summed ? sum_prefix(scan, start, prefix, scratch) : 0;

	scratch->stats.classes++;
	for (uint32_t i = 0; result == 0 && i < prefix; i++) {
		uint32_t d = start + i;
		float most = constant + (summed ? scratch->sums[i] : rest);

		if (scale_of(scan, d) * most * scan->slack >= threshold &&
		    !sum_table_holds(scan->sums, d))
			threshold =
			    score_candidate(scan, d, scratch, threshold);
	}
	raise_threshold(scan, threshold);
	return result;
}

static int
score_set(
    struct scan *scan, uint32_t s, float rest, struct scan_scratch *scratch)
{
	const struct document_classes *classes = &scan->snapshot->classes;
	const struct genre_set *set = &classes->sets[s];
	float widening = scan->limit * scan->slack;
	int result = 0;

	if (scan->set_bounds[s] + rest * set->max_scale * widening <
	    scan_threshold(scan))
		return 0;
	for (uint32_t c = set[0].first_class;
	     result == 0 && c < set[1].first_class; c++) {
		float constant = class_constant(scan, c);

		if (constant + rest > 0 &&
		    (constant + rest) * classes->classes[c].max_scale *
			    widening >=
			scan_threshold(scan))
			result = score_class(scan, c, constant, rest, scratch);
	}
	return result;
}

static int
score_sets(struct scan *scan, struct scan_scratch *scratches, int threads)
{
	uint32_t count = scan->snapshot->classes.set_count;
	float rest = scan_rest(scan);
	int failed = 0;

	if (threads == 1) {
		for (uint32_t s = 0; s < count; s++)
			failed |= score_set(scan, s, rest, scratches);
		return failed != 0 ? ERROR_MEMORY : 0;
	}
#pragma omp parallel for schedule(dynamic, 16) num_threads(threads) \
    reduction(| \
	      : failed)
	for (uint32_t s = 0; s < count; s++)
		failed |=
		    score_set(scan, s, rest, &scratches[omp_get_thread_num()]);
	return failed != 0 ? ERROR_MEMORY : 0;
}

int
scan_run(struct scan *scan, struct scan_scratch *scratches, int threads)
{
	struct query_stats *stats = &scratches[0].stats;
	int result = 0;

	if (scan->list_count > 0)
		result = read_lists(scan, READ_FIRST, stats);
	if (result != 0)
		return result;
	seed(scan);
	result = read_on(scan, stats);
	if (result != 0)
		return result;
	score_sums(scan, &scratches[0]);
	return score_sets(scan, scratches, threads);
}
