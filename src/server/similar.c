/*
 * /movies/{id}/similar: computed at once, since that takes less time than a
 * cache's round trip.
 */
#include "recommend/similar.h"

#include "answer/title_json.h"
#include "server/choice.h"
#include "server/reranking.h"
#include "server/resources.h"
#include "server/respond.h"
#include "util/json_writer.h"

void
similar_get(struct exchange *exchange)
{
	static const char *const known[] = {
	    "limit", "prior", "filter", "boost", RERANKING_PARAMETERS, NULL};
	static const char *const priors[] = {"on", "off", NULL};
	struct app *app = exchange->app;
	struct similar_options options = {
	    .threads = app->config->query_threads};
	const struct snapshot *snapshot;
	struct query_string query;
	struct json_writer json;
	struct choice choice;
	struct error error;
	uint32_t document;
	int32_t number;
	size_t prior = 0;

	if (!exchange_title_number(exchange, &number) ||
	    !exchange_query(exchange, known, &query) ||
	    !exchange_limit(exchange, &query, &options.limit) ||
	    !reranking_query(exchange, &query, &options.diversify))
		return;
	if (query_string_choice(&query, "prior", priors, &prior, &error) != 0) {
		respond_problem(exchange, 400, "%s", error.message);
		return;
	}
	options.prior_off = prior == 1;
	snapshot = exchange_title(exchange, number, &document);
	if (snapshot == NULL ||
	    !choice_from_query(exchange, &query, snapshot, &choice))
		return;
	options.filter = choice_filter(&choice);
	options.boosts = choice_boosts(&choice);
	if (similar_titles(app->queries, snapshot, document, &options,
		app->recommendations) != 0) {
		respond_problem(exchange, 503, "out of memory");
		return;
	}
	respond_json_begin(exchange, 200, &json);
	answer_similar(&json, snapshot, app->recommendations);
	respond_json_end(exchange);
}
