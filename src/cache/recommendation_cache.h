/*
 * Recommendation cache: finished answers of one user's recommendations, in
 * Redis, shared by all workers and machines.
 *
 *	marquee:epoch
 *		a nonce, set anew whenever any worker connects
 *	marquee:history:USER
 *		a nonce, set anew after each change of a history
 *	marquee:rec:SNAPSHOT:USER:LIMIT:CHOICE
 *		"EPOCH HISTORY\n" and the answer
 *
 * An entry counts only while its stamp names the epoch and the history's nonce
 * that are in force; all three are read in one round trip. Nonces are random
 * and never used twice, so a value that was evicted, or came back from an old
 * dump, can only make entries invalid.
 *
 * Why an answer is never older than a change that was confirmed: let a view be
 * committed at c, the history's nonce be replaced at d > c, and a hit happen
 * at t > d. The entry's stamp is the nonce in force at t, so that nonce was set
 * after d. The entry's maker read it (recommendation_cache_get) before it read
 * the history, so it read the history after d > c, with the view in it.
 *
 * When the replacement is not confirmed (Redis is down, or too slow, or this
 * worker dies between commit and replacement) the worker's next connection
 * sets a new epoch before it uses the cache, which ends every entry there is.
 * The same happens after Redis itself was restarted from a dump. What remains
 * is a worker that can no longer reach a Redis which others still reach: they
 * may answer from the old history until it is back, at the most for CACHE_TTL.
 *
 * Nothing here is an error to the caller: what cannot be had is a miss.
 */
#ifndef MARQUEE_CACHE_RECOMMENDATION_CACHE_H
#define MARQUEE_CACHE_RECOMMENDATION_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cache/redis.h"
#include "util/error.h"

struct recommendation_cache;

#define CACHE_NONCE_SIZE 17 /* 16 hexadecimal digits and a NUL */
#define CACHE_KEY_SIZE 160
#define CACHE_CHOICE_MAX 2200 /* bytes */

/* What an answer is stored under and whose answer it is. */
struct cache_key {
	uint64_t generation; /* of the snapshot, with its time of birth, */
	int64_t created_us; /* because generations may start again */
	uint64_t model_generation; /* of the model, likewise; 0: none */
	int64_t model_created_us;
	const char *user; /* uuid, lower case; borrowed for the call */
	uint32_t limit;
	/* which titles, and which before others: text without NUL that is the
	 * same for the same choice; "" when there is none. Borrowed likewise;
	 * one that is longer than CACHE_CHOICE_MAX bypasses the cache. */
	const char *choice;
};

enum cache_outcome {
	CACHE_HIT,
	CACHE_MISS, /* compute it, then put it under the stamp */
	CACHE_BYPASS /* no Redis: compute it, there is nothing to put */
};

struct cache_lookup;

/* Called once, within 3 command deadlines; `answer` of CACHE_HIT is borrowed
 * for the call. */
typedef void cache_found(void *context, enum cache_outcome outcome,
    const char *answer, size_t length);

/* One look-up; the caller's, in place until `found` was called or it is
 * forgotten. After a miss it holds the stamp for the put. */
struct cache_lookup {
	cache_found *found;
	void *context;
	/* private: */
	struct recommendation_cache *cache;
	struct redis_request *request;
	char epoch[CACHE_NONCE_SIZE];
	char history[CACHE_NONCE_SIZE];
	char history_key[CACHE_KEY_SIZE];
	char entry_key[CACHE_KEY_SIZE + CACHE_CHOICE_MAX];
};

struct cache_settings {
	const char *url; /* of Redis; a secret */
	unsigned ttl_s;
	unsigned deadline_ms; /* of one command */
	uint64_t seed; /* of the nonces: different in each worker */
	/* For who only drops and never gets or puts: a connection sets no new
	 * epoch, so that other users' answers stay. */
	bool drops_only;
};

/* **new**. ERROR_MEMORY, ERROR_INVALID. */
int recommendation_cache_new(const struct cache_settings *settings,
    struct recommendation_cache **out, struct error *error);
void recommendation_cache_free(struct recommendation_cache *cache);

void recommendation_cache_start(struct recommendation_cache *cache);
/* The connection, for what else is shared: borrowed, the same for ever. */
struct redis *recommendation_cache_redis(struct recommendation_cache *cache);
struct endpoint *recommendation_cache_endpoint(
    struct recommendation_cache *cache);

/* Whether it can be used: connected, and its epoch is confirmed. */
bool recommendation_cache_is_up(const struct recommendation_cache *cache);
const char *recommendation_cache_last_error(
    const struct recommendation_cache *cache);

/* Starts a look-up. False when the cache cannot be used (a bypass): `found`
 * will not be called. */
bool recommendation_cache_get(struct recommendation_cache *cache,
    const struct cache_key *key, struct cache_lookup *lookup);

/* Stores the answer that was computed after a miss; answers nobody. */
void recommendation_cache_put(struct recommendation_cache *cache,
    const struct cache_lookup *lookup, const char *answer, size_t length);

/* Harmless when nothing is under way. */
void cache_lookup_forget(struct cache_lookup *lookup);

/* One drop of all answers for a user; the caller's, in place until `dropped`
 * was called. It cannot be forgotten: whoever changed a history has to see it
 * through, also when the client has gone. */
struct cache_drop {
	void (*dropped)(void *context); /* confirmed, or cannot be had */
	void *context;
	bool confirmed; /* which of them; good from `dropped` on */
	struct recommendation_cache *cache; /* private */
};

/*
 * Drops a user's answers; to be called after the change was committed, and
 * before it is confirmed to the client. False when Redis is down: `dropped`
 * will not be called, and a new epoch will end all entries.
 */
bool recommendation_cache_drop(struct recommendation_cache *cache,
    const char *user, struct cache_drop *drop);

#endif
