/*
 * psql gets what it must know of the server by its environment, so that no
 * password stands in a process's arguments. A part of a table is a range of
 * its pages.
 */
#include "cli/bench_databases.h"

#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/schema.h"
#include "store/staging.h"
#include "util/embedded_file.h"

#define PARTS_MAX 64

static const char settings_query[] =
    "SELECT 'PostgreSQL ' || current_setting('server_version') || ', ' || "
    "string_agg(name || ' = ' || current_setting(name), ', ' ORDER BY name) "
    "FROM pg_settings WHERE name IN ('shared_buffers', 'wal_level', 'fsync', "
    "'full_page_writes', 'max_wal_size', 'maintenance_work_mem', 'work_mem', "
    "'synchronous_commit', 'max_parallel_maintenance_workers', "
    "'wal_compression')";

static const char *
name_of(int table)
{
	return catalogue_columns((enum catalogue_table)table)->table;
}

static int
read_settings(struct bench_databases *databases, struct error *error)
{
	struct result *result;
	int code = connection_query(
	    databases->connection, settings_query, NULL, 0, &result, error);

	if (code < 0)
		return code;
	snprintf(databases->settings, sizeof(databases->settings), "%s",
	    result_text(result, 0, 0));
	result_free(result);
	return 0;
}

int
bench_databases_open(struct bench_databases *databases,
    const struct config *config, struct error *error)
{
	char template[] = "/tmp/marquee-bench-XXXXXX";
	int code;

	if (mkdtemp(template) == NULL)
		return error_set_errno(
		    error, ERROR_IO, errno, "could not make \"%s\"", template);
	snprintf(databases->folder, sizeof(databases->folder), "%s", template);
	databases->connection_string = config_connection_string(config);
	if (databases->connection_string == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = connection_open(&databases->connection,
	    databases->connection_string, "marquee bench", error);
	if (code == 0)
		code = read_settings(databases, error);
	return code == 0 ? bench_checkpoint(databases, error) : code;
}

static int
remove_one(const char *path, const struct stat *stat, int type, struct FTW *at)
{
	(void)stat;
	(void)type;
	(void)at;
	return remove(path);
}

static void
put_name(char name[64], int number)
{
	snprintf(name, 64, "marquee_bench_%ld_%d", (long)getpid(), number);
}

void
bench_databases_close(struct bench_databases *databases)
{
	char name[64];
	char sql[128];
	int number;

	for (number = 0; number < BENCH_DATABASES; number++) {
		if (databases->strings[number] == NULL)
			continue;
		put_name(name, number);
		snprintf(sql, sizeof(sql), "DROP DATABASE %s", name);
		(void)connection_execute(databases->connection, sql, NULL);
		free(databases->strings[number]);
	}
	if (databases->folder[0] != '\0')
		(void)nftw(
		    databases->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	connection_close(databases->connection);
	free(databases->connection_string);
	*databases = (struct bench_databases){0};
}

static int
open_number(struct bench_databases *databases, int number,
    struct connection **connection, struct error *error)
{
	return connection_open(
	    connection, databases->strings[number], "marquee bench", error);
}

int
bench_database_create(
    struct bench_databases *databases, int number, struct error *error)
{
	struct connection *connection;
	char name[64];
	char sql[128];
	int code;

	put_name(name, number);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s", name);
	code = connection_execute(databases->connection, sql, error);
	if (code < 0)
		return code;
	databases->strings[number] =
	    connection_string_for(databases->connection_string, name);
	if (databases->strings[number] == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = open_number(databases, number, &connection, error);
	if (code < 0)
		return code;
	code = schema_migrate(connection, embedded_sql, NULL, NULL, error);
	connection_close(connection);
	return code;
}

const char *
bench_database(const struct bench_databases *databases, int number)
{
	return databases->strings[number];
}

int
bench_checkpoint(struct bench_databases *databases, struct error *error)
{
	int code =
	    connection_execute(databases->connection, "CHECKPOINT", error);

	if (code == ERROR_DATABASE)
		error_prefix(error,
		    "the benchmark's role has to be a member of "
		    "pg_checkpoint");
	return code;
}

int
bench_stage(struct bench_databases *databases, int number, struct error *error)
{
	struct connection *connection;
	int code = open_number(databases, number, &connection, error);

	if (code < 0)
		return code;
	code = staging_create(connection, true, error);
	connection_close(connection);
	return code;
}

/* --- psql ----------------------------------------------------------------- */

/* Starts psql; *pid is the child's. */
static int
start_psql(const char *connection_string, const char *script,
    const char *folder, pid_t *pid, struct error *error)
{
	char variable[4096];

	snprintf(variable, sizeof(variable), "dir=%s", folder);
	*pid = fork();
	if (*pid < 0)
		return error_set_errno(
		    error, ERROR_LIMIT, errno, "could not start psql");
	if (*pid > 0)
		return 0;
	if (connection_string_export(connection_string, NULL) == 0 &&
	    freopen("/dev/null", "w", stdout) != NULL)
		execlp("psql", "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-v",
		    variable, "-f", script, (char *)NULL);
	_exit(127);
}

static int
wait_psql(pid_t pid, const char *script, struct error *error)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return error_set_errno(
			    error, ERROR_IO, errno, "could not wait for psql");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return error_set(error, ERROR_MISSING, "psql was not found");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return error_set(
		    error, ERROR_DATABASE, "psql failed in \"%s\"", script);
	return 0;
}

int
bench_psql(struct bench_databases *databases, int number, const char *script,
    const char *folder, struct error *error)
{
	char absolute[4096];
	pid_t pid;
	int code;

	if (realpath(folder, absolute) == NULL)
		return error_set_errno(error, ERROR_MISSING, errno,
		    "could not find \"%s\"", folder);
	code = start_psql(
	    databases->strings[number], script, absolute, &pid, error);
	return code == 0 ? wait_psql(pid, script, error) : code;
}

/* --- rows as files -------------------------------------------------------- */

static void
put_columns(char columns[256], int table)
{
	const struct catalogue_columns *of =
	    catalogue_columns((enum catalogue_table)table);

	snprintf(columns, 256, "%s, %s", of->keys, of->values);
}

/* The line of a script that writes a part of a table into its file. */
static void
put_dump(FILE *script, const struct bench_databases *databases, int table,
    size_t part, size_t parts, int64_t pages)
{
	const int64_t first = pages * (int64_t)part / (int64_t)parts;
	const int64_t end = pages * (int64_t)(part + 1) / (int64_t)parts;
	char columns[256];

	put_columns(columns, table);
	fprintf(script,
	    "\\copy (SELECT %s FROM loaded.%s WHERE ctid >= '(%" PRId64
	    ",0)' AND ctid < '(%" PRId64 ",0)') to '%s/%s.%zu' "
	    "with (format binary)\n",
	    columns, name_of(table), first, end, databases->folder,
	    name_of(table), part);
}

static void
put_copy(FILE *script, const struct bench_databases *databases, int table,
    size_t part)
{
	char columns[256];

	put_columns(columns, table);
	fprintf(script,
	    "\\copy staging.%s (%s) from '%s/%s.%zu' with (format binary)\n",
	    name_of(table), columns, databases->folder, name_of(table), part);
}

static FILE *
open_script(const struct bench_databases *databases, size_t part,
    char path[320], struct error *error)
{
	FILE *script;

	snprintf(path, 320, "%s/script.%zu", databases->folder, part);
	script = fopen(path, "w");
	if (script == NULL)
		error_set_errno(
		    error, ERROR_IO, errno, "could not write \"%s\"", path);
	return script;
}

/* Pages of a loaded table. */
static int
count_pages(struct connection *connection, int table, int64_t *pages,
    struct error *error)
{
	struct result *result;
	char sql[160];
	int code;

	snprintf(sql, sizeof(sql),
	    "SELECT pg_relation_size('loaded.%s') / "
	    "current_setting('block_size')::integer",
	    name_of(table));
	code = connection_query(connection, sql, NULL, 0, &result, error);
	if (code < 0)
		return code;
	*pages = result_integer(result, 0, 0);
	result_free(result);
	return 0;
}

static int
write_dump_script(struct bench_databases *databases, int number,
    const bool *tables, size_t parts, char path[320], struct error *error)
{
	struct connection *connection;
	int64_t pages = 0;
	FILE *script;
	size_t part;
	int table;
	int code = open_number(databases, number, &connection, error);

	if (code < 0)
		return code;
	script = open_script(databases, parts, path, error);
	if (script == NULL)
		code = ERROR_IO;
	for (table = 0; table < CATALOGUE_TABLE_COUNT && code == 0; table++) {
		if (!tables[table])
			continue;
		code = count_pages(connection, table, &pages, error);
		for (part = 0; part < parts && code == 0; part++)
			put_dump(script, databases, table, part, parts, pages);
	}
	if (script != NULL)
		fclose(script);
	connection_close(connection);
	return code;
}

int
bench_dump(struct bench_databases *databases, int number,
    const bool tables[CATALOGUE_TABLE_COUNT], size_t parts, struct error *error)
{
	char path[320];
	int code =
	    write_dump_script(databases, number, tables, parts, path, error);

	if (code < 0)
		return code;
	return bench_psql(databases, number, path, databases->folder, error);
}

static int
start_copy(struct bench_databases *databases, int number, const bool *tables,
    size_t part, pid_t *pid, struct error *error)
{
	char path[320];
	FILE *script = open_script(databases, part, path, error);
	int table;

	if (script == NULL)
		return ERROR_IO;
	fputs("SET synchronous_commit = off;\nBEGIN;\n", script);
	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		if (tables[table])
			put_copy(script, databases, table, part);
	fputs("COMMIT;\n", script);
	fclose(script);
	return start_psql(
	    databases->strings[number], path, databases->folder, pid, error);
}

int
bench_copy(struct bench_databases *databases, int number,
    const bool tables[CATALOGUE_TABLE_COUNT], size_t parts, struct error *error)
{
	pid_t pids[PARTS_MAX];
	size_t started = 0;
	int waited;
	int code = 0;

	if (parts > PARTS_MAX)
		return error_set(error, ERROR_LIMIT,
		    "at most %d connections are measured", PARTS_MAX);
	while (started < parts && code == 0) {
		code = start_copy(
		    databases, number, tables, started, &pids[started], error);
		if (code == 0)
			started++;
	}
	while (started > 0) {
		waited = wait_psql(pids[--started], "a COPY", error);
		code = code < 0 ? code : waited;
	}
	return code;
}

/* --- the comparison ------------------------------------------------------- */

/* Number and sum of the hashes of a table's rows. */
static int
hash_rows(struct bench_databases *databases, int number, const char *schema,
    int table, struct result **result, struct error *error)
{
	struct connection *connection;
	char columns[256];
	char sql[640];
	int code = open_number(databases, number, &connection, error);

	if (code < 0)
		return code;
	put_columns(columns, table);
	snprintf(sql, sizeof(sql),
	    "SELECT count(*) || ' ' || "
	    "coalesce(sum(hashtext(ROW(%s)::text)::bigint), 0) FROM %s.%s",
	    columns, schema, name_of(table));
	code = connection_query(connection, sql, NULL, 0, result, error);
	connection_close(connection);
	return code;
}

static int
compare_table(struct bench_databases *databases, int table, int one,
    const char *one_schema, int other, const char *other_schema,
    struct error *error)
{
	struct result *left = NULL;
	struct result *right = NULL;
	int code = hash_rows(databases, one, one_schema, table, &left, error);

	if (code == 0)
		code = hash_rows(
		    databases, other, other_schema, table, &right, error);
	if (code == 0 &&
	    strcmp(result_text(left, 0, 0), result_text(right, 0, 0)) != 0)
		code = error_set(error, ERROR_CONFLICT,
		    "table %s differs: %s in %s, %s in %s", name_of(table),
		    result_text(left, 0, 0), one_schema,
		    result_text(right, 0, 0), other_schema);
	result_free(left);
	result_free(right);
	return code;
}

int
bench_compare(struct bench_databases *databases,
    const bool tables[CATALOGUE_TABLE_COUNT], int one, const char *one_schema,
    int other, const char *other_schema, struct error *error)
{
	int table;
	int code = 0;

	for (table = 0; table < CATALOGUE_TABLE_COUNT && code == 0; table++)
		if (tables[table])
			code = compare_table(databases, table, one, one_schema,
			    other, other_schema, error);
	return code;
}
