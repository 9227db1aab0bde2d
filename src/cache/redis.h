/*
 * Redis: one connection for a program that must never wait.
 *
 * Commands go out at once and are answered in order. A connection that fails,
 * or does not answer its oldest command by the deadline, is closed; what was
 * under way ends with ERROR_UNAVAILABLE, and it reconnects with back-off:
 * 100 ms, doubled up to 5 s. While it is not up, commands are refused at once.
 * It knows no event loop: it is an endpoint.
 *
 * A host's name is looked up by the C library, which waits for the answer:
 * give an address where the resolver is slow. Not thread-safe; one a worker.
 */
#ifndef MARQUEE_CACHE_REDIS_H
#define MARQUEE_CACHE_REDIS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/endpoint.h"
#include "util/error.h"

struct redis;
struct redis_request; /* one command under way */
struct redisReply; /* hiredis's */

struct redis_settings {
	const char *url; /* a secret */
	unsigned deadline_ms; /* of a command; connecting takes up to 20 x */
	size_t queue_max; /* commands under way */
	/* Called whenever a connection came up, before any other command may
	 * use it; NULL: nothing to do. */
	void (*on_up)(void *context);
	void *context;
};

/*
 * Called once for every command that was not forgotten, never from within
 * redis_command. `code` is 0 with a reply (borrowed for the call; never an
 * error reply), ERROR_UNAVAILABLE or ERROR_CACHE (Redis refused the command).
 */
typedef void redis_done(
    void *context, int code, const struct redisReply *reply);

/* **new**; connecting begins with redis_start. ERROR_MEMORY, ERROR_INVALID. */
int redis_new(const struct redis_settings *settings, struct redis **out,
    struct error *error);
void redis_free(struct redis *redis); /* calls nobody back */

void redis_start(struct redis *redis);

/* Borrowed; the same for ever. */
struct endpoint *redis_endpoint(struct redis *redis);

/*
 * Sends a command of `count` arguments. ERROR_UNAVAILABLE, ERROR_LIMIT. *out,
 * which may be NULL, is valid until `done` was called or it is forgotten.
 */
int redis_command(struct redis *redis, const char *const *arguments,
    const size_t *lengths, size_t count, redis_done *done, void *context,
    struct redis_request **out);

/* The owner has gone: `done` will not be called. */
void redis_forget(struct redis_request *request);

bool redis_is_up(const struct redis *redis);

/* Why the connection was last lost, "" when it never was; borrowed. */
const char *redis_last_error(const struct redis *redis);

#endif
