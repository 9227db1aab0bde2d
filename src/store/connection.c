/*
 * A blocking connection on top of libpq's asynchronous calls: sending and
 * then polling is what lets a signal cancel a statement that takes minutes.
 */
#include "store/connection.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "store/connection_internal.h"
#include "store/sqlstate.h"
#include "util/connection_option.h"
#include "util/signal_flag.h"

/* How often a statement that is waited for looks at the signal flag. */
#define WAIT_INTERVAL_MS 200

#define SQLSTATE_CANCELLED "57014"
#define SQLSTATE_DISK_FULL "53100"

struct result {
	PGresult *rows;
};

/* The notices of CREATE TABLE IF NOT EXISTS and the like help nobody. */
static void
drop_notice(void *context, const PGresult *notice)
{
	(void)context;
	(void)notice;
}

/* Length of the first line: libpq puts hints on further ones. */
static int
first_line(const char *message)
{
	return (int)strcspn(message, "\r\n");
}

/*
 * Opens with the options of `parsed`, the defaults before and what we insist
 * on behind them (of two equal keywords libpq takes the later).
 */
static PGconn *
open_link(const PQconninfoOption *parsed, const char *application_name)
{
	const char *keywords[64];
	const char *values[64];
	size_t count = 0;

	keywords[count] = "connect_timeout";
	values[count++] = "10";
	keywords[count] = "application_name";
	values[count++] =
	    application_name != NULL ? application_name : "marquee";
	for (; parsed->keyword != NULL && count < 60; parsed++) {
		if (parsed->val == NULL)
			continue;
		keywords[count] = parsed->keyword;
		values[count++] = parsed->val;
	}
	keywords[count] = "client_encoding";
	values[count++] = "UTF8";
	keywords[count] = NULL;
	values[count] = NULL;
	return PQconnectdbParams(keywords, values, 0);
}

_Static_assert(CONNECTION_TIMEOUT_S == 10, "open_link writes it as text");

int
connection_open(struct connection **connection, const char *connection_string,
    const char *application_name, struct error *error)
{
	PQconninfoOption *parsed;
	struct connection *opened;
	int code;

	/* libpq's message would quote the string, and with it the password. */
	parsed = PQconninfoParse(connection_string, NULL);
	if (parsed == NULL)
		return error_set(error, ERROR_INVALID,
		    "the connection string of the database cannot be read; "
		    "allowed is postgresql://user@host:port/name or "
		    "name=value pairs");
	opened = calloc(1, sizeof(*opened));
	if (opened != NULL)
		opened->link = open_link(parsed, application_name);
	PQconninfoFree(parsed);
	if (opened == NULL || opened->link == NULL) {
		free(opened);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	if (PQstatus(opened->link) != CONNECTION_OK) {
		const char *reason = PQerrorMessage(opened->link);

		code = error_set(error, ERROR_UNAVAILABLE,
		    "could not connect to PostgreSQL: %.*s", first_line(reason),
		    reason);
		connection_close(opened);
		return code;
	}
	PQsetNoticeReceiver(opened->link, drop_notice, NULL);
	code = connection_execute(opened, "SET TimeZone = 'UTC'", error);
	if (code < 0) {
		connection_close(opened);
		return code;
	}
	*connection = opened;
	return 0;
}

char *
connection_string_for(const char *connection_string, const char *database)
{
	PQconninfoOption *options = PQconninfoParse(connection_string, NULL);
	struct buffer out = BUFFER_INIT;
	const PQconninfoOption *option;
	char *text;

	if (options == NULL)
		return NULL;
	for (option = options; option->keyword != NULL; option++)
		if (option->val != NULL &&
		    strcmp(option->keyword, "dbname") != 0)
			connection_option_put(
			    &out, option->keyword, option->val);
	connection_option_put(&out, "dbname", database);
	PQconninfoFree(options);
	text = buffer_detach(&out, NULL);
	buffer_release(&out);
	return text;
}

int
connection_string_export(const char *connection_string, struct error *error)
{
	PQconninfoOption *options = PQconninfoParse(connection_string, NULL);
	const PQconninfoOption *option;
	int code = 0;

	if (options == NULL)
		return error_set(error, ERROR_INVALID,
		    "the connection string of the database cannot be read");
	for (option = options; option->keyword != NULL; option++)
		if (option->val != NULL && option->envvar != NULL &&
		    setenv(option->envvar, option->val, 1) < 0)
			code = error_set(error, ERROR_MEMORY, "out of memory");
	PQconninfoFree(options);
	return code;
}

void
connection_close(struct connection *connection)
{
	if (connection == NULL)
		return;
	PQfinish(connection->link);
	free(connection);
}

void
connection_stop_on_signal(struct connection *connection, bool stop)
{
	connection->stop_on_signal = stop;
}

void
connection_tick(
    struct connection *connection, void (*tick)(void *), void *context)
{
	connection->tick = tick;
	connection->tick_context = context;
}

int
connection_failed(const struct connection *connection, const PGresult *result,
    struct error *error)
{
	const char *sqlstate = NULL;
	const char *reason = NULL;
	int code;

	if (result != NULL) {
		sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
		reason = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	}
	if (reason == NULL)
		reason = PQerrorMessage(connection->link);
	if (sqlstate != NULL && strcmp(sqlstate, SQLSTATE_CANCELLED) == 0 &&
	    connection->stop_on_signal && signal_flag_raised())
		return error_set(error, ERROR_INTERRUPTED, "interrupted");
	code = sqlstate_code(sqlstate);
	if (code == ERROR_CONFLICT)
		return error_set(error, code, "%s", SQLSTATE_NO_SCHEMA);
	/* The server's last words come while the connection still stands. */
	if (code == ERROR_UNAVAILABLE ||
	    PQstatus(connection->link) != CONNECTION_OK)
		return error_set(error, ERROR_UNAVAILABLE,
		    "lost the connection to PostgreSQL: %.*s",
		    first_line(reason), reason);
	if (sqlstate != NULL && strcmp(sqlstate, SQLSTATE_DISK_FULL) == 0)
		return error_set(error, code,
		    "the disk of PostgreSQL is full: %.*s", first_line(reason),
		    reason);
	return error_set(error, code, "PostgreSQL refused: %.*s",
	    first_line(reason), reason);
}

void
connection_cancel(const struct connection *connection)
{
	PGcancel *cancel = PQgetCancel(connection->link);
	char reason[256];

	if (cancel == NULL)
		return;
	(void)PQcancel(cancel, reason, sizeof(reason));
	PQfreeCancel(cancel);
}

/*
 * Waits until PQgetResult does not block. A statement that a signal asks to
 * stop is cancelled once; its end is waited for all the same.
 */
static int
wait_readable(struct connection *connection, bool *cancelled)
{
	struct pollfd descriptor = {.events = POLLIN};

	while (PQisBusy(connection->link)) {
		if (connection->stop_on_signal && !*cancelled &&
		    signal_flag_raised()) {
			connection_cancel(connection);
			*cancelled = true;
		}
		if (connection->tick != NULL)
			connection->tick(connection->tick_context);
		descriptor.fd = PQsocket(connection->link);
		if (descriptor.fd < 0)
			return ERROR_UNAVAILABLE;
		if (poll(&descriptor, 1, WAIT_INTERVAL_MS) < 0 &&
		    errno != EINTR)
			return ERROR_IO;
		if (descriptor.revents != 0 &&
		    PQconsumeInput(connection->link) != 1)
			return ERROR_UNAVAILABLE;
		descriptor.revents = 0;
	}
	return 0;
}

static bool
is_success(ExecStatusType status)
{
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
	    status == PGRES_COPY_IN || status == PGRES_COPY_OUT ||
	    status == PGRES_EMPTY_QUERY;
}

int
connection_wait(
    struct connection *connection, PGresult **result, struct error *error)
{
	PGresult *last = NULL;
	PGresult *next;
	bool cancelled = false;
	int code = 0;

	for (;;) {
		if (wait_readable(connection, &cancelled) < 0) {
			if (code == 0)
				code =
				    connection_failed(connection, NULL, error);
			break;
		}
		next = PQgetResult(connection->link);
		if (next == NULL)
			break;
		PQclear(last);
		last = next;
		if (!is_success(PQresultStatus(last)) && code == 0)
			code = connection_failed(connection, last, error);
		/* A COPY goes on; PQgetResult would repeat itself. */
		if (PQresultStatus(last) == PGRES_COPY_IN ||
		    PQresultStatus(last) == PGRES_COPY_OUT)
			break;
	}
	if (code == 0 && last == NULL)
		code = connection_failed(connection, NULL, error);
	if (code < 0) {
		PQclear(last);
		return code;
	}
	*result = last;
	return 0;
}

/* Waits for the end of what was sent (`sent`: libpq's 1 or 0). */
static int
finish(struct connection *connection, int sent, struct result **result,
    struct error *error)
{
	struct result *wrapped;
	PGresult *rows;
	int code;

	if (sent != 1)
		return connection_failed(connection, NULL, error);
	code = connection_wait(connection, &rows, error);
	if (code < 0)
		return code;
	if (result == NULL) {
		PQclear(rows);
		return 0;
	}
	wrapped = malloc(sizeof(*wrapped));
	if (wrapped == NULL) {
		PQclear(rows);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	wrapped->rows = rows;
	*result = wrapped;
	return 0;
}

int
connection_execute(
    struct connection *connection, const char *sql, struct error *error)
{
	return finish(
	    connection, PQsendQuery(connection->link, sql), NULL, error);
}

int
connection_query(struct connection *connection, const char *sql,
    const char *const *parameters, size_t count, struct result **result,
    struct error *error)
{
	assert(count <= INT_MAX);
	return finish(connection,
	    PQsendQueryParams(connection->link, sql, (int)count, NULL,
		parameters, NULL, NULL, 0),
	    result, error);
}

/* Runs a statement that was put together, and clears it. */
static int
run_buffer(struct connection *connection, struct buffer *sql,
    struct result **result, struct error *error)
{
	int code = sql->failed
	    ? error_set(error, ERROR_MEMORY, "out of memory")
	    : connection_query(connection, sql->data, NULL, 0, result, error);

	buffer_clear(sql);
	return code;
}

int
connection_run(struct connection *connection, struct buffer *sql,
    int64_t *affected, struct error *error)
{
	struct result *result = NULL;
	int code = run_buffer(connection, sql, &result, error);

	if (code < 0 || result == NULL)
		return code;
	if (affected != NULL)
		*affected = result_affected(result);
	result_free(result);
	return 0;
}

int
connection_ask(struct connection *connection, struct buffer *sql,
    int64_t *number, struct error *error)
{
	struct result *result = NULL;
	int code = run_buffer(connection, sql, &result, error);

	if (code < 0 || result == NULL)
		return code;
	*number = result_integer(result, 0, 0);
	result_free(result);
	return 0;
}

int
connection_prepare(struct connection *connection, const char *name,
    const char *sql, struct error *error)
{
	return finish(connection,
	    PQsendPrepare(connection->link, name, sql, 0, NULL), NULL, error);
}

int
connection_query_prepared(struct connection *connection, const char *name,
    const char *const *parameters, size_t count, struct result **result,
    struct error *error)
{
	assert(count <= INT_MAX);
	return finish(connection,
	    PQsendQueryPrepared(
		connection->link, name, (int)count, parameters, NULL, NULL, 0),
	    result, error);
}

void
result_free(struct result *result)
{
	if (result == NULL)
		return;
	PQclear(result->rows);
	free(result);
}

size_t
result_row_count(const struct result *result)
{
	return (size_t)PQntuples(result->rows);
}

int64_t
result_affected(const struct result *result)
{
	return strtoll(PQcmdTuples(result->rows), NULL, 10);
}

const char *
result_text(const struct result *result, size_t row, size_t column)
{
	assert(row < result_row_count(result));
	if (PQgetisnull(result->rows, (int)row, (int)column))
		return NULL;
	return PQgetvalue(result->rows, (int)row, (int)column);
}

int64_t
result_integer(const struct result *result, size_t row, size_t column)
{
	const char *text = result_text(result, row, column);

	return text == NULL ? 0 : strtoll(text, NULL, 10);
}

bool
result_bool(const struct result *result, size_t row, size_t column)
{
	const char *text = result_text(result, row, column);

	return text != NULL && text[0] == 't';
}
