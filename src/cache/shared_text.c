/*
 * GET and SET EX of marquee:NAME.
 */
#include "cache/shared_text.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>

#define KEY_SIZE 80

static size_t
write_key(const char *name, char key[KEY_SIZE])
{
	return (size_t)snprintf(key, KEY_SIZE, "marquee:%.70s", name);
}

static void
on_text(void *context, int code, const struct redisReply *reply)
{
	struct shared_text_request *request = context;

	if (code == 0 && reply->type == REDIS_REPLY_STRING)
		request->found(
		    request->context, reply->str, (size_t)reply->len);
	else
		request->found(request->context, NULL, 0);
}

bool
shared_text_get(
    struct redis *redis, const char *name, struct shared_text_request *request)
{
	char key[KEY_SIZE];
	const char *arguments[] = {"GET", key};
	size_t lengths[] = {3, write_key(name, key)};

	return redis_is_up(redis) &&
	    redis_command(
		redis, arguments, lengths, 2, on_text, request, NULL) == 0;
}

void
shared_text_put(struct redis *redis, const char *name, const char *text,
    size_t length, unsigned ttl_s)
{
	char key[KEY_SIZE], ttl[16];
	const char *arguments[] = {"SET", key, text, "EX", ttl};
	size_t lengths[] = {3, write_key(name, key), length, 2,
	    (size_t)snprintf(ttl, sizeof(ttl), "%u", ttl_s)};

	if (redis_is_up(redis))
		redis_command(redis, arguments, lengths, 5, NULL, NULL, NULL);
}
