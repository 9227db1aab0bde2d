#include "index/neighbors.h"

#include <omp.h>
#include <stdlib.h>

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

static int
find_one(struct query_context *context, const struct snapshot *snapshot,
    uint32_t document, uint32_t k, struct query_term *terms, struct hit *hits,
    size_t *hit_count, struct query_stats *stats)
{
	struct sparse_vector vector;
	struct query query = {
	    .terms = terms, .excluded = &document, .excluded_count = 1, .k = k};
	struct query_stats one = {0};
	int result;

	vectors_at(&snapshot->vectors, document, &vector);
	for (size_t i = 0; i < vector.count; i++)
		terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	query.term_count = vector.count;
	result = query_run(context, snapshot, &query, hits, hit_count, &one);
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
		struct query_context *context = query_context_new();
		struct query_term *terms = calloc(longest + 1, sizeof(*terms));
		struct query_stats sum = {0};

		if (context == NULL || terms == NULL)
			failed = true;
#pragma omp for schedule(dynamic, RUN)
		for (uint32_t i = 0; i < count; i++)
			failed = failed ||
			    find_one(context, snapshot, first + i, k, terms,
				hits + (size_t)i * k, &counts[i], &sum) != 0;
		postings += sum.postings;
		rescored += sum.rescored;
		classes += sum.classes;
		query_context_free(context);
		free(terms);
	}
	if (stats != NULL) {
		stats->postings += postings;
		stats->rescored += rescored;
		stats->classes += classes;
	}
	return failed ? ERROR_MEMORY : 0;
}
