/*
 * Guard: stands between the socket and Kore's HTTP parser.
 *
 * It receives the bytes of a connection, waits until one request is complete,
 * refuses what server/request_scan.h refuses, and hands Kore the canonical
 * head and exactly the announced body. What came behind (a pipelined request)
 * is kept, and looked at when the answer has been queued: so answers come in
 * order, and nothing is ever parsed twice or waited for in vain.
 *
 * A refusal is an answer of ours and a lingering close: what the client still
 * sends is read and thrown away for a moment, so that the answer is not lost
 * to a reset.
 */
#ifndef MARQUEE_SERVER_GUARD_H
#define MARQUEE_SERVER_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "server/app.h"

struct connection; /* Kore's */

/* Takes a connection that was just accepted; `app` is borrowed. */
void guard_accept(struct app *app, struct connection *connection);

/* Around http_response: Kore must not read on by itself meanwhile. */
void guard_hold(struct connection *connection);
void guard_resume(struct connection *connection);

/* Refuses requests that take longer than 10 s to arrive, and ends lingering
 * connections; to be called twice a second. */
void guard_check_timeouts(void);

/* Closes the connections that wait for a request. */
void guard_close_idle(void);

/* Whether some request has begun to arrive and is not complete. */
bool guard_is_receiving(void);

#endif
