/*
 * The lock is PostgreSQL's advisory one: it goes with the connection, so a
 * load that died cannot leave it behind. The connection's application_name
 * tells others who holds it.
 */
#include "store/load_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/catalogue_table.h"
#include "util/buffer.h"
#include "util/clock.h"

/* Any number below 2^32 that no other use of advisory locks has. */
#define LOAD_LOCK "55667789"

#define LOCK_TRIES 16
#define LOCK_PAUSE_NS 250000000

char *
load_lock_name(void)
{
	char host[33] = "";
	char *name = NULL;

	(void)gethostname(host, sizeof(host) - 1);
	if (asprintf(&name, "marquee load, process %ld on %s", (long)getpid(),
		host) < 0)
		return NULL;
	return name;
}

static int
try_lock(struct connection *connection, bool *locked, struct error *error)
{
	struct result *result;
	int code;

	code = connection_query(connection,
	    "SELECT pg_try_advisory_lock(" LOAD_LOCK ")", NULL, 0, &result,
	    error);
	if (code < 0)
		return code;
	*locked = result_bool(result, 0, 0);
	result_free(result);
	return 0;
}

/* Names the holder of the lock; ERROR_BUSY unless the asking fails. */
static int
busy_error(struct connection *connection, struct error *error)
{
	struct result *result;
	int code;

	code = connection_query(connection,
	    "SELECT a.application_name, "
	    "to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS \"UTC\"') "
	    "FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
	    "WHERE l.locktype = 'advisory' AND l.classid = 0 "
	    "AND l.objid = " LOAD_LOCK " AND l.granted "
	    "AND l.database = (SELECT oid FROM pg_database "
	    "WHERE datname = current_database())",
	    NULL, 0, &result, error);
	if (code < 0)
		return code;
	if (result_row_count(result) == 0)
		code = error_set(
		    error, ERROR_BUSY, "another load was under way until now");
	else
		code = error_set(error, ERROR_BUSY,
		    "another load is under way: %s, since %s",
		    result_text(result, 0, 0), result_text(result, 0, 1));
	result_free(result);
	return code;
}

int
load_lock(struct connection *connection, struct error *error)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};
	bool locked = false;
	int tries;
	int code;

	for (tries = 0; tries < LOCK_TRIES; tries++) {
		if (tries > 0)
			nanosleep(&pause, NULL);
		code = try_lock(connection, &locked, error);
		if (code < 0 || locked)
			return code;
	}
	return busy_error(connection, error);
}

int
load_record_origin(struct connection *connection, char origin[LOAD_ORIGIN_SIZE],
    struct error *error)
{
	struct result *result;
	int code;

	code = connection_query(connection, "SELECT origin FROM catalogue",
	    NULL, 0, &result, error);
	if (code < 0)
		return code;
	snprintf(origin, LOAD_ORIGIN_SIZE, "%s",
	    result_row_count(result) > 0 ? result_text(result, 0, 0) : "");
	result_free(result);
	return 0;
}

int
load_record_empty(
    struct connection *connection, bool *empty, struct error *error)
{
	struct buffer sql = BUFFER_INIT;
	int64_t answer = 0;
	int table;
	int code;

	buffer_append_string(&sql, "SELECT (true");
	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		buffer_printf(&sql, " AND NOT EXISTS (SELECT FROM public.%s)",
		    catalogue_columns((enum catalogue_table)table)->table);
	buffer_append_string(&sql, ")::integer");
	code = connection_ask(connection, &sql, &answer, error);
	buffer_release(&sql);
	if (code == 0)
		*empty = answer != 0;
	return code;
}

static const struct load_record *
find_record(const struct load_record *records, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(records[i].name, name) == 0)
			return &records[i];
	return NULL;
}

int
load_record_same(struct connection *connection,
    const struct load_record *records, size_t count, bool *same,
    struct error *error)
{
	struct result *result;
	size_t equal = 0;
	size_t i;
	int code;

	code = connection_query(connection,
	    "SELECT name, size_bytes, checksum FROM load_files", NULL, 0,
	    &result, error);
	if (code < 0)
		return code;
	for (i = 0; i < result_row_count(result); i++) {
		const struct load_record *record =
		    find_record(records, count, result_text(result, i, 0));

		if (record != NULL &&
		    (int64_t)record->size_bytes ==
			result_integer(result, i, 1) &&
		    strcmp(record->checksum, result_text(result, i, 2)) == 0)
			equal++;
	}
	result_free(result);
	*same = equal == count;
	return 0;
}

static int
write_file(struct connection *connection, const struct load_record *record,
    struct error *error)
{
	char size[24];
	char rows[24];
	char modified[CLOCK_TEXT_SIZE];
	const char *parameters[] = {
	    record->name, size, modified, record->checksum, rows};

	snprintf(size, sizeof(size), "%" PRIu64, record->size_bytes);
	snprintf(rows, sizeof(rows), "%" PRIu64, record->row_count);
	clock_format(record->modified_us, modified);
	return connection_query(connection,
	    "INSERT INTO load_files "
	    "(name, size_bytes, modified_at, checksum, row_count) "
	    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO UPDATE SET "
	    "size_bytes = excluded.size_bytes, "
	    "modified_at = excluded.modified_at, "
	    "checksum = excluded.checksum, row_count = excluded.row_count, "
	    "loaded_at = now()",
	    parameters, 5, NULL, error);
}

int
load_record_write(struct connection *connection, const char *origin,
    const struct load_record *records, size_t count, struct error *error)
{
	const char *parameters[] = {origin};
	size_t i;
	int code;

	code = connection_query(connection,
	    "INSERT INTO catalogue (origin) VALUES ($1) "
	    "ON CONFLICT (only_row) DO UPDATE SET "
	    "origin = excluded.origin, loaded_at = now()",
	    parameters, 1, NULL, error);
	for (i = 0; i < count && code == 0; i++)
		code = write_file(connection, &records[i], error);
	return code;
}
