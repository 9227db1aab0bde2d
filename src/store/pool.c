/*
 * The pool: which connection a request goes to, and what waits before the
 * first connection is up.
 */
#include "store/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/pool_connection.h"
#include "util/clock.h"

struct pool {
	char *connection_string; /* owned; a secret */
	unsigned deadline_ms;
	size_t queue_max;
	size_t request_count; /* waiting and under way */
	struct request_queue waiting; /* before the first attempt has ended */
	char last_error[POOL_MESSAGE_SIZE];
	unsigned connection_count;
	struct pool_connection connections[POOL_MAX_CONNECTIONS];
};

int
pool_new(const struct pool_settings *settings, struct pool **out,
    struct error *error)
{
	struct pool *pool;

	if (settings->connections < 1 ||
	    settings->connections > POOL_MAX_CONNECTIONS)
		return error_set(error, ERROR_INVALID,
		    "a pool has 1 to %d connections, not %u",
		    POOL_MAX_CONNECTIONS, settings->connections);
	pool = calloc(1, sizeof(*pool));
	if (pool == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	pool->connection_string = strdup(settings->connection_string);
	if (pool->connection_string == NULL) {
		free(pool);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	pool->deadline_ms = settings->deadline_ms;
	pool->queue_max = settings->queue_max;
	pool->connection_count = settings->connections;
	request_queue_init(&pool->waiting);
	for (unsigned i = 0; i < pool->connection_count; i++)
		pool_connection_init(&pool->connections[i], pool);
	*out = pool;
	return 0;
}

void
pool_free(struct pool *pool)
{
	struct pool_request *request;

	if (pool == NULL)
		return;
	for (unsigned i = 0; i < pool->connection_count; i++)
		pool_connection_release(&pool->connections[i]);
	while ((request = request_queue_pop(&pool->waiting)) != NULL) {
		request->done = NULL;
		pool_finish(pool, request, ERROR_UNAVAILABLE, "closed");
	}
	free(pool->connection_string);
	free(pool);
}

void
pool_start(struct pool *pool)
{
	for (unsigned i = 0; i < pool->connection_count; i++)
		if (pool->connections[i].state == POOL_CONNECTION_IDLE)
			pool_connection_start(&pool->connections[i]);
}

size_t
pool_endpoints(
    struct pool *pool, struct endpoint *endpoints[POOL_MAX_CONNECTIONS])
{
	for (unsigned i = 0; i < pool->connection_count; i++)
		endpoints[i] = &pool->connections[i].endpoint;
	return pool->connection_count;
}

static bool
usable(const struct pool_connection *connection)
{
	return connection->state == POOL_CONNECTION_READY &&
	    !connection->broken;
}

/* The ready connection with the fewest requests under way, or NULL. */
static struct pool_connection *
choose(struct pool *pool)
{
	struct pool_connection *best = NULL;

	for (unsigned i = 0; i < pool->connection_count; i++) {
		struct pool_connection *one = &pool->connections[i];

		if (usable(one) &&
		    (best == NULL || one->sent.count < best->sent.count))
			best = one;
	}
	return best;
}

bool
pool_is_up(const struct pool *pool)
{
	for (unsigned i = 0; i < pool->connection_count; i++)
		if (usable(&pool->connections[i]))
			return true;
	return false;
}

/* Whether some connection has not yet ended its first attempt. */
static bool
is_starting(const struct pool *pool)
{
	for (unsigned i = 0; i < pool->connection_count; i++)
		if (!pool->connections[i].attempted)
			return true;
	return false;
}

const char *
pool_last_error(const struct pool *pool)
{
	return pool->last_error;
}

const char *
pool_connection_string(const struct pool *pool)
{
	return pool->connection_string;
}

unsigned
pool_deadline_ms(const struct pool *pool)
{
	return pool->deadline_ms;
}

/* **new**: the parameters' text stands behind the struct. */
static struct pool_request *
request_new(const struct pool_statement *statement,
    const char *const *parameters, size_t count)
{
	struct pool_request *request;
	size_t text_bytes = 0;
	char *text;

	for (size_t i = 0; i < count; i++)
		if (parameters[i] != NULL)
			text_bytes += strlen(parameters[i]) + 1;
	request = calloc(1, sizeof(*request) + text_bytes);
	if (request == NULL)
		return NULL;
	request->statement = statement;
	request->parameter_count = count;
	text = request->text;
	for (size_t i = 0; i < count; i++) {
		if (parameters[i] == NULL)
			continue;
		request->parameters[i] = text;
		text = stpcpy(text, parameters[i]) + 1;
	}
	return request;
}

/* To a connection, or, before the first is up, to those that wait. */
static int
dispatch(struct pool *pool, struct pool_request *request)
{
	struct pool_connection *connection;

	while ((connection = choose(pool)) != NULL)
		if (pool_connection_send(connection, request) == 0)
			return 0;
	if (!is_starting(pool))
		return ERROR_UNAVAILABLE;
	request_queue_push(&pool->waiting, request);
	return 0;
}

int
pool_submit(struct pool *pool, const struct pool_statement *statement,
    const char *const *parameters, size_t count, pool_done *done, void *context,
    struct pool_request **out, struct error *error)
{
	struct pool_request *request;

	if (pool->request_count >= pool->queue_max)
		return error_set(error, ERROR_LIMIT,
		    "%zu requests to the database are under way",
		    pool->request_count);
	request = request_new(statement, parameters, count);
	if (request == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	request->done = done;
	request->context = context;
	request->deadline_ns =
	    clock_monotonic_ns() + (uint64_t)pool->deadline_ms * 1000000;
	if (dispatch(pool, request) != 0) {
		free(request);
		return error_set(error, ERROR_UNAVAILABLE,
		    "PostgreSQL does not answer: %s", pool->last_error);
	}
	pool->request_count++;
	*out = request;
	return 0;
}

void
pool_forget(struct pool_request *request)
{
	request->done = NULL;
	request->context = NULL;
}

void
pool_finish(struct pool *pool, struct pool_request *request, int code,
    const char *message)
{
	pool->request_count--;
	/* a statement that gave neither rows nor an error is our own bug, but
	 * not one to crash for */
	if (code == 0 && request->result == NULL) {
		code = ERROR_DATABASE;
		message = "the statement gave no rows";
	}
	if (request->done != NULL)
		request->done(request->context, code,
		    code == 0 ? request->result : NULL, message);
	PQclear(request->result);
	free(request);
}

void
pool_connected(struct pool *pool)
{
	struct request_queue waiting = pool->waiting;
	struct pool_request *request;

	if (waiting.head == NULL)
		return;
	request_queue_init(&pool->waiting);
	while ((request = request_queue_pop(&waiting)) != NULL)
		if (dispatch(pool, request) != 0)
			pool_finish(
			    pool, request, ERROR_UNAVAILABLE, pool->last_error);
}

void
pool_failed(struct pool *pool, const char *reason)
{
	struct pool_request *request;

	snprintf(pool->last_error, sizeof(pool->last_error), "%s", reason);
	if (is_starting(pool) || pool_is_up(pool))
		return;
	while ((request = request_queue_pop(&pool->waiting)) != NULL)
		pool_finish(pool, request, ERROR_UNAVAILABLE, pool->last_error);
}

void
pool_drain(struct pool *pool)
{
	struct endpoint *endpoints[POOL_MAX_CONNECTIONS];
	size_t count = pool_endpoints(pool, endpoints);

	while (pool->request_count > 0)
		endpoint_poll(endpoints, count, 1000);
}
