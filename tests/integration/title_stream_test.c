#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "integration/test_database.h"
#include "store/title_stream.h"

static struct test_database database;

static void
open_database(void)
{
	test_database_open(&database, "title_stream");
	test_database_execute(&database,
	    "INSERT INTO movies (id, title_type, primary_title, "
	    "original_title, is_adult, start_year, end_year, "
	    "runtime_minutes, genres, gone_at) VALUES "
	    "(30, 'movie', 'Thirty', NULL, false, NULL, NULL, NULL, NULL, "
	    "NULL), "
	    "(10, 'tvSeries', 'Ten', 'Dix', false, 1999, 2001, 45, "
	    "'Drama,War', NULL), "
	    "(11, 'movie', 'Gone', NULL, false, 1, 1, 1, 'Drama', now()), "
	    "(12, 'movie', 'Adult', NULL, true, 1, 1, 1, 'Adult', NULL), "
	    "(13, 'tvEpisode', 'Episode', NULL, false, 1, 1, 1, '', NULL), "
	    "(14, 'videoGame', 'Game', NULL, false, 1, 1, 1, '', NULL);"
	    "INSERT INTO movie_ratings VALUES (10, 6.1, 28434), (11, 1, 1);"
	    "INSERT INTO directors VALUES (10, 2, 7), (10, 1, 9), "
	    "(11, 1, 50), (30, 1, 5);"
	    "INSERT INTO writers VALUES (9, 1, 50), (30, 1, 6), (30, 2, 6);"
	    "INSERT INTO movie_crew "
	    "SELECT 30, i, 100 + i, CASE i WHEN 1 THEN 'director' WHEN 2 "
	    "THEN 'actress' WHEN 3 THEN 'self' ELSE 'actor' END, NULL, NULL "
	    "FROM generate_series(1, 20) AS i;"
	    "INSERT INTO movie_extras (movie_id, keywords, overview) VALUES "
	    "(10, 'war,peace', NULL), (11, 'gone', 'Gone.');"
	    "INSERT INTO movie_akas (movie_id, ordering, title) VALUES "
	    "(10, 2, 'Zehn'), (10, 1, 'Diez'), (11, 1, 'Weg'), (29, 1, 'No'), "
	    "(31, 1, 'No');"
	    "INSERT INTO persons (id, name) VALUES (5, 'Five'), (6, 'Six'), "
	    "(7, 'Seven'), (50, 'Fifty'), (102, 'Actress'), (101, 'No')");
}

static void
close_database(void)
{
	test_database_close(&database);
}

TestSuite(title_stream, .init = open_database, .fini = close_database);
TestSuite(title_source, .init = open_database, .fini = close_database);

/* A source and a stream over its ranges, one after the other. */
struct reading {
	struct title_source *source;
	struct title_stream *stream;
	size_t next_range;
};

static struct reading
open_reading(const struct title_source_options *options)
{
	struct reading reading = {.next_range = 0};
	struct error error;

	cr_assert(title_source_open(
		      &reading.source, database.url, options, &error) == 0,
	    "%s", error.message);
	cr_assert(
	    title_stream_open(&reading.stream, reading.source, &error) == 0,
	    "%s", error.message);
	return reading;
}

static void
close_reading(struct reading *reading)
{
	title_stream_close(reading->stream);
	title_source_close(reading->source);
}

static const struct title_row_view *
next_title(struct reading *reading)
{
	const struct title_row_view *title = NULL;
	struct error error;
	int code;

	while (
	    (code = title_stream_next(reading->stream, &title, &error)) == 0 &&
	    reading->next_range < title_source_range_count(reading->source))
		cr_assert(title_stream_range(reading->stream,
			      reading->next_range++, &error) == 0,
		    "%s", error.message);
	cr_assert(code >= 0, "%s", error.message);
	return code == 0 ? NULL : title;
}

/* The numbers of all titles that come, as text. */
static void
assert_numbers(const struct title_source_options *options, const char *expected)
{
	struct reading reading = open_reading(options);
	const struct title_row_view *title;
	char numbers[128] = "";

	while ((title = next_title(&reading)) != NULL)
		sprintf(numbers + strlen(numbers), "%d ", title->number);
	cr_assert(strcmp(numbers, expected) == 0, "%s", numbers);
	close_reading(&reading);
}

Test(title_stream, reads_titles_in_order_with_their_people)
{
	struct reading reading = open_reading(NULL);
	const struct title_row_view *title = next_title(&reading);

	cr_assert(eq(i32, title->number, 10));
	cr_assert(strcmp(title->title, "Ten") == 0);
	cr_assert(strcmp(title->original_title, "Dix") == 0);
	cr_assert(strcmp(title->type, "tvSeries") == 0);
	cr_assert(strcmp(title->genres, "Drama,War") == 0);
	cr_assert(eq(int, title->start_year, 1999));
	cr_assert(eq(int, title->end_year, 2001));
	cr_assert(eq(int, title->runtime_minutes, 45));
	cr_assert(eq(flt, title->rating, 6.1F));
	cr_assert(eq(u32, title->votes, 28434));
	cr_assert(eq(sz, title->directors.count, 2));
	cr_assert(eq(i32, title->directors.numbers[0], 9));
	cr_assert(eq(i32, title->directors.numbers[1], 7));
	cr_assert(eq(sz, title->writers.count, 0));
	cr_assert(eq(sz, title->cast.count, 0));
	cr_assert(strcmp(title->keywords, "war,peace") == 0);
	cr_assert(strcmp(title->overview, "") == 0);
	cr_assert(memcmp(title->akas, "Diez\0Zehn\0", 11) == 0);

	title = next_title(&reading);
	cr_assert(eq(i32, title->number, 30));
	cr_assert(title->original_title == NULL);
	cr_assert(strcmp(title->genres, "") == 0);
	cr_assert(eq(int, title->start_year, 0));
	cr_assert(eq(u32, title->votes, 0));
	cr_assert(eq(sz, title->writers.count, 1), "one of two equal ones");
	cr_assert(eq(sz, title->cast.count, 10));
	cr_assert(eq(i32, title->cast.numbers[0], 102));
	cr_assert(strcmp(title->keywords, "") == 0);
	cr_assert(strcmp(title->akas, "") == 0);
	cr_assert(next_title(&reading) == NULL);
	cr_assert(next_title(&reading) == NULL, "the end stays the end");
	close_reading(&reading);
}

Test(title_stream, leaves_out_what_it_is_asked_to)
{
	struct title_source_options options = {0};

	assert_numbers(NULL, "10 30 ");
	options.include_adult = true;
	assert_numbers(&options, "10 12 30 ");
	options.excluded_types = "";
	assert_numbers(&options, "10 12 13 14 30 ");
	options.excluded_types = "movie,tvEpisode";
	assert_numbers(&options, "10 14 ");
}

Test(title_stream, reads_the_same_in_small_ranges)
{
	struct title_source_options options = {
	    .include_adult = true, .excluded_types = ""};

	for (size_t titles = 1; titles < 8; titles++) {
		options.range_titles = titles;
		assert_numbers(&options, "10 12 13 14 30 ");
	}
}

Test(title_stream, reads_ranges_in_any_order_and_leaves_them_early)
{
	struct title_source_options options = {.range_titles = 2};
	struct reading reading = open_reading(&options);
	const struct title_row_view *title;
	struct error error;

	for (size_t range = title_source_range_count(reading.source); range > 0;
	     range--) {
		cr_assert(
		    title_stream_range(reading.stream, range - 1, &error) == 0);
		if (title_stream_next(reading.stream, &title, &error) > 0)
			cr_assert(eq(i32, title->number, range == 1 ? 10 : 30));
	}
	close_reading(&reading);
}

Test(title_stream, refuses_types_that_are_no_words)
{
	struct title_source_options options = {.excluded_types = "a'b"};
	struct title_source *source;
	struct error error;

	cr_assert(
	    eq(int, title_source_open(&source, database.url, &options, &error),
		ERROR_INVALID));
}

Test(title_stream, limits_the_cast)
{
	struct title_source_options options = {.cast_limit = 3};
	struct reading reading = open_reading(&options);
	const struct title_row_view *title;

	next_title(&reading);
	title = next_title(&reading);
	cr_assert(eq(sz, title->cast.count, 3));
	cr_assert(eq(i32, title->cast.numbers[2], 104));
	close_reading(&reading);
}

Test(title_source, names_all_persons)
{
	struct reading reading = open_reading(NULL);
	const struct person_row_view *person;
	struct error error;
	int32_t sum = 0;
	int count = 0;
	int code;

	while ((code = title_source_next_person(
		    reading.source, &person, &error)) > 0) {
		sum += person->number;
		count++;
		if (person->number == 50)
			cr_assert(strcmp(person->name, "Fifty") == 0);
	}
	cr_assert(eq(int, code, 0));
	cr_assert(eq(int, count, 6));
	cr_assert(eq(i32, sum, 5 + 6 + 7 + 50 + 102 + 101));
	close_reading(&reading);
}

Test(title_source, counts_the_rows_that_a_build_reads)
{
	struct reading reading = open_reading(NULL);
	struct error error;
	uint64_t rows;
	uint64_t size_bytes;

	cr_assert(title_source_copy_rows(
		      reading.source, &rows, &size_bytes, &error) == 0);
	/* directors, writers, cast, titles, akas, persons */
	cr_assert(eq(u64, rows, 4 + 3 + 19 + 2 + 5 + 6));
	cr_assert(gt(u64, size_bytes, rows * 12));
	close_reading(&reading);
}

Test(title_stream, sees_one_state_of_the_database)
{
	struct reading reading = open_reading(NULL);
	const struct title_row_view *title;

	test_database_execute(&database,
	    "DELETE FROM directors; DELETE FROM movie_crew; "
	    "DELETE FROM movies");
	title = next_title(&reading);
	cr_assert(eq(i32, title->number, 10));
	cr_assert(eq(sz, title->directors.count, 2));
	close_reading(&reading);
}

Test(title_stream, can_be_closed_at_any_time)
{
	struct reading reading = open_reading(NULL);

	title_stream_close(NULL);
	title_source_close(NULL);
	next_title(&reading);
	close_reading(&reading);
	reading = open_reading(NULL);
	close_reading(&reading);
}

Test(title_source, says_that_the_schema_is_missing)
{
	struct title_source *source;
	struct error error;

	test_database_execute(&database, "DROP TABLE movies CASCADE");
	cr_assert(
	    eq(int, title_source_open(&source, database.url, NULL, &error),
		ERROR_CONFLICT));
	cr_assert(strcmp(error.message,
		      "database has no schema; run: marquee migrate") == 0);
}
