/*
 * The row is written with the database's clock, so that it does not matter
 * whose clock is wrong. What a stage began with is kept in the row itself:
 * rate and time left are of the present stage, and any reader can tell them.
 */
#include "store/load_progress.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/connection.h"
#include "store/statement.h"
#include "util/clock.h"

/* Any number below 2^32 that no other use of advisory locks has. */
#define PROGRESS_LOCK "55667790"

#define PUT_INTERVAL_NS UINT64_C(500000000)

/* --- writing -------------------------------------------------------------- */

struct load_progress_writer {
	struct connection *connection; /* NULL: lost */
	bool holds_lock;
	uint64_t written_ns; /* 0: never */
	char stage[LOAD_PROGRESS_TEXT_SIZE]; /* of the last put */
	char file[LOAD_PROGRESS_TEXT_SIZE];
};

static const char settings_sql[] =
    "SET statement_timeout = '2s'; SET lock_timeout = '1s';"
    "SET synchronous_commit = off";

static const char put_sql[] =
    "INSERT INTO load_progress AS old (stage, file, done, total, rows,"
    " started_at, updated_at, stage_started_at, stage_done, stage_rows,"
    " application_name)"
    " VALUES ($1, $2, $3::bigint, $4::bigint, $5::bigint,"
    " now(), now(), now(), $3::bigint, $5::bigint,"
    " current_setting('application_name'))"
    " ON CONFLICT (only_row) DO UPDATE SET stage = excluded.stage,"
    " file = excluded.file, done = excluded.done, total = excluded.total,"
    " rows = excluded.rows, updated_at = excluded.updated_at,"
    " (stage_started_at, stage_done, stage_rows) ="
    " (SELECT old.stage_started_at, old.stage_done, old.stage_rows"
    "  WHERE old.stage = excluded.stage UNION ALL"
    "  SELECT excluded.stage_started_at, excluded.done, excluded.rows"
    "  WHERE old.stage <> excluded.stage)";

int
load_progress_open(struct load_progress_writer **writer,
    const char *connection_string, const char *name, struct error *error)
{
	struct load_progress_writer *opened = calloc(1, sizeof(*opened));
	int code;

	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = connection_open(
	    &opened->connection, connection_string, name, error);
	if (code == 0)
		code =
		    connection_execute(opened->connection, settings_sql, error);
	if (code != 0) {
		connection_close(opened->connection);
		free(opened);
		return code;
	}
	*writer = opened;
	return 0;
}

/* A connection that is lost stays so: the work itself is about to fail. */
static void
give_up_when_lost(struct load_progress_writer *writer, int code)
{
	if (code != ERROR_UNAVAILABLE)
		return;
	connection_close(writer->connection);
	writer->connection = NULL;
}

/* Takes the lock unless somebody else has it; what an earlier holder left in
 * the table is removed. */
static void
take_lock(struct load_progress_writer *writer)
{
	struct result *result;
	int code = connection_query(writer->connection,
	    "SELECT pg_try_advisory_lock(" PROGRESS_LOCK ")", NULL, 0, &result,
	    NULL);

	if (code == 0) {
		writer->holds_lock = result_bool(result, 0, 0);
		result_free(result);
	}
	if (code == 0 && writer->holds_lock)
		code = connection_execute(
		    writer->connection, "DELETE FROM load_progress", NULL);
	give_up_when_lost(writer, code);
}

/* Whether the last put was of another stage or file, or is long enough ago;
 * remembers this one then. */
static bool
is_due(struct load_progress_writer *writer, const char *stage, const char *file)
{
	uint64_t now_ns = clock_monotonic_ns();

	if (writer->written_ns != 0 &&
	    now_ns - writer->written_ns < PUT_INTERVAL_NS &&
	    strncmp(writer->stage, stage, sizeof(writer->stage) - 1) == 0 &&
	    strncmp(writer->file, file, sizeof(writer->file) - 1) == 0)
		return false;
	writer->written_ns = now_ns;
	snprintf(writer->stage, sizeof(writer->stage), "%s", stage);
	snprintf(writer->file, sizeof(writer->file), "%s", file);
	return true;
}

void
load_progress_put(struct load_progress_writer *writer,
    const struct load_progress_state *state)
{
	const char *file = state->file == NULL ? "" : state->file;
	char done[24], total[24], rows[24];
	const char *parameters[] = {state->stage, file, done, total, rows};

	if (writer == NULL || writer->connection == NULL ||
	    !is_due(writer, state->stage, file))
		return;
	if (!writer->holds_lock)
		take_lock(writer);
	if (writer->connection == NULL || !writer->holds_lock)
		return;
	snprintf(done, sizeof(done), "%" PRId64, state->done);
	snprintf(total, sizeof(total), "%" PRId64, state->total);
	snprintf(rows, sizeof(rows), "%" PRId64, state->rows);
	give_up_when_lost(writer,
	    connection_query(
		writer->connection, put_sql, parameters, 5, NULL, NULL));
}

void
load_progress_close(struct load_progress_writer *writer)
{
	if (writer == NULL)
		return;
	/* Unlocked here, as a closed connection's locks outlive it a little. */
	if (writer->connection != NULL && writer->holds_lock)
		(void)connection_execute(writer->connection,
		    "DELETE FROM load_progress;"
		    "SELECT pg_advisory_unlock(" PROGRESS_LOCK ")",
		    NULL);
	connection_close(writer->connection);
	free(writer);
}

/* --- reading -------------------------------------------------------------- */

static const struct pool_statement read_statement = {"load_progress_read",
    "SELECT stage, file, done, total, rows,"
    " floor(extract(epoch FROM updated_at - started_at))::bigint,"
    " floor((rows - stage_rows) / seconds)::bigint,"
    " CASE WHEN total >= done AND done > stage_done"
    "  THEN ceil((total - done) * seconds / (done - stage_done))::bigint"
    "  ELSE -1 END"
    " FROM load_progress, LATERAL (SELECT extract(epoch FROM"
    "  greatest(updated_at - stage_started_at, interval '1 ms')) AS seconds)"
    " AS stage_time"
    " WHERE updated_at > now() - CASE stage"
    "  WHEN '" LOAD_PROGRESS_INDEXING "' THEN interval '900 s'"
    "  ELSE interval '15 s' END"
    " AND EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory'"
    "  AND classid = 0 AND objid = " PROGRESS_LOCK " AND granted"
    "  AND database = (SELECT oid FROM pg_database"
    "   WHERE datname = current_database()))",
    STATEMENT_LOAD_PROGRESS};

_Static_assert(
    LOAD_PROGRESS_STALE_S == 15 && LOAD_PROGRESS_INDEXING_STALE_S == 900,
    "read_statement writes it as text");

static int64_t
integer_at(const PGresult *result, int column)
{
	return strtoll(PQgetvalue(result, 0, column), NULL, 10);
}

static void
decode(const PGresult *result, struct load_progress_report *report)
{
	snprintf(report->stage, sizeof(report->stage), "%s",
	    PQgetvalue(result, 0, 0));
	snprintf(
	    report->file, sizeof(report->file), "%s", PQgetvalue(result, 0, 1));
	report->done = integer_at(result, 2);
	report->total = integer_at(result, 3);
	report->rows = integer_at(result, 4);
	report->elapsed_s = integer_at(result, 5);
	report->rows_per_second = integer_at(result, 6);
	report->seconds_left = integer_at(result, 7);
}

static void
on_result(void *context, int code, const struct pg_result *result,
    const char *message)
{
	struct load_progress_request *request = context;
	struct load_progress_report report = {.file = ""};
	bool any = code == 0 && PQntuples(result) > 0;

	request->request = NULL;
	if (any)
		decode(result, &report);
	request->done(request->context, code, any ? &report : NULL, message);
}

int
load_progress_read(struct pool *pool, struct load_progress_request *request,
    struct error *error)
{
	return pool_submit(pool, &read_statement, NULL, 0, on_result, request,
	    &request->request, error);
}

void
load_progress_forget(struct load_progress_request *request)
{
	if (request->request != NULL)
		pool_forget(request->request);
	request->request = NULL;
}
