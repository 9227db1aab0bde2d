/*
 * The cache against a real Redis: what is stored, what is dropped, and what
 * must never come back.
 */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cache/recommendation_cache.h"
#include "cache/redis_url.h"
#include "util/clock.h"

struct seen {
	int calls;
	enum cache_outcome outcome;
	char answer[100];
};

static struct seen seen;
static char user[64];

static struct recommendation_cache *
open_cache(const char *url, unsigned deadline_ms)
{
	static uint64_t seed = 1;
	struct cache_settings settings = {.url = url,
	    .ttl_s = 60,
	    .deadline_ms = deadline_ms,
	    .seed = seed++};
	struct recommendation_cache *cache;

	cr_assert(
	    eq(int, recommendation_cache_new(&settings, &cache, NULL), 0));
	recommendation_cache_start(cache);
	snprintf(user, sizeof(user), "user-%ld-%llu", (long)getpid(),
	    (unsigned long long)clock_monotonic_ns());
	return cache;
}

/* Each test has a database of Redis of its own: they may run side by side. */
static int database;

static const char *
redis_url(void)
{
	static char text[400];
	const char *url = getenv("REDIS_URL");
	size_t length;

	cr_assert(url != NULL, "REDIS_URL is not set; use tests/run");
	length = strlen(url);
	if (strncmp(url, "redis://", 8) == 0 && strchr(url + 8, '/') != NULL)
		length = (size_t)(strrchr(url, '/') - url);
	snprintf(text, sizeof(text), "%.*s%s%d", (int)length, url,
	    strncmp(url, "redis://", 8) == 0 ? "/" : "?db=", database);
	return text;
}

static const char *
use_database(int number)
{
	database = number;
	return redis_url();
}

static void
serve(struct recommendation_cache *cache, unsigned milliseconds)
{
	struct endpoint *endpoint = recommendation_cache_endpoint(cache);
	uint64_t end_ns =
	    clock_monotonic_ns() + (uint64_t)milliseconds * 1000000;

	while (clock_monotonic_ns() < end_ns)
		endpoint_poll(&endpoint, 1, 5);
}

static void
serve_until_up(struct recommendation_cache *cache)
{
	for (int i = 0; i < 500 && !recommendation_cache_is_up(cache); i++)
		serve(cache, 10);
	cr_assert(recommendation_cache_is_up(cache), "%s",
	    recommendation_cache_last_error(cache));
}

static void
on_found(void *context, enum cache_outcome outcome, const char *answer,
    size_t length)
{
	(void)context;
	seen.calls++;
	seen.outcome = outcome;
	snprintf(seen.answer, sizeof(seen.answer), "%.*s", (int)length,
	    answer == NULL ? "" : answer);
}

static enum cache_outcome
look_up_choice(struct recommendation_cache *cache, uint32_t limit,
    const char *choice, struct cache_lookup *lookup)
{
	struct cache_key key = {.generation = 1,
	    .created_us = 2,
	    .user = user,
	    .limit = limit,
	    .choice = choice};

	memset(&seen, 0, sizeof(seen));
	lookup->found = on_found;
	if (!recommendation_cache_get(cache, &key, lookup))
		return CACHE_BYPASS;
	for (int i = 0; i < 500 && seen.calls == 0; i++)
		serve(cache, 5);
	cr_assert(eq(int, seen.calls, 1));
	return seen.outcome;
}

static enum cache_outcome
look_up(struct recommendation_cache *cache, uint32_t limit,
    struct cache_lookup *lookup)
{
	return look_up_choice(cache, limit, "", lookup);
}

static void
on_dropped(void *context)
{
	*(bool *)context = true;
}

static void
drop(struct recommendation_cache *cache)
{
	bool done = false;
	struct cache_drop request = {.dropped = on_dropped, .context = &done};

	cr_assert(recommendation_cache_drop(cache, user, &request));
	for (int i = 0; i < 500 && !done; i++)
		serve(cache, 5);
	cr_assert(done);
}

Test(recommendation_cache, gives_back_what_was_put)
{
	struct recommendation_cache *cache = open_cache(use_database(1), 1000);
	struct cache_lookup lookup;

	serve_until_up(cache);
	cr_assert(eq(int, look_up(cache, 10, &lookup), CACHE_MISS));
	recommendation_cache_put(cache, &lookup, "[1]", 3);
	cr_assert(eq(int, look_up(cache, 10, &lookup), CACHE_HIT));
	cr_assert(eq(str, seen.answer, "[1]"));
	cr_assert(eq(int, look_up(cache, 11, &lookup), CACHE_MISS));
	recommendation_cache_free(cache);
}

Test(recommendation_cache, keeps_choices_apart)
{
	struct recommendation_cache *cache = open_cache(use_database(9), 1000);
	struct cache_lookup lookup;
	char longest[CACHE_CHOICE_MAX + 2];
	char other[CACHE_CHOICE_MAX + 1];

	memset(longest, 'a', CACHE_CHOICE_MAX + 1);
	longest[CACHE_CHOICE_MAX + 1] = '\0';
	serve_until_up(cache);
	cr_assert(
	    eq(int, look_up_choice(cache, 10, longest, &lookup), CACHE_BYPASS));
	longest[CACHE_CHOICE_MAX] = '\0';
	memcpy(other, longest, sizeof(other));
	other[CACHE_CHOICE_MAX - 1] = 'b';
	cr_assert(
	    eq(int, look_up_choice(cache, 10, longest, &lookup), CACHE_MISS));
	recommendation_cache_put(cache, &lookup, "[1]", 3);
	cr_assert(
	    eq(int, look_up_choice(cache, 10, other, &lookup), CACHE_MISS));
	recommendation_cache_put(cache, &lookup, "[2]", 3);
	cr_assert(
	    eq(int, look_up_choice(cache, 10, longest, &lookup), CACHE_HIT));
	cr_assert(eq(str, seen.answer, "[1]"));
	cr_assert(eq(int, look_up(cache, 10, &lookup), CACHE_MISS));
	recommendation_cache_free(cache);
}

Test(recommendation_cache, drops_every_limit_of_a_user)
{
	struct recommendation_cache *cache = open_cache(use_database(2), 1000);
	struct cache_lookup lookup;

	serve_until_up(cache);
	for (uint32_t limit = 1; limit < 4; limit++) {
		look_up(cache, limit, &lookup);
		recommendation_cache_put(cache, &lookup, "[]", 2);
	}
	drop(cache);
	for (uint32_t limit = 1; limit < 4; limit++)
		cr_assert(eq(int, look_up(cache, limit, &lookup), CACHE_MISS));
	recommendation_cache_free(cache);
}

/* The race: looked up, the history changed, dropped, and only then put. */
Test(recommendation_cache, never_hits_what_was_computed_before_a_drop)
{
	struct recommendation_cache *cache = open_cache(use_database(3), 1000);
	struct cache_lookup slow, lookup;

	serve_until_up(cache);
	for (int round = 0; round < 3; round++) {
		look_up(cache, 10, &slow);
		drop(cache);
		recommendation_cache_put(cache, &slow, "[\"old\"]", 7);
		cr_assert(eq(int, look_up(cache, 10, &lookup), CACHE_MISS));
		recommendation_cache_put(cache, &lookup, "[\"new\"]", 7);
		cr_assert(eq(int, look_up(cache, 10, &lookup), CACHE_HIT));
		cr_assert(eq(str, seen.answer, "[\"new\"]"));
	}
	recommendation_cache_free(cache);
}

/* Another worker's connection ends what came before it. */
Test(recommendation_cache, begins_anew_with_every_connection)
{
	struct recommendation_cache *cache = open_cache(use_database(4), 1000);
	struct recommendation_cache *other;
	struct cache_lookup lookup;
	char mine[sizeof(user)];

	serve_until_up(cache);
	look_up(cache, 10, &lookup);
	recommendation_cache_put(cache, &lookup, "[]", 2);
	serve(cache, 20);
	memcpy(mine, user, sizeof(mine));
	other = open_cache(use_database(4), 1000);
	memcpy(user, mine, sizeof(mine));
	serve_until_up(other);
	cr_assert(eq(int, look_up(cache, 10, &lookup), CACHE_MISS));
	recommendation_cache_free(other);
	recommendation_cache_free(cache);
}

/* Cuts the connections that use this test's database. */
static void
cut_connections(void)
{
	struct redis_url url;
	redisContext *admin;
	redisReply *list;
	char wanted[16], *line, *next;

	cr_assert(eq(int, redis_url_parse(redis_url(), &url, NULL), 0));
	admin = url.path[0] != '\0' ? redisConnectUnix(url.path)
				    : redisConnect(url.host, url.port);
	cr_assert(admin != NULL && admin->err == 0);
	if (url.password[0] != '\0')
		freeReplyObject(redisCommand(admin, "AUTH %s", url.password));
	list = redisCommand(admin, "CLIENT LIST");
	snprintf(wanted, sizeof(wanted), " db=%d ", database);
	for (line = strtok_r(list->str, "\n", &next); line != NULL;
	     line = strtok_r(NULL, "\n", &next))
		if (strstr(line, wanted) != NULL)
			freeReplyObject(redisCommand(
			    admin, "CLIENT KILL ID %d", atoi(line + 3)));
	freeReplyObject(list);
	redisFree(admin);
}

Test(recommendation_cache, comes_back_after_its_connection_was_cut)
{
	struct recommendation_cache *cache = open_cache(use_database(5), 1000);
	struct cache_lookup lookup;

	serve_until_up(cache);
	look_up(cache, 10, &lookup);
	recommendation_cache_put(cache, &lookup, "[]", 2);
	serve(cache, 20);
	cut_connections();
	serve(cache, 50);
	serve_until_up(cache);
	cr_assert(eq(int, look_up(cache, 10, &lookup), CACHE_MISS));
	recommendation_cache_put(cache, &lookup, "[]", 2);
	cr_assert(eq(int, look_up(cache, 10, &lookup), CACHE_HIT));
	recommendation_cache_free(cache);
}

Test(recommendation_cache, is_a_bypass_while_redis_is_down)
{
	struct recommendation_cache *cache =
	    open_cache("redis://127.0.0.1:1", 50);
	struct cache_lookup lookup;
	struct cache_drop request = {.dropped = on_dropped};

	serve(cache, 50);
	cr_assert(eq(int, look_up(cache, 10, &lookup), CACHE_BYPASS));
	recommendation_cache_put(cache, &lookup, "[]", 2);
	cr_assert(not(recommendation_cache_drop(cache, user, &request)));
	cr_assert(strlen(recommendation_cache_last_error(cache)) > 0);
	recommendation_cache_free(cache);
}

Test(recommendation_cache, does_not_call_back_whoever_has_gone)
{
	struct recommendation_cache *cache = open_cache(use_database(7), 1000);
	struct cache_key key = {.user = user, .limit = 1, .choice = ""};
	struct cache_lookup lookup = {.found = on_found};

	serve_until_up(cache);
	memset(&seen, 0, sizeof(seen));
	cr_assert(recommendation_cache_get(cache, &key, &lookup));
	cache_lookup_forget(&lookup);
	serve(cache, 50);
	cr_assert(eq(int, seen.calls, 0));
	recommendation_cache_free(cache);
}
