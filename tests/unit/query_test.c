/*
 * The query against two oracles: the exhaustive scan, bit for bit, and a naive
 * dense one, written here from the formulas alone.
 */
#include "index/query.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/document_fixture.h"
#include "util/random.h"

#define DOCUMENTS 2000
#define K 20

/* The document's own vector as a query: borrowed by *query. */
static size_t
own_terms(const struct snapshot *snapshot, uint32_t document,
    struct query_term *terms)
{
	struct sparse_vector vector;

	snapshot_vector(snapshot, document, &vector);
	for (size_t i = 0; i < vector.count; i++)
		terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	return vector.count;
}

static void
assert_same(const struct hit *hits, size_t count, const struct hit *expected,
    size_t expected_count)
{
	cr_assert_eq(
	    count, expected_count, "%zu hits, not %zu", count, expected_count);
	for (size_t i = 0; i < count; i++) {
		cr_assert_eq(hits[i].document, expected[i].document,
		    "hit %zu is document %u, not %u", i, hits[i].document,
		    expected[i].document);
		cr_assert_eq(
		    memcmp(&hits[i].score, &expected[i].score, sizeof(float)),
		    0, "score of hit %zu is %a, not %a", i,
		    (double)hits[i].score, (double)expected[i].score);
		cr_assert_eq(memcmp(&hits[i].similarity,
				 &expected[i].similarity, sizeof(float)),
		    0);
	}
}

/* Runs both ways and compares; returns the number of hits. */
static size_t
compare(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, struct hit *hits)
{
	struct hit *expected = calloc(query->k, sizeof(*expected));
	size_t expected_count = 0;
	size_t count = 0;

	cr_assert_eq(
	    query_run(context, snapshot, query, hits, &count, NULL), 0);
	cr_assert_eq(query_run_exhaustive(
			 context, snapshot, query, expected, &expected_count),
	    0);
	assert_same(hits, count, expected, expected_count);
	free(expected);
	return count;
}

struct layout {
	uint32_t shard_documents; /* 0: all in one */
	int threads;
};

ParameterizedTestParameters(query, equals_the_exhaustive_scan)
{
	static struct layout layouts[] = {
	    {0, 1}, {0, 8}, {DOCUMENTS / 16, 1}, {DOCUMENTS / 16, 8}};

	return cr_make_param_array(
	    struct layout, layouts, sizeof(layouts) / sizeof(layouts[0]));
}

ParameterizedTest(struct layout *layout, query, equals_the_exhaustive_scan)
{
	struct snapshot_parameters parameters = fixture_parameters;
	struct query_context *context = query_context_new();
	struct document_fixture fixture;
	struct snapshot *snapshot;

	parameters.shard_documents = layout->shard_documents;
	document_fixture_random(&fixture, DOCUMENTS, 20261122);
	snapshot = fixture_snapshot(&fixture, &parameters);
	for (uint32_t d = 0; d < DOCUMENTS; d++) {
		struct query_term terms[64];
		struct document_set own = fixture_set(snapshot, &d, d % 2);
		struct query query = {
		    .terms = terms,
		    .term_count = own_terms(snapshot, d, terms),
		    .excluded = &own,
		    .k = K,
		    .prior_off = d % 3 == 0,
		    .threads = layout->threads,
		};
		struct hit hits[K];

		compare(context, snapshot, &query, hits);
		document_set_release(&own);
	}
	snapshot_close(snapshot);
	query_context_free(context);
	document_fixture_release(&fixture);
}

/* --- the naive oracle ------------------------------------------------------
 */

#define TEXTS_MAX 64

/* The terms of a document as texts, "field:value", each once. */
struct texts {
	char items[TEXTS_MAX][48];
	size_t count;
};

static void
texts_add(
    struct texts *texts, const char *field, const char *value, size_t length)
{
	char text[48];

	snprintf(text, sizeof(text), "%s:%.*s", field, (int)length, value);
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->items[i], text) == 0)
			return;
	strcpy(texts->items[texts->count++], text);
}

static void
texts_split(struct texts *texts, const char *field, const char *list,
    const char *separator)
{
	while (*list != '\0') {
		size_t length = strcspn(list, separator);

		texts_add(texts, field, list, length);
		list += length;
		list += *list != '\0' ? 1 : 0;
	}
}

static void
texts_people(
    struct texts *texts, const char *field, const struct person_list *people)
{
	for (size_t i = 0; i < people->count; i++) {
		char number[16];

		snprintf(number, sizeof(number), "%d", people->numbers[i]);
		texts_add(texts, field, number, strlen(number));
	}
}

static void
texts_of(const struct document *document, struct texts *texts)
{
	char decade[16];

	texts->count = 0;
	texts_split(texts, "genre", document->genres, ",");
	texts_split(texts, "title", document->title, " ");
	if (document->keywords != NULL)
		texts_split(texts, "keyword", document->keywords, ",");
	if (document->overview != NULL)
		texts_split(texts, "overview", document->overview, " ");
	texts_people(texts, "director", &document->directors);
	texts_people(texts, "writer", &document->writers);
	texts_people(texts, "cast", &document->cast);
	texts_add(texts, "type", document->type, strlen(document->type));
	if (document->start_year == 0)
		return;
	snprintf(decade, sizeof(decade), "%d0s", document->start_year / 10);
	texts_add(texts, "decade", decade, strlen(decade));
}

static enum index_field
field_of(const char *text)
{
	for (int field = 0; field < INDEX_FIELD_COUNT; field++) {
		const char *name = index_field_name((enum index_field)field);

		if (strncmp(text, name, strlen(name)) == 0 &&
		    text[strlen(name)] == ':')
			return (enum index_field)field;
	}
	cr_assert_fail("no field in %s", text);
	return 0;
}

static bool
texts_have(const struct texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->items[i], text) == 0)
			return true;
	return false;
}

static double
weight_of(const struct texts *all, size_t count, const char *text)
{
	enum index_field field = field_of(text);
	size_t df = 0;

	for (size_t d = 0; d < count; d++)
		df += texts_have(&all[d], text) ? 1 : 0;
	return (double)fixture_parameters.field_weights[field] *
	    pow((log((1.0 + (double)count) / (1.0 + (double)df)) + 1) /
		    (log((1.0 + (double)count) / 2.0) + 1),
		(double)fixture_parameters.idf_exponents[field]);
}

static double
prior_of(const struct document_fixture *fixture, size_t d)
{
	const struct document *document = &fixture->documents[d];
	double sum = 0;
	double most = 0;
	double rated = 0;
	double v = document->votes;
	double b;

	for (size_t i = 0; i < fixture->count; i++) {
		most = fmax(most, fixture->documents[i].votes);
		sum += (double)fixture->documents[i].rating;
		rated += fixture->documents[i].rating > 0 ? 1 : 0;
	}
	b = document->rating > 0
	    ? (v * (double)document->rating + 5000 * sum / rated) / (v + 5000)
	    : sum / rated;
	return 0.3 + 0.7 * sqrt(log(1 + v) / log(1 + most)) * (b - 1) / 9;
}

/* Which of the fixture's documents a document of the snapshot is. */
static size_t
added_as(const struct document_fixture *fixture,
    const struct snapshot *snapshot, uint32_t document)
{
	struct title_card card;
	size_t i = 0;

	snapshot_card(snapshot, document, &card);
	while (fixture->documents[i].number != card.number)
		i++;
	return i;
}

Test(query, agrees_with_a_naive_dense_oracle)
{
	enum {
		COUNT = 150
	};
	static struct texts all[COUNT];
	static double weights[COUNT][TEXTS_MAX];
	double norms[COUNT];
	struct query_context *context = query_context_new();
	struct document_fixture fixture;
	struct snapshot *snapshot;

	document_fixture_random(&fixture, COUNT, 7);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	for (size_t d = 0; d < COUNT; d++)
		texts_of(&fixture.documents[d], &all[d]);
	for (size_t d = 0; d < COUNT; d++) {
		double squares = 0;

		for (size_t i = 0; i < all[d].count; i++) {
			weights[d][i] = weight_of(all, COUNT, all[d].items[i]);
			squares += weights[d][i] * weights[d][i];
		}
		norms[d] = sqrt(squares);
	}
	for (uint32_t q = 0; q < COUNT; q++) {
		struct query_term terms[TEXTS_MAX];
		struct query query = {
		    .terms = terms,
		    .term_count = own_terms(snapshot, q, terms),
		    .k = COUNT,
		};
		struct hit hits[COUNT];
		size_t count = compare(context, snapshot, &query, hits);
		size_t own = added_as(&fixture, snapshot, q);

		cr_assert_eq(query.term_count, all[own].count);
		for (size_t h = 0; h < count; h++) {
			size_t d =
			    added_as(&fixture, snapshot, hits[h].document);
			double cosine = 0;

			for (size_t i = 0; i < all[own].count; i++)
				if (texts_have(&all[d], all[own].items[i]))
					cosine +=
					    weights[own][i] * weights[own][i];
			cosine /= norms[own] * norms[d];
			cr_assert_float_eq(
			    (double)hits[h].similarity, cosine, 1e-5);
			cr_assert_float_eq((double)hits[h].score,
			    cosine * prior_of(&fixture, d), 1e-5);
		}
	}
	snapshot_close(snapshot);
	query_context_free(context);
	document_fixture_release(&fixture);
}

/* --- adversarial sets ------------------------------------------------------
 */

/* Every document as a query, with shards of all sizes. */
static void
compare_all(const struct document_fixture *fixture,
    const struct snapshot_parameters *weights, uint32_t k)
{
	static const uint32_t sizes[] = {0, 1, 7, 64};
	struct query_context *context = query_context_new();
	struct hit *hits = calloc(k, sizeof(*hits));

	for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
		struct snapshot_parameters parameters = *weights;
		struct snapshot *snapshot;

		parameters.shard_documents = sizes[s];
		snapshot = fixture_snapshot(fixture, &parameters);
		for (uint32_t d = 0; d < fixture->count; d++) {
			struct query_term terms[64];
			struct query query = {
			    .terms = terms,
			    .term_count = own_terms(snapshot, d, terms),
			    .k = k,
			    .prior_off = d % 2 == 0,
			    .threads = d % 3 == 0 ? 4 : 1,
			};

			compare(context, snapshot, &query, hits);
		}
		snapshot_close(snapshot);
	}
	free(hits);
	query_context_free(context);
}

Test(query, orders_equal_documents_by_title_number)
{
	struct document_fixture fixture;
	struct query_context *context = query_context_new();
	struct snapshot *snapshot;
	struct query_term terms[64];
	struct hit hits[10];
	struct query query = {.terms = terms, .k = 10};

	document_fixture_equal(&fixture, 150);
	compare_all(&fixture, &fixture_parameters, 10);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	query.term_count = own_terms(snapshot, 100, terms);
	cr_assert_eq(compare(context, snapshot, &query, hits), 10);
	for (uint32_t i = 0; i < 10; i++)
		cr_assert_eq(hits[i].document, i);
	snapshot_close(snapshot);
	query_context_free(context);
	document_fixture_release(&fixture);
}

Test(query, copes_with_documents_without_terms)
{
	struct document_fixture fixture;

	document_fixture_equal(&fixture, 50);
	for (size_t i = 0; i < fixture.count; i++)
		fixture.documents[i] = (struct document){
		    .number = (int32_t)i + 1,
		    .title = "!",
		    .type = "",
		    .genres = "",
		};
	compare_all(&fixture, &fixture_parameters, 5);
	document_fixture_release(&fixture);
}

Test(query, copes_with_one_giant_list)
{
	struct document_fixture fixture;

	document_fixture_random(&fixture, 200, 31);
	for (size_t i = 0; i < fixture.count; i++)
		fixture.documents[i] = (struct document){
		    .number = (int32_t)i + 1,
		    .title = fixture.documents[i].title,
		    .type = "movie",
		    .genres = "",
		    .votes = fixture.documents[i].votes,
		};
	compare_all(&fixture, &fixture_parameters, 5);
	document_fixture_release(&fixture);
}

Test(query, copes_with_duplicates)
{
	struct document_fixture fixture;

	document_fixture_random(&fixture, 200, 32);
	for (size_t i = 0; i < fixture.count; i++) {
		int32_t number = fixture.documents[i].number;

		fixture.documents[i] = fixture.documents[i / 20 * 20];
		fixture.documents[i].number = number;
	}
	compare_all(&fixture, &fixture_parameters, 30);
	document_fixture_release(&fixture);
}

Test(query, answers_nothing_when_all_weights_are_zero)
{
	struct snapshot_parameters parameters = {.threads = 1};
	struct document_fixture fixture;

	document_fixture_random(&fixture, 50, 33);
	compare_all(&fixture, &parameters, 5);
	document_fixture_release(&fixture);
}

Test(query, does_not_count_a_field_of_weight_zero)
{
	struct snapshot_parameters parameters = fixture_parameters;
	struct document_fixture fixture;

	parameters.field_weights[INDEX_FIELD_TYPE] = 0;
	parameters.field_weights[INDEX_FIELD_CAST] = 0;
	document_fixture_random(&fixture, 150, 34);
	compare_all(&fixture, &parameters, 20);
	document_fixture_release(&fixture);
}

Test(query, keeps_extreme_weights_exact)
{
	struct snapshot_parameters parameters = {
	    .field_weights = {1000, 0.001f, 0.001f, 1000, 0.001f, 1, 0.001f},
	    .idf_exponents = {3, 0, 0, 3, 0, 1, 0.5f},
	    .threads = 1,
	};
	struct document_fixture fixture;

	document_fixture_random(&fixture, 200, 35);
	compare_all(&fixture, &parameters, 10);
	document_fixture_release(&fixture);
}

/* --- parameters of a query --------------------------------------------------
 */

struct setting {
	struct document_fixture fixture;
	struct snapshot *snapshot;
	struct query_context *context;
};

static void
setting_init(struct setting *setting)
{
	document_fixture_random(&setting->fixture, 300, 40);
	setting->snapshot =
	    fixture_snapshot(&setting->fixture, &fixture_parameters);
	setting->context = query_context_new();
}

static void
setting_release(struct setting *setting)
{
	snapshot_close(setting->snapshot);
	query_context_free(setting->context);
	document_fixture_release(&setting->fixture);
}

Test(query, gives_every_match_when_k_is_larger)
{
	struct setting setting;
	uint32_t term;

	setting_init(&setting);
	for (term = 0; term < snapshot_term_count(setting.snapshot);
	     term += 13) {
		struct query_term terms[] = {{term, 1}};
		struct hit hits[QUERY_MAX_K];
		struct query query = {
		    .terms = terms, .term_count = 1, .k = QUERY_MAX_K};

		cr_assert_eq(
		    compare(setting.context, setting.snapshot, &query, hits),
		    snapshot_document_frequency(setting.snapshot, term));
	}
	setting_release(&setting);
}

/* As a profile is: the terms of many documents at once. */
Test(query, is_exact_for_hundreds_of_terms)
{
	struct setting setting;
	struct random random;

	setting_init(&setting);
	random_seed(&random, 41);
	for (int round = 0; round < 100; round++) {
		static struct query_term terms[4096];
		struct hit hits[100];
		struct query query = {
		    .terms = terms, .k = 100, .prior_off = round % 2 == 0};

		for (uint32_t t = 0; t < snapshot_term_count(setting.snapshot);
		     t++)
			if (random_below(&random, 3) == 0)
				terms[query.term_count++] = (struct query_term){
				    t, (float)random_unit(&random) * 1e-3f};
		compare(setting.context, setting.snapshot, &query, hits);
	}
	setting_release(&setting);
}

Test(query, ignores_terms_that_weigh_nothing)
{
	struct setting setting;
	struct query_term terms[] = {{0, 0}, {1, 1e-13f}, {2, 0}};
	struct query query = {.terms = terms, .term_count = 3, .k = 10};
	struct hit hits[10];

	setting_init(&setting);
	cr_assert_eq(
	    compare(setting.context, setting.snapshot, &query, hits), 0);
	query.term_count = 0;
	cr_assert_eq(
	    compare(setting.context, setting.snapshot, &query, hits), 0);
	setting_release(&setting);
}

Test(query, refuses_what_breaks_its_rules)
{
	struct setting setting;
	struct query_term descending[] = {{2, 1}, {1, 1}};
	struct query_term twice[] = {{1, 1}, {1, 1}};
	struct query_term unknown[] = {{UINT32_MAX, 1}};
	struct query_term negative[] = {{1, -1}};
	struct query_term nan[] = {{1, NAN}};
	struct query_term infinite[] = {{1, INFINITY}};
	struct query_term good[] = {{1, 1}};
	struct document_set other;
	const struct query bad[] = {
	    {.terms = descending, .term_count = 2, .k = 1},
	    {.terms = twice, .term_count = 2, .k = 1},
	    {.terms = unknown, .term_count = 1, .k = 1},
	    {.terms = negative, .term_count = 1, .k = 1},
	    {.terms = nan, .term_count = 1, .k = 1},
	    {.terms = infinite, .term_count = 1, .k = 1},
	    {.terms = good, .term_count = 1, .k = 0},
	    {.terms = good, .term_count = 1, .k = QUERY_MAX_K + 1},
	    {.terms = good, .term_count = 1, .k = 1, .excluded = &other},
	    {.terms = good, .term_count = 1, .k = 1, .only = &other},
	};

	setting_init(&setting);
	cr_assert_eq(document_set_init(&other, 299), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		size_t count = 77;

		cr_assert_eq(query_run(setting.context, setting.snapshot,
				 &bad[i], NULL, &count, NULL),
		    ERROR_INVALID, "query %zu", i);
		cr_assert_eq(query_run_exhaustive(setting.context,
				 setting.snapshot, &bad[i], NULL, &count),
		    ERROR_INVALID, "query %zu", i);
		cr_assert_eq(count, 77, "untouched on failure");
	}
	document_set_release(&other);
	setting_release(&setting);
}

Test(query, finds_nothing_in_an_empty_snapshot)
{
	struct document_fixture fixture = {.documents = NULL, .count = 0};
	struct snapshot *snapshot =
	    fixture_snapshot(&fixture, &fixture_parameters);
	struct query_context *context = query_context_new();
	struct query query = {.k = 1, .threads = 4};
	struct hit hits[1];

	cr_assert_eq(compare(context, snapshot, &query, hits), 0);
	snapshot_close(snapshot);
	query_context_free(context);
}

/* One context for snapshots of different sizes, as after a swap. */
Test(query, goes_from_one_snapshot_to_another)
{
	struct query_context *context = query_context_new();

	for (size_t count = 1; count < 400; count = count * 2 + 1) {
		struct document_fixture fixture;
		struct snapshot *snapshot;

		document_fixture_random(&fixture, count, count);
		snapshot = fixture_snapshot(&fixture, &fixture_parameters);
		for (uint32_t d = 0; d < count; d++) {
			struct query_term terms[64];
			struct hit hits[20];
			struct query query = {.terms = terms,
			    .term_count = own_terms(snapshot, d, terms),
			    .k = 20};

			compare(context, snapshot, &query, hits);
		}
		snapshot_close(snapshot);
		document_fixture_release(&fixture);
	}
	query_context_free(context);
	query_context_free(NULL);
}
