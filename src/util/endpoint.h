/*
 * Endpoint: what an event loop has to know about one connection of somebody
 * else's protocol, without either side knowing the other.
 *
 * The owner (the store's pool, the cache) says what it waits for; the loop
 * (Kore's in server/, poll(2) below) calls on_ready and on_time. Both may
 * change the endpoint, also while they run. An endpoint lives as long as its
 * owner; its descriptor comes and goes with reconnects.
 */
#ifndef MARQUEE_UTIL_ENDPOINT_H
#define MARQUEE_UTIL_ENDPOINT_H

#include <stddef.h>
#include <stdint.h>

enum endpoint_interest {
	ENDPOINT_NONE = 0, /* no descriptor at present */
	ENDPOINT_READ = 1,
	ENDPOINT_WRITE = 2,
	ENDPOINT_BOTH = 3
};

struct endpoint {
	int descriptor; /* -1: none at present */
	enum endpoint_interest interest;
	uint64_t deadline_ns; /* of clock_monotonic_ns; 0: none */

	/* Set by the owner; the loop calls them. */
	void (*on_ready)(struct endpoint *endpoint);
	void (*on_time)(struct endpoint *endpoint);

	/* Set by the loop, both or neither; told after each change. */
	void (*watch)(struct endpoint *endpoint);
	void (*schedule)(struct endpoint *endpoint);
	void *loop; /* the loop's own, borrowed */
};

/*
 * Sets what to wait for. The loop registers the descriptor anew even when its
 * number is the same, because a library may have closed and opened it again.
 * Take a descriptor away (-1, ENDPOINT_NONE) before it is closed, or in the
 * same breath as a library closed it: later its number may be another's.
 */
void endpoint_watch(
    struct endpoint *endpoint, int descriptor, enum endpoint_interest interest);

/* Sets the time at which on_time is due; 0: never. */
void endpoint_schedule(struct endpoint *endpoint, uint64_t deadline_ns);

/*
 * A loop of its own for programs without one: waits until something happens
 * at one of the endpoints or `timeout_ms` has passed, and serves what did.
 */
void endpoint_poll(
    struct endpoint *const *endpoints, size_t count, int timeout_ms);

#endif
