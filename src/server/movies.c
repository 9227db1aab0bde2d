/*
 * /movies, /movies/search, /movies/{id}: from the snapshot alone.
 */
#include <string.h>

#include "answer/title_json.h"
#include "recommend/catalogue.h"
#include "server/resources.h"
#include "server/respond.h"
#include "util/json_writer.h"

#define VOTES_MAX 2000000000
#define QUERY_MAX 200 /* bytes of a search */

static bool
parse_filter(struct exchange *exchange, const struct query_string *query,
    struct catalogue_filter *filter)
{
	static const char *const types[] = {"movie", "short", "tvEpisode",
	    "tvMiniSeries", "tvMovie", "tvPilot", "tvSeries", "tvShort",
	    "tvSpecial", "video", "videoGame", NULL};
	struct error error;
	size_t type = sizeof(types) / sizeof(types[0]) - 1;
	int64_t votes = 0;

	if (query_string_choice(query, "movie_type", types, &type, &error) !=
		0 ||
	    query_string_integer(
		query, "min_votes", 0, VOTES_MAX, &votes, &error) != 0) {
		respond_problem(exchange, 400, "%s", error.message);
		return false;
	}
	filter->filter = NULL;
	filter->type = types[type]; /* NULL: any */
	filter->type_length = types[type] == NULL ? 0 : strlen(types[type]);
	filter->min_votes = (uint32_t)votes;
	return true;
}

static void
answer_list(struct exchange *exchange, const struct snapshot *snapshot,
    const uint32_t *documents, size_t count)
{
	struct json_writer json;

	respond_json_begin(exchange, 200, &json);
	answer_movie_list(&json, snapshot, documents, count);
	respond_json_end(exchange);
}

void
movies_list(struct exchange *exchange)
{
	static const char *const known[] = {"limit", "offset", "sort", "order",
	    "movie_type", "min_votes", "filter", NULL};
	/* in the order of enum snapshot_order */
	static const char *const sorts[] = {
	    "popularity", "rating", "year", NULL};
	static const char *const orders[] = {"desc", "asc", NULL};
	const struct snapshot *snapshot;
	struct query_string query;
	struct catalogue_page page;
	struct catalogue_filter filter;
	struct filter memory;
	struct error error;
	uint32_t documents[RECOMMEND_MAX_LIMIT];
	size_t sort = SNAPSHOT_ORDER_POPULARITY, order = 0, count;

	if (!exchange_query(exchange, known, &query) ||
	    !exchange_page(exchange, &query, &page.limit, &page.offset) ||
	    !parse_filter(exchange, &query, &filter))
		return;
	if (query_string_choice(&query, "sort", sorts, &sort, &error) != 0 ||
	    query_string_choice(&query, "order", orders, &order, &error) != 0) {
		respond_problem(exchange, 400, "%s", error.message);
		return;
	}
	snapshot = exchange_snapshot(exchange);
	if (snapshot == NULL ||
	    !exchange_filter(
		exchange, &query, snapshot, &memory, &filter.filter))
		return;
	count = catalogue_list(snapshot, (enum snapshot_order)sort, order == 1,
	    &filter, &page, documents);
	answer_list(exchange, snapshot, documents, count);
}

void
movies_search(struct exchange *exchange)
{
	static const char *const known[] = {"query", "limit", "offset",
	    "movie_type", "min_votes", "filter", NULL};
	const struct query_parameter *words;
	const struct snapshot *snapshot;
	struct query_string query;
	struct catalogue_page page;
	struct catalogue_filter filter;
	struct filter memory;
	uint32_t documents[RECOMMEND_MAX_LIMIT];
	size_t count;

	if (!exchange_query(exchange, known, &query) ||
	    !exchange_page(exchange, &query, &page.limit, &page.offset) ||
	    !parse_filter(exchange, &query, &filter))
		return;
	words = query_string_find(&query, "query");
	if (words == NULL || words->length == 0 || words->length > QUERY_MAX) {
		respond_problem(exchange, 400,
		    "query must be given, with 1 to %d bytes", QUERY_MAX);
		return;
	}
	snapshot = exchange_snapshot(exchange);
	if (snapshot == NULL ||
	    !exchange_filter(
		exchange, &query, snapshot, &memory, &filter.filter))
		return;
	if (catalogue_search(snapshot, exchange->app->tokenizer, words->value,
		words->length, &filter, &page, documents, &count) != 0)
		respond_problem(exchange, 503, "out of memory");
	else
		answer_list(exchange, snapshot, documents, count);
}

void
movies_get(struct exchange *exchange)
{
	static const char *const known[] = {NULL};
	const struct snapshot *snapshot;
	struct query_string query;
	struct json_writer json;
	uint32_t document;
	int32_t number;

	if (!exchange_title_number(exchange, &number) ||
	    !exchange_query(exchange, known, &query))
		return;
	snapshot = exchange_title(exchange, number, &document);
	if (snapshot == NULL)
		return;
	respond_json_begin(exchange, 200, &json);
	answer_movie_detail(&json, snapshot, document);
	respond_json_end(exchange);
}
