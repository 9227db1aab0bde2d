/*
 * Both calls first compare: the applied files must be a beginning of `files`,
 * with equal checksums. What stands behind that beginning is to be applied.
 */
#include "store/schema.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "util/hash.h"

/* Any number that no other use of advisory locks has. */
#define MIGRATE_LOCK "5566778901"

#define CHECKSUM_SIZE 17

static void
checksum_of(const struct embedded_file *file, char text[CHECKSUM_SIZE])
{
	snprintf(text, CHECKSUM_SIZE, "%016" PRIx64,
	    hash_fnv1a(file->data, file->size));
}

/* Compares row by row; *applied_count receives how many files are applied. */
static int
compare_applied(const struct result *rows, const struct embedded_file *files,
    size_t *applied_count, struct error *error)
{
	char checksum[CHECKSUM_SIZE];
	size_t i;

	for (i = 0; i < result_row_count(rows); i++) {
		const char *name = result_text(rows, i, 0);

		if (files[i].name == NULL || strcmp(files[i].name, name) != 0)
			return error_set(error, ERROR_VERSION,
			    "the database has the migration %s, which this "
			    "version of marquee does not know; use the "
			    "version that applied it",
			    name);
		checksum_of(&files[i], checksum);
		if (strcmp(checksum, result_text(rows, i, 1)) != 0)
			return error_set(error, ERROR_VERSION,
			    "the migration %s was changed after it was "
			    "applied to this database",
			    name);
	}
	*applied_count = i;
	return 0;
}

static int
read_applied(struct connection *connection, const struct embedded_file *files,
    size_t *applied_count, struct error *error)
{
	struct result *rows;
	int code;

	code = connection_query(connection,
	    "SELECT name, checksum FROM schema_migrations "
	    "ORDER BY name COLLATE \"C\"",
	    NULL, 0, &rows, error);
	if (code < 0)
		return code;
	code = compare_applied(rows, files, applied_count, error);
	result_free(rows);
	return code;
}

static int
apply_file(struct connection *connection, const struct embedded_file *file,
    struct error *error)
{
	char checksum[CHECKSUM_SIZE];
	const char *parameters[] = {file->name, checksum};
	int code;

	checksum_of(file, checksum);
	code = connection_execute(connection, "BEGIN", error);
	if (code == 0)
		code = connection_execute(
		    connection, (const char *)file->data, error);
	if (code == 0)
		code = connection_query(connection,
		    "INSERT INTO schema_migrations (name, checksum) "
		    "VALUES ($1, $2)",
		    parameters, 2, NULL, error);
	if (code == 0)
		code = connection_execute(connection, "COMMIT", error);
	if (code < 0) {
		error_prefix(error, "migration %s", file->name);
		(void)connection_execute(connection, "ROLLBACK", NULL);
	}
	return code;
}

static int
apply_missing(struct connection *connection, const struct embedded_file *files,
    schema_applied_fn *applied, void *context, struct error *error)
{
	size_t at;
	int code;

	code = connection_execute(connection,
	    "CREATE TABLE IF NOT EXISTS schema_migrations ("
	    "name text PRIMARY KEY, checksum text NOT NULL, "
	    "applied_at timestamptz NOT NULL DEFAULT now())",
	    error);
	if (code == 0)
		code = read_applied(connection, files, &at, error);
	for (; code == 0 && files[at].name != NULL; at++) {
		code = apply_file(connection, &files[at], error);
		if (code == 0 && applied != NULL)
			applied(context, files[at].name);
	}
	return code;
}

int
schema_migrate(struct connection *connection, const struct embedded_file *files,
    schema_applied_fn *applied, void *context, struct error *error)
{
	int code;

	code = connection_execute(
	    connection, "SELECT pg_advisory_lock(" MIGRATE_LOCK ")", error);
	if (code < 0)
		return code;
	code = apply_missing(connection, files, applied, context, error);
	(void)connection_execute(
	    connection, "SELECT pg_advisory_unlock(" MIGRATE_LOCK ")", NULL);
	return code;
}

int
schema_check(struct connection *connection, const struct embedded_file *files,
    struct error *error)
{
	size_t applied_count;
	int code;

	code = read_applied(connection, files, &applied_count, error);
	if (code == 0 && files[applied_count].name != NULL)
		code = error_set(error, ERROR_CONFLICT,
		    "the database lacks the migration %s; run: marquee migrate",
		    files[applied_count].name);
	return code;
}
