#include "index/scan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/popularity.h"

int
scan_scratch_init(struct scan_scratch *scratch)
{
	memset(scratch, 0, sizeof(*scratch));
	scratch->accumulators =
	    calloc(SNAPSHOT_SHARD_DOCUMENTS, sizeof(*scratch->accumulators));
	scratch->touched =
	    malloc((SNAPSHOT_SHARD_DOCUMENTS + 1) * sizeof(*scratch->touched));
	scratch->partial =
	    malloc(SNAPSHOT_SHARD_DOCUMENTS * sizeof(*scratch->partial));
	scratch->best = malloc(QUERY_MAX_K * sizeof(*scratch->best));
	scratch->heap = malloc(QUERY_MAX_K * sizeof(*scratch->heap));
	if (scratch->accumulators != NULL && scratch->touched != NULL &&
	    scratch->partial != NULL && scratch->best != NULL &&
	    scratch->heap != NULL)
		return 0;
	scan_scratch_release(scratch);
	return ERROR_MEMORY;
}

void
scan_scratch_release(struct scan_scratch *scratch)
{
	free(scratch->accumulators);
	free(scratch->touched);
	free(scratch->partial);
	free(scratch->best);
	free(scratch->heap);
	memset(scratch, 0, sizeof(*scratch));
}

/* --- threshold and bounds ------------------------------------------------- */

/* Scores are not negative, so their bits order as they do. */
float
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

/* How far an accumulated score may be from the exact one, relatively. */
static float
tolerance(const struct scan *scan)
{
	return (float)(scan->term_count + 16) * 0x1p-23f;
}

/* Scales hold the prior; without it they may be larger by as much. */
static float
scale_limit(const struct scan *scan)
{
	return scan->query->prior_off ? 1 / (float)POPULARITY_PRIOR_MIN : 1;
}

float
scan_bound(const struct scan *scan, const struct scan_list *lists, size_t count)
{
	float bound = 0;

	for (size_t i = 0; i < count; i++)
		bound += lists[i].weight * lists[i].postings.max_scale;
	return bound * scale_limit(scan) * (1 + tolerance(scan));
}

/* --- accumulating --------------------------------------------------------- */

/* Adds a list; returns the number of documents touched so far. Excluded
 * documents stand at minus infinity and never count as touched. */
static size_t
accumulate(
    struct scan_scratch *scratch, const struct scan_list *list, size_t touched)
{
	const uint16_t *restrict documents = list->postings.documents;
	float *restrict accumulators = scratch->accumulators;
	uint16_t *restrict names = scratch->touched;
	uint32_t count = list->postings.count;
	float weight = list->weight;

	for (uint32_t i = 0; i < count; i++) {
		uint16_t document = documents[i];
		float sum = accumulators[document];

		/* without a branch: overwritten unless it is new */
		names[touched] = document;
		touched += sum == 0;
		accumulators[document] = sum + weight;
	}
	scratch->stats.postings += count;
	return touched;
}

static void
set_excluded(
    const struct scan *scan, uint32_t shard, float *accumulators, float value)
{
	const struct query *query = scan->query;
	uint32_t size = scan->snapshot->summary->shard_documents;
	uint64_t base = (uint64_t)shard * size;

	for (size_t i = 0; i < query->excluded_count; i++)
		if (query->excluded[i] >= base &&
		    query->excluded[i] < base + size)
			accumulators[query->excluded[i] - base] = value;
}

/* What one unit of a document's accumulator is worth. */
static inline float
scale_of(const struct scan *scan, uint32_t document)
{
	const struct snapshot *snapshot = scan->snapshot;

	if (scan->query->prior_off)
		return snapshot->scales[document] / snapshot->priors[document];
	return snapshot->scales[document];
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

/*
 * Fills partial[0 .. touched) with the scores so far and returns a score that
 * at least k documents surely reach; 0 when there are too few.
 */
static float
score_partially(const struct scan *scan, const struct scan_shard *shard,
    struct scan_scratch *scratch, size_t touched)
{
	uint32_t base = shard->shard * scan->snapshot->summary->shard_documents;
	size_t k = scan->query->k;
	float *best = scratch->best;

	for (size_t i = 0; i < k; i++)
		best[i] = 0;
	for (size_t i = 0; i < touched; i++) {
		uint16_t document = scratch->touched[i];
		float score = scratch->accumulators[document] *
		    scale_of(scan, base + document);

		scratch->partial[i] = score;
		if (score > best[0])
			keep_best(best, k, score);
	}
	return best[0] * (1 - tolerance(scan));
}

/* --- candidates ----------------------------------------------------------- */

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

static float
larger(float a, float b)
{
	return a > b ? a : b;
}

/*
 * Scores exactly all whose bound reaches the threshold: first those that reach
 * it already, which raises the threshold for the others. `rest` is the sum of
 * the weights of the lists that were not read.
 */
static void
score_candidates(struct scan *scan, const struct scan_shard *shard,
    struct scan_scratch *scratch, size_t touched, float threshold, float rest)
{
	uint32_t base = shard->shard * scan->snapshot->summary->shard_documents;
	float slack = 1 + tolerance(scan);
	float sure = threshold;

	for (size_t i = 0; i < touched; i++) {
		if (scratch->partial[i] * slack < sure)
			continue;
		scan_score(scan, base + scratch->touched[i], &scratch->topk);
		scratch->stats.rescored++;
		scratch->partial[i] = -1; /* done */
	}
	threshold = larger(threshold, topk_threshold(&scratch->topk));
	for (size_t i = 0; rest > 0 && i < touched; i++) {
		uint32_t document = base + scratch->touched[i];
		float score = scratch->partial[i];

		if (score < 0 ||
		    (score + rest * scale_of(scan, document)) * slack <
			threshold)
			continue;
		scan_score(scan, document, &scratch->topk);
		scratch->stats.rescored++;
		threshold = larger(threshold, topk_threshold(&scratch->topk));
	}
	raise_threshold(scan, topk_threshold(&scratch->topk));
}

static float
weight_sum(const struct scan_list *lists, size_t count)
{
	float sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += lists[i].weight;
	return sum;
}

/* What the next list could add to any one document. */
static double
list_bound(const struct scan *scan, const struct scan_list *list)
{
	return (double)list->weight * (double)list->postings.max_scale *
	    (double)scale_limit(scan);
}

/* The lists of a shard while they are read. */
struct reading {
	size_t next; /* list */
	size_t touched; /* documents with a sum */
	size_t unread; /* postings of the lists from `next` on */
	size_t fresh; /* postings read since the scores were looked at */
	double gained; /* no document has more by now */
	double left; /* no document gains more from `next` on */
	float threshold; /* k documents surely reach it */
};

static void
reading_init(struct reading *reading, const struct scan *scan,
    const struct scan_shard *shard)
{
	*reading = (struct reading){.threshold = scan_threshold(scan)};
	for (size_t i = 0; i < shard->count; i++) {
		reading->unread += shard->lists[i].postings.count;
		reading->left += list_bound(scan, &shard->lists[i]);
	}
}

/*
 * Whether documents not touched yet are out of the question. Looking at the
 * scores costs about as much as reading what was touched, so it is done only
 * when it can decide something, and the next list is not much cheaper.
 */
static bool
has_enough(struct reading *reading, const struct scan *scan,
    const struct scan_shard *shard, struct scan_scratch *scratch)
{
	size_t next = shard->lists[reading->next].postings.count;
	/* sums and differences of doubles are off by much less than this */
	double bound =
	    (reading->left + 1e-9 * (reading->left + reading->gained)) *
	    (1 + (double)tolerance(scan));

	if (bound < (double)reading->threshold)
		return true;
	if (bound >= reading->gained || reading->unread <= reading->touched ||
	    (reading->fresh + next) * 2 < reading->touched)
		return false;
	reading->fresh = 0;
	reading->threshold = larger(reading->threshold,
	    score_partially(scan, shard, scratch, reading->touched));
	return bound < (double)reading->threshold;
}

/* Reads lists until those left cannot bring a new document into the answer,
 * and fills scratch->partial. */
static void
read_lists(struct reading *reading, const struct scan *scan,
    const struct scan_shard *shard, struct scan_scratch *scratch)
{
	reading_init(reading, scan, shard);
	while (reading->next < shard->count &&
	    !has_enough(reading, scan, shard, scratch)) {
		const struct scan_list *list = &shard->lists[reading->next++];

		reading->touched = accumulate(scratch, list, reading->touched);
		reading->unread -= list->postings.count;
		reading->fresh += list->postings.count;
		reading->gained += list_bound(scan, list);
		reading->left -= list_bound(scan, list);
	}
	reading->threshold = larger(reading->threshold,
	    score_partially(scan, shard, scratch, reading->touched));
}

void
scan_run(struct scan *scan, const struct scan_shard *shard,
    struct scan_scratch *scratch)
{
	struct reading reading;

	set_excluded(scan, shard->shard, scratch->accumulators, -INFINITY);
	read_lists(&reading, scan, shard, scratch);
	score_candidates(scan, shard, scratch, reading.touched,
	    reading.threshold,
	    weight_sum(
		shard->lists + reading.next, shard->count - reading.next));
	for (size_t i = 0; i < reading.touched; i++)
		scratch->accumulators[scratch->touched[i]] = 0;
	set_excluded(scan, shard->shard, scratch->accumulators, 0);
}
