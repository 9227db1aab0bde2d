/*
 * Connection: a blocking connection to PostgreSQL, for the command line.
 *
 * Sends SQL, waits, hands back text. One statement at a time, one thread at a
 * time. The server never uses this: it has the pool, which does not block.
 *
 * Errors are those of store/sqlstate.h, with a message that never holds a
 * password. After ERROR_UNAVAILABLE the connection can only be closed.
 */
#ifndef MARQUEE_STORE_CONNECTION_H
#define MARQUEE_STORE_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buffer.h"
#include "util/error.h"

struct connection; /* opaque */
struct result; /* opaque; rows of text */

/* Seconds to wait for a server when the connection string sets no
 * connect_timeout. */
#define CONNECTION_TIMEOUT_S 10

/*
 * Opens a **new** connection. `connection_string` is a URL or name=value
 * pairs, as libpq takes them; `application_name` is what pg_stat_activity
 * shows (at most 63 bytes) and may be NULL. Text travels as UTF-8, times in
 * UTC.
 *
 * ERROR_INVALID (the string cannot be read), ERROR_UNAVAILABLE, ERROR_MEMORY.
 */
int connection_open(struct connection **connection,
    const char *connection_string, const char *application_name,
    struct error *error);

/* The same connection string for another database: **new**, a secret. NULL
 * when the string cannot be read or memory is short. */
char *connection_string_for(
    const char *connection_string, const char *database);

/* Sets libpq's environment variables (PGHOST, ...) to what the string says, for
 * a program that is about to be executed. ERROR_INVALID, ERROR_MEMORY. */
int connection_string_export(
    const char *connection_string, struct error *error);

/* Closes it; an open transaction is rolled back by the server. */
void connection_close(struct connection *connection);

/*
 * From now on a raised signal flag (util/signal_flag.h) cancels the statement
 * that is waited for, which then fails with ERROR_INTERRUPTED. Off at first.
 */
void connection_stop_on_signal(struct connection *connection, bool stop);

/* From now on `tick` is called several times a second while a statement is
 * waited for. NULL: no longer. */
void connection_tick(
    struct connection *connection, void (*tick)(void *), void *context);

/* Runs one or more statements without parameters and drops their rows. */
int connection_execute(
    struct connection *connection, const char *sql, struct error *error);

/*
 * Runs one statement that was put together in a buffer, and empties the
 * buffer. `affected` receives the rows it touched and may be NULL.
 */
int connection_run(struct connection *connection, struct buffer *sql,
    int64_t *affected, struct error *error);

/* As connection_run for a query that answers with one number. */
int connection_ask(struct connection *connection, struct buffer *sql,
    int64_t *number, struct error *error);

/*
 * Runs one statement with `count` parameters ($1, ...) as text, NULL being
 * SQL's null. `result` receives **new** rows and may be NULL.
 */
int connection_query(struct connection *connection, const char *sql,
    const char *const *parameters, size_t count, struct result **result,
    struct error *error);

/* Names a statement for connection_query_prepared; at most 65,535 parameters,
 * whose types PostgreSQL infers. */
int connection_prepare(struct connection *connection, const char *name,
    const char *sql, struct error *error);

/* As connection_query, for a statement that was prepared. */
int connection_query_prepared(struct connection *connection, const char *name,
    const char *const *parameters, size_t count, struct result **result,
    struct error *error);

void result_free(struct result *result);
size_t result_row_count(const struct result *result);

/* Rows that an INSERT, UPDATE, DELETE or COPY touched. */
int64_t result_affected(const struct result *result);

/* Borrowed until result_free; NULL where SQL's null stands. */
const char *result_text(const struct result *result, size_t row, size_t column);

/* The text as an integer; 0 where null or no integer stands. */
int64_t result_integer(const struct result *result, size_t row, size_t column);

/* The text "t" as true. */
bool result_bool(const struct result *result, size_t row, size_t column);

#endif
