#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "integration/test_database.h"
#include "store/schema.h"

static struct test_database database;

static void
open_database(void)
{
	test_database_open(&database, "schema");
}

static void
close_database(void)
{
	test_database_close(&database);
}

TestSuite(schema, .init = open_database, .fini = close_database);

/* Files of tests, behind those that the database has. */
static void
files_with(struct embedded_file files[8], const char *name, const char *sql)
{
	size_t count = 0;

	while (embedded_sql[count].name != NULL) {
		files[count] = embedded_sql[count];
		count++;
	}
	files[count++] = (struct embedded_file){
	    name, (const unsigned char *)sql, strlen(sql)};
	files[count] = (struct embedded_file){NULL, NULL, 0};
}

static void
count_applied(void *context, const char *name)
{
	(void)name;
	++*(int *)context;
}

static int
migrate(const struct embedded_file *files, int *applied, struct error *error)
{
	*applied = 0;
	return schema_migrate(
	    database.connection, files, count_applied, applied, error);
}

Test(schema, is_applied_once)
{
	struct error error;
	int applied;

	cr_assert(eq(int, migrate(embedded_sql, &applied, &error), 0));
	cr_assert(eq(int, applied, 0));
	cr_assert(eq(
	    int, schema_check(database.connection, embedded_sql, &error), 0));
}

Test(schema, applies_what_is_new)
{
	struct embedded_file files[8];
	struct error error;
	int applied;

	files_with(files, "9000_new.sql",
	    "CREATE TABLE new (a integer); CREATE TABLE newer (a integer);");
	cr_assert(eq(int, schema_check(database.connection, files, &error),
	    ERROR_CONFLICT));
	cr_assert(strstr(error.message, "run: marquee migrate") != NULL);
	cr_assert(eq(int, migrate(files, &applied, &error), 0));
	cr_assert(eq(int, applied, 1));
	cr_assert(eq(int, schema_check(database.connection, files, &error), 0));
}

Test(schema, undoes_a_file_that_fails)
{
	struct embedded_file files[8];
	struct error error;
	int applied;

	files_with(files, "9000_broken.sql",
	    "CREATE TABLE new (a integer); SELECT 1 / 0;");
	cr_assert(eq(int, migrate(files, &applied, &error), ERROR_DATABASE));
	cr_assert(strstr(error.message, "9000_broken.sql") != NULL, "%s",
	    error.message);
	cr_assert(eq(i64,
	    test_database_integer(&database,
		"SELECT count(*) FROM pg_class WHERE relname = 'new'"),
	    0));
	cr_assert(eq(
	    int, schema_check(database.connection, embedded_sql, &error), 0));
}

Test(schema, refuses_a_file_that_was_changed)
{
	struct embedded_file files[8];
	struct error error;
	int applied;

	files_with(files, "9000_new.sql", "CREATE TABLE new (a integer)");
	cr_assert(eq(int, migrate(files, &applied, &error), 0));
	files_with(files, "9000_new.sql", "CREATE TABLE new (a bigint)");
	cr_assert(eq(int, migrate(files, &applied, &error), ERROR_VERSION));
	cr_assert(strstr(error.message, "9000_new.sql was changed") != NULL);
	cr_assert(eq(int, schema_check(database.connection, files, &error),
	    ERROR_VERSION));
}

Test(schema, refuses_a_database_of_a_newer_version)
{
	struct embedded_file files[8];
	struct error error;
	int applied;

	files_with(files, "9000_new.sql", "CREATE TABLE new (a integer)");
	cr_assert(eq(int, migrate(files, &applied, &error), 0));
	cr_assert(
	    eq(int, migrate(embedded_sql, &applied, &error), ERROR_VERSION));
	cr_assert(strstr(error.message, "does not know") != NULL);
}

Test(schema, is_missed_with_the_command_that_helps)
{
	struct error error;

	test_database_execute(&database, "DROP TABLE schema_migrations");
	cr_assert(
	    eq(int, schema_check(database.connection, embedded_sql, &error),
		ERROR_CONFLICT));
	cr_assert(strcmp(error.message,
		      "database has no schema; run: marquee migrate") == 0);
}

static void
assert_text(const char *sql, const char *expected)
{
	char *text = test_database_text(&database, sql);

	cr_assert(strcmp(text, expected) == 0, "%s gives %s", sql, text);
	free(text);
}

Test(schema, shows_text_ids_in_its_views)
{
	test_database_execute(&database,
	    "INSERT INTO movies (id, title_type, primary_title, genres) "
	    "VALUES (133093, 'movie', 'A', 'Action,Sci-Fi'), "
	    "(12345678, 'movie', 'B', NULL), "
	    "(1500000001, 'movie', 'C', 'Drama')");
	assert_text("SELECT string_agg(tconst, ' ' ORDER BY id) "
		    "FROM imdb.titles",
	    "tt0133093 tt12345678 my0000001");
	assert_text("SELECT original_title || genres[2] FROM imdb.titles "
		    "WHERE id = imdb.number('tt0133093')",
	    "ASci-Fi");
	assert_text("SELECT count(*) FROM imdb.titles "
		    "WHERE imdb.number(tconst) <> id",
	    "0");
}

Test(connection, never_shows_the_password)
{
	static const char *const urls[] = {
	    "postgresql://user:hunter2@127.0.0.1:1/x",
	    "postgresql://user:hunter2@[::1",
	    "host=127.0.0.1 port=1 password=hunter2 user=u",
	    "host=127.0.0.1 port=many password=hunter2",
	    "host=127.0.0.1 password=hunter2 nonsense",
	};
	struct connection *connection;
	struct error error;

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		cr_assert(lt(int,
		    connection_open(&connection, urls[i], NULL, &error), 0));
		cr_assert(strstr(error.message, "hunter2") == NULL, "%s",
		    error.message);
	}
}
