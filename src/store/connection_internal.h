/*
 * What the files of store/ share about a blocking connection. The only header
 * but the pool's own that knows libpq; not for other layers.
 */
#ifndef MARQUEE_STORE_CONNECTION_INTERNAL_H
#define MARQUEE_STORE_CONNECTION_INTERNAL_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "store/connection.h"
#include "util/error.h"

struct connection {
	PGconn *link;
	bool stop_on_signal;
	void (*tick)(void *context); /* may be NULL */
	void *tick_context;
};

/* Fills *error from a failed result, or from the connection when `result` is
 * NULL; returns the code. The result stays the caller's. */
int connection_failed(const struct connection *connection,
    const PGresult *result, struct error *error);

/* Asks the server to end the statement under way; that it fails is still to be
 * waited for. */
void connection_cancel(const struct connection *connection);

/*
 * Waits for the statement under way to end. *result receives the last result
 * with status PGRES_COMMAND_OK, TUPLES_OK, COPY_IN or COPY_OUT (PQclear it);
 * the first failure of several statements is the one reported.
 */
int connection_wait(
    struct connection *connection, PGresult **result, struct error *error);

#endif
