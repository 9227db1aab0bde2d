/*
 * /users/{id}/recommendations and /users/{id}/rows: the cache first, then the
 * history from the database, then the index. Rows want to know what is trending
 * too; when that cannot be had, they do without.
 */
#include <string.h>

#include "answer/rows_json.h"
#include "answer/title_json.h"
#include "recommend/for_user.h"
#include "server/choice.h"
#include "server/reranking.h"
#include "server/resources.h"
#include "server/respond.h"
#include "store/users.h"
#include "store/viewing_history.h"
#include "util/clock.h"
#include "util/json_writer.h"

struct work {
	struct exchange *exchange;
	bool rows; /* what is asked for; else one list */
	struct trending_waiter trending;
	const char *outcome; /* of the look-up */
	struct cache_lookup lookup;
	struct viewing_history_request request;
	uint32_t limit;
	struct diversify_options diversify;
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
	trending_forget(&work->trending);
	viewing_history_forget(&work->request);
}

static int
build_rows(const struct work *work, const struct snapshot *snapshot,
    const struct history *history, const struct for_user_options *options)
{
	struct app *app = work->exchange->app;
	struct trend trends[TRENDING_MAX];
	size_t count = trending_titles(app, TRENDING_WEEK, trends);

	return rows_build(
	    app->queries, snapshot, history, trends, count, options, app->rows);
}

static void
write_answer(const struct work *work, const struct snapshot *snapshot)
{
	struct app *app = work->exchange->app;
	struct json_writer json;

	respond_json_begin(work->exchange, 200, &json);
	if (work->rows)
		answer_rows(&json, snapshot, app->rows);
	else
		answer_recommendations(&json, snapshot, app->recommendations);
	respond_json_end(work->exchange);
}

/* Recommends from the events and answers; returns whether it did. */
static bool
answer_from(struct work *work, const struct snapshot *snapshot,
    const struct viewing_event *events, size_t count)
{
	struct app *app = work->exchange->app;
	struct history_event seen[VIEWING_HISTORY_WHOLE_MAX];
	struct history history = {.events = seen, .count = count};
	struct for_user_options options = {.limit = work->limit,
	    .now_us = clock_wall_us(),
	    .diversify = work->diversify,
	    .filter = choice_filter(&work->choice),
	    .boosts = choice_boosts(&work->choice),
	    .threads = app->config->query_threads,
	    .model = model_watch_current(&app->model_watch)};
	int code;

	for (size_t i = 0; i < count; i++)
		seen[i] = (struct history_event){.number = events[i].movie,
		    .watched_us = events[i].watched_us,
		    .duration_minutes = events[i].duration_minutes,
		    .rating = events[i].rating,
		    .feedback = events[i].feedback};
	if (work->rows)
		code = build_rows(work, snapshot, &history, &options);
	else
		code = recommend_for_user(app->queries, snapshot, &history,
		    &options, app->recommendations);
	if (code != 0) {
		respond_problem(work->exchange, 503, "out of memory");
		return false;
	}
	write_answer(work, snapshot);
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
	if (code != 0) {
		exchange_user_error(exchange, code, message);
		return;
	}
	if (!choice_bind(exchange, snapshot, &work->choice) ||
	    !answer_from(work, snapshot, events, count))
		return;
	exchange->cache_outcome = outcome;
	impressions_note(exchange, work->user, work->rows);
	/* an answer from a newer snapshot or model is not what was looked up */
	if (strcmp(outcome, "miss") == 0 &&
	    snapshot_generation(snapshot) == work->generation &&
	    model_watch_generation(&exchange->app->model_watch) ==
		work->model_generation)
		recommendation_cache_put(exchange->app->cache, &work->lookup,
		    exchange->answer.data, exchange->answer.length);
}

static void
read_history(struct work *work)
{
	struct exchange *exchange = work->exchange;
	struct error error;
	int code;

	exchange->cache_outcome = work->outcome;
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
on_trending(void *context, int code)
{
	(void)code; /* rows do without */
	read_history(context);
}

/* It has to be computed. */
static void
begin(struct work *work, const char *outcome)
{
	struct app *app = work->exchange->app;

	work->outcome = outcome;
	if (!work->rows || trending_ready(app, TRENDING_WEEK)) {
		read_history(work);
		return;
	}
	work->trending.done = on_trending;
	work->trending.context = work;
	trending_wait(app, TRENDING_WEEK, &work->trending);
}

static void
on_lookup(void *context, enum cache_outcome outcome, const char *answer,
    size_t length)
{
	struct work *work = context;

	if (outcome == CACHE_HIT) {
		work->exchange->cache_outcome = "hit";
		respond_json_text(work->exchange, answer, length);
		impressions_note(work->exchange, work->user, work->rows);
		return;
	}
	begin(work, outcome == CACHE_MISS ? "miss" : "bypass");
}

static bool
look_up(struct work *work, const struct snapshot *snapshot)
{
	struct recommendation_cache *cache = work->exchange->app->cache;
	const struct model_watch *model = &work->exchange->app->model_watch;
	char order[DIVERSIFY_TEXT_SIZE];
	struct buffer choice = BUFFER_INIT;
	struct cache_key key = {.generation = snapshot_generation(snapshot),
	    .created_us = snapshot_created_us(snapshot),
	    .model_generation = model_watch_generation(model),
	    .model_created_us = model_watch_created_us(model),
	    .user = work->user,
	    .limit = work->limit};
	bool asked;

	diversify_write(&work->diversify, order);
	buffer_printf(&choice, "%s %s ", work->rows ? "rows" : "list", order);
	work->generation = key.generation;
	work->model_generation = key.model_generation;
	work->lookup.found = on_lookup;
	work->lookup.context = work;
	if (cache == NULL)
		return false;
	asked = choice_put(&work->choice, &choice) == 0;
	key.choice = asked ? choice.data : "";
	asked = asked && recommendation_cache_get(cache, &key, &work->lookup);
	buffer_release(&choice);
	return asked;
}

/* A row is no longer than a list may be. */
static bool
read_limit(struct exchange *exchange, const struct query_string *query,
    bool rows, uint32_t *limit)
{
	int64_t number = 10;
	struct error error;

	if (!rows)
		return exchange_limit(exchange, query, limit);
	if (query_string_integer(
		query, "limit", 1, ROW_LIMIT_MAX, &number, &error) != 0) {
		respond_problem(exchange, 400, "%s", error.message);
		return false;
	}
	*limit = (uint32_t)number;
	return true;
}

static void
get(struct exchange *exchange, bool rows)
{
	static const char *const of_list[] = {
	    "limit", "filter", "boost", RERANKING_PARAMETERS, NULL};
	static const char *const of_rows[] = {
	    "limit", RERANKING_PARAMETERS, NULL};
	const struct snapshot *snapshot;
	char user[USER_ID_SIZE];
	struct query_string query;
	struct diversify_options diversify;
	struct choice choice;
	struct work *work;
	uint32_t limit;

	if (!exchange_user_id(exchange, user) ||
	    !exchange_query(exchange, rows ? of_rows : of_list, &query) ||
	    !read_limit(exchange, &query, rows, &limit))
		return;
	diversify =
	    *experiment_assign(&exchange->app->experiment, user).options;
	if (!reranking_query(exchange, &query, &diversify))
		return;
	snapshot = exchange_snapshot(exchange);
	if (snapshot == NULL ||
	    !choice_from_query(exchange, &query, snapshot, &choice))
		return;
	work = exchange_begin_work(exchange, sizeof(*work), forget);
	if (work == NULL)
		return;
	work->exchange = exchange;
	work->rows = rows;
	work->limit = limit;
	work->diversify = diversify;
	work->choice = choice;
	memcpy(work->user, user, sizeof(user));
	if (!look_up(work, snapshot))
		begin(work, "bypass");
}

void
recommendations_get(struct exchange *exchange)
{
	get(exchange, false);
}

void
rows_get(struct exchange *exchange)
{
	get(exchange, true);
}
