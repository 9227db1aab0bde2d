/*
 * The pool against a real PostgreSQL: order, deadlines, outages.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "integration/test_database.h"
#include "store/pool.h"
#include "store/users.h"
#include "store/viewing_history.h"
#include "util/clock.h"

static const struct pool_statement echo = {"test_echo", "SELECT $1::text", 20};
static const struct pool_statement sleeping = {
    "test_sleep", "SELECT pg_sleep($1::float8)", 21};
static const struct pool_statement broken = {
    "test_broken", "SELECT * FROM there_is_no_such_table", 22};
static const struct pool_statement dividing = {
    "test_divide", "SELECT 1 / $1::integer", 23};

struct fixture {
	struct test_database database;
	struct pool *pool;
	char seen[4096]; /* the echoes, in order, a blank behind each */
	int calls;
	int code; /* of the last call */
};

static struct fixture fixture;

static void
set_up(const char *name, unsigned connections, unsigned deadline_ms)
{
	struct pool_settings settings = {.connections = connections,
	    .queue_max = 100,
	    .deadline_ms = deadline_ms};

	memset(&fixture, 0, sizeof(fixture));
	test_database_open(&fixture.database, name);
	settings.connection_string = fixture.database.url;
	cr_assert(eq(int, pool_new(&settings, &fixture.pool, NULL), 0));
	pool_start(fixture.pool);
}

static void
tear_down(void)
{
	pool_free(fixture.pool);
	test_database_close(&fixture.database);
}

static void
on_done(void *context, int code, const struct pg_result *result,
    const char *message)
{
	size_t length = strlen(fixture.seen);

	(void)context;
	(void)message;
	fixture.calls++;
	fixture.code = code;
	if (code == 0)
		snprintf(fixture.seen + length, sizeof(fixture.seen) - length,
		    "%s ", PQgetvalue(result, 0, 0));
}

static int
submit(const struct pool_statement *statement, const char *parameter,
    struct pool_request **out)
{
	struct pool_request *request;

	return pool_submit(fixture.pool, statement, &parameter,
	    parameter == NULL ? 0 : 1, on_done, NULL,
	    out == NULL ? &request : out, NULL);
}

/* Serves the endpoints for so long. */
static void
serve(unsigned milliseconds)
{
	struct endpoint *endpoints[POOL_MAX_CONNECTIONS];
	size_t count = pool_endpoints(fixture.pool, endpoints);
	uint64_t end_ns =
	    clock_monotonic_ns() + (uint64_t)milliseconds * 1000000;

	while (clock_monotonic_ns() < end_ns)
		endpoint_poll(endpoints, count, 5);
}

/* Until the pool is up again, for 10 s. */
static void
serve_until_up(void)
{
	for (int i = 0; i < 1000 && !pool_is_up(fixture.pool); i++)
		serve(10);
	cr_assert(
	    pool_is_up(fixture.pool), "%s", pool_last_error(fixture.pool));
}

/* A request may still meet a connection that is being lost. */
static void
ask_until_answered(const char *text)
{
	int answered = fixture.calls;

	for (int i = 0; i < 100; i++) {
		serve_until_up();
		if (submit(&echo, text, NULL) == 0)
			pool_drain(fixture.pool);
		if (fixture.calls > answered && fixture.code == 0)
			return;
		answered = fixture.calls;
	}
	cr_fatal("the pool did not come back");
}

Test(pool, answers_in_the_order_of_asking)
{
	char expected[4096] = "";

	set_up("pool_order", 1, 5000);
	for (int i = 0; i < 50; i++) {
		char number[16];

		snprintf(number, sizeof(number), "%d", i);
		cr_assert(eq(int, submit(&echo, number, NULL), 0));
		strcat(expected, number);
		strcat(expected, " ");
	}
	pool_drain(fixture.pool);
	cr_assert(eq(str, fixture.seen, expected));
	tear_down();
}

Test(pool, lets_one_error_be_nobody_elses)
{
	set_up("pool_error", 1, 5000);
	submit(&echo, "a", NULL);
	submit(&broken, NULL, NULL);
	submit(&dividing, "0", NULL);
	submit(&echo, "b", NULL);
	submit(&broken, NULL, NULL);
	submit(&dividing, "1", NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(str, fixture.seen, "a b 1 "));
	cr_assert(eq(int, fixture.calls, 6));
	submit(&broken, NULL, NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(int, fixture.code, ERROR_VERSION));
	submit(&dividing, "0", NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(int, fixture.code, ERROR_DATABASE));
	tear_down();
}

Test(pool, prepares_again_after_a_table_came_to_be)
{
	set_up("pool_prepare", 1, 5000);
	submit(&broken, NULL, NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(int, fixture.code, ERROR_VERSION));
	test_database_execute(&fixture.database,
	    "CREATE TABLE there_is_no_such_table AS SELECT 7");
	submit(&broken, NULL, NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(str, fixture.seen, "7 "));
	tear_down();
}

Test(pool, does_not_call_back_whoever_has_gone)
{
	struct pool_request *request;

	set_up("pool_forget", 1, 5000);
	submit(&echo, "a", NULL);
	submit(&echo, "gone", &request);
	submit(&echo, "b", NULL);
	pool_forget(request);
	pool_drain(fixture.pool);
	cr_assert(eq(str, fixture.seen, "a b "));
	submit(&sleeping, "0.2", &request);
	pool_forget(request);
	submit(&echo, "c", NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(str, fixture.seen, "a b c "));
	tear_down();
}

Test(pool, ends_a_statement_that_takes_too_long)
{
	uint64_t started_ns;

	set_up("pool_deadline", 1, 300);
	serve_until_up();
	started_ns = clock_monotonic_ns();
	submit(&sleeping, "30", NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(int, fixture.code, ERROR_UNAVAILABLE));
	cr_assert(
	    lt(u64, clock_monotonic_ns() - started_ns, UINT64_C(2000000000)));
	serve_until_up();
	submit(&echo, "after", NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(str, fixture.seen, "after "));
	/* its backend sleeps on and keeps the database from being dropped */
	test_database_execute(&fixture.database,
	    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
	    " WHERE datname = current_database() AND pid <> pg_backend_pid()");
	tear_down();
}

Test(pool, comes_back_after_its_connections_were_cut)
{
	set_up("pool_cut", 2, 5000);
	serve_until_up();
	submit(&echo, "before", NULL);
	pool_drain(fixture.pool);
	for (int round = 0; round < 3; round++) {
		test_database_execute(&fixture.database,
		    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
		    " WHERE datname = current_database()"
		    " AND application_name = 'marquee'");
		ask_until_answered("again");
	}
	cr_assert(eq(str, fixture.seen, "before again again again "));
	tear_down();
}

Test(pool, refuses_at_once_while_nothing_is_up)
{
	struct pool_settings settings = {
	    .connection_string = "host=127.0.0.1 port=1 dbname=none",
	    .connections = 2,
	    .queue_max = 10,
	    .deadline_ms = 1000};
	uint64_t started_ns = clock_monotonic_ns();

	memset(&fixture, 0, sizeof(fixture));
	cr_assert(eq(int, pool_new(&settings, &fixture.pool, NULL), 0));
	pool_start(fixture.pool);
	(void)submit(&echo, "waits for the first attempt", NULL);
	serve(100);
	cr_assert(eq(int, submit(&echo, "a", NULL), ERROR_UNAVAILABLE));
	cr_assert(le(int, fixture.calls, 1));
	cr_assert(not(pool_is_up(fixture.pool)));
	cr_assert(strlen(pool_last_error(fixture.pool)) > 0);
	cr_assert(
	    lt(u64, clock_monotonic_ns() - started_ns, UINT64_C(1000000000)));
	pool_free(fixture.pool);
}

Test(pool, has_a_bound)
{
	int taken = 0;

	set_up("pool_bound", 1, 5000);
	while (submit(&echo, "a", NULL) == 0)
		taken++;
	cr_assert(eq(int, taken, 100));
	cr_assert(eq(int, submit(&echo, "a", NULL), ERROR_LIMIT));
	pool_drain(fixture.pool);
	cr_assert(eq(int, fixture.calls, 100));
	cr_assert(eq(int, submit(&echo, "a", NULL), 0));
	pool_drain(fixture.pool);
	tear_down();
}

Test(pool, may_be_freed_with_requests_under_way)
{
	set_up("pool_free", 2, 5000);
	submit(&echo, "waiting", NULL);
	serve_until_up();
	submit(&sleeping, "1", NULL);
	submit(&echo, "b", NULL);
	fixture.calls = 0;
	pool_free(fixture.pool);
	fixture.pool = NULL;
	cr_assert(eq(int, fixture.calls, 0));
	test_database_execute(&fixture.database,
	    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
	    " WHERE datname = current_database() AND pid <> pg_backend_pid()");
	tear_down();
}

/* --- the statements of a resource ----------------------------------------- */

static char created_id[USER_ID_SIZE];
static size_t event_count;
static int event_code;

static void
on_user(void *context, int code, const struct user *users, size_t count,
    const char *message)
{
	(void)context;
	cr_assert(eq(int, code, 0), "%s", message);
	cr_assert(eq(sz, count, 1));
	snprintf(created_id, sizeof(created_id), "%s", users[0].id);
	cr_assert(eq(int, users[0].birth_year, 1980));
	cr_assert(strcmp(users[0].name, "O'Neil \\ \"x\"") == 0);
}

static void
on_events(void *context, int code, const struct viewing_event *events,
    size_t count, const char *message)
{
	(void)context;
	(void)message;
	event_code = code;
	event_count = count;
	for (size_t i = 1; i < count; i++)
		cr_assert(
		    ge(i64, events[i - 1].watched_us, events[i].watched_us));
}

Test(viewing_history, gives_the_newest_2000_events_back)
{
	struct users_request user = {.done = on_user};
	struct viewing_history_request history = {.done = on_events};
	struct viewing_event event = {.movie = 133093,
	    .watched_us = INT64_C(1700000000123456),
	    .duration_minutes = 90,
	    .rating = 7};
	char sql[300];

	set_up("history", 1, 5000);
	cr_assert(eq(int,
	    users_create(fixture.pool, "O'Neil \\ \"x\"", 1980, &user, NULL),
	    0));
	pool_drain(fixture.pool);
	viewing_history_whole(fixture.pool, created_id, &history, NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(int, event_code, 0));
	cr_assert(eq(sz, event_count, 0));
	viewing_history_add(fixture.pool, created_id, &event, &history, NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(sz, event_count, 1));
	cr_assert(eq(i64,
	    test_database_integer(&fixture.database,
		"SELECT (extract(epoch FROM watch_date) * 1000000)::bigint"
		" FROM viewing_history"),
	    event.watched_us));
	snprintf(sql, sizeof(sql),
	    "INSERT INTO viewing_history (user_id, movie_id, watch_date,"
	    " watch_duration) SELECT '%s', n, now() - n * interval '1 hour', 1"
	    " FROM generate_series(1, 2500) AS n",
	    created_id);
	test_database_execute(&fixture.database, sql);
	viewing_history_whole(fixture.pool, created_id, &history, NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(sz, event_count, VIEWING_HISTORY_MAX));
	viewing_history_page(fixture.pool, created_id, 7, 2499, &history, NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(sz, event_count, 2));
	viewing_history_whole(fixture.pool,
	    "00000000-0000-4000-8000-000000000000", &history, NULL);
	pool_drain(fixture.pool);
	cr_assert(eq(int, event_code, ERROR_MISSING));
	tear_down();
}
