#include "index/exhaustive_scan.h"

#include <stdlib.h>
#include <string.h>

#include "index/snapshot_view.h"
#include "index/topk.h"
#include "util/vectorised.h"

#define BLOCK 1024 /* documents that are compared at once */

struct exhaustive_scan {
	const struct snapshot *snapshot; /* borrowed */
	uint64_t *starts; /* [term_count + 1]; owned, as all below */
	uint32_t *documents; /* [posting_count] */
	float *scales; /* [document_count] */
	float *sums; /* [document_count] */
	struct ranked *heap; /* [QUERY_MAX_K] */
};

static void
invert(struct exhaustive_scan *scan)
{
	const struct vectors *vectors = &scan->snapshot->vectors;
	uint32_t terms = scan->snapshot->postings.term_count;
	uint64_t *starts = scan->starts;

	for (uint64_t i = 0; i < vectors->posting_count; i++)
		starts[vectors->terms[i] + 1]++;
	for (uint32_t t = 0; t < terms; t++)
		starts[t + 1] += starts[t];
	for (uint32_t d = 0; d < vectors->document_count; d++)
		for (uint32_t i = vectors->starts[d];
		     i < vectors->starts[d + 1]; i++)
			scan->documents[starts[vectors->terms[i]]++] = d;
	/* each start has moved on to its end, which is the next one's start */
	memmove(starts + 1, starts, terms * sizeof(*starts));
	starts[0] = 0;
}

struct exhaustive_scan *
exhaustive_scan_new(const struct snapshot *snapshot)
{
	struct exhaustive_scan *scan = calloc(1, sizeof(*scan));
	size_t count = snapshot->document_count + (size_t)1;

	if (scan == NULL)
		return NULL;
	scan->snapshot = snapshot;
	scan->starts = calloc(
	    snapshot->postings.term_count + (size_t)1, sizeof(*scan->starts));
	scan->documents = malloc(
	    (snapshot->vectors.posting_count + 1) * sizeof(*scan->documents));
	scan->scales = malloc(count * sizeof(*scan->scales));
	scan->sums = malloc(count * sizeof(*scan->sums));
	scan->heap = malloc(QUERY_MAX_K * sizeof(*scan->heap));
	if (scan->starts == NULL || scan->documents == NULL ||
	    scan->scales == NULL || scan->sums == NULL || scan->heap == NULL) {
		exhaustive_scan_free(scan);
		return NULL;
	}
	for (uint32_t d = 0; d < snapshot->document_count; d++)
		scan->scales[d] = snapshot->classes.places[d].scale;
	invert(scan);
	return scan;
}

void
exhaustive_scan_free(struct exhaustive_scan *scan)
{
	if (scan == NULL)
		return;
	free(scan->starts);
	free(scan->documents);
	free(scan->scales);
	free(scan->sums);
	free(scan->heap);
	free(scan);
}

static void
add_list(float *restrict sums, const uint32_t *restrict documents, size_t count,
    float weight)
{
	size_t i = 0;

	/* documents of a list differ, so the four do not wait for another */
	for (; i + 4 <= count; i += 4) {
		float a = sums[documents[i]] + weight;
		float b = sums[documents[i + 1]] + weight;
		float c = sums[documents[i + 2]] + weight;
		float d = sums[documents[i + 3]] + weight;

		sums[documents[i]] = a;
		sums[documents[i + 1]] = b;
		sums[documents[i + 2]] = c;
		sums[documents[i + 3]] = d;
	}
	for (; i < count; i++)
		sums[documents[i]] += weight;
}

/* Turns sums into scores; returns the largest. */
VECTORISED static float
score_block(float *restrict sums, const float *restrict scales, size_t count)
{
	float most = 0;

#pragma omp simd reduction(max : most)
	for (size_t i = 0; i < count; i++) {
		float score = sums[i] * scales[i];

		sums[i] = score;
		most = score > most ? score : most;
	}
	return most;
}

static void
select_best(struct exhaustive_scan *scan, struct topk *topk)
{
	uint32_t count = scan->snapshot->document_count;

	for (uint32_t start = 0; start < count; start += BLOCK) {
		uint32_t size = count - start < BLOCK ? count - start : BLOCK;
		float most =
		    score_block(scan->sums + start, scan->scales + start, size);

		if (most < topk_threshold(topk) || most <= 0)
			continue;
		for (uint32_t d = start; d < start + size; d++) {
			float score = scan->sums[d];

			if (score <= 0 || score < topk_threshold(topk))
				continue;
			topk_push(topk,
			    &(struct ranked){score, scan->snapshot->numbers[d],
				d, score / scan->snapshot->priors[d]});
		}
	}
}

static float
raw_weight(const struct snapshot *snapshot, const struct query_term *term)
{
	return term->weight *
	    (float)term_weight(&snapshot->vectors.weights, term->term);
}

void
exhaustive_scan_run(struct exhaustive_scan *scan, const struct query *query,
    struct hit *hits, size_t *hit_count, uint64_t *bytes)
{
	uint64_t documents = scan->snapshot->document_count;
	uint64_t postings = 0;
	struct topk topk;

	memset(scan->sums, 0, documents * sizeof(*scan->sums));
	for (size_t i = 0; i < query->term_count; i++) {
		uint64_t start = scan->starts[query->terms[i].term];
		uint64_t end = scan->starts[query->terms[i].term + 1];

		add_list(scan->sums, scan->documents + start, end - start,
		    raw_weight(scan->snapshot, &query->terms[i]));
		postings += end - start;
	}
	for (uint32_t d = 0;
	     query->excluded != NULL && document_set_next(query->excluded, &d);
	     d++)
		scan->sums[d] = 0;
	topk_init(&topk, scan->heap, query->k);
	select_best(scan, &topk);
	topk_finish(&topk);
	for (size_t i = 0; i < topk.count; i++)
		hits[i] = (struct hit){topk.heap[i].document,
		    topk.heap[i].score, topk.heap[i].similarity};
	*hit_count = topk.count;
	/* an id and a sum read, a sum written; sums cleared, read, written
	 * beside a scale */
	*bytes += postings * 12 + documents * 16;
}
