/*
 * The protocol that the header argues for, in commands of Redis:
 *
 *	connect	SET epoch NONCE
 *	get	MGET epoch history entry
 *		SET history NONCE NX EX ... when the history has none
 *	put	SET entry "STAMP\n..." EX ttl
 *	drop	SET history NONCE EX ...
 */
#include "cache/recommendation_cache.h"

#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/random.h"

#define EPOCH_KEY "marquee:epoch"
#define QUEUE_MAX 4096
#define STAMP_SIZE (2 * CACHE_NONCE_SIZE) /* "EPOCH HISTORY\n", no NUL */

struct recommendation_cache {
	struct redis *redis;
	struct random random;
	bool epoch_set; /* on the present connection */
	bool epoch_asked; /* its SET is under way */
	char ttl[16]; /* seconds, of an entry */
	char nonce_ttl[16]; /* longer, so that entries end by themselves */
};

static void set_epoch(void *context);

int
recommendation_cache_new(const struct cache_settings *settings,
    struct recommendation_cache **out, struct error *error)
{
	struct recommendation_cache *cache = calloc(1, sizeof(*cache));
	struct redis_settings redis_settings = {.url = settings->url,
	    .deadline_ms = settings->deadline_ms,
	    .queue_max = QUEUE_MAX,
	    .on_up = settings->drops_only ? NULL : set_epoch,
	    .context = cache};
	int code;

	if (cache == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = redis_new(&redis_settings, &cache->redis, error);
	if (code != 0) {
		free(cache);
		return code;
	}
	random_seed(&cache->random, settings->seed);
	snprintf(cache->ttl, sizeof(cache->ttl), "%u", settings->ttl_s);
	snprintf(cache->nonce_ttl, sizeof(cache->nonce_ttl), "%u",
	    settings->ttl_s * 4);
	*out = cache;
	return 0;
}

void
recommendation_cache_free(struct recommendation_cache *cache)
{
	if (cache == NULL)
		return;
	redis_free(cache->redis);
	free(cache);
}

void
recommendation_cache_start(struct recommendation_cache *cache)
{
	redis_start(cache->redis);
}

struct redis *
recommendation_cache_redis(struct recommendation_cache *cache)
{
	return cache->redis;
}

struct endpoint *
recommendation_cache_endpoint(struct recommendation_cache *cache)
{
	return redis_endpoint(cache->redis);
}

bool
recommendation_cache_is_up(const struct recommendation_cache *cache)
{
	return cache->epoch_set && redis_is_up(cache->redis);
}

const char *
recommendation_cache_last_error(const struct recommendation_cache *cache)
{
	return redis_last_error(cache->redis);
}

static void
make_nonce(struct recommendation_cache *cache, char nonce[CACHE_NONCE_SIZE])
{
	snprintf(
	    nonce, CACHE_NONCE_SIZE, "%016" PRIx64, random_u64(&cache->random));
}

/* redis_command with NUL-terminated arguments. */
static int
command(struct recommendation_cache *cache, const char *const *arguments,
    size_t count, redis_done *done, void *context, struct redis_request **out)
{
	size_t lengths[8];

	for (size_t i = 0; i < count; i++)
		lengths[i] = strlen(arguments[i]);
	return redis_command(
	    cache->redis, arguments, lengths, count, done, context, out);
}

/* --- the epoch ------------------------------------------------------------ */

static void
on_epoch(void *context, int code, const struct redisReply *reply)
{
	struct recommendation_cache *cache = context;

	(void)reply;
	cache->epoch_asked = false;
	cache->epoch_set = code == 0;
}

/* A connection came up, or a drop was refused: no entry from before counts any
 * more. */
static void
set_epoch(void *context)
{
	struct recommendation_cache *cache = context;
	char nonce[CACHE_NONCE_SIZE];
	const char *arguments[] = {"SET", EPOCH_KEY, nonce};

	make_nonce(cache, nonce);
	cache->epoch_set = false;
	cache->epoch_asked =
	    command(cache, arguments, 3, on_epoch, cache, NULL) == 0;
}

/* --- get and put ---------------------------------------------------------- */

static void
answer_lookup(struct cache_lookup *lookup, enum cache_outcome outcome,
    const char *answer, size_t length)
{
	lookup->request = NULL;
	lookup->found(lookup->context, outcome, answer, length);
}

static bool
copy_nonce(const struct redisReply *reply, char nonce[CACHE_NONCE_SIZE])
{
	if (reply->type != REDIS_REPLY_STRING ||
	    (size_t)reply->len != CACHE_NONCE_SIZE - 1)
		return false;
	memcpy(nonce, reply->str, CACHE_NONCE_SIZE - 1);
	nonce[CACHE_NONCE_SIZE - 1] = '\0';
	return true;
}

static void
write_stamp(const struct cache_lookup *lookup, char stamp[STAMP_SIZE + 1])
{
	snprintf(
	    stamp, STAMP_SIZE + 1, "%s %s\n", lookup->epoch, lookup->history);
}

static void
on_history(void *context, int code, const struct redisReply *reply)
{
	struct cache_lookup *lookup = context;

	/* a nil: somebody else was first, whose nonce we do not know */
	if (code == 0 && reply->type == REDIS_REPLY_STATUS)
		answer_lookup(lookup, CACHE_MISS, NULL, 0);
	else
		answer_lookup(lookup, CACHE_BYPASS, NULL, 0);
}

/* Nobody has a nonce for this history yet: give it one, and only go on to
 * read the history when it is in force. */
static void
begin_history(struct cache_lookup *lookup)
{
	const char *arguments[] = {"SET", lookup->history_key, lookup->history,
	    "NX", "EX", lookup->cache->nonce_ttl};

	make_nonce(lookup->cache, lookup->history);
	if (command(lookup->cache, arguments, 6, on_history, lookup,
		&lookup->request) != 0)
		answer_lookup(lookup, CACHE_BYPASS, NULL, 0);
}

static void
on_entry(void *context, int code, const struct redisReply *reply)
{
	struct cache_lookup *lookup = context;
	const struct redisReply *entry;
	char stamp[STAMP_SIZE + 1];

	lookup->request = NULL;
	if (code != 0 || reply->type != REDIS_REPLY_ARRAY ||
	    reply->elements != 3) {
		answer_lookup(lookup, CACHE_BYPASS, NULL, 0);
		return;
	}
	if (!copy_nonce(reply->element[0], lookup->epoch)) {
		set_epoch(lookup->cache); /* evicted */
		answer_lookup(lookup, CACHE_BYPASS, NULL, 0);
		return;
	}
	if (!copy_nonce(reply->element[1], lookup->history)) {
		begin_history(lookup);
		return;
	}
	entry = reply->element[2];
	write_stamp(lookup, stamp);
	if (entry->type == REDIS_REPLY_STRING &&
	    (size_t)entry->len > STAMP_SIZE &&
	    memcmp(entry->str, stamp, STAMP_SIZE) == 0)
		answer_lookup(lookup, CACHE_HIT, entry->str + STAMP_SIZE,
		    (size_t)entry->len - STAMP_SIZE);
	else
		answer_lookup(lookup, CACHE_MISS, NULL, 0);
}

static void
write_history_key(const char *user, char key[CACHE_KEY_SIZE])
{
	snprintf(key, CACHE_KEY_SIZE, "marquee:history:%s", user);
}

bool
recommendation_cache_get(struct recommendation_cache *cache,
    const struct cache_key *key, struct cache_lookup *lookup)
{
	const char *arguments[] = {
	    "MGET", EPOCH_KEY, lookup->history_key, lookup->entry_key};

	lookup->cache = cache;
	lookup->request = NULL;
	if (strlen(key->choice) > CACHE_CHOICE_MAX)
		return false;
	if (!cache->epoch_set) {
		if (!cache->epoch_asked)
			set_epoch(cache);
		return false;
	}
	write_history_key(key->user, lookup->history_key);
	snprintf(lookup->entry_key, sizeof(lookup->entry_key),
	    "marquee:rec:%" PRIu64 "-%" PRId64 ":%" PRIu64 "-%" PRId64
	    ":%s:%" PRIu32 ":%s",
	    key->generation, key->created_us, key->model_generation,
	    key->model_created_us, key->user, key->limit, key->choice);
	return command(cache, arguments, 4, on_entry, lookup,
		   &lookup->request) == 0;
}

void
recommendation_cache_put(struct recommendation_cache *cache,
    const struct cache_lookup *lookup, const char *answer, size_t length)
{
	const char *arguments[] = {
	    "SET", lookup->entry_key, NULL, "EX", cache->ttl};
	size_t lengths[] = {3, strlen(lookup->entry_key), STAMP_SIZE + length,
	    2, strlen(cache->ttl)};
	char *entry;

	if (!recommendation_cache_is_up(cache))
		return;
	entry = malloc(STAMP_SIZE + length + 1);
	if (entry == NULL)
		return;
	write_stamp(lookup, entry);
	memcpy(entry + STAMP_SIZE, answer, length);
	arguments[2] = entry;
	redis_command(cache->redis, arguments, lengths, 5, NULL, NULL, NULL);
	free(entry);
}

void
cache_lookup_forget(struct cache_lookup *lookup)
{
	if (lookup->request != NULL)
		redis_forget(lookup->request);
	lookup->request = NULL;
}

/* --- drop ----------------------------------------------------------------- */

static void
on_dropped(void *context, int code, const struct redisReply *reply)
{
	struct cache_drop *drop = context;

	(void)reply;
	if (code == ERROR_CACHE) /* refused: out of memory, read-only, ... */
		set_epoch(drop->cache);
	drop->confirmed = code == 0;
	drop->dropped(drop->context);
}

bool
recommendation_cache_drop(struct recommendation_cache *cache, const char *user,
    struct cache_drop *drop)
{
	char key[CACHE_KEY_SIZE], nonce[CACHE_NONCE_SIZE];
	const char *arguments[] = {"SET", key, nonce, "EX", cache->nonce_ttl};

	/* also while the epoch is not confirmed: others may use the cache */
	drop->cache = cache;
	write_history_key(user, key);
	make_nonce(cache, nonce);
	if (command(cache, arguments, 5, on_dropped, drop, NULL) == 0)
		return true;
	cache->epoch_set = false;
	return false;
}
