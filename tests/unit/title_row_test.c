#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "etl/dataset.h"
#include "etl/title_row.h"

/* Parameters are copied into another process: no pointers in them. */
struct row_case {
	enum dataset_file file;
	enum reject expected;
	size_t length; /* of line; 0: up to its NUL */
	char line[120];
};

static enum reject
parse(enum dataset_file file, const char *line, size_t length)
{
	static union {
		struct title_row title;
		struct rating_row rating;
		struct crew_row crew;
		struct principal_row principal;
		struct person_row person;
	} row;
	struct slice fields[ROW_FIELDS_MAX];
	enum reject reject = row_split((struct slice){line, length}, fields,
	    dataset_format(file)->field_count);

	if (reject != REJECT_NONE)
		return reject;
	switch (file) {
	case DATASET_TITLES:
		return title_row_parse(fields, &row.title);
	case DATASET_RATINGS:
		return rating_row_parse(fields, &row.rating);
	case DATASET_CREW:
		return crew_row_parse(fields, &row.crew);
	case DATASET_PRINCIPALS:
		return principal_row_parse(fields, &row.principal);
	default:
		return person_row_parse(fields, &row.person);
	}
}

#define TITLE DATASET_TITLES
#define RATING DATASET_RATINGS
#define CREW DATASET_CREW
#define PRINCIPAL DATASET_PRINCIPALS
#define PERSON DATASET_PERSONS

ParameterizedTestParameters(title_row, judges_lines)
{
	static struct row_case cases[] = {
	    {TITLE, REJECT_NONE, 0,
		"tt1\tmovie\tA\tA\t0\t1999\t\\N\t136\tDrama,War"},
	    {TITLE, REJECT_NONE, 0,
		"my0000001\tmovie\tA\t\\N\t1\t\\N\t\\N\t\\N\t\\N"},
	    {TITLE, REJECT_NONE, 0,
		"tt1\tmovie\t千と千尋\tA\t0\t1800\t2200\t0\t"},
	    {TITLE, REJECT_FIELD_COUNT, 0,
		"tt1\tmovie\tA\tA\t0\t1999\t\\N\t136"},
	    {TITLE, REJECT_FIELD_COUNT, 0,
		"tt1\tmovie\tA\tA\t0\t1999\t\\N\t136\tDrama\tWar"},
	    {TITLE, REJECT_FIELD_COUNT, 0, ""},
	    {TITLE, REJECT_NUL, 12, "tt1\tmovie\tA\0B"},
	    {TITLE, REJECT_CONTROL, 0,
		"tt1\tmovie\tA\tA\t0\t1999\t\\N\t136\tDrama\r"},
	    {TITLE, REJECT_CONTROL, 0,
		"tt1\tmovie\tA\033[2J\tA\t0\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_UTF8, 0,
		"tt1\tmovie\tA\xff\tA\t0\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_UTF8, 0, /* a surrogate */
		"tt1\tmovie\t\xed\xa0\x80\tA\t0\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_TITLE_ID, 0,
		"nm1\tmovie\tA\tA\t0\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_TITLE_ID, 0,
		"\\N\tmovie\tA\tA\t0\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_TITLE_ID, 0,
		"tt0\tmovie\tA\tA\t0\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_TITLE_TYPE, 0,
		"tt1\t\tA\tA\t0\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_TITLE, 0,
		"tt1\tmovie\t\tA\t0\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_TITLE, 0,
		"tt1\tmovie\t\\N\tA\t0\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_ADULT, 0,
		"tt1\tmovie\tA\tA\t2\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_ADULT, 0,
		"tt1\tmovie\tA\tA\t\\N\t1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_YEAR, 0,
		"tt1\tmovie\tA\tA\t0\t1799\t\\N\t136\tDrama"},
	    {TITLE, REJECT_YEAR, 0,
		"tt1\tmovie\tA\tA\t0\t1999\t2201\t136\tDrama"},
	    {TITLE, REJECT_YEAR, 0,
		"tt1\tmovie\tA\tA\t0\t99999999999999999999\t\\N\t1\tX"},
	    {TITLE, REJECT_YEAR, 0,
		"tt1\tmovie\tA\tA\t0\t-1999\t\\N\t136\tDrama"},
	    {TITLE, REJECT_YEAR, 0,
		"tt1\tmovie\tA\tA\t0\tsoon\t\\N\t136\tDrama"},
	    {TITLE, REJECT_RUNTIME, 0,
		"tt1\tmovie\tA\tA\t0\t1999\t\\N\tReality-TV\t\\N"},
	    {TITLE, REJECT_RUNTIME, 0,
		"tt1\tmovie\tA\tA\t0\t1999\t\\N\t2147483648\tDrama"},

	    {RATING, REJECT_NONE, 0, "tt1\t6.1\t28434"},
	    {RATING, REJECT_NONE, 0, "tt1\t10.0\t0"},
	    {RATING, REJECT_NONE, 0, "tt1\t1\t2147483647"},
	    {RATING, REJECT_RATING, 0, "tt1\t10.1\t5"},
	    {RATING, REJECT_RATING, 0, "tt1\t0.9\t5"},
	    {RATING, REJECT_RATING, 0, "tt1\t\\N\t5"},
	    {RATING, REJECT_RATING, 0, "tt1\t\t5"},
	    {RATING, REJECT_RATING, 0, "tt1\t6,1\t5"},
	    {RATING, REJECT_RATING, 0, "tt1\t6.1.2\t5"},
	    {RATING, REJECT_RATING, 0, "tt1\t.5\t5"},
	    {RATING, REJECT_RATING, 0, "tt1\tnan\t5"},
	    {RATING, REJECT_RATING, 0, "tt1\t1e1\t5"},
	    {RATING, REJECT_VOTES, 0, "tt1\t6.1\t-1"},
	    {RATING, REJECT_VOTES, 0, "tt1\t6.1\t2147483648"},
	    {RATING, REJECT_VOTES, 0, "tt1\t6.1\t\\N"},

	    {CREW, REJECT_NONE, 0, "tt1\tnm1,nm2\t\\N"},
	    {CREW, REJECT_PERSON_ID, 0, "tt1\tnm1,,nm2\t\\N"},
	    {CREW, REJECT_PERSON_ID, 0, "tt1\tnm1\ttt2"},
	    {CREW, REJECT_PERSON_ID, 0, "tt1\tnm1, nm2\t\\N"},

	    {PRINCIPAL, REJECT_NONE, 0, "tt1\t1\tnm1\tactor\t\\N\t[\"Neo\"]"},
	    {PRINCIPAL, REJECT_ORDERING, 0, "tt1\t0\tnm1\tactor\t\\N\t\\N"},
	    {PRINCIPAL, REJECT_ORDERING, 0, "tt1\t32768\tnm1\tactor\t\\N\t\\N"},
	    {PRINCIPAL, REJECT_PERSON_ID, 0, "tt1\t1\t\\N\tactor\t\\N\t\\N"},
	    {PRINCIPAL, REJECT_CATEGORY, 0, "tt1\t1\tnm1\t\\N\t\\N\t\\N"},

	    {PERSON, REJECT_NONE, 0, "nm1\tÅ\t4\t65\tactor\ttt1,tt2"},
	    {PERSON, REJECT_NONE, 0, "nm1\tA\t\\N\t\\N\t\\N\t\\N"},
	    {PERSON, REJECT_NAME, 0, "nm1\t\\N\t\\N\t\\N\t\\N\t\\N"},
	    {PERSON, REJECT_YEAR, 0, "nm1\tA\t0\t\\N\t\\N\t\\N"},
	    {PERSON, REJECT_PERSON_ID, 0, "tt1\tA\t\\N\t\\N\t\\N\t\\N"},
	    {PERSON, REJECT_TITLE_ID, 0, "nm1\tA\t\\N\t\\N\t\\N\tnm1"},
	};

	return cr_make_param_array(
	    struct row_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct row_case *c, title_row, judges_lines)
{
	size_t length = c->length > 0 ? c->length : strlen(c->line);
	enum reject reject = parse(c->file, c->line, length);

	cr_assert(eq(int, (int)reject, (int)c->expected), "%s: %s, expected %s",
	    c->line, reject_reason(reject), reject_reason(c->expected));
}

static void
split(const char *line, struct slice *fields, size_t count)
{
	cr_assert(row_split((struct slice){line, strlen(line)}, fields,
		      count) == REJECT_NONE);
}

Test(title_row, reads_a_title)
{
	struct slice fields[9];
	struct title_row row;

	split("tt0006864\tmovie\tIntolerance\tLove's Struggle\t0\t1916\t1917\t"
	      "210\tDrama,History",
	    fields, 9);
	cr_assert(title_row_parse(fields, &row) == REJECT_NONE);
	cr_assert(eq(i32, row.number, 6864));
	cr_assert(eq(sz, row.title.length, strlen("Intolerance")));
	cr_assert(eq(sz, row.original_title.length, strlen("Love's Struggle")));
	cr_assert(not(row.is_adult));
	cr_assert(eq(i16, row.start_year, 1916));
	cr_assert(eq(i16, row.end_year, 1917));
	cr_assert(eq(i32, row.runtime_minutes, 210));
	cr_assert(eq(sz, row.genres.length, strlen("Drama,History")));
}

Test(title_row, takes_an_equal_original_title_for_none)
{
	struct slice fields[9];
	struct title_row row;

	split("tt1\tmovie\tHeat\tHeat\t0\t\\N\t\\N\t\\N\t\\N", fields, 9);
	cr_assert(title_row_parse(fields, &row) == REJECT_NONE);
	cr_assert(eq(sz, row.original_title.length, 0));
	cr_assert(eq(i16, row.start_year, 0));
	cr_assert(eq(sz, row.genres.length, 0));
}

Test(title_row, reads_every_rating_as_the_nearest_float)
{
	char line[32];
	struct slice fields[3];
	struct rating_row row;

	for (int tenths = 10; tenths <= 100; tenths++) {
		snprintf(line, sizeof(line), "tt1\t%d.%d\t5", tenths / 10,
		    tenths % 10);
		split(line, fields, 3);
		cr_assert(rating_row_parse(fields, &row) == REJECT_NONE);
		cr_assert(
		    eq(flt, row.average, strtof(line + 4, NULL)), "%s", line);
	}
}

Test(title_row, reads_lists_in_their_order)
{
	static struct crew_row row;
	struct slice fields[3];

	split("tt1\tnm3,nm1\tnm2147483647", fields, 3);
	cr_assert(crew_row_parse(fields, &row) == REJECT_NONE);
	cr_assert(eq(sz, row.directors.count, 2));
	cr_assert(eq(i32, row.directors.numbers[0], 3));
	cr_assert(eq(i32, row.directors.numbers[1], 1));
	cr_assert(eq(sz, row.writers.count, 1));
	cr_assert(eq(i32, row.writers.numbers[0], 2147483647));
}

Test(title_row, refuses_a_list_longer_than_it_can_hold)
{
	static char line[ROW_LIST_MAX * 4 + 32];
	static struct crew_row row;
	struct slice fields[3];
	size_t length;

	length = (size_t)snprintf(line, 8, "tt1\tnm1");
	for (size_t i = 1; i < ROW_LIST_MAX; i++)
		length += (size_t)snprintf(line + length, 5, ",nm1");
	snprintf(line + length, 8, "\t\\N");
	split(line, fields, 3);
	cr_assert(crew_row_parse(fields, &row) == REJECT_NONE);
	cr_assert(eq(sz, row.directors.count, ROW_LIST_MAX));
	snprintf(line + length, 8, ",nm1\t\\N");
	split(line, fields, 3);
	cr_assert(crew_row_parse(fields, &row) == REJECT_LIST_LENGTH);
}
