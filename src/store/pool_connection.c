/*
 * A connection of the pool: see the header for its states.
 *
 * libpq closes its socket by itself when the connection is lost, and opens
 * others while it tries addresses; so the endpoint is told anew after each
 * step of connecting, and without a descriptor before PQfinish.
 */
#include "store/pool_connection.h"

#include <stdio.h>
#include <string.h>

#include "util/clock.h"

#define BACK_OFF_FIRST_MS 100
#define BACK_OFF_LAST_MS 5000

static void on_ready(struct endpoint *endpoint);
static void on_time(struct endpoint *endpoint);

static uint64_t
deadline_in(unsigned milliseconds)
{
	return clock_monotonic_ns() + (uint64_t)milliseconds * 1000000;
}

void
request_queue_init(struct request_queue *queue)
{
	queue->head = NULL;
	queue->tail = &queue->head;
	queue->count = 0;
}

void
request_queue_push(struct request_queue *queue, struct pool_request *request)
{
	request->next = NULL;
	*queue->tail = request;
	queue->tail = &request->next;
	queue->count++;
}

struct pool_request *
request_queue_pop(struct request_queue *queue)
{
	struct pool_request *request = queue->head;

	if (request == NULL)
		return NULL;
	queue->head = request->next;
	if (queue->head == NULL)
		queue->tail = &queue->head;
	queue->count--;
	return request;
}

void
pool_connection_init(struct pool_connection *connection, struct pool *pool)
{
	memset(connection, 0, sizeof(*connection));
	connection->endpoint.descriptor = -1;
	connection->endpoint.on_ready = on_ready;
	connection->endpoint.on_time = on_time;
	connection->pool = pool;
	connection->back_off_ms = BACK_OFF_FIRST_MS;
	request_queue_init(&connection->sent);
}

/* Closes the descriptor, in the order that the endpoint asks for. */
static void
hang_up(struct pool_connection *connection)
{
	if (connection->db == NULL)
		return;
	endpoint_watch(&connection->endpoint, -1, ENDPOINT_NONE);
	PQfinish(connection->db);
	connection->db = NULL;
	connection->prepared = 0;
	connection->broken = false;
}

void
pool_connection_release(struct pool_connection *connection)
{
	struct pool_request *request;

	hang_up(connection);
	endpoint_schedule(&connection->endpoint, 0);
	while ((request = request_queue_pop(&connection->sent)) != NULL) {
		request->done = NULL;
		pool_finish(
		    connection->pool, request, ERROR_UNAVAILABLE, "closed");
	}
}

/* A copy of libpq's message: one line, without the line's end. */
static void
copy_message(char text[POOL_MESSAGE_SIZE], const char *message)
{
	snprintf(text, POOL_MESSAGE_SIZE, "%.*s", (int)strcspn(message, "\n"),
	    message);
}

/* The connection is of no use: everything under way ends, a new attempt
 * follows after the back-off. */
static void
fail(struct pool_connection *connection, const char *reason)
{
	struct request_queue lost = connection->sent;
	struct pool_request *request;
	char text[POOL_MESSAGE_SIZE];

	copy_message(text, reason); /* it may belong to db */
	if (lost.head == NULL)
		lost.tail = &lost.head;
	request_queue_init(&connection->sent);
	hang_up(connection);
	connection->state = POOL_CONNECTION_BACK_OFF;
	connection->attempted = true;
	endpoint_schedule(
	    &connection->endpoint, deadline_in(connection->back_off_ms));
	connection->back_off_ms *= 2;
	if (connection->back_off_ms > BACK_OFF_LAST_MS)
		connection->back_off_ms = BACK_OFF_LAST_MS;
	while ((request = request_queue_pop(&lost)) != NULL)
		pool_finish(connection->pool, request, ERROR_UNAVAILABLE, text);
	pool_failed(connection->pool, text);
}

/* --- connecting ----------------------------------------------------------- */

static void
become_ready(struct pool_connection *connection)
{
	if (PQsetnonblocking(connection->db, 1) != 0 ||
	    PQenterPipelineMode(connection->db) != 1) {
		fail(connection, PQerrorMessage(connection->db));
		return;
	}
	connection->state = POOL_CONNECTION_READY;
	connection->attempted = true;
	connection->back_off_ms = BACK_OFF_FIRST_MS;
	endpoint_watch(
	    &connection->endpoint, PQsocket(connection->db), ENDPOINT_READ);
	endpoint_schedule(&connection->endpoint, 0);
	pool_connected(connection->pool);
}

static void
connect_step(
    struct pool_connection *connection, PostgresPollingStatusType status)
{
	switch (status) {
	case PGRES_POLLING_READING:
		endpoint_watch(&connection->endpoint, PQsocket(connection->db),
		    ENDPOINT_READ);
		break;
	case PGRES_POLLING_WRITING:
		endpoint_watch(&connection->endpoint, PQsocket(connection->db),
		    ENDPOINT_WRITE);
		break;
	case PGRES_POLLING_OK:
		become_ready(connection);
		break;
	default:
		fail(connection, PQerrorMessage(connection->db));
		break;
	}
}

void
pool_connection_start(struct pool_connection *connection)
{
	static const char *const keywords[] = {
	    "dbname", "fallback_application_name", NULL};
	const char *values[] = {
	    pool_connection_string(connection->pool), "marquee", NULL};

	/* a true 1 as the third argument: dbname is a connection string */
	connection->db = PQconnectStartParams(keywords, values, 1);
	connection->state = POOL_CONNECTION_CONNECTING;
	if (connection->db == NULL) {
		fail(connection, "out of memory");
		return;
	}
	if (PQstatus(connection->db) == CONNECTION_BAD) {
		fail(connection, PQerrorMessage(connection->db));
		return;
	}
	endpoint_schedule(&connection->endpoint,
	    deadline_in(pool_deadline_ms(connection->pool)));
	connect_step(connection, PGRES_POLLING_WRITING);
}

/* --- sending -------------------------------------------------------------- */

/* Sends what is buffered; asks for writability while some is left. */
static int
flush(struct pool_connection *connection)
{
	int left = PQflush(connection->db);
	enum endpoint_interest interest =
	    left == 1 ? ENDPOINT_BOTH : ENDPOINT_READ;

	if (left < 0)
		return ERROR_UNAVAILABLE;
	if (interest != connection->endpoint.interest)
		endpoint_watch(
		    &connection->endpoint, PQsocket(connection->db), interest);
	return 0;
}

static int
send_request(struct pool_connection *connection, struct pool_request *request)
{
	const struct pool_statement *statement = request->statement;
	uint32_t bit = (uint32_t)1 << statement->index;

	request->preparing = (connection->prepared & bit) == 0;
	if (request->preparing &&
	    PQsendPrepare(connection->db, statement->name, statement->sql,
		(int)request->parameter_count, NULL) != 1)
		return ERROR_UNAVAILABLE;
	if (PQsendQueryPrepared(connection->db, statement->name,
		(int)request->parameter_count, request->parameters, NULL, NULL,
		0) != 1 ||
	    PQpipelineSync(connection->db) != 1)
		return ERROR_UNAVAILABLE;
	connection->prepared |= bit;
	return flush(connection);
}

int
pool_connection_send(
    struct pool_connection *connection, struct pool_request *request)
{
	if (send_request(connection, request) != 0) {
		/* closing it here would call others back from a submit */
		connection->broken = true;
		endpoint_schedule(&connection->endpoint, clock_monotonic_ns());
		return ERROR_UNAVAILABLE;
	}
	request_queue_push(&connection->sent, request);
	endpoint_schedule(
	    &connection->endpoint, connection->sent.head->deadline_ns);
	return 0;
}

/* --- results -------------------------------------------------------------- */

/* PostgreSQL's error codes (its manual, appendix A) as ours. */
static int
classify(const char *sqlstate)
{
	static const struct {
		const char *prefix;
		int code;
	} table[] = {
	    {"42P01", ERROR_VERSION}, /* undefined_table */
	    {"42703", ERROR_VERSION}, /* undefined_column */
	    {"3F000", ERROR_VERSION}, /* invalid_schema_name */
	    {"26000", ERROR_VERSION}, /* its prepare failed just before */
	    {"23503", ERROR_MISSING}, /* foreign_key_violation */
	    {"57", ERROR_UNAVAILABLE}, /* operator intervention */
	    {"53", ERROR_UNAVAILABLE}, /* insufficient resources */
	    {"08", ERROR_UNAVAILABLE}, /* connection exception */
	    {"25006", ERROR_UNAVAILABLE}, /* read-only: a standby */
	};

	if (sqlstate == NULL)
		return ERROR_UNAVAILABLE;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strncmp(sqlstate, table[i].prefix,
			strlen(table[i].prefix)) == 0)
			return table[i].code;
	return ERROR_DATABASE;
}

static void
note_error(struct pool_connection *connection, struct pool_request *request,
    const PGresult *result)
{
	if (request->preparing)
		connection->prepared &=
		    ~((uint32_t)1 << request->statement->index);
	if (request->code != 0)
		return;
	request->code = classify(PQresultErrorField(result, PG_DIAG_SQLSTATE));
	copy_message(request->message, PQresultErrorMessage(result));
}

/* Takes a result over; true when it ended the oldest request. */
static bool
take_result(struct pool_connection *connection, PGresult *result)
{
	struct pool_request *request = connection->sent.head;

	switch (PQresultStatus(result)) {
	case PGRES_TUPLES_OK:
		PQclear(request->result);
		request->result = result;
		return false;
	case PGRES_COMMAND_OK:
		request->preparing = false;
		break;
	case PGRES_PIPELINE_ABORTED: /* what follows an error */
		break;
	case PGRES_PIPELINE_SYNC:
		PQclear(result);
		return true;
	default:
		note_error(connection, request, result);
		break;
	}
	PQclear(result);
	return false;
}

/* Takes all results that have arrived. A callback may submit more. */
static void
take_results(struct pool_connection *connection)
{
	struct pool_request *request;
	PGresult *result;
	bool gap = false; /* libpq puts a NULL behind each statement's rows */

	while (connection->sent.head != NULL && !PQisBusy(connection->db)) {
		result = PQgetResult(connection->db);
		if (result == NULL && gap)
			break;
		gap = result == NULL;
		if (gap || !take_result(connection, result))
			continue;
		request = request_queue_pop(&connection->sent);
		endpoint_schedule(&connection->endpoint,
		    connection->sent.head == NULL
			? 0
			: connection->sent.head->deadline_ns);
		pool_finish(
		    connection->pool, request, request->code, request->message);
	}
}

static void
on_ready(struct endpoint *endpoint)
{
	struct pool_connection *connection = (struct pool_connection *)endpoint;

	if (connection->state == POOL_CONNECTION_CONNECTING) {
		connect_step(connection, PQconnectPoll(connection->db));
		return;
	}
	if (connection->state != POOL_CONNECTION_READY)
		return;
	if (PQconsumeInput(connection->db) != 1) {
		/* what came before the end is still an answer */
		take_results(connection);
		fail(connection, PQerrorMessage(connection->db));
		return;
	}
	take_results(connection);
	if (connection->broken || PQstatus(connection->db) == CONNECTION_BAD ||
	    flush(connection) != 0)
		fail(connection, PQerrorMessage(connection->db));
}

static void
on_time(struct endpoint *endpoint)
{
	struct pool_connection *connection = (struct pool_connection *)endpoint;

	switch (connection->state) {
	case POOL_CONNECTION_BACK_OFF:
		pool_connection_start(connection);
		break;
	case POOL_CONNECTION_CONNECTING:
		fail(connection, "connecting took too long");
		break;
	case POOL_CONNECTION_READY:
		fail(connection,
		    connection->broken ? PQerrorMessage(connection->db)
				       : "the statement took too long");
		break;
	default:
		break;
	}
}
