/*
 * POST /recommendations: for somebody without an account, from titles that
 * they name. Nothing is stored.
 */
#include "answer/title_json.h"
#include "recommend/for_user.h"
#include "server/choice.h"
#include "server/json_body.h"
#include "server/reranking.h"
#include "server/resources.h"
#include "server/respond.h"
#include "util/clock.h"
#include "util/json_writer.h"

#define IDS_MAX 1000 /* of each of the three lists */

static bool
read_picks(struct exchange *exchange, const struct json_t *body,
    const struct snapshot *snapshot, struct picks *picks,
    int32_t numbers[3][IDS_MAX])
{
	if (!json_body_titles(exchange, body, "liked", snapshot, numbers[0],
		IDS_MAX, &picks->liked_count) ||
	    !json_body_titles(exchange, body, "disliked", snapshot, numbers[1],
		IDS_MAX, &picks->disliked_count) ||
	    !json_body_titles(exchange, body, "seen", snapshot, numbers[2],
		IDS_MAX, &picks->seen_count))
		return false;
	picks->liked = numbers[0];
	picks->disliked = numbers[1];
	picks->seen = numbers[2];
	return true;
}

static void
answer(struct exchange *exchange, const struct json_t *body)
{
	struct app *app = exchange->app;
	const struct snapshot *snapshot = exchange_snapshot(exchange);
	struct for_user_options options = {.now_us = clock_wall_us(),
	    .diversify = app->experiment.plain,
	    .threads = app->config->query_threads,
	    .model = model_watch_current(&app->model_watch)};
	int32_t numbers[3][IDS_MAX];
	struct picks picks;
	struct choice choice;
	struct json_writer json;
	int64_t limit = 10;

	if (snapshot == NULL ||
	    !json_body_integer(exchange, body, "limit", false, 1,
		RECOMMEND_MAX_LIMIT, &limit) ||
	    !reranking_body(exchange, body, &options.diversify) ||
	    !read_picks(exchange, body, snapshot, &picks, numbers) ||
	    !choice_from_body(exchange, body, snapshot, &choice))
		return;
	options.limit = (uint32_t)limit;
	options.filter = choice_filter(&choice);
	options.boosts = choice_boosts(&choice);
	if (recommend_for_picks(app->queries, snapshot, &picks, &options,
		app->recommendations) != 0) {
		respond_problem(exchange, 503, "out of memory");
		return;
	}
	respond_json_begin(exchange, 200, &json);
	answer_recommendations(&json, snapshot, app->recommendations);
	respond_json_end(exchange);
}

void
recommendations_post(struct exchange *exchange)
{
	static const char *const parameters[] = {NULL};
	static const char *const fields[] = {"liked", "disliked", "seen",
	    "limit", "filter", "boost", RERANKING_PARAMETERS, NULL};
	struct query_string query;
	struct json_t *body;

	if (!exchange_query(exchange, parameters, &query))
		return;
	body = json_body_parse(exchange, fields);
	if (body == NULL)
		return;
	answer(exchange, body);
	json_body_free(body);
}
