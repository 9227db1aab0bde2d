/*
 * Sets of documents, by themselves and in queries: exactly k answers whenever k
 * exist, the same as by scoring every document.
 */
#include "index/document_set.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

#include "index/query.h"
#include "unit/document_fixture.h"
#include "util/random.h"

#define DOCUMENTS 3000
#define K 15

/* --- by itself ------------------------------------------------------------ */

Test(document_set, holds_what_was_added_and_not_removed)
{
	enum {
		COUNT = 3 * DOCUMENT_SET_PAGE + 17
	};
	static bool expected[COUNT];
	struct document_set set;
	struct random random;
	uint32_t members = 0;
	uint32_t next = 0;

	cr_assert_eq(document_set_init(&set, COUNT), 0);
	random_seed(&random, 90);
	for (int i = 0; i < 20000; i++) {
		uint32_t d = (uint32_t)random_below(&random, COUNT);

		expected[d] = random_below(&random, 3) > 0;
		if (expected[d])
			cr_assert_eq(document_set_add(&set, d), 0);
		else
			document_set_remove(&set, d);
	}
	for (uint32_t d = 0; d < COUNT; d++) {
		cr_assert_eq(document_set_holds(&set, d), expected[d]);
		members += expected[d] ? 1 : 0;
	}
	cr_assert_eq(set.count, members);
	for (uint32_t d = 0; d < COUNT; d++) {
		if (!expected[d])
			continue;
		cr_assert(document_set_next(&set, &next));
		cr_assert_eq(next++, d);
	}
	cr_assert_not(document_set_next(&set, &next));
	document_set_release(&set);
}

Test(document_set, finds_the_next_member_over_pages_without_any)
{
	const uint32_t members[] = {63, 64, 4095, 5 * DOCUMENT_SET_PAGE};
	struct document_set set;
	uint32_t next = 0;

	cr_assert_eq(
	    document_set_init_of(&set, 5 * DOCUMENT_SET_PAGE + 1, members, 4),
	    0);
	for (size_t i = 0; i < 4; i++) {
		cr_assert(document_set_next(&set, &next));
		cr_assert_eq(next++, members[i]);
	}
	cr_assert_not(document_set_next(&set, &next));
	document_set_release(&set);
}

Test(document_set, may_be_over_no_documents)
{
	struct document_set set;
	uint32_t next = 0;

	cr_assert_eq(document_set_init(&set, 0), 0);
	cr_assert_not(document_set_next(&set, &next));
	document_set_release(&set);
	document_set_release(&set);
}

/* --- in queries ----------------------------------------------------------- */

struct layout {
	uint32_t shard_documents; /* 0: all in one */
	int threads;
};

static struct layout layouts[] = {
    {0, 1}, {0, 8}, {DOCUMENTS / 16, 1}, {DOCUMENTS / 16, 8}};

/* A set of about one in `one_in` documents; all of them for 1, none for 0. */
static struct document_set
random_set(
    const struct snapshot *snapshot, struct random *random, uint32_t one_in)
{
	struct document_set set = fixture_set(snapshot, NULL, 0);

	for (uint32_t d = 0; d < snapshot_document_count(snapshot); d++)
		if (one_in > 0 && random_below(random, one_in) == 0)
			cr_assert_eq(document_set_add(&set, d), 0);
	return set;
}

static size_t
run_both(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, struct hit *hits)
{
	struct hit expected[QUERY_MAX_K];
	size_t expected_count = 0;
	size_t count = 0;

	cr_assert_eq(
	    query_run(context, snapshot, query, hits, &count, NULL), 0);
	cr_assert_eq(query_run_exhaustive(
			 context, snapshot, query, expected, &expected_count),
	    0);
	cr_assert_eq(
	    count, expected_count, "%zu hits, not %zu", count, expected_count);
	cr_assert_eq(memcmp(hits, expected, count * sizeof(*hits)), 0);
	for (size_t i = 0; i < count; i++)
		cr_assert(query_admits(query, snapshot, hits[i].document));
	return count;
}

/* The documents' own vectors as queries, every `step`-th. */
static void
run_queries(const struct snapshot *snapshot,
    const struct document_set *excluded, const struct document_set *only,
    uint32_t step, int threads)
{
	struct query_context *context = query_context_new();

	for (uint32_t d = 0; d < snapshot_document_count(snapshot); d += step) {
		struct query_term terms[64];
		struct hit hits[QUERY_MAX_K];
		struct sparse_vector vector;
		struct query query = {
		    .terms = terms,
		    .excluded = excluded,
		    .only = only,
		    .k = d % 5 == 0 ? 200 : K,
		    .prior_off = d % 3 == 0,
		    .threads = threads,
		};

		snapshot_vector(snapshot, d, &vector);
		query.term_count = vector.count;
		for (size_t i = 0; i < vector.count; i++)
			terms[i] = (struct query_term){
			    vector.terms[i], vector_weight(&vector, i)};
		run_both(context, snapshot, &query, hits);
	}
	query_context_free(context);
}

ParameterizedTestParameters(document_set, equals_the_exhaustive_scan)
{
	return cr_make_param_array(struct layout, layouts, 4);
}

/* Of all sizes, so that both small sets, whose members are scored, and large
 * ones, among which is searched, meet every other kind. */
ParameterizedTest(
    struct layout *layout, document_set, equals_the_exhaustive_scan)
{
	static const uint32_t one_in[] = {0, 1, 2, 50, 1000};
	const size_t kinds = sizeof(one_in) / sizeof(one_in[0]);
	struct snapshot_parameters parameters = fixture_parameters;
	struct document_fixture fixture;
	struct snapshot *snapshot;
	struct random random;

	parameters.shard_documents = layout->shard_documents;
	document_fixture_random(&fixture, DOCUMENTS, 91);
	snapshot = fixture_snapshot(&fixture, &parameters);
	random_seed(&random, 92);
	for (size_t i = 0; i < kinds * kinds; i++) {
		struct document_set excluded =
		    random_set(snapshot, &random, one_in[i / kinds]);
		struct document_set only =
		    random_set(snapshot, &random, one_in[i % kinds]);

		run_queries(snapshot, &excluded, &only, 97, layout->threads);
		run_queries(snapshot, &excluded, NULL, 101, layout->threads);
		document_set_release(&excluded);
		document_set_release(&only);
	}
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}

ParameterizedTestParameters(document_set, gives_k_answers_behind_the_excluded)
{
	return cr_make_param_array(struct layout, layouts, 4);
}

/* The worst for a search that goes from the best down: the best are what is
 * excluded, of equal documents all but the last ones. */
ParameterizedTest(
    struct layout *layout, document_set, gives_k_answers_behind_the_excluded)
{
	struct snapshot_parameters parameters = fixture_parameters;
	struct query_context *context = query_context_new();
	struct document_fixture fixture;
	struct document_set excluded;
	struct document_set only;
	struct snapshot *snapshot;
	struct query_term terms[64];
	struct hit hits[K];
	struct sparse_vector vector;
	struct query query = {.terms = terms, .k = K};

	query.threads = layout->threads;
	parameters.shard_documents = layout->shard_documents;
	document_fixture_equal(&fixture, DOCUMENTS);
	snapshot = fixture_snapshot(&fixture, &parameters);
	snapshot_vector(snapshot, 0, &vector);
	query.term_count = vector.count;
	for (size_t i = 0; i < vector.count; i++)
		terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	excluded = fixture_set(snapshot, NULL, 0);
	only = fixture_set(snapshot, NULL, 0);
	for (uint32_t d = 0; d < DOCUMENTS - K; d++)
		cr_assert_eq(document_set_add(&excluded, d), 0);
	for (uint32_t d = 0; d < DOCUMENTS; d += 2)
		cr_assert_eq(document_set_add(&only, d), 0);
	query.excluded = &excluded;
	cr_assert_eq(run_both(context, snapshot, &query, hits), K);
	query.only = &only;
	cr_assert_eq(run_both(context, snapshot, &query, hits), K / 2);
	query.excluded = &only;
	cr_assert_eq(run_both(context, snapshot, &query, hits), 0);
	document_set_release(&excluded);
	document_set_release(&only);
	snapshot_close(snapshot);
	query_context_free(context);
	document_fixture_release(&fixture);
}
