/*
 * See test_database.h.
 */
#include "integration/test_database.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/schema.h"

/* The URL with another database in place of its path: **new**. */
static char *
url_of(const char *url, const char *name)
{
	const char *authority = url == NULL ? NULL : strstr(url, "://");
	const char *path, *query;
	char *other;

	cr_assert(url != NULL && authority != NULL, "DATABASE_URL is no URL");
	path = strchr(authority + 3, '/');
	cr_assert(path != NULL, "DATABASE_URL names no database");
	query = strchr(path, '?');
	cr_assert(gt(int,
	    asprintf(&other, "%.*s/%s%s", (int)(path - url), url, name,
		query == NULL ? "" : query),
	    0));
	return other;
}

static void
run_outside(const char *format, const char *name)
{
	const char *url = getenv("DATABASE_URL");
	struct connection *connection;
	struct error error;
	char sql[128];

	cr_assert(url != NULL, "DATABASE_URL is not set; use tests/run");
	snprintf(sql, sizeof(sql), "%s %s", format, name);
	cr_assert(
	    connection_open(&connection, url, "marquee tests", &error) == 0,
	    "%s", error.message);
	cr_assert(connection_execute(connection, sql, &error) == 0, "%s",
	    error.message);
	connection_close(connection);
}

void
test_database_open(struct test_database *database, const char *name)
{
	struct error error;

	snprintf(database->name, sizeof(database->name), "%s_%ld", name,
	    (long)getpid());
	run_outside("CREATE DATABASE", database->name);
	database->url = url_of(getenv("DATABASE_URL"), database->name);
	cr_assert(connection_open(&database->connection, database->url,
		      "marquee tests", &error) == 0,
	    "%s", error.message);
	cr_assert(schema_migrate(database->connection, embedded_sql, NULL, NULL,
		      &error) == 0,
	    "%s", error.message);
}

void
test_database_close(struct test_database *database)
{
	connection_close(database->connection);
	free(database->url);
	run_outside("DROP DATABASE", database->name);
}

void
test_database_execute(struct test_database *database, const char *sql)
{
	struct error error;

	cr_assert(connection_execute(database->connection, sql, &error) == 0,
	    "%s", error.message);
}

char *
test_database_text(struct test_database *database, const char *sql)
{
	struct result *result;
	struct error error;
	char *text;

	cr_assert(connection_query(
		      database->connection, sql, NULL, 0, &result, &error) == 0,
	    "%s", error.message);
	cr_assert(eq(sz, result_row_count(result), 1));
	cr_assert(result_text(result, 0, 0) != NULL, "null");
	text = strdup(result_text(result, 0, 0));
	result_free(result);
	return text;
}

int64_t
test_database_integer(struct test_database *database, const char *sql)
{
	char *text = test_database_text(database, sql);
	int64_t value = strtoll(text, NULL, 10);

	free(text);
	return value;
}
