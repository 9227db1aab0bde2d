#include "index/neighbors.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "index/snapshot_view.h"

#define RUN 64 /* documents that a thread takes at once */

static size_t
longest_vector(const struct snapshot *snapshot, uint32_t first, uint32_t count)
{
	const uint32_t *starts = snapshot->vectors.starts;
	size_t longest = 0;

	for (uint32_t d = first; d < first + count; d++)
		if (starts[d + 1] - starts[d] > longest)
			longest = starts[d + 1] - starts[d];
	return longest;
}

/* What a thread of its own holds. */
struct worker {
	struct query_context *context; /* owned, as all below */
	struct query_term *terms; /* [longest vector + 1] */
	struct document_set own; /* the document that asks */
	struct query_stats stats;
};

static int
worker_init(struct worker *worker, const struct snapshot *snapshot,
    size_t longest_vector)
{
	memset(worker, 0, sizeof(*worker));
	worker->context = query_context_new();
	worker->terms = calloc(longest_vector + 1, sizeof(*worker->terms));
	if (worker->context == NULL || worker->terms == NULL)
		return ERROR_MEMORY;
	return document_set_init(&worker->own, snapshot->document_count);
}

static void
worker_release(struct worker *worker)
{
	query_context_free(worker->context);
	free(worker->terms);
	document_set_release(&worker->own);
}

static int
find_one(struct worker *worker, const struct snapshot *snapshot,
    uint32_t document, uint32_t k, struct hit *hits, size_t *hit_count)
{
	struct query_term *terms = worker->terms;
	struct query_stats *stats = &worker->stats;
	struct sparse_vector vector;
	struct query query = {.terms = terms, .excluded = &worker->own, .k = k};
	struct query_stats one = {0};
	int result = document_set_add(&worker->own, document);

	if (result != 0)
		return result;
	vectors_at(&snapshot->vectors, document, &vector);
	for (size_t i = 0; i < vector.count; i++)
		terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	query.term_count = vector.count;
	result =
	    query_run(worker->context, snapshot, &query, hits, hit_count, &one);
	document_set_remove(&worker->own, document);
	stats->postings += one.postings;
	stats->rescored += one.rescored;
	stats->classes += one.classes;
	return result;
}

int
neighbors_find(const struct snapshot *snapshot, uint32_t first, uint32_t count,
    uint32_t k, int threads, struct hit *hits, size_t *counts,
    struct query_stats *stats)
{
	size_t longest = longest_vector(snapshot, first, count);
	uint64_t postings = 0;
	uint64_t rescored = 0;
	uint64_t classes = 0;
	bool failed = false;

	if (k < 1 || k > QUERY_MAX_K)
		return ERROR_INVALID;
#pragma omp parallel num_threads(threads) reduction(| : failed) \
    reduction(+ : postings, rescored, classes)
	{
		struct worker worker;

		failed = worker_init(&worker, snapshot, longest) != 0;
#pragma omp for schedule(dynamic, RUN)
		for (uint32_t i = 0; i < count; i++)
			failed = failed ||
			    find_one(&worker, snapshot, first + i, k,
				hits + (size_t)i * k, &counts[i]) != 0;
		postings += worker.stats.postings;
		rescored += worker.stats.rescored;
		classes += worker.stats.classes;
		worker_release(&worker);
	}
	if (stats != NULL) {
		stats->postings += postings;
		stats->rescored += rescored;
		stats->classes += classes;
	}
	return failed ? ERROR_MEMORY : 0;
}
