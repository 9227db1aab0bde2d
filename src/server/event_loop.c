/*
 * Kore unregisters nothing by itself and ends the process when told to
 * unregister what is not registered; libraries close descriptors by
 * themselves. So a descriptor is looked at before it is unregistered, and
 * registered once more so that it surely is.
 *
 * Kore's one-shot timers cannot be moved. One that fires before the deadline in
 * force (which was moved on, or Kore rounded) starts the next one, unless
 * another is still to come.
 */
#include "server/event_loop.h"

#include <kore/kore.h>

#include <fcntl.h>
#include <sys/epoll.h>

#include "util/clock.h"

struct watched {
	struct kore_event event; /* first: Kore hands it back */
	struct endpoint *endpoint; /* borrowed */
	int registered; /* descriptor in epoll; -1: none */
	uint64_t timer_due_ns; /* of the earliest timer; 0: none */
	unsigned timers; /* started and not yet fired */
};

static void
on_event(void *argument, int error)
{
	struct watched *watched = argument;

	(void)error; /* reading will tell */
	watched->event.flags = 0;
	watched->endpoint->on_ready(watched->endpoint);
}

static void
unregister(struct watched *watched)
{
	int descriptor = watched->registered;

	watched->registered = -1;
	if (descriptor < 0 || fcntl(descriptor, F_GETFD) < 0)
		return;
	kore_platform_event_schedule(descriptor, 0, 0, watched);
	kore_platform_disable_read(descriptor);
}

static void
watch(struct endpoint *endpoint)
{
	struct watched *watched = endpoint->loop;
	unsigned events = EPOLLRDHUP;

	if (watched->registered != endpoint->descriptor)
		unregister(watched);
	if (endpoint->descriptor < 0)
		return;
	if (endpoint->interest & ENDPOINT_READ)
		events |= EPOLLIN;
	if (endpoint->interest & ENDPOINT_WRITE)
		events |= EPOLLOUT;
	kore_platform_event_schedule(
	    endpoint->descriptor, (int)events, 0, watched);
	watched->registered = endpoint->descriptor;
}

static void on_timer(void *argument, u_int64_t now);

static void
schedule(struct endpoint *endpoint)
{
	struct watched *watched = endpoint->loop;
	uint64_t due_ns = endpoint->deadline_ns;
	uint64_t now_ns = clock_monotonic_ns();
	uint64_t delay_ms;

	if (due_ns == 0)
		return;
	if (watched->timer_due_ns != 0 && watched->timer_due_ns <= due_ns)
		return;
	watched->timer_due_ns = due_ns;
	watched->timers++;
	/* Kore cuts the time of day to milliseconds before it adds */
	delay_ms = due_ns <= now_ns ? 0 : (due_ns - now_ns) / 1000000 + 2;
	kore_timer_add(on_timer, delay_ms, watched, KORE_TIMER_ONESHOT);
}

static void
on_timer(void *argument, u_int64_t now)
{
	struct watched *watched = argument;
	struct endpoint *endpoint = watched->endpoint;
	uint64_t now_ns = clock_monotonic_ns();

	(void)now;
	watched->timers--;
	if (watched->timers > 0 && watched->timer_due_ns > now_ns)
		return; /* the one for it is still to come */
	watched->timer_due_ns = 0;
	if (endpoint->deadline_ns != 0 && endpoint->deadline_ns <= now_ns)
		endpoint->on_time(endpoint);
	schedule(endpoint);
}

int
event_loop_add(struct endpoint *endpoint)
{
	struct watched *watched = calloc(1, sizeof(*watched));

	if (watched == NULL)
		return ERROR_MEMORY;
	watched->event.handle = on_event;
	watched->endpoint = endpoint;
	watched->registered = -1;
	endpoint->loop = watched;
	endpoint->watch = watch;
	endpoint->schedule = schedule;
	return 0;
}
