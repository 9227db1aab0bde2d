/*
 * Records of a watch list against a catalogue in PostgreSQL: which titles they
 * mean, whose history they go into, and that a second time changes nothing.
 */
#include "assemble/history_import.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "etl/watch_file.h"
#include "integration/test_database.h"
#include "store/history_store.h"

#define NOW_US INT64_C(1769904000000000) /* 2026-02-01 */
#define ANN "00000000-0000-4000-8000-000000000001"

static struct test_database database;

static void
open_database(void)
{
	test_database_open(&database, "history_import_test");
	test_database_execute(&database,
	    "INSERT INTO movies (id, title_type, primary_title, "
	    "original_title, is_adult, start_year, runtime_minutes, gone_at) "
	    "VALUES "
	    "(1, 'movie', 'Blue Harbour', 'Port Bleu', false, 1999, 136, "
	    "null), "
	    "(2, 'movie', 'Twin', null, false, 2000, 100, null), "
	    "(3, 'movie', 'Twin', null, false, 2000, 100, null), "
	    "(4, 'movie', 'Mixed', null, false, 2001, 90, null), "
	    "(5, 'tvSeries', 'Mixed', null, false, 2001, 45, null), "
	    "(6, 'movie', 'Nearly', null, false, 2005, 90, null), "
	    "(7, 'movie', 'Beside', null, false, 2007, 90, null), "
	    "(8, 'movie', 'Beside', null, false, 2009, 90, null), "
	    "(9, 'movie', 'Hidden', null, true, 2002, 90, null), "
	    "(10, 'movie', 'Gone', null, false, 2003, 90, now()), "
	    "(11, 'movie', 'Élan Vital!', null, false, 1980, null, null), "
	    "(12, 'movie', '$', null, false, 1971, 120, null), "
	    "(13, 'movie', 'Other Blue', null, false, 1999, 90, null), "
	    "(14, 'movie', 'No Year', null, false, null, 90, null), "
	    "(1500000001, 'movie', 'My Own', null, false, 2020, 10, null)");
	test_database_execute(&database,
	    "INSERT INTO movie_akas (movie_id, ordering, title, region) VALUES "
	    "(1, 1, 'Blauer Hafen', 'DE'), (13, 1, 'Blue Harbour', 'GB'), "
	    "(2, 1, 'Zwilling', 'DE'), (6, 1, 'Fast', 'DE')");
	test_database_execute(&database,
	    "INSERT INTO users (id, name, origin) VALUES "
	    "('" ANN "', 'Ann', 'own'), "
	    "('00000000-0000-4000-8000-000000000002', 'Bob', 'own'), "
	    "('00000000-0000-4000-8000-000000000003', 'bob', 'own'), "
	    "('00000000-0000-4000-8000-000000000004', 'Sim', 'simulated'), "
	    "('00000000-0000-4000-8000-000000000005', 'Back', 'background')");
}

static void
close_database(void)
{
	test_database_close(&database);
}

TestSuite(history_import, .init = open_database, .fini = close_database);

/* Imports a text as a file of any format. */
static int
import_text(const char *text, const struct history_import_options *options,
    struct history_import *import, struct watch_list *list, struct error *error)
{
	watch_list_init(list);
	cr_assert(watch_file_parse(list, "x.csv", WATCH_FORMAT_ANY, text,
		      strlen(text), NOW_US, error) == 0,
	    "%s", error->message);
	return history_import_run(
	    import, list, database.connection, options, error);
}

/* The import has to succeed; *import is the caller's. */
static void
succeed(const char *text, const char *user, struct history_import *import)
{
	struct history_import_options options = {.user = user};
	struct watch_list list;
	struct error error;

	cr_assert(import_text(text, &options, import, &list, &error) == 0, "%s",
	    error.message);
	watch_list_release(&list);
}

/* Which title the record of this title and year means, or minus the result. */
static int
meant(const char *line)
{
	struct history_import_options options = {.user = ANN, .dry_run = true};
	struct history_import import;
	struct watch_list list;
	struct error error;
	char text[200];
	int answer;

	snprintf(text, sizeof(text), "title,year,tconst,type\n%s\n", line);
	cr_assert(import_text(text, &options, &import, &list, &error) == 0,
	    "%s", error.message);
	cr_assert(eq(sz, import.matches.count, 1));
	answer = import.matches.matches[0].result > TITLE_MATCH_NEAR_YEAR
	    ? -(int)import.matches.matches[0].result
	    : import.matches.matches[0].title.number;
	history_import_release(&import);
	watch_list_release(&list);
	return answer;
}

Test(history_import, finds_titles_by_id)
{
	cr_expect(eq(int, meant(",,tt0000001,"), 1));
	cr_expect(eq(int, meant(",,my0000001,"), 1500000001));
	cr_expect(eq(int, meant("Nothing,1850,tt0000001,"), 1));
	cr_expect(eq(int, meant(",,tt0000010,"), 10), "it left the catalogue");
	cr_expect(
	    eq(int, meant("Blue Harbour,1999,tt0009999,"), -TITLE_MATCH_NO_ID),
	    "an id is never doubted");
}

Test(history_import, finds_titles_by_any_name_and_year)
{
	cr_expect(eq(int, meant("Blue Harbour,1999,,"), 1));
	cr_expect(eq(int, meant("  BLUE   harbour ,1999,,"), 1));
	cr_expect(eq(int, meant("Port Bleu,1999,,"), 1));
	cr_expect(eq(int, meant("Blauer Hafen,1999,,"), 1));
	cr_expect(eq(int, meant("elan vital,1980,,"), 11));
	cr_expect(eq(int, meant("$,1971,,"), 12));
	cr_expect(eq(int, meant("$$,1971,,"), -TITLE_MATCH_NO_TITLE));
	cr_expect(eq(int, meant("Blue Harbor,1999,,"), -TITLE_MATCH_NO_TITLE));
	cr_expect(eq(int, meant("Blue,1999,,"), -TITLE_MATCH_NO_TITLE));
	cr_expect(eq(int, meant("No Year,,,"), -TITLE_MATCH_NO_YEAR));
	cr_expect(eq(int, meant("No Year,1999,,"), -TITLE_MATCH_NO_TITLE));
}

Test(history_import, takes_the_year_beside_only_when_it_is_the_only_one)
{
	cr_expect(eq(int, meant("Nearly,2004,,"), 6));
	cr_expect(eq(int, meant("Nearly,2006,,"), 6));
	cr_expect(eq(int, meant("Fast,2006,,"), 6));
	cr_expect(eq(int, meant("Nearly,2003,,"), -TITLE_MATCH_NO_TITLE));
	cr_expect(eq(int, meant("Beside,2008,,"), -TITLE_MATCH_AMBIGUOUS));
	cr_expect(eq(int, meant("Beside,2007,,"), 7));
	cr_expect(eq(int, meant("Beside,2010,,"), 8));
}

Test(history_import, never_guesses_between_titles_of_one_name)
{
	cr_expect(eq(int, meant("Twin,2000,,"), -TITLE_MATCH_AMBIGUOUS));
	cr_expect(eq(int, meant("Zwilling,2000,,"), 2));
	cr_expect(eq(int, meant("Mixed,2001,,"), -TITLE_MATCH_AMBIGUOUS));
}

Test(history_import, leaves_out_adult_titles_and_those_that_are_gone)
{
	cr_expect(eq(int, meant("Hidden,2002,,"), -TITLE_MATCH_NO_TITLE));
	cr_expect(eq(int, meant("Gone,2003,,"), -TITLE_MATCH_NO_TITLE));
}

Test(history_import, finds_adult_titles_where_they_are_included)
{
	struct history_import_options options = {
	    .user = ANN, .dry_run = true, .include_adult = true};
	struct history_import import;
	struct watch_list list;
	struct error error;

	cr_assert(import_text("title,year\nHidden,2002\n", &options, &import,
		      &list, &error) == 0,
	    "%s", error.message);
	cr_expect(eq(sz, import.matched, 1));
	history_import_release(&import);
	watch_list_release(&list);
}

Test(history_import, settles_by_film_and_series_what_the_name_does_not)
{
	static const char item[] =
	    "[{\"watched_at\":\"2020-01-02T03:04:05.000Z\",\"%s\":"
	    "{\"title\":\"Mixed\",\"year\":2001,\"ids\":{}}}]";
	struct history_import import;
	char text[200];

	snprintf(text, sizeof(text), item, "movie");
	succeed(text, ANN, &import);
	cr_assert(eq(sz, import.added, 1));
	cr_expect(eq(i32, import.matches.matches[0].title.number, 4));
	history_import_release(&import);
	snprintf(text, sizeof(text), item, "show");
	succeed(text, ANN, &import);
	cr_assert(eq(sz, import.added, 1));
	cr_expect(eq(i32, import.matches.matches[0].title.number, 5));
	history_import_release(&import);
}

Test(history_import, tells_the_candidates_of_an_ambiguous_name)
{
	struct history_import import;
	const struct title_match *match;

	succeed("title,year\nTwin,2000\n", ANN, &import);
	match = &import.matches.matches[0];
	cr_assert(eq(sz, match->candidate_count, 2));
	cr_expect(eq(i32, match->candidates[0].number, 2));
	cr_expect(eq(i32, match->candidates[1].number, 3));
	cr_expect(eq(str, match->candidates[1].title, "Twin"));
	cr_expect(eq(str, match->candidates[1].type, "movie"));
	cr_expect(eq(i32, match->candidates[1].year, 2000));
	history_import_release(&import);
}

static int64_t
count(const char *condition)
{
	char sql[400];

	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM viewing_history JOIN users "
	    "ON users.id = user_id WHERE %s",
	    condition);
	return test_database_integer(&database, sql);
}

#define IMDB \
	"Const,Your Rating,Date Rated,Title,Year\n" \
	"tt0000001,9,2024-01-05,Blue Harbour,1999\n" \
	"tt0000002,%s,2024-01-06,Twin,2000\n" \
	"tt0009999,5,2024-01-07,Unknown,2000\n"

Test(history_import, makes_a_user_once_and_adds_nothing_twice)
{
	struct history_import import;
	char user[USER_ID_SIZE];
	char text[400];

	snprintf(text, sizeof(text), IMDB, "8");
	succeed(text, "Zoë New", &import);
	cr_expect(import.created);
	cr_expect(eq(sz, import.matched, 2));
	cr_expect(eq(sz, import.added, 2));
	memcpy(user, import.user, sizeof(user));
	history_import_release(&import);
	cr_expect(eq(i64,
	    count("name = 'Zoë New' AND origin = 'own' AND movie_id = 1 AND "
		  "watch_date = '2024-01-05T00:00:00Z' AND rating = 9 AND "
		  "watch_duration = 136"),
	    1));

	succeed(text, "zoë new", &import);
	cr_expect(not(import.created));
	cr_expect(eq(sz, import.added + import.updated, 0));
	cr_expect(eq(str, import.user, user));
	history_import_release(&import);

	snprintf(text, sizeof(text), IMDB, "3");
	succeed(text, user, &import);
	cr_expect(eq(sz, import.added, 0));
	cr_expect(eq(sz, import.updated, 1));
	history_import_release(&import);
	cr_expect(eq(i64, count("movie_id = 2 AND rating = 3"), 1));
	cr_expect(eq(i64, count("true"), 2));
}

Test(history_import, stores_a_view_without_a_day_as_of_1970)
{
	struct history_import import;

	succeed("tconst\ntt0000001\n", ANN, &import);
	history_import_release(&import);
	cr_expect(eq(i64,
	    count("watch_date = '1970-01-01T00:00:00Z' AND rating IS NULL"),
	    1));
	succeed("tconst,date\ntt0000001,2020-05-06\n", ANN, &import);
	cr_expect(eq(sz, import.updated, 1));
	history_import_release(&import);
	cr_expect(eq(i64, count("watch_date = '2020-05-06T00:00:00Z'"), 1));
	cr_expect(eq(i64, count("true"), 1));
}

Test(history_import, writes_nothing_in_a_dry_run)
{
	struct history_import_options options = {
	    .user = "Nobody Yet", .dry_run = true};
	struct history_import import;
	struct watch_list list;
	struct error error;

	cr_assert(import_text("tconst\ntt0000001\n", &options, &import, &list,
		      &error) == 0,
	    "%s", error.message);
	cr_expect(import.created);
	cr_expect(eq(sz, import.added, 1));
	cr_expect(eq(str, import.user, ""));
	cr_expect(eq(i64, count("true"), 0));
	cr_expect(eq(i64,
	    test_database_integer(&database, "SELECT count(*) FROM users"), 5));
	history_import_release(&import);
	watch_list_release(&list);
}

Test(history_import, makes_no_user_for_nothing)
{
	struct history_import import;

	succeed("tconst\ntt0009999\n", "Nobody Yet", &import);
	cr_expect(not(import.created));
	cr_expect(eq(str, import.user, ""));
	history_import_release(&import);
	cr_expect(eq(i64,
	    test_database_integer(&database, "SELECT count(*) FROM users"), 5));
}

static void
fail(const char *user, int code, const char *words)
{
	struct history_import_options options = {.user = user};
	struct history_import import;
	struct watch_list list;
	struct error error = {0};

	cr_expect(eq(int,
		      import_text("tconst\ntt0000001\n", &options, &import,
			  &list, &error),
		      code),
	    "%s", user);
	cr_expect(strstr(error.message, words) != NULL,
	    "\"%s\" is not in \"%s\"", words, error.message);
	watch_list_release(&list);
}

Test(history_import, takes_only_users_of_ones_own)
{
	struct history_import import;

	fail("Bob", ERROR_CONFLICT,
	    "2 users are named \"Bob\"; give the id of one: "
	    "00000000-0000-4000-8000-000000000002, "
	    "00000000-0000-4000-8000-000000000003");
	fail("00000000-0000-4000-8000-000000000004", ERROR_CONFLICT,
	    "a simulated one");
	fail("00000000-0000-4000-8000-000000000005", ERROR_CONFLICT, "no user");
	fail("00000000-0000-4000-8000-00000000000F", ERROR_CONFLICT, "no user");
	fail("", ERROR_INVALID, "1 to 200 characters");
	fail("   ", ERROR_INVALID, "1 to 200 characters");
	fail("A\nB", ERROR_INVALID, "control character");
	fail("A\xFF", ERROR_INVALID, "UTF-8");
	succeed("tconst\ntt0000001\n", "Sim", &import);
	cr_expect(import.created, "a simulated user is another");
	history_import_release(&import);
	cr_expect(eq(i64, count("name = 'Sim' AND origin = 'own'"), 1));
	cr_expect(eq(i64, count("true"), 1));
}

Test(history_import, wants_titles)
{
	test_database_execute(
	    &database, "DELETE FROM movie_akas; DELETE FROM movies");
	fail("Ann", ERROR_MISSING, "no title is loaded");
}

Test(history_import, wants_the_schema)
{
	test_database_execute(&database, "DROP TABLE users CASCADE");
	fail("Ann", ERROR_VERSION, "no schema");
}

Test(history_import, changes_nothing_when_the_end_fails)
{
	test_database_execute(&database,
	    "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
	    "$$ BEGIN IF new.movie_id = 2 THEN RAISE 'enough'; END IF; "
	    "RETURN new; END $$;"
	    "CREATE TRIGGER fail BEFORE INSERT ON viewing_history "
	    "FOR EACH ROW EXECUTE FUNCTION fail()");
	{
		struct history_import_options options = {.user = "New One"};
		struct history_import import;
		struct watch_list list;
		struct error error = {0};

		cr_expect(lt(int,
		    import_text("tconst\ntt0000001\ntt0000002\n", &options,
			&import, &list, &error),
		    0));
		watch_list_release(&list);
	}
	cr_expect(eq(i64, count("true"), 0));
	cr_expect(eq(i64,
	    test_database_integer(
		&database, "SELECT count(*) FROM users WHERE name = 'New One'"),
	    0));
}

Test(history_import, writes_many_views_at_once)
{
	struct buffer text = BUFFER_INIT;
	struct history_import import;

	buffer_append_string(&text, "tconst,date,rating10\n");
	for (int i = 0; i < 5000; i++)
		buffer_printf(&text, "tt0000001,%d-%02d-%02d,%d\n",
		    1980 + i / 336, i / 28 % 12 + 1, i % 28 + 1, i % 10 + 1);
	succeed(text.data, ANN, &import);
	cr_expect(eq(sz, import.added, 5000));
	history_import_release(&import);
	succeed(text.data, ANN, &import);
	cr_expect(eq(sz, import.added + import.updated, 0));
	history_import_release(&import);
	cr_expect(eq(i64, count("true"), 5000));
	buffer_release(&text);
}
