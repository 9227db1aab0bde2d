#include "store/history_reader.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "integration/test_database.h"

#define ANN "00000000-0000-4000-8000-000000000001"
#define BOB "00000000-0000-4000-8000-000000000002"

static struct test_database database;

static void
open_database(void)
{
	test_database_open(&database, "history_reader_test");
	test_database_execute(&database,
	    "INSERT INTO users (id, name, origin) VALUES "
	    "('" ANN "', 'Ann Über', 'own'), ('" BOB "', 'Bob', 'simulated'), "
	    "('00000000-0000-4000-8000-000000000003', 'bob', 'own'), "
	    "('00000000-0000-4000-8000-000000000004', 'Ghost', 'background');"
	    "INSERT INTO viewing_history (user_id, movie_id, watch_date, "
	    "watch_duration, rating) VALUES "
	    "('" ANN "', 133093, '2026-01-31T12:34:56.123456Z', 136, 9), "
	    "('" ANN "', 1500000001, '2026-02-01T00:00:00Z', 0, null), "
	    "('" BOB "', 1, '1890-01-01T00:00:00Z', 10, 1)");
}

static void
close_database(void)
{
	test_database_close(&database);
}

TestSuite(history_reader, .init = open_database, .fini = close_database);

static int
find(const char *user, char uuid[HISTORY_READER_UUID_SIZE])
{
	struct error error = {0};
	int code = history_reader_find(database.connection, user, uuid, &error);

	if (code != 0)
		cr_expect(strstr(error.message, user) != NULL,
		    "the message names the user: %s", error.message);
	return code;
}

Test(history_reader, finds_a_user_by_id_and_by_name_in_any_case)
{
	char uuid[HISTORY_READER_UUID_SIZE] = "";

	cr_expect(eq(int, find(ANN, uuid), 0));
	cr_expect(eq(str, uuid, ANN));
	memset(uuid, 0, sizeof(uuid));
	cr_expect(eq(int, find("ann über", uuid), 0));
	cr_expect(eq(str, uuid, ANN));
}

Test(history_reader, finds_nobody_who_is_not_there_or_not_listed)
{
	char uuid[HISTORY_READER_UUID_SIZE];

	cr_expect(eq(int, find("Nobody", uuid), ERROR_MISSING));
	cr_expect(eq(int, find("", uuid), ERROR_MISSING));
	cr_expect(eq(int, find("Ghost", uuid), ERROR_MISSING));
	cr_expect(eq(int, find("'; DROP TABLE users", uuid), ERROR_MISSING));
	cr_expect(eq(int, find("00000000-0000-4000-8000-00000000000f", uuid),
	    ERROR_MISSING));
	cr_expect(eq(int, find("00000000-0000-4000-8000-00000000000g", uuid),
	    ERROR_MISSING));
}

Test(history_reader, wants_the_id_when_several_have_the_name)
{
	char uuid[HISTORY_READER_UUID_SIZE];

	cr_expect(eq(int, find("Bob", uuid), ERROR_CONFLICT));
}

Test(history_reader, reads_a_history_newest_first)
{
	struct history_row *rows;
	struct error error;
	size_t count;

	cr_assert(history_reader_read(
		      database.connection, ANN, &rows, &count, &error) == 0,
	    "%s", error.message);
	cr_assert(eq(sz, count, 2));
	cr_expect(eq(i32, rows[0].number, 1500000001));
	cr_expect(eq(i32, rows[0].duration_minutes, 0));
	cr_expect(eq(i32, rows[0].rating, 0));
	cr_expect(eq(i32, rows[1].number, 133093));
	cr_expect(eq(i64, rows[1].watched_us, INT64_C(1769862896123456)));
	cr_expect(eq(i32, rows[1].duration_minutes, 136));
	cr_expect(eq(i32, rows[1].rating, 9));
	free(rows);
}

Test(history_reader, reads_a_date_before_1970)
{
	struct history_row *rows;
	size_t count;

	cr_assert(eq(int,
	    history_reader_read(database.connection, BOB, &rows, &count, NULL),
	    0));
	cr_assert(eq(sz, count, 1));
	cr_expect(eq(i64, rows[0].watched_us, INT64_C(-2524521600000000)));
	free(rows);
}

Test(history_reader, reads_an_empty_history)
{
	struct history_row *rows = NULL;
	size_t count = 1;

	cr_assert(eq(int,
	    history_reader_read(database.connection,
		"00000000-0000-4000-8000-000000000003", &rows, &count, NULL),
	    0));
	cr_expect(eq(sz, count, 0));
	free(rows);
}

Test(history_reader, reads_what_was_said_beside_what_was_watched)
{
	struct history_row *rows;
	size_t count;

	test_database_execute(&database,
	    "INSERT INTO user_feedback (user_id, movie_id, kind, created_at) "
	    "VALUES ('" ANN "', 7, 'like', '2026-01-31T13:00:00Z'), "
	    "('" ANN "', 8, 'not_interested', '2026-03-01T00:00:00Z')");
	cr_assert(eq(int,
	    history_reader_read(database.connection, ANN, &rows, &count, NULL),
	    0));
	cr_assert(eq(sz, count, 4));
	cr_expect(eq(i32, rows[0].number, 8));
	cr_expect(eq(i32, rows[0].feedback, -1));
	cr_expect(eq(i32, rows[1].feedback, 0));
	cr_expect(eq(i32, rows[2].number, 7));
	cr_expect(eq(i32, rows[2].feedback, 1));
	cr_expect(eq(i32, rows[2].rating, 0));
	cr_expect(eq(i32, rows[3].number, 133093));
	free(rows);
}
