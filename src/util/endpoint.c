/*
 * Endpoints, and the loop over poll(2) for programs without an event loop.
 */
#include "util/endpoint.h"

#include <assert.h>
#include <poll.h>

#include "util/clock.h"

#define POLL_MAX 64

void
endpoint_watch(
    struct endpoint *endpoint, int descriptor, enum endpoint_interest interest)
{
	endpoint->descriptor = descriptor;
	endpoint->interest = interest;
	if (endpoint->watch != NULL)
		endpoint->watch(endpoint);
}

void
endpoint_schedule(struct endpoint *endpoint, uint64_t deadline_ns)
{
	if (endpoint->deadline_ns == deadline_ns)
		return;
	endpoint->deadline_ns = deadline_ns;
	if (endpoint->schedule != NULL)
		endpoint->schedule(endpoint);
}

static short
poll_events(const struct endpoint *endpoint)
{
	int events = 0;

	if (endpoint->interest & ENDPOINT_READ)
		events |= POLLIN;
	if (endpoint->interest & ENDPOINT_WRITE)
		events |= POLLOUT;
	return (short)events;
}

/* Until the endpoint's deadline, at most `timeout_ms`, rounded up. */
static int
shorter_timeout(
    const struct endpoint *endpoint, uint64_t now_ns, int timeout_ms)
{
	uint64_t left_ms;

	if (endpoint->deadline_ns == 0)
		return timeout_ms;
	if (endpoint->deadline_ns <= now_ns)
		return 0;
	left_ms = (endpoint->deadline_ns - now_ns + 999999) / 1000000;
	return left_ms < (uint64_t)timeout_ms ? (int)left_ms : timeout_ms;
}

void
endpoint_poll(struct endpoint *const *endpoints, size_t count, int timeout_ms)
{
	struct pollfd polls[POLL_MAX];
	uint64_t now_ns = clock_monotonic_ns();

	assert(count <= POLL_MAX);
	for (size_t i = 0; i < count; i++) {
		/* poll(2) ignores an entry with a negative descriptor */
		polls[i].fd = endpoints[i]->descriptor;
		polls[i].events = poll_events(endpoints[i]);
		polls[i].revents = 0;
		timeout_ms = shorter_timeout(endpoints[i], now_ns, timeout_ms);
	}
	if (poll(polls, (nfds_t)count, timeout_ms) < 0)
		return;
	now_ns = clock_monotonic_ns();
	for (size_t i = 0; i < count; i++) {
		/* an earlier one's callback may have changed this one */
		if (polls[i].revents != 0 &&
		    polls[i].fd == endpoints[i]->descriptor)
			endpoints[i]->on_ready(endpoints[i]);
		if (endpoints[i]->deadline_ns != 0 &&
		    endpoints[i]->deadline_ns <= now_ns)
			endpoints[i]->on_time(endpoints[i]);
	}
}
