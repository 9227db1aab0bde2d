/*
 * Load progress: what a writer puts is what a server's pool reads, and what a
 * writer that is gone has left is nothing.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "integration/test_database.h"
#include "store/load_progress.h"
#include "store/pool.h"

static struct test_database database;
static struct pool *pool;

static struct load_progress_report seen;
static bool any;
static int calls;
static int last_code;

static void
set_up(void)
{
	struct pool_settings settings = {
	    .connections = 1, .queue_max = 10, .deadline_ms = 10000};

	test_database_open(&database, "load_progress");
	settings.connection_string = database.url;
	cr_assert(eq(int, pool_new(&settings, &pool, NULL), 0));
	pool_start(pool);
}

static void
tear_down(void)
{
	pool_free(pool);
	test_database_close(&database);
}

TestSuite(load_progress, .init = set_up, .fini = tear_down);

static void
on_report(void *context, int code, const struct load_progress_report *report,
    const char *message)
{
	(void)context;
	(void)message;
	calls++;
	last_code = code;
	any = report != NULL;
	if (any)
		seen = *report;
}

/* Whether there is a row; it is in `seen` then. */
static bool
read_row(void)
{
	struct load_progress_request request = {.done = on_report};
	int before = calls;

	cr_assert(eq(int, load_progress_read(pool, &request, NULL), 0));
	pool_drain(pool);
	cr_assert(eq(int, calls, before + 1));
	cr_assert(eq(ptr, request.request, NULL));
	return any;
}

static struct load_progress_writer *
open_writer(const char *name)
{
	struct load_progress_writer *writer;

	cr_assert(
	    eq(int, load_progress_open(&writer, database.url, name, NULL), 0));
	return writer;
}

static void
put(struct load_progress_writer *writer, const char *stage, const char *file,
    int64_t done, int64_t total, int64_t rows)
{
	struct load_progress_state state = {stage, file, done, total, rows};

	load_progress_put(writer, &state);
}

Test(load_progress, is_none_when_nobody_works)
{
	cr_expect(not(read_row()));
	cr_expect(eq(int, last_code, 0));
}

Test(load_progress, is_read_as_it_was_put)
{
	struct load_progress_writer *writer = open_writer("somebody");

	cr_expect(not(read_row()), "nothing was put yet");
	put(writer, "reading", "title.basics", 10, 100, 7);
	cr_assert(read_row());
	cr_expect(eq(str, seen.stage, "reading"));
	cr_expect(eq(str, seen.file, "title.basics"));
	cr_expect(eq(i64, seen.done, 10));
	cr_expect(eq(i64, seen.total, 100));
	cr_expect(eq(i64, seen.rows, 7));
	cr_expect(eq(i64, seen.rows_per_second, 0));
	cr_expect(eq(i64, seen.seconds_left, -1), "nobody knows yet");
	cr_expect(eq(i64,
	    test_database_integer(&database,
		"SELECT count(*) FROM load_progress "
		"WHERE application_name = 'somebody'"),
	    1));
	load_progress_close(writer);
}

/* Moves the row's times so that a test need not wait. */
static void
age(const char *column, const char *interval)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "UPDATE load_progress SET %s = %s - interval '%s'", column, column,
	    interval);
	test_database_execute(&database, sql);
}

Test(load_progress, tells_rate_and_time_left_of_the_stage)
{
	struct load_progress_writer *writer = open_writer("somebody");

	put(writer, "reading", "title.basics", 100, 1000, 50);
	age("started_at", "20 s");
	age("stage_started_at", "10 s");
	put(writer, "reading", "title.ratings", 300, 1000, 2050);
	cr_assert(read_row());
	/* 2,000 rows and 200 of 700 units in 10 s and a little */
	cr_expect(ge(i64, seen.rows_per_second, 100));
	cr_expect(le(i64, seen.rows_per_second, 200));
	cr_expect(ge(i64, seen.seconds_left, 35));
	cr_expect(le(i64, seen.seconds_left, 70));
	cr_expect(ge(i64, seen.elapsed_s, 20));
	put(writer, "keys", "", 0, 9, 2050);
	cr_assert(read_row());
	cr_expect(eq(i64, seen.rows_per_second, 0));
	cr_expect(eq(i64, seen.seconds_left, -1));
	cr_expect(ge(i64, seen.elapsed_s, 20), "the work began before");
	load_progress_close(writer);
}

Test(load_progress, may_be_put_as_often_as_one_likes)
{
	struct load_progress_writer *writer = open_writer("somebody");

	test_database_execute(&database,
	    "CREATE TABLE puts (at timestamptz);"
	    "CREATE FUNCTION count_put() RETURNS trigger LANGUAGE plpgsql AS "
	    "$$ BEGIN INSERT INTO puts VALUES (now()); RETURN NULL; END $$;"
	    "CREATE TRIGGER count_put AFTER INSERT OR UPDATE ON load_progress "
	    "FOR EACH ROW EXECUTE FUNCTION count_put()");
	for (int i = 0; i < 20000; i++)
		put(writer, "reading", "title.basics", i, 20000, i);
	cr_assert(read_row());
	/* two a second, whatever the machine */
	cr_expect(lt(i64,
	    test_database_integer(&database, "SELECT count(*) FROM puts"),
	    200));
	load_progress_close(writer);
}

Test(load_progress, is_gone_when_closed)
{
	struct load_progress_writer *writer = open_writer("somebody");

	put(writer, "reading", "title.basics", 1, 2, 3);
	load_progress_close(writer);
	cr_expect(not(read_row()));
	cr_expect(eq(i64,
	    test_database_integer(
		&database, "SELECT count(*) FROM load_progress"),
	    0));
}

Test(load_progress, of_a_writer_that_is_gone_is_none)
{
	struct load_progress_writer *writer = open_writer("killed");

	put(writer, "reading", "title.basics", 1, 2, 3);
	cr_assert(read_row());
	/* a killed process closes nothing: its connection just ends */
	test_database_execute(&database,
	    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
	    "WHERE application_name = 'killed'");
	cr_expect(eq(i64,
	    test_database_integer(
		&database, "SELECT count(*) FROM load_progress"),
	    1));
	cr_expect(not(read_row()));
	load_progress_close(writer);

	writer = open_writer("next");
	put(writer, "checking", "", 0, 0, 0);
	cr_assert(read_row());
	cr_expect(eq(str, seen.stage, "checking"));
	cr_expect(eq(i64, seen.elapsed_s, 0), "a new work");
	load_progress_close(writer);
}

Test(load_progress, that_is_not_kept_up_is_none)
{
	struct load_progress_writer *writer = open_writer("stuck");

	put(writer, "reading", "title.basics", 1, 2, 3);
	age("updated_at", "14 s");
	cr_expect(read_row());
	age("updated_at", "1 s");
	cr_expect(not(read_row()));
	load_progress_close(writer);
}

Test(load_progress, of_an_index_may_be_silent_for_long)
{
	struct load_progress_writer *writer = open_writer("marquee index");

	put(writer, LOAD_PROGRESS_INDEXING, "", 0, 0, 3);
	age("updated_at", "10 min");
	cr_expect(read_row());
	age("updated_at", "5 min");
	cr_expect(not(read_row()));
	load_progress_close(writer);
}

Test(load_progress, shows_the_first_of_two_and_then_the_other)
{
	struct load_progress_writer *first = open_writer("first");
	struct load_progress_writer *second = open_writer("second");

	put(first, "reading", "title.basics", 1, 2, 3);
	put(second, "indexing", "", 0, 0, 9);
	cr_assert(read_row());
	cr_expect(eq(str, seen.stage, "reading"));
	load_progress_close(first);
	put(second, "publishing", "", 0, 0, 9);
	cr_assert(read_row());
	cr_expect(eq(str, seen.stage, "publishing"));
	load_progress_close(second);
}

Test(load_progress, never_fails_who_works)
{
	struct load_progress_writer *writer = open_writer("unlucky");

	put(NULL, "reading", "title.basics", 1, 2, 3);
	load_progress_close(NULL);
	test_database_execute(&database, "DROP TABLE load_progress");
	put(writer, "reading", "title.basics", 1, 2, 3);
	cr_expect(not(read_row()));
	cr_expect(eq(int, last_code, ERROR_VERSION));
	test_database_execute(&database,
	    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
	    "WHERE application_name = 'unlucky'");
	put(writer, "keys", "title.basics", 1, 2, 3);
	put(writer, "indexes", "title.basics", 1, 2, 3);
	load_progress_close(writer);
}

Test(load_progress, does_not_wait_long_for_a_locked_row)
{
	struct load_progress_writer *writer = open_writer("patient");

	put(writer, "reading", "title.basics", 1, 2, 3);
	test_database_execute(&database,
	    "BEGIN; LOCK TABLE load_progress IN ACCESS EXCLUSIVE MODE");
	put(writer, "keys", "title.basics", 1, 2, 3);
	test_database_execute(&database, "ROLLBACK");
	put(writer, "indexes", "title.basics", 1, 2, 3);
	cr_assert(read_row());
	cr_expect(eq(str, seen.stage, "indexes"));
	load_progress_close(writer);
}
