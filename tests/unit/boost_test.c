/*
 * Boosts: what a title's score is multiplied by, what is said of mistakes, and
 * that a boosted query answers what boosting all scores would.
 */
#include "index/boost.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <string.h>

#include "index/query.h"
#include "recommend/popular.h"
#include "unit/document_fixture.h"
#include "unit/small_catalogue.h"

static void
parse(const char *text, const struct snapshot *snapshot, struct boosts *boosts)
{
	struct error error = {0};

	cr_assert_eq(boosts_parse(text, strlen(text), boosts, &error), 0,
	    "%s: %s", text, error.message);
	cr_assert_eq(boosts_bind(boosts, snapshot, &error), 0, "%s: %s", text,
	    error.message);
}

Test(boost, multiplies_the_factors_of_all_clauses_that_match)
{
	static const char *const genres[] = {"Drama", "Drama,War", "War", ""};
	static const double expected[] = {2 * 1.5, 2 * 0.5 * 1.5, 0.5, 3};
	struct document documents[4];
	struct document_fixture fixture = {documents, 4, {0}};
	struct snapshot *snapshot;
	struct boosts boosts;

	for (int i = 0; i < 4; i++)
		documents[i] = (struct document){
		    .number = i + 1,
		    .title = "Title",
		    .type = "movie",
		    .genres = genres[i],
		    .start_year = i < 2 ? 1990 + i : 0,
		};
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	parse("genre=Drama^2 genre=War^0.5 year=1990..1991^1.5 "
	      "genre!=Drama|War^3 type!=movie^10",
	    snapshot, &boosts);
	for (int i = 0; i < 4; i++) {
		uint32_t document;

		cr_assert(snapshot_find(snapshot, i + 1, &document));
		cr_expect_float_eq(
		    (double)boosts_factor(&boosts, snapshot, document),
		    expected[i], 1e-6, "title %d", i + 1);
	}
	parse("", snapshot, &boosts);
	cr_expect_eq(boosts_factor(&boosts, snapshot, 0), 1);
	snapshot_close(snapshot);
}

struct mistake {
	char text[48];
	char says[64];
};

ParameterizedTestParameters(boost, says_where_and_what_is_wrong)
{
	static struct mistake mistakes[] = {
	    {"genre=Drama", "boost, byte 12: a factor is missing, as in"},
	    {"genre=Drama 2", "byte 12: a factor is missing"},
	    {"genre=Drama^", "byte 13: a number of 1 to 10 digits"},
	    {"genre=Drama^x", "byte 13: a number of 1 to 10 digits"},
	    {"genre=Drama^-1", "byte 13: a number of 1 to 10 digits"},
	    {"genre=Drama^0", "byte 13: a factor is a number from 0.1 to 10"},
	    {"genre=Drama^10.1", "byte 13: a factor is a number from"},
	    {"genre=Drama^1.", "byte 15: a digit is missing"},
	    {"genre=Drama^2x", "byte 14: a blank is missing"},
	    {"genre=^2", "byte 7: a name is missing"},
	    {"year=1990..^2 year=^2", "byte 20: a number"},
	    {"colour=red^2", "byte 1: allowed are type"},
	};

	return cr_make_param_array(
	    struct mistake, mistakes, sizeof(mistakes) / sizeof(mistakes[0]));
}

ParameterizedTest(struct mistake *mistake, boost, says_where_and_what_is_wrong)
{
	struct error error = {0};
	struct boosts boosts;

	cr_assert_eq(
	    boosts_parse(mistake->text, strlen(mistake->text), &boosts, &error),
	    ERROR_INVALID, "%s", mistake->text);
	cr_assert_not_null(strstr(error.message, mistake->says), "%s: %s",
	    mistake->text, error.message);
}

Test(boost, refuses_a_name_that_no_title_has)
{
	struct snapshot *snapshot = small_catalogue();
	struct error error = {0};
	struct boosts boosts;

	cr_assert_eq(boosts_parse("type=film^2", 11, &boosts, &error), 0);
	cr_assert_eq(boosts_bind(&boosts, snapshot, &error), ERROR_INVALID);
	cr_assert_not_null(
	    strstr(error.message, "boost, byte 6: no title has type \"film\""),
	    "%s", error.message);
	snapshot_close(snapshot);
}

Test(boost, is_put_in_one_way)
{
	static const char *const same[] = {
	    "genre=Drama|War^2 year=..1990^1.5 votes=7^0.5",
	    " votes=7..7^0.500  genre=War|Drama|War^2.0 year=0..01990^1.5",
	};
	const char *expected = "genre=Drama|War^2 votes=7^0.5 year=..1990^1.5";

	for (size_t i = 0; i < 2; i++) {
		struct buffer out = BUFFER_INIT;
		struct boosts boosts;

		cr_assert_eq(
		    boosts_parse(same[i], strlen(same[i]), &boosts, NULL), 0);
		cr_assert_eq(boosts_put(&boosts, &out), 0);
		cr_expect_str_eq(out.data, expected);
		buffer_release(&out);
	}
}

/* --- queries -------------------------------------------------------------- */

#define DOCUMENTS 2000
#define K 15

struct layout {
	uint32_t shard_documents; /* 0: all in one */
	int threads;
};

static const char *const texts[] = {
    "genre=G1^3",
    "genre=G1^0.1",
    "genre=G1|G2^1.5 genre!=G1^0.7 type=movie^2 type!=movie^0.3",
    "year=1985..1994^5",
    "year=..1985^0.2 year=1986..^1.1",
    "votes=1000..^4 rating=7..^3 runtime=..90^0.5",
    "rating=..5^10 votes=..10^10 genre=G1^10 year=1990^10",
    "rating=..5^0.1 votes=..10^0.1 genre=G1^0.1 year=1990^0.1",
};

/* Some documents' own vectors as queries. */
static void
compare_boosted(const struct snapshot *snapshot, const struct boosts *boosts,
    const struct filter *filter, int threads)
{
	struct query_context *context = query_context_new();
	const uint32_t count = snapshot_document_count(snapshot);

	for (uint32_t d = 0; d < count; d += 31) {
		struct query_term terms[64];
		struct hit hits[K], expected[K];
		struct sparse_vector vector;
		struct document_set own = fixture_set(snapshot, &d, 1);
		struct query query = {
		    .terms = terms,
		    .excluded = &own,
		    .filter = filter,
		    .boosts = boosts,
		    .k = K,
		    .prior_off = d % 3 == 0,
		    .threads = threads,
		};
		size_t hit_count, expected_count;

		snapshot_vector(snapshot, d, &vector);
		query.term_count = vector.count;
		for (size_t i = 0; i < vector.count; i++)
			terms[i] = (struct query_term){
			    vector.terms[i], vector_weight(&vector, i)};
		cr_assert_eq(query_run(context, snapshot, &query, hits,
				 &hit_count, NULL),
		    0);
		cr_assert_eq(query_run_exhaustive(context, snapshot, &query,
				 expected, &expected_count),
		    0);
		cr_assert_eq(hit_count, expected_count);
		cr_assert_eq(
		    memcmp(hits, expected, hit_count * sizeof(*hits)), 0);
		for (size_t i = 0; i < hit_count; i++) {
			float score = hits[i].similarity;

			if (!query.prior_off)
				score *=
				    snapshot_prior(snapshot, hits[i].document);
			score *=
			    boosts_factor(boosts, snapshot, hits[i].document);
			cr_assert_eq(hits[i].score, score);
		}
		document_set_release(&own);
	}
	query_context_free(context);
}

ParameterizedTestParameters(boost, equals_the_exhaustive_scan)
{
	static struct layout layouts[] = {
	    {0, 1}, {0, 8}, {DOCUMENTS / 16, 1}, {DOCUMENTS / 16, 8}};

	return cr_make_param_array(struct layout, layouts, 4);
}

ParameterizedTest(struct layout *layout, boost, equals_the_exhaustive_scan)
{
	struct snapshot_parameters parameters = fixture_parameters;
	struct document_fixture fixture;
	struct snapshot *snapshot;
	struct filter filter;

	parameters.shard_documents = layout->shard_documents;
	document_fixture_random(&fixture, DOCUMENTS, 95);
	snapshot = fixture_snapshot(&fixture, &parameters);
	cr_assert_eq(
	    filter_parse("year=1980.. genre!=G2", 21, &filter, NULL), 0);
	cr_assert_eq(filter_bind(&filter, snapshot, NULL), 0);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct boosts boosts;

		parse(texts[i], snapshot, &boosts);
		compare_boosted(snapshot, &boosts, NULL, layout->threads);
		compare_boosted(snapshot, &boosts, &filter, layout->threads);
	}
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}

/* Equal documents: only boosts tell them apart, and ties stay in order. */
Test(boost, breaks_ties_by_title_number)
{
	struct query_context *context = query_context_new();
	struct document_fixture fixture;
	struct snapshot *snapshot;
	struct boosts boosts;

	document_fixture_equal(&fixture, 300);
	for (size_t i = 0; i < fixture.count; i++)
		fixture.documents[i].runtime_minutes = (int)(i * 7 % 10) + 1;
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	parse("runtime=5^2 runtime=9^0.5", snapshot, &boosts);
	compare_boosted(snapshot, &boosts, NULL, 1);
	snapshot_close(snapshot);
	query_context_free(context);
	document_fixture_release(&fixture);
}

/* --- popular titles ------------------------------------------------------- */

Test(boost, moves_popular_titles)
{
	struct document_fixture fixture;
	struct recommendation_list list = {0};
	struct snapshot *snapshot;
	struct boosts boosts;
	struct query query = {.boosts = &boosts, .k = 40};
	float worst;

	document_fixture_random(&fixture, 500, 96);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	parse("genre=G1^1.2 year=..1985^0.9", snapshot, &boosts);
	popular_fill(snapshot, &query, NULL, &list);
	cr_assert_eq(list.count, 40);
	worst = list.items[39].score;
	for (uint32_t d = 0; d < 500; d++) {
		struct title_card card;
		float score;
		bool listed = false;

		snapshot_card(snapshot, d, &card);
		score = card.bayesian_rating / 10 *
		    boosts_factor(&boosts, snapshot, d) / 1.2f;
		for (size_t i = 0; i < list.count; i++) {
			if (list.items[i].document != d)
				continue;
			listed = true;
			cr_assert_float_eq(
			    (double)list.items[i].score, (double)score, 1e-6);
		}
		cr_assert(listed || score <= worst * 1.000001f);
	}
	for (size_t i = 1; i < list.count; i++)
		cr_assert_leq(list.items[i].score, list.items[i - 1].score);
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}
