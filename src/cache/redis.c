/*
 * The connection to Redis over hiredis's asynchronous interface.
 *
 * hiredis frees its context by itself after an error, from within the calls
 * that read and write; `cleanup` is its last word, and the one place where
 * this file lets go of it.
 */
#include "cache/redis.h"

#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cache/redis_url.h"
#include "util/clock.h"

#define BACK_OFF_FIRST_MS 100
#define BACK_OFF_LAST_MS 5000
#define CONNECT_DEADLINES 20 /* connecting may take so many of a command's */
#define MESSAGE_SIZE 200

struct redis_request {
	struct redis_request *next;
	struct redis *redis;
	uint64_t deadline_ns;
	redis_done *done; /* NULL: forgotten */
	void *context;
};

struct redis {
	struct endpoint endpoint; /* first: the loop's callbacks cast it */
	struct redis_url url; /* a secret */
	unsigned deadline_ms;
	size_t queue_max;
	void (*on_up)(void *context);
	void *context;
	redisAsyncContext *connection; /* NULL while backing off */
	bool up; /* connected */
	unsigned back_off_ms;
	struct redis_request *oldest; /* under way, in order of sending */
	struct redis_request **newest_next;
	size_t request_count;
	char last_error[MESSAGE_SIZE];
};

static void on_ready(struct endpoint *endpoint);
static void on_time(struct endpoint *endpoint);

static uint64_t
deadline_in(unsigned milliseconds)
{
	return clock_monotonic_ns() + (uint64_t)milliseconds * 1000000;
}

int
redis_new(const struct redis_settings *settings, struct redis **out,
    struct error *error)
{
	struct redis *redis = calloc(1, sizeof(*redis));
	int code;

	if (redis == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = redis_url_parse(settings->url, &redis->url, error);
	if (code != 0) {
		free(redis);
		return code;
	}
	redis->endpoint.descriptor = -1;
	redis->endpoint.on_ready = on_ready;
	redis->endpoint.on_time = on_time;
	redis->deadline_ms = settings->deadline_ms;
	redis->queue_max = settings->queue_max;
	redis->on_up = settings->on_up;
	redis->context = settings->context;
	redis->back_off_ms = BACK_OFF_FIRST_MS;
	redis->newest_next = &redis->oldest;
	*out = redis;
	return 0;
}

struct endpoint *
redis_endpoint(struct redis *redis)
{
	return &redis->endpoint;
}

bool
redis_is_up(const struct redis *redis)
{
	return redis->up;
}

const char *
redis_last_error(const struct redis *redis)
{
	return redis->last_error;
}

/* --- hiredis's hooks ------------------------------------------------------ */

static void
want(struct redis *redis, enum endpoint_interest interest)
{
	if (redis->connection == NULL)
		return;
	if (interest != redis->endpoint.interest ||
	    redis->connection->c.fd != redis->endpoint.descriptor)
		endpoint_watch(
		    &redis->endpoint, redis->connection->c.fd, interest);
}

static void
add_read(void *context)
{
	struct redis *redis = context;

	want(redis, redis->endpoint.interest | ENDPOINT_READ);
}

static void
delete_read(void *context)
{
	struct redis *redis = context;

	want(redis, redis->endpoint.interest & ENDPOINT_WRITE);
}

static void
add_write(void *context)
{
	struct redis *redis = context;

	want(redis, redis->endpoint.interest | ENDPOINT_WRITE);
}

static void
delete_write(void *context)
{
	struct redis *redis = context;

	want(redis, redis->endpoint.interest & ENDPOINT_READ);
}

/* The context is about to be freed, and its descriptor closed. */
static void
cleanup(void *context)
{
	struct redis *redis = context;
	const char *reason = redis->connection->c.errstr;

	if (reason[0] != '\0')
		snprintf(
		    redis->last_error, sizeof(redis->last_error), "%s", reason);
	endpoint_watch(&redis->endpoint, -1, ENDPOINT_NONE);
	redis->connection = NULL;
	redis->up = false;
	endpoint_schedule(&redis->endpoint, deadline_in(redis->back_off_ms));
	redis->back_off_ms *= 2;
	if (redis->back_off_ms > BACK_OFF_LAST_MS)
		redis->back_off_ms = BACK_OFF_LAST_MS;
}

/* --- connecting ----------------------------------------------------------- */

static void
ignore_reply(redisAsyncContext *connection, void *reply, void *context)
{
	struct redis *redis = connection->data;
	const redisReply *answer = reply;

	(void)context;
	if (answer != NULL && answer->type == REDIS_REPLY_ERROR)
		snprintf(redis->last_error, sizeof(redis->last_error), "%s",
		    answer->str);
}

static void
greet(struct redis *redis)
{
	const struct redis_url *url = &redis->url;

	if (url->user[0] != '\0')
		redisAsyncCommand(redis->connection, ignore_reply, NULL,
		    "AUTH %s %s", url->user, url->password);
	else if (url->password[0] != '\0')
		redisAsyncCommand(redis->connection, ignore_reply, NULL,
		    "AUTH %s", url->password);
	if (url->database != 0)
		redisAsyncCommand(redis->connection, ignore_reply, NULL,
		    "SELECT %d", url->database);
}

static void
on_connect(const redisAsyncContext *connection, int status)
{
	struct redis *redis = connection->data;

	if (status != REDIS_OK)
		return; /* cleanup follows */
	redis->up = true;
	redis->back_off_ms = BACK_OFF_FIRST_MS;
	endpoint_schedule(&redis->endpoint, 0);
	greet(redis);
	if (redis->on_up != NULL)
		redis->on_up(redis->context);
}

void
redis_start(struct redis *redis)
{
	const struct redis_url *url = &redis->url;
	redisAsyncContext *connection = url->path[0] != '\0'
	    ? redisAsyncConnectUnix(url->path)
	    : redisAsyncConnect(url->host, url->port);

	endpoint_schedule(&redis->endpoint, deadline_in(redis->back_off_ms));
	if (connection == NULL)
		return; /* out of memory: on_time tries again */
	redis->connection = connection;
	connection->data = redis;
	connection->ev.data = redis;
	connection->ev.addRead = add_read;
	connection->ev.delRead = delete_read;
	connection->ev.addWrite = add_write;
	connection->ev.delWrite = delete_write;
	connection->ev.cleanup = cleanup;
	if (connection->err != 0) {
		redisAsyncFree(connection);
		return;
	}
	endpoint_schedule(&redis->endpoint,
	    deadline_in(redis->deadline_ms * CONNECT_DEADLINES));
	redisAsyncSetConnectCallback(connection, on_connect);
}

void
redis_free(struct redis *redis)
{
	if (redis == NULL)
		return;
	for (struct redis_request *one = redis->oldest; one != NULL;
	     one = one->next)
		one->done = NULL;
	if (redis->connection != NULL)
		redisAsyncFree(redis->connection);
	endpoint_schedule(&redis->endpoint, 0);
	free(redis);
}

/* --- commands ------------------------------------------------------------- */

/* Answers come in order: the request is always the oldest. */
static void
on_reply(redisAsyncContext *connection, void *reply, void *context)
{
	struct redis_request *request = context;
	struct redis *redis = request->redis;
	const redisReply *answer = reply;
	int code = answer == NULL ? ERROR_UNAVAILABLE : 0;

	(void)connection;
	redis->oldest = request->next;
	if (redis->oldest == NULL)
		redis->newest_next = &redis->oldest;
	redis->request_count--;
	endpoint_schedule(&redis->endpoint,
	    redis->oldest == NULL ? 0 : redis->oldest->deadline_ns);
	if (answer != NULL && answer->type == REDIS_REPLY_ERROR) {
		snprintf(redis->last_error, sizeof(redis->last_error), "%s",
		    answer->str);
		code = ERROR_CACHE;
	}
	if (request->done != NULL)
		request->done(
		    request->context, code, code == 0 ? answer : NULL);
	free(request);
}

/* hiredis takes arrays that it does not change, without saying so. */
static int
send_command(redisAsyncContext *connection, struct redis_request *request,
    const char *const *arguments, const size_t *lengths, size_t count)
{
	const char *copy[8];

	if (count > sizeof(copy) / sizeof(copy[0]))
		return REDIS_ERR;
	memcpy(copy, arguments, count * sizeof(copy[0]));
	return redisAsyncCommandArgv(
	    connection, on_reply, request, (int)count, copy, lengths);
}

int
redis_command(struct redis *redis, const char *const *arguments,
    const size_t *lengths, size_t count, redis_done *done, void *context,
    struct redis_request **out)
{
	struct redis_request *request;

	if (!redis->up)
		return ERROR_UNAVAILABLE;
	if (redis->request_count >= redis->queue_max)
		return ERROR_LIMIT;
	request = calloc(1, sizeof(*request));
	if (request == NULL)
		return ERROR_MEMORY;
	request->redis = redis;
	request->done = done;
	request->context = context;
	request->deadline_ns = deadline_in(redis->deadline_ms);
	if (send_command(redis->connection, request, arguments, lengths,
		count) != REDIS_OK) {
		free(request); /* the connection is going down */
		return ERROR_UNAVAILABLE;
	}
	*redis->newest_next = request;
	redis->newest_next = &request->next;
	redis->request_count++;
	endpoint_schedule(&redis->endpoint, redis->oldest->deadline_ns);
	if (out != NULL)
		*out = request;
	return 0;
}

void
redis_forget(struct redis_request *request)
{
	request->done = NULL;
	request->context = NULL;
}

static void
on_ready(struct endpoint *endpoint)
{
	struct redis *redis = (struct redis *)endpoint;

	/* writing first: it is what tells that connecting has ended; both
	 * may free the connection */
	if (redis->connection != NULL && (endpoint->interest & ENDPOINT_WRITE))
		redisAsyncHandleWrite(redis->connection);
	if (redis->connection != NULL && redis->up)
		redisAsyncHandleRead(redis->connection);
}

static void
on_time(struct endpoint *endpoint)
{
	struct redis *redis = (struct redis *)endpoint;

	if (redis->connection == NULL) {
		redis_start(redis);
		return;
	}
	snprintf(redis->last_error, sizeof(redis->last_error),
	    redis->up ? "a command took too long" : "connecting took too long");
	redisAsyncFree(redis->connection);
}
