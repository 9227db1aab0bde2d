/*
 * One connection of the pool: connects, sends requests in pipeline mode, takes
 * their results in order, and starts again when it is lost. Part of the pool,
 * for nobody else.
 *
 *	IDLE -> CONNECTING -> READY
 *	           |  ^          |
 *	           v  |          |
 *	          BACK_OFF <-----+
 */
#ifndef MARQUEE_STORE_POOL_CONNECTION_H
#define MARQUEE_STORE_POOL_CONNECTION_H

#include <libpq-fe.h>

#include "store/pool.h"

enum pool_connection_state {
	POOL_CONNECTION_IDLE, /* never started */
	POOL_CONNECTION_CONNECTING,
	POOL_CONNECTION_READY,
	POOL_CONNECTION_BACK_OFF
};

#define POOL_MESSAGE_SIZE 200

struct pool_request {
	struct pool_request *next; /* in the pool's or a connection's queue */
	const struct pool_statement *statement;
	size_t parameter_count;
	const char *parameters[POOL_MAX_PARAMETERS]; /* into text[] */
	uint64_t deadline_ns;
	pool_done *done; /* NULL: forgotten */
	void *context;
	bool preparing; /* the next result is the prepare's */
	int code; /* the first error, else 0 */
	PGresult *result; /* owned; rows, or NULL so far */
	char message[POOL_MESSAGE_SIZE];
	char text[]; /* the parameters, NUL-terminated */
};

struct request_queue { /* first in, first out */
	struct pool_request *head;
	struct pool_request **tail;
	size_t count;
};

struct pool_connection {
	struct endpoint endpoint; /* first: the loop's callbacks cast it */
	struct pool *pool;
	PGconn *db; /* NULL unless connecting or ready */
	enum pool_connection_state state;
	bool broken; /* a send failed; to be closed by on_time */
	bool attempted; /* a connection attempt has ended, either way */
	unsigned back_off_ms;
	uint32_t prepared; /* bit i: the statement of index i */
	struct request_queue sent; /* under way, oldest first */
};

void request_queue_init(struct request_queue *queue);
void request_queue_push(
    struct request_queue *queue, struct pool_request *request);
struct pool_request *request_queue_pop(struct request_queue *queue);

void pool_connection_init(
    struct pool_connection *connection, struct pool *pool);
void pool_connection_release(struct pool_connection *connection);

/* Begins a connection attempt. */
void pool_connection_start(struct pool_connection *connection);

/* Sends a request and takes it over; on failure (ERROR_UNAVAILABLE) the
 * caller keeps it and the connection will be closed soon. */
int pool_connection_send(
    struct pool_connection *connection, struct pool_request *request);

/* --- what the pool does for its connections ------------------------------ */

/* Ends a request: calls back, unless forgotten, and frees it. */
void pool_finish(struct pool *pool, struct pool_request *request, int code,
    const char *message);

/* A connection became ready, or failed for `reason`. */
void pool_connected(struct pool *pool);
void pool_failed(struct pool *pool, const char *reason);

const char *pool_connection_string(const struct pool *pool);
unsigned pool_deadline_ms(const struct pool *pool);

#endif
