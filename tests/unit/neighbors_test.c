/*
 * All pairs, and the rival of the benchmarks, against one query at a time.
 */
#include "index/neighbors.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/exhaustive_scan.h"
#include "unit/document_fixture.h"

#define DOCUMENTS 500
#define K 12
#define TERMS_MAX 64

/* The query for what is like a document; its terms and set are the caller's. */
static struct query
query_of(const struct snapshot *snapshot, uint32_t document,
    struct query_term *terms, struct document_set *own)
{
	struct sparse_vector vector;

	*own = fixture_set(snapshot, &document, 1);
	snapshot_vector(snapshot, document, &vector);
	for (size_t i = 0; i < vector.count; i++)
		terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	return (struct query){
	    .terms = terms,
	    .term_count = vector.count,
	    .excluded = own,
	    .k = K,
	};
}

ParameterizedTestParameters(neighbors, equal_the_exhaustive_answers)
{
	static int threads[] = {1, 8};

	return cr_make_param_array(int, threads, 2);
}

ParameterizedTest(int *threads, neighbors, equal_the_exhaustive_answers)
{
	static struct hit hits[DOCUMENTS * K];
	static size_t counts[DOCUMENTS];
	struct query_context *context = query_context_new();
	struct query_stats stats = {0};
	struct document_fixture fixture;
	struct snapshot *snapshot;
	const uint32_t first = 100;

	document_fixture_random(&fixture, DOCUMENTS, 71);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	cr_assert_eq(neighbors_find(snapshot, first, DOCUMENTS - first, K,
			 *threads, hits, counts, &stats),
	    0);
	cr_assert_gt(stats.rescored, 0);
	for (uint32_t d = first; d < DOCUMENTS; d++) {
		struct query_term terms[TERMS_MAX];
		struct document_set own;
		struct query query = query_of(snapshot, d, terms, &own);
		struct hit expected[K];
		size_t count;

		cr_assert_eq(query_run_exhaustive(
				 context, snapshot, &query, expected, &count),
		    0);
		cr_assert_eq(counts[d - first], count);
		cr_assert_eq(memcmp(hits + (size_t)(d - first) * K, expected,
				 count * sizeof(*expected)),
		    0);
		document_set_release(&own);
	}
	snapshot_close(snapshot);
	query_context_free(context);
	document_fixture_release(&fixture);
}

Test(neighbors, refuse_a_k_out_of_range)
{
	struct document_fixture fixture;
	struct snapshot *snapshot;

	document_fixture_random(&fixture, 10, 72);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	cr_assert_eq(neighbors_find(snapshot, 0, 10, 0, 1, NULL, NULL, NULL),
	    ERROR_INVALID);
	cr_assert_eq(neighbors_find(
			 snapshot, 0, 10, QUERY_MAX_K + 1, 1, NULL, NULL, NULL),
	    ERROR_INVALID);
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}

Test(exhaustive_scan, finds_the_scores_of_the_exact_answer)
{
	struct query_context *context = query_context_new();
	struct exhaustive_scan *scan;
	struct document_fixture fixture;
	struct snapshot *snapshot;
	uint64_t bytes = 0;

	document_fixture_random(&fixture, 3000, 73);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	scan = exhaustive_scan_new(snapshot);
	cr_assert_not_null(scan);
	for (uint32_t d = 0; d < 3000; d += 7) {
		struct query_term terms[TERMS_MAX];
		struct document_set own;
		struct query query = query_of(snapshot, d, terms, &own);
		struct hit exact[K];
		struct hit hits[K];
		size_t exact_count;
		size_t count;

		query_run_exhaustive(
		    context, snapshot, &query, exact, &exact_count);
		exhaustive_scan_run(scan, &query, hits, &count, &bytes);
		cr_assert_eq(count, exact_count);
		for (size_t i = 0; i < count; i++)
			cr_assert_float_eq((double)hits[i].score,
			    (double)exact[i].score, 1e-5);
		document_set_release(&own);
	}
	cr_assert_gt(bytes, 0);
	exhaustive_scan_free(scan);
	exhaustive_scan_free(NULL);
	snapshot_close(snapshot);
	query_context_free(context);
	document_fixture_release(&fixture);
}
