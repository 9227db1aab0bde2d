/*
 * See cache_drop.h. What the server hangs into its event loop is polled here.
 */
#include "cli/cache_drop.h"

#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cache/recommendation_cache.h"
#include "util/clock.h"

#define WAIT_NS UINT64_C(2000000000)
#define DEADLINE_MS 1000
#define POLL_MS 20

static void
on_dropped(void *context)
{
	bool *asked = context;

	*asked = false;
}

static uint64_t
random_seed_value(void)
{
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		seed = clock_monotonic_ns() ^ (uint64_t)getpid() << 32;
	return seed;
}

/* Asks as soon as there is a connection, again when it was lost, until it is
 * confirmed. */
static bool
drop(struct recommendation_cache *cache, const char *user)
{
	struct endpoint *endpoint = recommendation_cache_endpoint(cache);
	uint64_t end_ns = clock_monotonic_ns() + WAIT_NS;
	bool asked = false;
	struct cache_drop request = {.dropped = on_dropped, .context = &asked};

	recommendation_cache_start(cache);
	while (!request.confirmed && clock_monotonic_ns() < end_ns) {
		if (!asked)
			asked =
			    recommendation_cache_drop(cache, user, &request);
		endpoint_poll(&endpoint, 1, POLL_MS);
	}
	return request.confirmed;
}

int
cache_drop_user(
    const struct config *config, const char *user, struct error *error)
{
	struct cache_settings settings = {.url = config->redis_url,
	    .ttl_s = (unsigned)config->cache_ttl_s,
	    .deadline_ms = DEADLINE_MS,
	    .seed = random_seed_value(),
	    .drops_only = true};
	struct recommendation_cache *cache;
	int code = 0;

	if (strcmp(settings.url, "off") == 0)
		return 0;
	code = recommendation_cache_new(&settings, &cache, error);
	if (code != 0)
		return code;
	if (!drop(cache, user))
		code = error_set(error, ERROR_UNAVAILABLE,
		    "Redis does not answer: %s",
		    recommendation_cache_last_error(cache));
	recommendation_cache_free(cache);
	return code;
}
