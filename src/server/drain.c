/*
 * Kore's own handler ends the loop at once. Ours raises a flag; when nothing
 * is left to do the loop is told to quit in Kore's own way.
 */
#include "server/drain.h"

/* kore.h first: the others use what it includes */
#include <kore/kore.h>

#include <kore/http.h>

#include <signal.h>
#include <string.h>

#include "server/guard.h"
#include "util/clock.h"
#include "util/log.h"

#define DRAIN_MAX_NS (10 * UINT64_C(1000000000))

static volatile sig_atomic_t told; /* a handler can reach nothing else */

static void
on_signal(int number)
{
	(void)number;
	told = 1;
}

void
drain_install(void)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGQUIT};
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = on_signal;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}

/*
 * The worker that holds the accept lock has the listening sockets in its
 * epoll and keeps the lock; the others must not come to hold it.
 */
static void
stop_accepting(void)
{
	if (worker->has_lock)
		kore_platform_disable_accept();
	else
		worker_max_connections = 0;
}

/* Whether some answer is not yet wholly handed to the kernel. */
static bool
is_sending(void)
{
	struct connection *connection;

	TAILQ_FOREACH(connection, &connections, list)
	if (connection->proto == CONN_PROTO_HTTP &&
	    !TAILQ_EMPTY(&connection->send_queue))
		return true;
	return false;
}

void
drain_look(struct app *app)
{
	uint64_t now_ns = clock_monotonic_ns();

	if (!told)
		return;
	if (!app->draining) {
		app->draining = true;
		app->drain_until_ns = now_ns + DRAIN_MAX_NS;
		stop_accepting();
		return; /* connections that were just accepted get a chance */
	}
	guard_close_idle();
	if (http_request_count > 0 || is_sending() || guard_is_receiving()) {
		if (now_ns < app->drain_until_ns)
			return;
		log_warn("%u requests were not finished in time",
		    (unsigned)http_request_count);
	}
	sig_recv = SIGQUIT;
}
