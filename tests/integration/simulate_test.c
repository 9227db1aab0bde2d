/*
 * Simulated users against a catalogue made here: 2,000 titles with votes of
 * many sizes, each in one or two of eight genres, with people.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble/demo_titles.h"
#include "assemble/simulate.h"
#include "integration/test_database.h"

#define DAY_US INT64_C(1767225600000000) /* 2026-01-01 */

static const char catalogue_sql[] =
    "INSERT INTO movies (id, title_type, primary_title, start_year, "
    "runtime_minutes, genres) "
    "SELECT i, CASE WHEN i % 10 = 0 THEN 'tvSeries' ELSE 'movie' END, "
    "'Title ' || i, 1950 + i % 75, CASE WHEN i % 7 > 0 THEN 80 + i % 60 END, "
    "CASE WHEN i % 3 = 0 THEN g[1 + i % 8] "
    "ELSE g[1 + i % 8] || ',' || g[1 + (i + 1 + i % 5) % 8] END "
    "FROM generate_series(1, 2000) i, (SELECT ARRAY['Action', 'Comedy', "
    "'Crime', 'Drama', 'Horror', 'Romance', 'Sci-Fi', 'War'] AS g) genres;"
    "INSERT INTO movie_ratings SELECT i, 5 + i % 4, 1000000 / (1 + i * 7 % "
    "1999) FROM generate_series(1, 2000) i;"
    "INSERT INTO directors SELECT i, 1, 1 + i % 300 "
    "FROM generate_series(1, 2000) i;"
    "INSERT INTO movie_crew (movie_id, ordering, person_id, category) "
    "SELECT i, o, 301 + (i * o) % 500, 'actor' "
    "FROM generate_series(1, 2000) i, generate_series(1, 3) o;"
    "INSERT INTO movies (id, title_type, primary_title, is_adult) "
    "VALUES (3000, 'movie', 'Adults', true), "
    "(3001, 'videoGame', 'Game', false);"
    "INSERT INTO movie_ratings VALUES (3000, 9, 90000000), "
    "(3001, 9, 90000000);";

static const char fingerprint_sql[] =
    "SELECT md5(string_agg(u::text || v::text, '|' ORDER BY v.user_id, v.id)) "
    "FROM (SELECT id, name, birth_year, origin FROM users) u "
    "JOIN (SELECT user_id, id, movie_id, watch_date, watch_duration, rating "
    "FROM viewing_history) v ON v.user_id = u.id";

static struct test_database database;

static void
open_database(void)
{
	test_database_open(&database, "simulate_test");
	test_database_execute(&database, catalogue_sql);
}

static void
close_database(void)
{
	test_database_close(&database);
}

static void
open_empty_database(void)
{
	test_database_open(&database, "simulate_test");
}

TestSuite(simulate, .init = open_database, .fini = close_database);
TestSuite(simulate_empty, .init = open_empty_database, .fini = close_database);

static struct simulate_options
options_of(uint64_t users, uint64_t views, uint64_t seed)
{
	return (struct simulate_options){
	    .users = users,
	    .views = views,
	    .seed = seed,
	    .excluded_types = "tvEpisode,videoGame",
	    .day_us = DAY_US,
	    .batch_rows = 777,
	};
}

static struct simulate_counts
simulate(uint64_t users, uint64_t views, uint64_t seed)
{
	struct simulate_options options = options_of(users, views, seed);
	struct simulate_counts counts = {0};
	struct error error;

	cr_assert(
	    simulate_run(database.connection, &options, &counts, &error) == 0,
	    "%s", error.message);
	return counts;
}

static int64_t
integer(const char *sql)
{
	return test_database_integer(&database, sql);
}

Test(simulate, watches_no_title_of_a_type_that_is_left_out)
{
	const char *games = "SELECT count(*) FROM viewing_history "
			    "WHERE movie_id = 3001";
	struct simulate_options options = options_of(40, 2000, 7);
	struct simulate_counts counts;

	simulate(40, 2000, 7);
	cr_assert(eq(i64, integer(games), 0));
	options.excluded_types = "movie";
	cr_assert_eq(
	    simulate_run(database.connection, &options, &counts, NULL), 0);
	cr_assert(gt(i64, integer(games), 0));
}

Test(simulate, writes_as_many_users_and_views_as_asked)
{
	struct simulate_counts counts = simulate(40, 2000, 7);

	cr_expect(eq(u64, counts.users, 40));
	cr_expect(eq(u64, counts.views, 2000));
	cr_expect(eq(i64, integer("SELECT count(*) FROM users"), 40));
	cr_expect(
	    eq(i64, integer("SELECT count(*) FROM viewing_history"), 2000));
}

Test(simulate, writes_no_view_when_none_is_asked)
{
	simulate(3, 0, 7);
	cr_expect(eq(i64, integer("SELECT count(*) FROM users"), 3));
	cr_expect(eq(i64, integer("SELECT count(*) FROM viewing_history"), 0));
}

Test(simulate, is_the_same_for_the_same_seed)
{
	char *first, *second, *other;

	simulate(20, 500, 7);
	first = test_database_text(&database, fingerprint_sql);
	test_database_execute(&database,
	    "TRUNCATE users, viewing_history RESTART IDENTITY CASCADE");
	simulate(20, 500, 7);
	second = test_database_text(&database, fingerprint_sql);
	test_database_execute(&database,
	    "TRUNCATE users, viewing_history RESTART IDENTITY CASCADE");
	simulate(20, 500, 8);
	other = test_database_text(&database, fingerprint_sql);

	cr_expect(eq(str, first, second));
	cr_expect(ne(str, first, other));
	free(first);
	free(second);
	free(other);
}

/* The fingerprint of a run by so many workers, on tables that are empty again
 * behind it. */
static char *
fingerprint_of_workers(unsigned workers)
{
	struct simulate_options options = options_of(23, 700, 7);
	struct simulate_counts counts;
	struct error error;
	char *fingerprint;

	options.workers = workers;
	options.connection_string = database.url;
	cr_assert(
	    simulate_run(database.connection, &options, &counts, &error) == 0,
	    "%s", error.message);
	cr_expect(eq(u64, counts.users, 23));
	cr_expect(eq(u64, counts.views, 700));
	fingerprint = test_database_text(&database, fingerprint_sql);
	test_database_execute(&database,
	    "TRUNCATE users, viewing_history RESTART IDENTITY CASCADE");
	return fingerprint;
}

Test(simulate, is_the_same_whatever_the_number_of_connections)
{
	char *one = fingerprint_of_workers(1);
	char *three = fingerprint_of_workers(3);
	char *many = fingerprint_of_workers(SIMULATE_MAX_WORKERS + 1);

	cr_expect(eq(str, one, three));
	cr_expect(eq(str, one, many));
	free(one);
	free(three);
	free(many);
}

Test(simulate, leaves_the_ids_of_views_to_those_who_come_later)
{
	simulate(20, 500, 7);
	test_database_execute(&database,
	    "INSERT INTO viewing_history (user_id, movie_id, watch_date, "
	    "watch_duration) SELECT id, 1, now(), 90 FROM users LIMIT 3");
	simulate(20, 1, 7);
	simulate(20, 500, 7);
	cr_expect(eq(i64,
	    integer("SELECT count(DISTINCT id) FROM viewing_history"), 1004));
	cr_expect(
	    eq(i64, integer("SELECT max(id) FROM viewing_history"), 1004));
	cr_expect(eq(i64,
	    integer("SELECT seqincrement FROM pg_sequence WHERE seqrelid = "
		    "'viewing_history_id'::regclass"),
	    1));
}

Test(simulate, adds_other_users_when_run_again)
{
	simulate(20, 500, 7);
	simulate(20, 500, 7);
	simulate(20, 500, 8);
	cr_expect(eq(i64, integer("SELECT count(*) FROM users"), 60));
	cr_expect(
	    eq(i64, integer("SELECT count(*) FROM viewing_history"), 1500));
	/* not the same people under other ids */
	cr_expect(gt(i64,
	    integer("SELECT count(DISTINCT (name, birth_year)) FROM users"),
	    40));
}

Test(simulate, does_not_clash_after_some_were_deleted)
{
	simulate(20, 500, 7);
	test_database_execute(&database,
	    "DELETE FROM users WHERE id IN "
	    "(SELECT id FROM users ORDER BY id LIMIT 10)");
	simulate(20, 500, 7);
	cr_expect(eq(i64, integer("SELECT count(*) FROM users"), 30));
}

/* People of their own, each with `views` views, among 20 simulated users with
 * 500; removes the latter. */
static void
remove_among(int people, int views)
{
	const char *own_sql =
	    "SELECT md5(string_agg(u::text || v::text, '|' ORDER BY v.id)) "
	    "FROM users u JOIN viewing_history v ON u.id = user_id "
	    "WHERE origin = 'own'";
	struct simulate_counts counts;
	struct error error;
	char sql[512];
	char *before, *after;

	simulate(20, 500, 7);
	snprintf(sql, sizeof(sql),
	    "INSERT INTO users (name) SELECT 'Somebody ' || i "
	    "FROM generate_series(1, %d) i;"
	    "INSERT INTO viewing_history (user_id, movie_id, watch_date, "
	    "watch_duration) SELECT id, i, now(), 90 FROM users, "
	    "generate_series(1, %d) i WHERE origin = 'own'",
	    people, views);
	test_database_execute(&database, sql);
	/* what was said and what was shown goes with its user */
	test_database_execute(&database,
	    "INSERT INTO user_feedback (user_id, movie_id, kind) "
	    "SELECT id, 1, 'like' FROM users;"
	    "INSERT INTO impressions (user_id, shown_at, route, position, "
	    "movie_id, arm, bucket) SELECT id, now(), 'recommendations', 1, 1, "
	    "'control', 0 FROM users");
	before = test_database_text(&database, own_sql);
	cr_assert(simulate_remove(database.connection, &counts, &error) == 0,
	    "%s", error.message);
	cr_expect(eq(u64, counts.users, 20));
	cr_expect(eq(u64, counts.views, 500));
	cr_expect(eq(i64, integer("SELECT count(*) FROM users"), people));
	cr_expect(eq(i64, integer("SELECT count(*) FROM viewing_history"),
	    people * views));
	cr_expect(
	    eq(i64, integer("SELECT count(*) FROM user_feedback"), people));
	cr_expect(eq(i64, integer("SELECT count(*) FROM impressions"), people));
	after = test_database_text(&database, own_sql);
	cr_expect(eq(str, after, before));
	free(before);
	free(after);
}

/* An emptied table has another file. */
static int64_t
history_file(void)
{
	return integer("SELECT relfilenode FROM pg_class "
		       "WHERE oid = 'viewing_history'::regclass");
}

Test(simulate, removes_simulated_users_alone)
{
	int64_t file = history_file();

	remove_among(2, 25);
	cr_expect(ne(i64, history_file(), file), "few stay: emptied");
	file = history_file();
	test_database_execute(&database, "DELETE FROM users");
	remove_among(1, 51);
	cr_expect(eq(i64, history_file(), file), "many views stay: deleted");
	test_database_execute(&database, "DELETE FROM users");
	remove_among(3, 1);
	cr_expect(eq(i64, history_file(), file), "many users stay: deleted");
}

Test(simulate, removes_users_while_somebody_reads, .timeout = 60)
{
	struct connection *reader;
	int64_t file = history_file();

	cr_assert_eq(
	    connection_open(&reader, database.url, "a reader", NULL), 0);
	cr_assert_eq(connection_execute(reader,
			 "BEGIN; SELECT count(*) FROM viewing_history", NULL),
	    0);
	remove_among(1, 1);
	cr_expect(eq(i64, history_file(), file));
	connection_close(reader);
}

Test(simulate, removes_users_that_another_table_refers_to)
{
	test_database_execute(&database,
	    "CREATE TABLE notes (user_id uuid REFERENCES users "
	    "ON DELETE CASCADE)");
	remove_among(1, 1);
}

Test(simulate, writes_plausible_rows)
{
	simulate(50, 5000, 7);
	cr_expect(eq(i64,
	    integer("SELECT count(*) FROM users WHERE origin <> 'simulated' "
		    "OR birth_year NOT BETWEEN 1930 AND 2015 OR name !~ ' '"),
	    0));
	cr_expect(eq(i64,
	    integer("SELECT count(*) FROM viewing_history WHERE watch_date "
		    "NOT BETWEEN '2024-01-01' AND '2026-01-01'"),
	    0));
	cr_expect(eq(i64,
	    integer("SELECT count(*) FROM viewing_history WHERE watch_date "
		    "= '2026-01-01' OR watch_duration NOT BETWEEN 1 AND 600"),
	    0));
	cr_expect(eq(i64,
		      integer("SELECT count(*) FROM viewing_history "
			      "WHERE movie_id NOT BETWEEN 1 AND 2000"),
		      0),
	    "adult titles are not watched");
	cr_expect(gt(i64,
	    integer("SELECT count(*) FROM viewing_history WHERE "
		    "extract(hour FROM watch_date) >= 17"),
	    3500));
	cr_expect(gt(
	    i64, integer("SELECT count(rating) FROM viewing_history"), 2300));
	cr_expect(lt(
	    i64, integer("SELECT count(rating) FROM viewing_history"), 2700));
}

Test(simulate, numbers_events_in_the_order_of_their_dates)
{
	simulate(20, 1000, 7);
	cr_expect(eq(i64,
	    integer("SELECT count(*) FROM (SELECT watch_date, lag(watch_date) "
		    "OVER (PARTITION BY user_id ORDER BY id) AS before "
		    "FROM viewing_history) v WHERE before > watch_date"),
	    0));
}

Test(simulate, watches_few_titles_twice)
{
	simulate(50, 2500, 7);
	cr_expect(lt(i64,
	    integer("SELECT count(*) FROM (SELECT FROM viewing_history "
		    "GROUP BY user_id, movie_id HAVING count(*) > 1) v"),
	    125));
}

/* For each user the three genres watched most, and how much more often they
 * come than among all views: 1 when histories follow no taste. */
static const char lift_sql[] =
    "WITH seen AS (SELECT user_id, unnest(string_to_array(genres, ',')) AS "
    "genre FROM viewing_history JOIN movies ON movies.id = movie_id), "
    "base AS (SELECT genre, count(*)::float / (SELECT count(*) FROM seen) "
    "AS share FROM seen GROUP BY genre), "
    "own AS (SELECT user_id, genre, count(*)::float / sum(count(*)) "
    "OVER (PARTITION BY user_id) AS share, row_number() OVER (PARTITION BY "
    "user_id ORDER BY count(*) DESC, genre) AS place FROM seen "
    "GROUP BY user_id, genre) "
    "SELECT round(1000 * sum(own.share) / sum(base.share)) FROM own "
    "JOIN base USING (genre) WHERE place <= 3";

Test(simulate, follows_tastes)
{
	int64_t followed, shuffled;

	simulate(50, 5000, 7);
	followed = integer(lift_sql);
	/* the same views dealt to the users at random */
	test_database_execute(&database,
	    "UPDATE viewing_history v SET movie_id = s.movie_id FROM "
	    "(SELECT id, row_number() OVER (ORDER BY id) AS at "
	    "FROM viewing_history) a, "
	    "(SELECT movie_id, row_number() OVER (ORDER BY md5(id::text)) AS "
	    "at FROM viewing_history) s WHERE a.at = s.at AND v.id = a.id");
	shuffled = integer(lift_sql);
	cr_log_info("lift of favourite genres: %.2f, shuffled %.2f",
	    (double)followed / 1000, (double)shuffled / 1000);
	/* choosing the most watched ones alone lifts the shuffled above 1 */
	cr_expect(gt(i64, followed - 1000, 2 * (shuffled - 1000)));
}

Test(simulate, rates_what_was_watched_to_the_end_higher)
{
	simulate(50, 5000, 7);
	cr_expect(gt(i64,
	    integer("SELECT round(100 * (avg(rating) FILTER (WHERE "
		    "watch_duration >= runtime_minutes * .9) - avg(rating) "
		    "FILTER (WHERE watch_duration < runtime_minutes * .7))) "
		    "FROM viewing_history JOIN movies ON movies.id = "
		    "movie_id"),
	    150));
}

Test(simulate, draws_what_is_popular_more_often)
{
	simulate(50, 5000, 7);
	cr_expect(gt(i64,
	    integer("SELECT count(*) FROM viewing_history v WHERE movie_id IN "
		    "(SELECT movie_id FROM movie_ratings WHERE movie_id <= "
		    "2000 ORDER BY num_votes DESC LIMIT 200)"),
	    1500)); /* a tenth of the titles, three tenths of the views */
}

Test(simulate, fills_histories_longer_than_the_catalogue)
{
	test_database_execute(&database, "DELETE FROM movies WHERE id > 3");
	simulate(1, 100, 7);
	cr_expect(
	    eq(i64, integer("SELECT count(*) FROM viewing_history"), 100));
}

static void
expect_refused(uint64_t users, uint64_t views)
{
	struct simulate_options options = options_of(users, views, 7);
	struct simulate_counts counts;
	struct error error;

	cr_expect(eq(int,
	    simulate_run(database.connection, &options, &counts, &error),
	    ERROR_INVALID));
	cr_expect(ne(ptr, strstr(error.message, "allowed"), NULL));
}

Test(simulate, refuses_numbers_out_of_range)
{
	expect_refused(0, 10);
	expect_refused(SIMULATE_MAX_USERS + 1, 10);
	expect_refused(1, UINT64_C(2) * SIMULATE_MAX_MEAN_VIEWS);
	expect_refused(SIMULATE_MAX_USERS, SIMULATE_MAX_VIEWS + UINT64_C(1));
	cr_expect(eq(i64, integer("SELECT count(*) FROM users"), 0));
}

Test(simulate_empty, says_to_load_titles_first)
{
	struct simulate_options options = options_of(10, 100, 7);
	struct simulate_counts counts;
	struct error error;

	cr_expect(eq(int,
	    simulate_run(database.connection, &options, &counts, &error),
	    ERROR_MISSING));
	cr_expect(ne(ptr, strstr(error.message, "load titles first"), NULL));
	/* the connection is usable, and nothing was written */
	cr_expect(eq(i64, integer("SELECT count(*) FROM users"), 0));
}

Test(simulate_empty, says_to_migrate_without_a_schema)
{
	struct simulate_options options = options_of(10, 100, 7);
	struct simulate_counts counts;
	struct error error;

	test_database_execute(
	    &database, "DROP TABLE viewing_history; DROP TABLE users CASCADE");
	cr_expect(eq(int,
	    simulate_run(database.connection, &options, &counts, &error),
	    ERROR_CONFLICT));
}

Test(simulate, takes_everything_back_when_a_row_is_refused)
{
	struct simulate_options options = options_of(20, 5000, 7);
	struct simulate_counts counts;
	struct error error;

	test_database_execute(
	    &database, "ALTER TABLE viewing_history ADD CHECK (movie_id <> 1)");
	cr_expect(eq(int,
	    simulate_run(database.connection, &options, &counts, &error),
	    ERROR_DATABASE));
	cr_expect(eq(i64, integer("SELECT count(*) FROM users"), 0));
	cr_expect(eq(i64, integer("SELECT count(*) FROM viewing_history"), 0));
}

Test(simulate, takes_everything_back_when_one_of_many_is_refused)
{
	struct simulate_options options = options_of(20, 5000, 7);
	struct simulate_counts counts;
	struct error error;

	options.workers = 3;
	options.connection_string = database.url;
	/* a user of the last worker alone */
	test_database_execute(&database,
	    "ALTER TABLE viewing_history ADD CHECK (right(user_id::text, 2) "
	    "<> '14')");
	cr_expect(eq(int,
	    simulate_run(database.connection, &options, &counts, &error),
	    ERROR_DATABASE));
	cr_expect(ne(ptr, strstr(error.message, "check constraint"), NULL));
	cr_expect(eq(i64, integer("SELECT count(*) FROM users"), 0));
	cr_expect(eq(i64, integer("SELECT count(*) FROM viewing_history"), 0));
}
