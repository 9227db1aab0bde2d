#include "recommend/catalogue.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

#include "recommend/recommendation.h"
#include "unit/document_fixture.h"
#include "unit/small_catalogue.h"

#define MAX RECOMMEND_MAX_LIMIT
#define ANY ((struct catalogue_filter){0})

static struct snapshot *snapshot;
static struct tokenizer *tokenizer;

static void
open_snapshot(void)
{
	snapshot = small_catalogue();
	tokenizer = tokenizer_new();
}

static void
close_snapshot(void)
{
	tokenizer_free(tokenizer);
	snapshot_close(snapshot);
}

TestSuite(catalogue, .init = open_snapshot, .fini = close_snapshot);

/* Fails unless the documents are those of the numbers, 0 ending them. */
static void
expect_numbers(const uint32_t *documents, size_t count, const int32_t *expected,
    const char *what)
{
	size_t i = 0;

	for (; i < count && expected[i] != 0; i++)
		cr_expect_eq(small_number(snapshot, documents[i]), expected[i],
		    "%s: place %zu is %d, not %d", what, i,
		    (int)small_number(snapshot, documents[i]),
		    (int)expected[i]);
	cr_expect(
	    i == count && expected[i] == 0, "%s: %zu titles", what, count);
}

static void
expect_list(enum snapshot_order order, bool ascending,
    struct catalogue_filter filter, uint32_t limit, uint32_t offset,
    const int32_t *expected)
{
	const struct catalogue_page page = {limit, offset};
	uint32_t documents[MAX];
	size_t count = catalogue_list(
	    snapshot, order, ascending, &filter, &page, documents);

	expect_numbers(documents, count, expected, "list");
}

Test(catalogue, lists_by_votes)
{
	expect_list(SNAPSHOT_ORDER_POPULARITY, false, ANY, 4, 0,
	    (const int32_t[]){1, 2, 8, 4, 0});
	expect_list(SNAPSHOT_ORDER_POPULARITY, true, ANY, 4, 0,
	    (const int32_t[]){13, 5, 15, 14, 0});
}

Test(catalogue, lists_titles_without_a_year_last_in_either_direction)
{
	expect_list(SNAPSHOT_ORDER_YEAR, false, ANY, MAX, 0,
	    (const int32_t[]){
		9, 3, 11, 10, 8, 12, 4, 6, 2, 1, 5, 7, 15, 14, 13, 0});
	expect_list(SNAPSHOT_ORDER_YEAR, true, ANY, MAX, 0,
	    (const int32_t[]){
		14, 15, 7, 5, 1, 2, 6, 4, 12, 8, 10, 11, 3, 9, 13, 0});
}

Test(catalogue, lists_titles_without_a_rating_last_in_either_direction)
{
	expect_list(
	    SNAPSHOT_ORDER_RATING, false, ANY, 1, 14, (const int32_t[]){13, 0});
	expect_list(
	    SNAPSHOT_ORDER_RATING, true, ANY, 1, 14, (const int32_t[]){13, 0});
}

Test(catalogue, lists_by_bayesian_mean)
{
	expect_list(SNAPSHOT_ORDER_RATING, false, ANY, 2, 0,
	    (const int32_t[]){2, 1, 0});
}

Test(catalogue, filters_by_type_and_votes)
{
	struct catalogue_filter series = {
	    .type = "tvSeries", .type_length = strlen("tvSeries")};
	struct catalogue_filter prefix = {
	    .type = "tvSeriesX", .type_length = strlen("tv")};
	struct catalogue_filter famous = {.min_votes = 750000};

	expect_list(SNAPSHOT_ORDER_POPULARITY, false, series, MAX, 0,
	    (const int32_t[]){13, 0});
	expect_list(SNAPSHOT_ORDER_POPULARITY, false, prefix, MAX, 0,
	    (const int32_t[]){0});
	expect_list(SNAPSHOT_ORDER_YEAR, true, famous, MAX, 0,
	    (const int32_t[]){1, 2, 4, 8, 0});
}

Test(catalogue, lists_pages_that_lie_side_by_side)
{
	expect_list(SNAPSHOT_ORDER_POPULARITY, false, ANY, 2, 2,
	    (const int32_t[]){8, 4, 0});
	expect_list(SNAPSHOT_ORDER_POPULARITY, false, ANY, 5, 13,
	    (const int32_t[]){5, 13, 0});
	expect_list(SNAPSHOT_ORDER_POPULARITY, false, ANY, 5, UINT32_MAX,
	    (const int32_t[]){0});
}

/* --- search --------------------------------------------------------------- */

static size_t
search(const char *words, struct catalogue_filter filter, uint32_t limit,
    uint32_t offset, uint32_t *documents)
{
	const struct catalogue_page page = {limit, offset};
	size_t count = SIZE_MAX;

	cr_assert_eq(catalogue_search(snapshot, tokenizer, words, strlen(words),
			 &filter, &page, documents, &count),
	    0);
	return count;
}

struct search_case {
	char words[32];
	int32_t expected[8];
};

ParameterizedTestParameters(catalogue, finds)
{
	static struct search_case cases[] = {
	    /* the more voted namesake, the article, unfinished, within */
	    {"heat", {4, 5, 3, 6, 7}},
	    {"HEAT", {4, 5, 3, 6, 7}},
	    {"the heat", {3, 4, 6, 7, 5}},
	    {"heath", {6}},
	    {"hea", {4, 3, 6, 5, 7}},
	    {"star quest", {1, 2}},
	    {"quest star", {1, 2}},
	    {"star que", {1, 2}},
	    {"quest", {1, 2}},
	    {"night heat", {7}},
	    {"heat nig", {7}},
	    {"am\xc3\xa9lie", {8}},
	    {"amelie", {8}},
	    {"fabuleux destin", {8}},
	    {"le fabuleux", {8}},
	    {"it", {9}},
	    {"It!", {9}},
	    {"laugh", {10, 11}},
	    {"laughs", {11, 10}},
	    {"spring love", {12}},
	    {"heat unknownword", {0}},
	    {"", {0}},
	    {" ... ", {0}},
	    {"\xff\xfe", {0}},
	};

	return cr_make_param_array(
	    struct search_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct search_case *test, catalogue, finds)
{
	uint32_t documents[MAX];
	size_t count;

	count = search(test->words, ANY, MAX, 0, documents);
	expect_numbers(documents, count, test->expected, test->words);
}

/* Titles in other languages follow those that are named so themselves. */
Test(catalogue, finds_titles_in_other_languages)
{
	struct document documents[] = {
	    {.number = 1,
		.title = "Fire",
		.type = "movie",
		.genres = "",
		.votes = 10},
	    {.number = 2,
		.title = "Warmth",
		.type = "movie",
		.genres = "",
		.votes = 900,
		.akas = "Fire\0Feuer und Flamme\0Ogie\xc5\x84\0"},
	    {.number = 3,
		.title = "The Fire",
		.type = "movie",
		.genres = "",
		.votes = 100},
	    {.number = 4,
		.title = "Fire Walk",
		.type = "movie",
		.genres = "",
		.votes = 5},
	    {.number = 5,
		.title = "Glow",
		.type = "movie",
		.genres = "",
		.votes = 800,
		.akas = "Fireworks\0The Fire\0Die Glut\0L'\xc3\xa9"
			"clat\0"},
	};
	struct document_fixture fixture = {.documents = documents, .count = 5};
	static const struct search_case cases[] = {
	    {"fire", {1, 2, 3, 5, 4}},
	    {"feuer", {2}},
	    {"Feuer und Fl", {2}},
	    {"OGIE\xc5\x83", {2}},
	    {"firew", {5}},
	    {"flamme", {0}},
	    {"glut", {5}}, /* behind an article of its language */
	    {"\xc3\x89"
	     "clat",
		{5}},
	};
	uint32_t found[MAX];

	snapshot_close(snapshot);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t count = search(cases[i].words, ANY, MAX, 0, found);

		expect_numbers(found, count, cases[i].expected, cases[i].words);
	}
}

Test(catalogue, searches_with_filters)
{
	const struct catalogue_filter famous = {.min_votes = 100000};
	uint32_t documents[MAX];
	size_t count = search("heat", famous, MAX, 0, documents);

	expect_numbers(documents, count, (const int32_t[]){4, 3, 6, 0}, "heat");
}

Test(catalogue, pages_a_search_across_its_levels)
{
	uint32_t whole[MAX], page[MAX];
	size_t count = search("heat", ANY, MAX, 0, whole);

	for (uint32_t limit = 1; limit <= count; limit++)
		for (uint32_t offset = 0; offset <= count; offset++) {
			size_t wanted =
			    count - offset < limit ? count - offset : limit;

			cr_assert_eq(
			    search("heat", ANY, limit, offset, page), wanted);
			cr_assert_eq(memcmp(page, whole + offset,
					 wanted * sizeof(*page)),
			    0);
		}
}

Test(catalogue, searches_words_of_any_length)
{
	uint32_t documents[MAX];
	char *words = malloc(100001);

	memset(words, 'h', 100000);
	words[100000] = '\0';
	cr_expect_eq(search(words, ANY, MAX, 0, documents), 0);
	for (size_t i = 1; i < 100000; i += 2)
		words[i] = ' ';
	cr_expect_eq(search(words, ANY, MAX, 0, documents), 0);
	free(words);
}

/* Every title of random documents is found by its own words, before all that
 * are not named so. */
Test(catalogue, finds_every_title_by_its_name)
{
	struct document_fixture fixture;
	struct snapshot *random;

	document_fixture_random(&fixture, 300, 51);
	random = fixture_snapshot(&fixture, &fixture_parameters);
	snapshot_close(snapshot);
	snapshot = random;
	for (size_t i = 0; i < fixture.count; i++) {
		const char *title = fixture.documents[i].title;
		uint32_t documents[MAX];
		size_t count = search(title, ANY, MAX, 0, documents);
		uint32_t own = UINT32_MAX;
		size_t at = 0;

		cr_assert(
		    snapshot_find(random, fixture.documents[i].number, &own));
		while (at < count && documents[at] != own)
			at++;
		cr_assert_lt(at, count, "\"%s\" is not found", title);
		for (size_t j = 0; j < at; j++) {
			struct title_card card;

			snapshot_card(random, documents[j], &card);
			cr_expect_str_eq(card.title, title);
		}
	}
	document_fixture_release(&fixture);
}
