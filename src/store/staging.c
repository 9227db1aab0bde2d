/*
 * A staging table is LIKE the catalogue's, but for its key, which is built
 * when the rows are there. Columns, defaults and checks are the same, so that
 * it can be attached as the partition that has all rows.
 */
#include "store/staging.h"

#include <stdio.h>
#include <time.h>

#include "util/buffer.h"
#include "util/clock.h"
#include "util/signal_flag.h"

/* How long a switch may hold up those who come behind it, and for how long it
 * lets them pass before it tries again. */
#define SWITCH_LOCK_TIMEOUT "200ms"
#define SWITCH_PAUSE_NS 800000000

#define DROP_TABLES \
	"DO $$ DECLARE name text; BEGIN " \
	"FOR name IN SELECT tablename FROM pg_tables " \
	"WHERE schemaname = 'staging' LOOP " \
	"EXECUTE format('DROP TABLE staging.%I', name); END LOOP; END $$"

/* Largest first, so that the last one to end is a small one. */
static const enum catalogue_table by_size[CATALOGUE_TABLE_COUNT] = {
    CATALOGUE_CREW, CATALOGUE_AKAS, CATALOGUE_KNOWN_FOR, CATALOGUE_PERSONS,
    CATALOGUE_WRITERS, CATALOGUE_EPISODES, CATALOGUE_DIRECTORS,
    CATALOGUE_MOVIES, CATALOGUE_RATINGS, CATALOGUE_EXTRAS};

static const char *
name_of(int table)
{
	return catalogue_columns((enum catalogue_table)table)->table;
}

int
staging_create(struct connection *connection, bool lasting, struct error *error)
{
	struct buffer sql = BUFFER_INIT;
	int table;
	int code;

	/* Joins of whole tables: hashing wants more than the default, and the
	 * expressions are too plain for compiling them to pay. */
	buffer_append_string(
	    &sql, "SET work_mem = '64MB'; SET jit = off; " DROP_TABLES ";");
	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		buffer_printf(&sql,
		    "CREATE %s TABLE staging.%s (LIKE public.%s INCLUDING "
		    "DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE) "
		    "WITH (autovacuum_enabled = off);",
		    lasting ? "" : "UNLOGGED", name_of(table), name_of(table));
	buffer_append_string(&sql,
	    "CREATE UNLOGGED TABLE staging.rejects "
	    "(file text, line bigint, reason text, content text)");
	code = sql.failed ? error_set(error, ERROR_MEMORY, "out of memory")
			  : connection_execute(connection, sql.data, error);
	buffer_release(&sql);
	return code;
}

int
staging_drop(struct connection *connection, struct error *error)
{
	return connection_execute(connection, DROP_TABLES, error);
}

int
staging_copy_open(struct copy_batch **batch, struct connection *connection,
    struct error *error)
{
	const struct catalogue_columns *columns;
	const char *targets[CATALOGUE_TABLE_COUNT];
	char texts[CATALOGUE_TABLE_COUNT][256];
	int table;
	int code;

	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++) {
		columns = catalogue_columns((enum catalogue_table)table);
		snprintf(texts[table], sizeof(texts[table]),
		    "staging.%s (%s, %s)", columns->table, columns->keys,
		    columns->values);
		targets[table] = texts[table];
	}
	/* The commit that makes the rows visible waits for all before it. */
	code = connection_execute(
	    connection, "SET synchronous_commit = off", error);
	if (code == 0)
		code = copy_batch_open(
		    batch, connection, targets, CATALOGUE_TABLE_COUNT, error);
	return code;
}

int
staging_analyze(struct connection *connection, struct error *error)
{
	struct buffer sql = BUFFER_INIT;
	int table;
	int code;

	/* A small sample tells it enough. */
	buffer_append_string(&sql, "SET default_statistics_target = 10;");
	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		buffer_printf(&sql, "ANALYZE staging.%s;", name_of(table));
	buffer_append_string(
	    &sql, "ANALYZE staging.rejects; RESET default_statistics_target");
	code = sql.failed ? error_set(error, ERROR_MEMORY, "out of memory")
			  : connection_execute(connection, sql.data, error);
	buffer_release(&sql);
	return code;
}

/* --- an empty catalogue --------------------------------------------------- */

int
staging_build_keys(const bool wanted[CATALOGUE_TABLE_COUNT],
    struct statement_group *group, struct error *error)
{
	const char *statements[CATALOGUE_TABLE_COUNT];
	char texts[CATALOGUE_TABLE_COUNT][128];
	size_t count = 0;
	int i;

	for (i = 0; i < CATALOGUE_TABLE_COUNT; i++) {
		if (!wanted[by_size[i]])
			continue;
		snprintf(texts[count], sizeof(texts[count]),
		    "ALTER TABLE staging.%s ADD PRIMARY KEY (%s)",
		    name_of((int)by_size[i]),
		    catalogue_columns(by_size[i])->keys);
		statements[count] = texts[count];
		count++;
	}
	group->session = "SET maintenance_work_mem = '256MB'; "
			 "SET synchronous_commit = off";
	group->statements = statements;
	group->count = count;
	return statement_group_run(group, error);
}

/* The staged table becomes the partition that has all rows. */
static void
put_exchange(struct buffer *sql, const char *table)
{
	buffer_printf(sql,
	    "ALTER TABLE public.%s DETACH PARTITION loaded.%s;"
	    "DROP TABLE loaded.%s;"
	    "ALTER TABLE staging.%s RESET (autovacuum_enabled);"
	    "ALTER TABLE staging.%s SET SCHEMA loaded;"
	    "ALTER TABLE public.%s ATTACH PARTITION loaded.%s DEFAULT;",
	    table, table, table, table, table, table, table);
}

static void
put_switch(struct buffer *sql, const bool wanted[CATALOGUE_TABLE_COUNT])
{
	const char *separator = "LOCK TABLE ";
	int i;

	for (i = 0; i < CATALOGUE_TABLE_COUNT; i++) {
		if (!wanted[i])
			continue;
		buffer_printf(sql, "%spublic.%s", separator, name_of(i));
		separator = ", ";
	}
	buffer_append_string(sql, " IN ACCESS EXCLUSIVE MODE;");
	for (i = 0; i < CATALOGUE_TABLE_COUNT; i++)
		if (wanted[i])
			put_exchange(sql, name_of(i));
}

/* Who holds a lock on one of the catalogue's tables. */
static int
busy_error(
    struct connection *connection, unsigned patience_s, struct error *error)
{
	struct result *result;
	int code;

	code = connection_query(connection,
	    "SELECT a.pid, coalesce(nullif(a.application_name, ''), '?'), "
	    "a.usename, to_char(a.xact_start, "
	    "'YYYY-MM-DD HH24:MI:SS \"UTC\"') "
	    "FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
	    "JOIN pg_class c ON c.oid = l.relation "
	    "WHERE l.granted AND a.pid <> pg_backend_pid() "
	    "AND c.relnamespace IN "
	    "('public'::regnamespace, 'loaded'::regnamespace) "
	    "ORDER BY a.xact_start LIMIT 1",
	    NULL, 0, &result, error);
	if (code < 0)
		return code;
	if (result_row_count(result) == 0)
		code = error_set(error, ERROR_BUSY,
		    "the catalogue was read without a pause for %u s",
		    patience_s);
	else
		code = error_set(error, ERROR_BUSY,
		    "the catalogue could not be switched in for %u s, as it "
		    "is read: process %s (%s, role %s), in a transaction "
		    "since %s",
		    patience_s, result_text(result, 0, 0),
		    result_text(result, 0, 1), result_text(result, 0, 2),
		    result_text(result, 0, 3));
	result_free(result);
	return code;
}

/* One try; leaves no transaction behind unless it succeeds. */
static int
try_switch(struct connection *connection, const char *sql, struct error *error)
{
	int code;

	code = connection_execute(connection,
	    "BEGIN; SET LOCAL lock_timeout = '" SWITCH_LOCK_TIMEOUT "'", error);
	if (code == 0)
		code = connection_execute(connection, sql, error);
	if (code == 0)
		code = connection_execute(
		    connection, "SET LOCAL lock_timeout = 0", error);
	if (code < 0)
		(void)connection_execute(connection, "ROLLBACK", NULL);
	return code;
}

int
staging_switch(struct connection *connection,
    const bool wanted[CATALOGUE_TABLE_COUNT], unsigned patience_s,
    struct error *error)
{
	const struct timespec pause = {.tv_nsec = SWITCH_PAUSE_NS};
	const uint64_t until_ns =
	    clock_monotonic_ns() + (uint64_t)patience_s * 1000000000;
	struct buffer sql = BUFFER_INIT;
	int code;

	put_switch(&sql, wanted);
	if (sql.failed) {
		buffer_release(&sql);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	while ((code = try_switch(connection, sql.data, error)) == ERROR_BUSY &&
	    clock_monotonic_ns() < until_ns) {
		if (signal_flag_raised()) {
			code =
			    error_set(error, ERROR_INTERRUPTED, "interrupted");
			break;
		}
		nanosleep(&pause, NULL);
	}
	buffer_release(&sql);
	if (code == ERROR_BUSY)
		code = busy_error(connection, patience_s, error);
	return code;
}
