/*
 * Shared text: what one worker has computed and others may take, in Redis
 * under a name, for a while. Nothing here is an error to the caller: what
 * cannot be had is not there.
 */
#ifndef MARQUEE_CACHE_SHARED_TEXT_H
#define MARQUEE_CACHE_SHARED_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "cache/redis.h"

/* Called once, within the deadline of a command; `text` is borrowed for the
 * call, NULL: there is none. */
typedef void shared_text_found(void *context, const char *text, size_t length);

struct shared_text_request {
	shared_text_found *found;
	void *context;
};

/* False when Redis cannot be used: `found` will not be called. *request is the
 * caller's and must stay in place until then. */
bool shared_text_get(
    struct redis *redis, const char *name, struct shared_text_request *request);

/* Answers nobody. */
void shared_text_put(struct redis *redis, const char *name, const char *text,
    size_t length, unsigned ttl_s);

#endif
