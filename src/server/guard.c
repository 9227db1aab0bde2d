/*
 * The guard's state of a connection lives in its hdlr_extra, which Kore frees.
 *
 *	HEAD -> BODY -> (Kore has it) -> HEAD ...
 *	  \______\____> LINGER
 */
#include "server/guard.h"

/* kore.h first: the others use what it includes */
#include <kore/kore.h>

#include <kore/http.h>

#include <string.h>
#include <sys/socket.h>

#include "server/request_scan.h"
#include "server/respond.h"
#include "util/clock.h"

#define FIRST_READ_BYTES 4096 /* grows up to REQUEST_HEAD_MAX */
#define ARRIVAL_MAX_NS (10 * UINT64_C(1000000000))
#define LINGER_MAX_NS (2 * UINT64_C(1000000000))
#define LINGER_MAX_BYTES 1048576
#define KEEP_ALIVE_MS 75000

enum guard_phase {
	GUARD_HEAD, /* the head of a request is coming in */
	GUARD_BODY, /* its body is */
	GUARD_KORE, /* Kore has the request */
	GUARD_LINGER /* refused: throw away what comes */
};

struct guard {
	struct app *app; /* borrowed */
	enum guard_phase phase;
	struct request_scan scan;
	uint64_t since_ns; /* first byte, or begin of lingering; 0: idle */
	size_t discarded; /* bytes read while lingering */
	bool resuming; /* guard_resume is at work */
	struct buffer rest; /* bytes behind the request that Kore has */
};

static int receive(struct netbuf *nb);

static void
on_disconnect(struct connection *connection)
{
	struct guard *guard = connection->hdlr_extra;

	buffer_release(&guard->rest);
}

static struct guard *
guard_of(const struct connection *connection)
{
	return connection->disconnect == on_disconnect ? connection->hdlr_extra
						       : NULL;
}

void
guard_accept(struct app *app, struct connection *connection)
{
	struct guard *guard = kore_calloc(1, sizeof(*guard));

	guard->app = app;
	request_scan_init(&guard->scan);
	connection->hdlr_extra = guard;
	connection->disconnect = on_disconnect;
	connection->proto = CONN_PROTO_HTTP;
	connection->http_timeout = 0; /* the guard's own is used */
	connection->idle_timer.length = KEEP_ALIVE_MS;
	net_recv_queue(
	    connection, FIRST_READ_BYTES, NETBUF_CALL_CB_ALWAYS, receive);
}

/* --- refusing ------------------------------------------------------------- */

static void
log_refusal(struct guard *guard, const char *request_id)
{
	struct app *app = guard->app;
	struct access_log_entry entry = {.method = "",
	    .path = "",
	    .status = guard->scan.status,
	    .request_id = request_id};

	access_log_add(&app->access_log, &entry);
	metrics_count(app->metrics, app->worker, METRICS_ROUTES_MAX - 1,
	    guard->scan.status);
}

static int
refuse(struct connection *connection, struct guard *guard)
{
	struct buffer answer = BUFFER_INIT;
	char request_id[REQUEST_ID_SIZE];

	respond_request_id(&guard->app->random, request_id);
	respond_refusal(
	    &answer, guard->scan.status, guard->scan.detail, request_id);
	log_refusal(guard, request_id);
	if (!answer.failed)
		net_send_queue(connection, answer.data, answer.length);
	buffer_release(&answer);
	guard->phase = GUARD_LINGER;
	guard->since_ns = clock_monotonic_ns();
	connection->rnb->s_off = 0;
	if (!net_send_flush(connection))
		return KORE_RESULT_ERROR;
	if (TAILQ_EMPTY(&connection->send_queue))
		(void)shutdown(connection->fd, SHUT_WR);
	else
		connection->flags |= CONN_CLOSE_EMPTY;
	return KORE_RESULT_OK;
}

static int
refuse_with(struct connection *connection, struct guard *guard, int status,
    const char *detail)
{
	guard->scan.status = status;
	guard->scan.detail = detail;
	return refuse(connection, guard);
}

/* --- handing over --------------------------------------------------------- */

static void
wake_loop(void *argument, u_int64_t now)
{
	(void)argument;
	(void)now;
}

/*
 * Gives Kore one request, and keeps what came behind it. Kore takes the
 * buffer over and does not touch it before the handler has run.
 */
static int
hand_over(struct connection *connection, struct guard *guard)
{
	struct netbuf *nb = connection->rnb;
	const struct request_scan *scan = &guard->scan;
	size_t whole = scan->head_length + scan->content_length;
	struct buffer request = BUFFER_INIT;

	buffer_clear(&guard->rest);
	buffer_append(
	    &guard->rest, nb->buf + whole, (size_t)(nb->s_off - whole));
	request_scan_write(scan, &request);
	buffer_append(
	    &request, nb->buf + scan->head_length, scan->content_length);
	if (request.failed || guard->rest.failed) {
		buffer_release(&request);
		return refuse_with(connection, guard, 503, "out of memory");
	}
	kore_free(nb->buf);
	nb->buf = kore_malloc(request.length);
	memcpy(nb->buf, request.data, request.length);
	nb->s_off = nb->b_len = nb->m_len = request.length;
	buffer_release(&request);
	guard->phase = GUARD_KORE;
	guard->since_ns = 0;
	/* Kore looks at new requests after an event: make it one */
	if (guard->resuming)
		kore_timer_add(wake_loop, 0, NULL, KORE_TIMER_ONESHOT);
	return http_header_recv(nb);
}

/* --- receiving ------------------------------------------------------------ */

static int
receive_head(struct connection *connection, struct guard *guard)
{
	struct netbuf *nb = connection->rnb;

	switch (request_scan(&guard->scan, (const char *)nb->buf, nb->s_off)) {
	case SCAN_REFUSED:
		return refuse(connection, guard);
	case SCAN_MORE:
		if (nb->s_off == nb->b_len)
			net_recv_expand(
			    connection, REQUEST_HEAD_MAX - nb->b_len, receive);
		return KORE_RESULT_OK;
	default:
		guard->phase = GUARD_BODY;
		return KORE_RESULT_OK;
	}
}

static int
receive_body(struct connection *connection, struct guard *guard)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct netbuf *nb = connection->rnb;
	size_t whole = guard->scan.head_length + guard->scan.content_length;

	if (nb->s_off >= whole) {
		/* the buffer may have moved since the head was read */
		guard->scan.searched = 0;
		(void)request_scan(
		    &guard->scan, (const char *)nb->buf, nb->s_off);
		return hand_over(connection, guard);
	}
	if (nb->b_len < whole)
		net_recv_expand(connection, whole - nb->b_len, receive);
	if (guard->scan.expect_continue &&
	    nb->s_off == guard->scan.head_length) {
		guard->scan.expect_continue = false;
		net_send_queue(connection, go_on, sizeof(go_on) - 1);
		if (!net_send_flush(connection))
			return KORE_RESULT_ERROR;
	}
	return KORE_RESULT_OK;
}

static int
receive(struct netbuf *nb)
{
	struct connection *connection = nb->owner;
	struct guard *guard = connection->hdlr_extra;
	int result = KORE_RESULT_OK;

	if (guard->since_ns == 0)
		guard->since_ns = clock_monotonic_ns();
	if (guard->phase == GUARD_LINGER) {
		guard->discarded += nb->s_off;
		nb->s_off = 0;
		if (guard->discarded > LINGER_MAX_BYTES)
			result = KORE_RESULT_ERROR;
	}
	if (guard->phase == GUARD_HEAD)
		result = receive_head(connection, guard);
	if (guard->phase == GUARD_BODY && result == KORE_RESULT_OK)
		result = receive_body(connection, guard);
	return result;
}

/* --- between requests ----------------------------------------------------- */

void
guard_hold(struct connection *connection)
{
	connection->flags |= CONN_IS_BUSY;
}

void
guard_resume(struct connection *connection)
{
	struct guard *guard = guard_of(connection);
	size_t rest;

	connection->flags &= (u_int16_t)~CONN_IS_BUSY;
	if (guard == NULL || (connection->flags & CONN_CLOSE_EMPTY))
		return;
	guard->phase = GUARD_HEAD;
	request_scan_init(&guard->scan);
	rest = guard->rest.length;
	net_recv_reset(connection,
	    rest < FIRST_READ_BYTES ? FIRST_READ_BYTES : rest + 1, receive);
	connection->http_timeout = 0;
	guard->resuming = true;
	if (rest > 0) {
		memcpy(connection->rnb->buf, guard->rest.data, rest);
		connection->rnb->s_off = rest;
		buffer_clear(&guard->rest);
		if (receive(connection->rnb) != KORE_RESULT_OK)
			kore_connection_disconnect(connection);
	}
	if (connection->state == CONN_STATE_ESTABLISHED &&
	    !net_recv_flush(connection))
		kore_connection_disconnect(connection);
	guard->resuming = false;
}

void
guard_check_timeouts(void)
{
	uint64_t now_ns = clock_monotonic_ns();
	struct connection *connection, *next;

	for (connection = TAILQ_FIRST(&connections); connection != NULL;
	     connection = next) {
		struct guard *guard = guard_of(connection);

		next = TAILQ_NEXT(connection, list);
		if (guard == NULL || guard->since_ns == 0)
			continue;
		if (guard->phase == GUARD_LINGER) {
			if (now_ns - guard->since_ns > LINGER_MAX_NS)
				kore_connection_disconnect(connection);
		} else if (now_ns - guard->since_ns > ARRIVAL_MAX_NS) {
			if (!refuse_with(connection, guard, 408,
				"the request took longer than 10 s to arrive"))
				kore_connection_disconnect(connection);
		}
	}
}

void
guard_close_idle(void)
{
	struct connection *connection, *next;

	for (connection = TAILQ_FIRST(&connections); connection != NULL;
	     connection = next) {
		struct guard *guard = guard_of(connection);

		next = TAILQ_NEXT(connection, list);
		if (guard != NULL && guard->phase == GUARD_HEAD &&
		    guard->since_ns == 0 &&
		    TAILQ_EMPTY(&connection->send_queue))
			kore_connection_disconnect(connection);
	}
}

bool
guard_is_receiving(void)
{
	struct connection *connection;

	TAILQ_FOREACH(connection, &connections, list)
	{
		struct guard *guard = guard_of(connection);

		if (guard != NULL && guard->since_ns != 0 &&
		    guard->phase != GUARD_LINGER)
			return true;
	}
	return false;
}
