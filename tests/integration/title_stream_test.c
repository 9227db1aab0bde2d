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
	    "INSERT INTO persons (id, name) VALUES (5, 'Five'), (6, 'Six'), "
	    "(7, 'Seven'), (50, 'Fifty'), (102, 'Actress'), (101, 'No')");
}

static void
close_database(void)
{
	test_database_close(&database);
}

TestSuite(title_stream, .init = open_database, .fini = close_database);

static struct title_stream *
open_stream(const struct title_stream_options *options)
{
	struct title_stream *stream;
	struct error error;

	cr_assert(
	    title_stream_open(&stream, database.url, options, &error) == 0,
	    "%s", error.message);
	return stream;
}

static const struct title_row_view *
next_title(struct title_stream *stream)
{
	const struct title_row_view *title;
	struct error error;
	int code = title_stream_next(stream, &title, &error);

	cr_assert(code >= 0, "%s", error.message);
	return code == 0 ? NULL : title;
}

/* The numbers of all titles that come, as text. */
static void
assert_numbers(const struct title_stream_options *options, const char *expected)
{
	struct title_stream *stream = open_stream(options);
	const struct title_row_view *title;
	char numbers[128] = "";

	while ((title = next_title(stream)) != NULL)
		sprintf(numbers + strlen(numbers), "%d ", title->number);
	cr_assert(strcmp(numbers, expected) == 0, "%s", numbers);
	title_stream_close(stream);
}

Test(title_stream, reads_titles_in_order_with_their_people)
{
	struct title_stream *stream = open_stream(NULL);
	const struct title_row_view *title = next_title(stream);

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

	title = next_title(stream);
	cr_assert(eq(i32, title->number, 30));
	cr_assert(title->original_title == NULL);
	cr_assert(strcmp(title->genres, "") == 0);
	cr_assert(eq(int, title->start_year, 0));
	cr_assert(eq(u32, title->votes, 0));
	cr_assert(eq(sz, title->writers.count, 1), "one of two equal ones");
	cr_assert(eq(sz, title->cast.count, 10));
	cr_assert(eq(i32, title->cast.numbers[0], 102));
	cr_assert(next_title(stream) == NULL);
	cr_assert(next_title(stream) == NULL, "the end stays the end");
	title_stream_close(stream);
}

Test(title_stream, leaves_out_what_it_is_asked_to)
{
	struct title_stream_options options = {0};

	assert_numbers(NULL, "10 30 ");
	options.include_adult = true;
	assert_numbers(&options, "10 12 30 ");
	options.excluded_types = "";
	assert_numbers(&options, "10 12 13 14 30 ");
	options.excluded_types = "movie,tvEpisode";
	assert_numbers(&options, "10 14 ");
}

Test(title_stream, refuses_types_that_are_no_words)
{
	struct title_stream_options options = {.excluded_types = "a'b"};
	struct title_stream *stream;
	struct error error;

	cr_assert(
	    eq(int, title_stream_open(&stream, database.url, &options, &error),
		ERROR_INVALID));
}

Test(title_stream, limits_the_cast)
{
	struct title_stream_options options = {.cast_limit = 3};
	struct title_stream *stream = open_stream(&options);
	const struct title_row_view *title;

	next_title(stream);
	title = next_title(stream);
	cr_assert(eq(sz, title->cast.count, 3));
	cr_assert(eq(i32, title->cast.numbers[2], 104));
	title_stream_close(stream);
}

Test(title_stream, names_the_people_of_the_titles_it_read)
{
	struct title_stream *stream = open_stream(NULL);
	const struct person_row_view *person;
	struct error error;
	char names[128] = "";
	int code;

	while (next_title(stream) != NULL)
		;
	while ((code = title_stream_next_person(stream, &person, &error)) > 0)
		sprintf(names + strlen(names), "%d %s ", person->number,
		    person->name);
	cr_assert(eq(int, code, 0));
	cr_assert(strcmp(names, "5 Five 6 Six 7 Seven 102 Actress ") == 0);
	title_stream_close(stream);
}

Test(title_stream, sees_one_state_of_the_database)
{
	struct title_stream *stream = open_stream(NULL);
	const struct title_row_view *title;

	test_database_execute(&database,
	    "DELETE FROM directors; DELETE FROM movie_crew; "
	    "DELETE FROM movies");
	title = next_title(stream);
	cr_assert(eq(i32, title->number, 10));
	cr_assert(eq(sz, title->directors.count, 2));
	title_stream_close(stream);
}

Test(title_stream, can_be_closed_at_any_time)
{
	title_stream_close(NULL);
	title_stream_close(open_stream(NULL));
}

Test(title_stream, says_that_the_schema_is_missing)
{
	struct title_stream *stream;
	struct error error;

	test_database_execute(&database, "DROP TABLE movies CASCADE");
	cr_assert(
	    eq(int, title_stream_open(&stream, database.url, NULL, &error),
		ERROR_CONFLICT));
	cr_assert(strcmp(error.message,
		      "database has no schema; run: marquee migrate") == 0);
}
