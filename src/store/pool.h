/*
 * Pool: a few connections to PostgreSQL for a program that must never wait.
 *
 * Requests are prepared statements with text parameters. They go to the
 * connection with the fewest under way, in pipeline mode, each followed by a
 * sync, so that one's error is not the next one's. A statement is prepared the
 * first time a connection runs it, in the same pipeline.
 *
 * The pool knows no event loop: each connection is an endpoint. A connection
 * that fails, or that does not answer its oldest request by the deadline, is
 * closed, what it had under way ends with ERROR_UNAVAILABLE, and it reconnects
 * with back-off: 100 ms, doubled up to 5 s. While no connection is up,
 * requests are refused at once, not queued; only before the first attempt has
 * ended do they wait.
 *
 * Not thread-safe; one a worker.
 */
#ifndef MARQUEE_STORE_POOL_H
#define MARQUEE_STORE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/endpoint.h"
#include "util/error.h"

#define POOL_MAX_CONNECTIONS 8
#define POOL_MAX_PARAMETERS 8

struct pool;
struct pool_request; /* one statement under way */
struct pg_result; /* libpq's PGresult */

/* Static storage: the pool keeps pointers. */
struct pool_statement {
	const char *name; /* unique in the program */
	const char *sql;
	unsigned index; /* 0 to POOL_MAX_STATEMENTS - 1, unique */
};

#define POOL_MAX_STATEMENTS 32

struct pool_settings {
	const char *connection_string; /* copied; a secret */
	unsigned connections; /* 1 to POOL_MAX_CONNECTIONS */
	unsigned queue_max; /* requests under way and waiting */
	unsigned deadline_ms; /* of a request, from pool_submit */
};

/*
 * Called once for every request that was not forgotten, from within on_ready
 * or on_time, never from within pool_submit. `code` is 0 with rows in
 * `result` (borrowed for the call), or ERROR_UNAVAILABLE (down, too slow),
 * ERROR_VERSION (a table or column is missing), ERROR_MISSING (a foreign key
 * points nowhere), ERROR_DATABASE; then `result` is NULL and `message` says
 * why.
 */
typedef void pool_done(void *context, int code, const struct pg_result *result,
    const char *message);

/* **new**; connecting begins with pool_start. ERROR_MEMORY, ERROR_INVALID. */
int pool_new(const struct pool_settings *settings, struct pool **out,
    struct error *error);
void pool_free(struct pool *pool); /* calls nobody back */

/* Starts to connect; to be called when a loop watches the endpoints. */
void pool_start(struct pool *pool);

/* The endpoints, one a connection, borrowed; their number never changes. */
size_t pool_endpoints(
    struct pool *pool, struct endpoint *endpoints[POOL_MAX_CONNECTIONS]);

/*
 * Starts a request. The parameters ([count], NULL is SQL's null) are copied.
 * ERROR_UNAVAILABLE when no connection is up, ERROR_LIMIT when the queue is
 * full, ERROR_MEMORY. *out is valid until `done` was called or it is
 * forgotten.
 */
int pool_submit(struct pool *pool, const struct pool_statement *statement,
    const char *const *parameters, size_t count, pool_done *done, void *context,
    struct pool_request **out, struct error *error);

/* The owner has gone: `done` will not be called. The statement still runs. */
void pool_forget(struct pool_request *request);

/* Whether a request could be answered now: some connection is up. */
bool pool_is_up(const struct pool *pool);

/* Why the last connection attempt failed, "" when none has; borrowed. */
const char *pool_last_error(const struct pool *pool);

/* Runs the loop of endpoint_poll until no request is under way. */
void pool_drain(struct pool *pool);

#endif
