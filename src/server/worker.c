/*
 * What a worker has, and what it does by the clock.
 */
#include "server/worker.h"

#include <kore/kore.h>

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "server/drain.h"
#include "server/event_loop.h"
#include "server/guard.h"
#include "server/load_watch.h"
#include "server/model_watch.h"
#include "server/snapshot_watch.h"
#include "util/clock.h"
#include "util/log.h"

#define POOL_CONNECTIONS 2
#define POOL_QUEUE_MAX 1024
#define POOL_DEADLINE_MS 2000
#define SLOW_POOL_DEADLINE_MS 30000
#define CACHE_DEADLINE_MS 50

#define SECOND_MS 1000
#define HALF_SECOND_MS 500
#define DRAIN_LOOK_MS 50

/* --- by the clock --------------------------------------------------------- */

/* One slice after the other until there is nothing left to do. */
static void
each_slice(void *argument, u_int64_t now)
{
	struct app *app = argument;

	(void)now;
	app->watch_runs = snapshot_watch_slice(app);
	app->watch_runs = model_watch_slice(app) || app->watch_runs;
	if (app->watch_runs)
		kore_timer_add(each_slice, SNAPSHOT_WATCH_SLICE_MS, app,
		    KORE_TIMER_ONESHOT);
}

static void
each_second(void *argument, u_int64_t now)
{
	struct app *app = argument;
	struct metrics_gauges gauges = {.store_up = pool_is_up(app->pool),
	    .cache_up =
		app->cache != NULL && recommendation_cache_is_up(app->cache)};

	load_watch_look(app);
	impressions_flush(app);
	if (!app->watch_runs) {
		bool found = snapshot_watch_look(app);

		if (model_watch_look(app) || found)
			each_slice(app, now);
	}
	gauges.model_generation = model_watch_generation(&app->model_watch);
	if (app->snapshot != NULL) {
		gauges.snapshot_generation = snapshot_generation(app->snapshot);
		gauges.snapshot_documents =
		    snapshot_document_count(app->snapshot);
	}
	metrics_set(app->metrics, app->worker, &gauges);
}

static void
each_half_second(void *argument, u_int64_t now)
{
	struct app *app = argument;

	(void)now;
	guard_check_timeouts();
	access_log_flush(&app->access_log);
}

static void
each_drain_look(void *argument, u_int64_t now)
{
	(void)now;
	drain_look(argument);
}

/* --- begin and end -------------------------------------------------------- */

static uint64_t
random_seed_value(void)
{
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		seed = clock_monotonic_ns() ^ (uint64_t)getpid() << 32;
	return seed;
}

static int
start_pool(struct pool **pool, const struct app *app, unsigned size,
    unsigned deadline_ms)
{
	struct endpoint *endpoints[POOL_MAX_CONNECTIONS];
	char *connection_string = config_connection_string(app->config);
	struct pool_settings settings = {.connection_string = connection_string,
	    .connections = size,
	    .queue_max = POOL_QUEUE_MAX,
	    .deadline_ms = deadline_ms};
	size_t count;
	int code = ERROR_MEMORY;

	if (connection_string != NULL)
		code = pool_new(&settings, pool, NULL);
	free(connection_string);
	if (code != 0)
		return code;
	count = pool_endpoints(*pool, endpoints);
	for (size_t i = 0; i < count && code == 0; i++)
		code = event_loop_add(endpoints[i]);
	if (code == 0)
		pool_start(*pool);
	return code;
}

/* A REDIS_URL that cannot be understood was refused by `marquee serve`. */
static int
start_cache(struct app *app)
{
	struct cache_settings settings = {.url = app->config->redis_url,
	    .ttl_s = (unsigned)app->config->cache_ttl_s,
	    .deadline_ms = CACHE_DEADLINE_MS,
	    .seed = random_seed_value()};
	struct error error;
	int code;

	if (strcmp(settings.url, "off") == 0)
		return 0;
	code = recommendation_cache_new(&settings, &app->cache, &error);
	if (code == ERROR_INVALID) {
		log_warn("%s; there is no cache", error.message);
		return 0;
	}
	if (code == 0)
		code =
		    event_loop_add(recommendation_cache_endpoint(app->cache));
	if (code == 0)
		recommendation_cache_start(app->cache);
	return code;
}

/* What cannot be understood was refused by `marquee serve`. */
static void
start_experiment(struct app *app)
{
	const struct config *config = app->config;
	struct error error;

	app->experiment.salt = config->experiment_salt;
	app->experiment.bucket_count = (uint32_t)config->experiment_buckets;
	if (experiment_parse(config->rerank, config->experiment,
		config->experiment_salt, (uint32_t)config->experiment_buckets,
		&app->experiment, &error) != 0)
		log_warn("%s; the order is that of the score", error.message);
}

static int
start(struct app *app)
{
	start_experiment(app);
	app->queries = query_context_new();
	app->tokenizer = tokenizer_new();
	app->recommendations = calloc(1, sizeof(*app->recommendations));
	app->rows = calloc(1, sizeof(*app->rows));
	if (app->queries == NULL || app->tokenizer == NULL ||
	    app->recommendations == NULL || app->rows == NULL)
		return ERROR_MEMORY;
	if (start_pool(&app->pool, app, POOL_CONNECTIONS, POOL_DEADLINE_MS) !=
		0 ||
	    start_pool(&app->slow_pool, app, 1, SLOW_POOL_DEADLINE_MS) != 0 ||
	    start_cache(app) != 0 || impressions_start(app) != 0)
		return ERROR_MEMORY;
	trending_start(app);
	drain_install();
	snapshot_watch_start(app);
	model_watch_start(app);
	each_second(app, 0);
	kore_timer_add(each_second, SECOND_MS, app, 0);
	kore_timer_add(each_half_second, HALF_SECOND_MS, app, 0);
	kore_timer_add(each_drain_look, DRAIN_LOOK_MS, app, 0);
	return 0;
}

struct app *
worker_new(
    const struct config *config, struct metrics *metrics, unsigned number)
{
	struct app *app = calloc(1, sizeof(*app));

	if (app == NULL)
		return NULL;
	app->config = config;
	app->metrics = metrics;
	app->worker = number % METRICS_WORKERS_MAX;
	access_log_init(&app->access_log);
	random_seed(&app->random, random_seed_value());
	if (start(app) != 0) {
		worker_free(app);
		return NULL;
	}
	return app;
}

void
worker_free(struct app *app)
{
	if (app == NULL)
		return;
	impressions_end(app);
	access_log_release(&app->access_log);
	pool_free(app->pool);
	pool_free(app->slow_pool);
	recommendation_cache_free(app->cache);
	model_watch_release(&app->model_watch);
	snapshot_watch_release(&app->watch);
	snapshot_close(app->snapshot);
	query_context_free(app->queries);
	tokenizer_free(app->tokenizer);
	free(app->recommendations);
	free(app->rows);
	free(app);
}
