/*
 * /users/{id}/recommendations: the cache first, then the history from the
 * database, then the index.
 */
#include <string.h>

#include "answer/title_json.h"
#include "recommend/for_user.h"
#include "server/choice.h"
#include "server/resources.h"
#include "server/respond.h"
#include "store/users.h"
#include "store/viewing_history.h"
#include "util/clock.h"
#include "util/json_writer.h"

struct work {
	struct exchange *exchange;
	struct cache_lookup lookup;
	struct viewing_history_request request;
	uint32_t limit;
	struct choice choice;
	uint64_t generation; /* of the snapshot that was looked up */
	uint64_t model_generation;
	char user[USER_ID_SIZE];
};

static void
forget(void *context)
{
	struct work *work = context;

	cache_lookup_forget(&work->lookup);
	viewing_history_forget(&work->request);
}

/* Recommends from the events and answers; returns whether it did. */
static bool
answer_from(struct work *work, const struct snapshot *snapshot,
    const struct viewing_event *events, size_t count)
{
	struct app *app = work->exchange->app;
	struct history_event seen[VIEWING_HISTORY_MAX];
	struct history history = {.events = seen, .count = count};
	struct for_user_options options = {.limit = work->limit,
	    .now_us = clock_wall_us(),
	    .filter = choice_filter(&work->choice),
	    .boosts = choice_boosts(&work->choice),
	    .threads = app->config->query_threads,
	    .model = model_watch_current(&app->model_watch)};
	struct json_writer json;

	for (size_t i = 0; i < count; i++)
		seen[i] = (struct history_event){.number = events[i].movie,
		    .watched_us = events[i].watched_us,
		    .duration_minutes = events[i].duration_minutes,
		    .rating = events[i].rating};
	if (recommend_for_user(app->queries, snapshot, &history, &options,
		app->recommendations) != 0) {
		respond_problem(work->exchange, 503, "out of memory");
		return false;
	}
	respond_json_begin(work->exchange, 200, &json);
	answer_recommendations(&json, snapshot, app->recommendations);
	respond_json_end(work->exchange);
	return work->exchange->status == 200;
}

static void
on_history(void *context, int code, const struct viewing_event *events,
    size_t count, const char *message)
{
	struct work *work = context;
	struct exchange *exchange = work->exchange;
	const struct snapshot *snapshot = exchange->app->snapshot;
	const char *outcome = exchange->cache_outcome;

	exchange->cache_outcome = NULL; /* not for an error */
	if (code == ERROR_MISSING) {
		exchange_no_user(exchange);
		return;
	}
	if (code != 0) {
		respond_store_error(exchange, code, message);
		return;
	}
	if (!choice_bind(exchange, snapshot, &work->choice) ||
	    !answer_from(work, snapshot, events, count))
		return;
	exchange->cache_outcome = outcome;
	/* an answer from a newer snapshot or model is not what was looked up */
	if (strcmp(outcome, "miss") == 0 &&
	    snapshot_generation(snapshot) == work->generation &&
	    model_watch_generation(&exchange->app->model_watch) ==
		work->model_generation)
		recommendation_cache_put(exchange->app->cache, &work->lookup,
		    exchange->answer.data, exchange->answer.length);
}

static void
read_history(struct work *work, const char *outcome)
{
	struct exchange *exchange = work->exchange;
	struct error error;
	int code;

	exchange->cache_outcome = outcome;
	work->request.done = on_history;
	work->request.context = work;
	code = viewing_history_whole(
	    exchange->app->pool, work->user, &work->request, &error);
	if (code == 0)
		return;
	exchange->cache_outcome = NULL;
	respond_store_error(exchange, code, error.message);
}

static void
on_lookup(void *context, enum cache_outcome outcome, const char *answer,
    size_t length)
{
	struct work *work = context;

	if (outcome == CACHE_HIT) {
		work->exchange->cache_outcome = "hit";
		respond_json_text(work->exchange, answer, length);
		return;
	}
	read_history(work, outcome == CACHE_MISS ? "miss" : "bypass");
}

static bool
look_up(struct work *work, const struct snapshot *snapshot)
{
	struct recommendation_cache *cache = work->exchange->app->cache;
	const struct model_watch *model = &work->exchange->app->model_watch;
	struct buffer choice = BUFFER_INIT;
	struct cache_key key = {.generation = snapshot_generation(snapshot),
	    .created_us = snapshot_created_us(snapshot),
	    .model_generation = model_watch_generation(model),
	    .model_created_us = model_watch_created_us(model),
	    .user = work->user,
	    .limit = work->limit};
	bool asked;

	work->generation = key.generation;
	work->model_generation = key.model_generation;
	work->lookup.found = on_lookup;
	work->lookup.context = work;
	if (cache == NULL)
		return false;
	asked = choice_put(&work->choice, &choice) == 0;
	key.choice = choice.length > 0 ? choice.data : "";
	asked = asked && recommendation_cache_get(cache, &key, &work->lookup);
	buffer_release(&choice);
	return asked;
}

void
recommendations_get(struct exchange *exchange)
{
	static const char *const known[] = {"limit", "filter", "boost", NULL};
	const struct snapshot *snapshot;
	char user[USER_ID_SIZE];
	struct query_string query;
	struct choice choice;
	struct work *work;
	uint32_t limit;

	if (!exchange_user_id(exchange, user) ||
	    !exchange_query(exchange, known, &query) ||
	    !exchange_limit(exchange, &query, &limit))
		return;
	snapshot = exchange_snapshot(exchange);
	if (snapshot == NULL ||
	    !choice_from_query(exchange, &query, snapshot, &choice))
		return;
	work = exchange_begin_work(exchange, sizeof(*work), forget);
	if (work == NULL)
		return;
	work->exchange = exchange;
	work->limit = limit;
	work->choice = choice;
	memcpy(work->user, user, sizeof(user));
	if (!look_up(work, snapshot))
		read_history(work, "bypass");
}
