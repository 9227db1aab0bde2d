/*
 * The filter language: what it admits, what it says of mistakes, and that a
 * filtered query answers what filtering all answers would.
 */
#include "index/filter.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/query.h"
#include "index/query_narrow.h"
#include "unit/document_fixture.h"
#include "unit/small_catalogue.h"

static int
parse(const char *text, struct filter *filter, struct error *error)
{
	return filter_parse(text, strlen(text), filter, error);
}

/* How many titles of the small catalogue a filter admits. */
static int
count_admitted(const struct snapshot *snapshot, const char *text)
{
	struct filter filter;
	struct error error = {0};
	int count = 0;

	cr_assert_eq(parse(text, &filter, &error), 0, "%s", error.message);
	cr_assert_eq(
	    filter_bind(&filter, snapshot, &error), 0, "%s", error.message);
	for (uint32_t d = 0; d < snapshot_document_count(snapshot); d++)
		count += filter_admits(&filter, snapshot, d) ? 1 : 0;
	return count;
}

Test(filter, admits_what_its_clauses_say)
{
	struct snapshot *snapshot = small_catalogue();

	cr_expect_eq(count_admitted(snapshot, ""), SMALL_COUNT);
	cr_expect_eq(count_admitted(snapshot, "  "), SMALL_COUNT);
	cr_expect_eq(count_admitted(snapshot, "type=tvSeries"), 1);
	cr_expect_eq(
	    count_admitted(snapshot, "type!=tvSeries"), SMALL_COUNT - 1);
	cr_expect_eq(
	    count_admitted(snapshot, "type=movie|tvSeries"), SMALL_COUNT);
	cr_expect_eq(count_admitted(snapshot, "year=1977"), 1);
	cr_expect_eq(count_admitted(snapshot, "year=1977..1980"), 2);
	cr_expect_eq(count_admitted(snapshot, "year=..1926"), 2);
	cr_expect_eq(count_admitted(snapshot, "year=2013.."), 2);
	cr_expect_eq(count_admitted(snapshot, "year=0.."), SMALL_COUNT - 1,
	    "the series has no year");
	cr_expect_eq(count_admitted(snapshot, "year=1925.. year=..1925"), 1);
	cr_expect_eq(count_admitted(snapshot, "rating=0.."), SMALL_COUNT - 1);
	cr_expect_eq(count_admitted(snapshot, "votes=0.."), SMALL_COUNT);
	snapshot_close(snapshot);
}

Test(filter, asks_for_any_all_or_none_of_some_genres)
{
	static const char *const genres[] = {
	    "Drama", "Drama,War", "War", "Comedy", ""};
	struct document documents[5];
	struct document_fixture fixture = {documents, 5, {0}};
	struct snapshot *snapshot;

	for (int i = 0; i < 5; i++)
		documents[i] = (struct document){
		    .number = i + 1,
		    .title = "Title",
		    .type = "movie",
		    .genres = genres[i],
		    .rating = (float)i + 0.7f,
		    .runtime_minutes = i * 30,
		};
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	cr_expect_eq(count_admitted(snapshot, "genre=Drama|War"), 3);
	cr_expect_eq(count_admitted(snapshot, "genre=Drama genre=War"), 1);
	cr_expect_eq(count_admitted(snapshot, "genre!=Drama|War"), 2);
	cr_expect_eq(count_admitted(snapshot, "genre=War genre!=Drama"), 1);
	cr_expect_eq(count_admitted(snapshot, "rating=2.7"), 1);
	cr_expect_eq(count_admitted(snapshot, "rating=2.7..3.7"), 2);
	cr_expect_eq(count_admitted(snapshot, "rating=2.71.."), 2);
	cr_expect_eq(count_admitted(snapshot, "runtime=..60"), 2);
	snapshot_close(snapshot);
}

static void
expect_put(const char *text, const char *expected)
{
	struct buffer out = BUFFER_INIT;
	struct error error = {0};
	struct filter filter;

	cr_assert_eq(parse(text, &filter, &error), 0, "%s", error.message);
	cr_assert_eq(filter_put(&filter, &out), 0);
	cr_expect_str_eq(out.length > 0 ? out.data : "", expected, "%s", text);
	buffer_release(&out);
}

Test(filter, is_put_in_one_way)
{
	expect_put("", "");
	expect_put("  ", "");
	expect_put("year=1990 genre=War  genre=Drama",
	    "genre=Drama genre=War year=1990");
	expect_put("genre=War|Drama|War genre=Drama|War", "genre=Drama|War");
	expect_put("genre!=War genre=War|Wa", "genre!=War genre=Wa|War");
	expect_put("year=01990..1990", "year=1990");
	expect_put("rating=7.50..8.125", "rating=7.5..8.125");
	expect_put("votes=0..10 votes=..10", "votes=..10");
	expect_put("votes=0..", "votes=0..");
	expect_put("votes=0 runtime=0..0", "runtime=0 votes=0");
	expect_put("votes=9999999999", "votes=9999999999");
}

struct mistake {
	char text[48];
	char says[48];
};

ParameterizedTestParameters(filter, says_where_and_what_is_wrong)
{
	static struct mistake mistakes[] = {
	    {"colour=red", "byte 1: allowed are type"},
	    {"typ=movie", "byte 1: allowed are type"},
	    {"type=movie types=movie", "byte 12: allowed are type"},
	    {"type", "byte 5: = or != is missing"},
	    {"type~movie", "byte 1: allowed are"},
	    {"type=", "byte 6: a name is missing"},
	    {"type=movie|", "byte 12: a name is missing"},
	    {"type=|movie", "byte 6: a name is missing"},
	    {"year!=1990", "byte 5: = is missing"},
	    {"year=", "byte 6: a number"},
	    {"year=x", "byte 6: a number"},
	    {"year=..", "byte 6: a range needs a number"},
	    {"year=1990..x", "byte 12: a number"},
	    {"year=1990.5", "byte 10: a blank is missing"},
	    {"year=1999..1990", "byte 6: a range goes from low"},
	    {"year=12345678901", "byte 6: a number of 1 to 10 digits"},
	    {"rating=7.", "byte 10: a digit is missing"},
	    {"rating=7.1234", "byte 13: a blank is missing"},
	    {"votes=1000..2000x", "byte 17: a blank is missing"},
	};

	return cr_make_param_array(
	    struct mistake, mistakes, sizeof(mistakes) / sizeof(mistakes[0]));
}

ParameterizedTest(struct mistake *mistake, filter, says_where_and_what_is_wrong)
{
	struct filter filter;
	struct error error = {0};

	cr_assert_eq(parse(mistake->text, &filter, &error), ERROR_INVALID, "%s",
	    mistake->text);
	cr_assert_not_null(strstr(error.message, mistake->says), "%s: %s",
	    mistake->text, error.message);
}

Test(filter, has_limits)
{
	char text[FILTER_TEXT_MAX + 2];
	struct filter filter;

	memset(text, ' ', sizeof(text));
	cr_expect_eq(filter_parse(text, FILTER_TEXT_MAX, &filter, NULL), 0);
	cr_expect_eq(filter_parse(text, FILTER_TEXT_MAX + 1, &filter, NULL),
	    ERROR_INVALID);
	text[0] = '\0';
	for (int i = 0; i < FILTER_CLAUSES_MAX; i++)
		strcat(text, "year=1 ");
	cr_expect_eq(parse(text, &filter, NULL), 0);
	strcat(text, "year=1");
	cr_expect_eq(parse(text, &filter, NULL), ERROR_INVALID);
	strcpy(text, "type=a");
	for (int i = 1; i < FILTER_NAMES_MAX; i++)
		strcat(text, "|a");
	cr_expect_eq(parse(text, &filter, NULL), 0);
	strcat(text, "|a");
	cr_expect_eq(parse(text, &filter, NULL), ERROR_INVALID);
}

Test(filter, names_what_no_title_has)
{
	struct snapshot *snapshot = small_catalogue();
	struct filter filter;
	struct error error = {0};

	cr_assert_eq(parse("type=movie genre=Horor", &filter, &error), 0);
	cr_assert_eq(filter_bind(&filter, snapshot, &error), ERROR_INVALID);
	cr_assert_not_null(
	    strstr(error.message, "byte 18: no title has genre \"Horor\""),
	    "%s", error.message);
	snapshot_close(snapshot);
}

/* --- in a query ----------------------------------------------------------- */

#define DOCUMENTS 1500
#define K 15

static const char *const filters[] = {
    "type=movie",
    "type!=movie genre=G1",
    "genre=G1|G3 year=1980..1995",
    "genre=G1 genre=G2 votes=1000..",
    "genre!=G1 rating=5..",
    "runtime=90..100 year=1999..",
    "votes=900000..",
    "year=1984",
};

static void
compare_filtered(struct query_context *context, const struct snapshot *snapshot,
    const struct filter *filter, uint32_t d)
{
	struct query_term terms[64];
	struct hit hits[K];
	struct hit expected[K];
	struct sparse_vector vector;
	struct document_set own = fixture_set(snapshot, &d, 1);
	struct query query = {
	    .terms = terms,
	    .excluded = &own,
	    .filter = filter,
	    .k = K,
	    .prior_off = d % 5 == 0,
	    .threads = d % 4 == 0 ? 8 : 1,
	};
	size_t expected_count;
	size_t count;

	snapshot_vector(snapshot, d, &vector);
	query.term_count = vector.count;
	for (size_t i = 0; i < vector.count; i++)
		terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	cr_assert_eq(
	    query_run(context, snapshot, &query, hits, &count, NULL), 0);
	cr_assert_eq(query_run_exhaustive(
			 context, snapshot, &query, expected, &expected_count),
	    0);
	document_set_release(&own);
	cr_assert_eq(count, expected_count);
	cr_assert_eq(memcmp(hits, expected, count * sizeof(*hits)), 0);
	for (size_t i = 0; i < count; i++)
		cr_assert(filter_admits(filter, snapshot, hits[i].document));
}

Test(filter, gives_the_best_of_what_it_admits)
{
	struct query_context *context = query_context_new();
	struct document_fixture fixture;
	struct snapshot *snapshot;

	document_fixture_random(&fixture, DOCUMENTS, 81);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	for (size_t f = 0; f < sizeof(filters) / sizeof(filters[0]); f++) {
		struct filter filter;
		struct error error = {0};

		cr_assert_eq(
		    parse(filters[f], &filter, &error), 0, "%s", error.message);
		cr_assert_eq(filter_bind(&filter, snapshot, &error), 0, "%s",
		    error.message);
		for (uint32_t d = f; d < DOCUMENTS; d += 7)
			compare_filtered(context, snapshot, &filter, d);
	}
	snapshot_close(snapshot);
	query_context_free(context);
	document_fixture_release(&fixture);
}

/* Of many documents, few of which are admitted: they are found first, where
 * ranges of votes or years say where they lie, or a sample has none of them. */
Test(filter, finds_few_documents_before_it_searches)
{
	static const struct {
		const char *text;
		bool few;
	} cases[] = {
	    {"votes=950000..", true},
	    {"votes=1000000..1000001", true},
	    {"year=2030..", true},
	    {"year=1977 votes=20000..", true},
	    {"rating=10.1..", true},
	    {"rating=9.9.. runtime=199..", true},
	    {"votes=1..", false},
	    {"year=1960..", false},
	    {"rating=5..", false},
	    {"genre=G1 genre=G2", false},
	};
	enum {
		MANY = 20000
	};
	struct query_context *context = query_context_new();
	struct document_fixture fixture;
	struct snapshot *snapshot;

	document_fixture_random(&fixture, MANY, 82);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error error = {0};
		struct document_set few;
		struct filter filter;
		struct query query = {.filter = &filter};

		cr_assert_eq(parse(cases[i].text, &filter, &error), 0, "%s",
		    error.message);
		cr_assert_eq(filter_bind(&filter, snapshot, &error), 0, "%s",
		    error.message);
		cr_assert_eq(query_narrow(snapshot, &query, &few), 0);
		cr_assert_eq(
		    query.only != NULL, cases[i].few, "%s", cases[i].text);
		for (uint32_t d = 0; cases[i].few && d < MANY; d++)
			cr_assert_eq(document_set_holds(&few, d),
			    filter_admits(&filter, snapshot, d), "%s",
			    cases[i].text);
		document_set_release(&few);
		for (uint32_t d = (uint32_t)i; d < MANY; d += 501)
			compare_filtered(context, snapshot, &filter, d);
	}
	snapshot_close(snapshot);
	query_context_free(context);
	document_fixture_release(&fixture);
}
