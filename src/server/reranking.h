/*
 * Reranking: what a request asks of the order after the score, and what it is
 * for those who ask nothing.
 */
#ifndef MARQUEE_SERVER_RERANKING_H
#define MARQUEE_SERVER_RERANKING_H

#include <stdbool.h>

#include "recommend/diversify.h"
#include "server/exchange.h"

struct json_t; /* jansson's */

/* The parameters, to be among the known ones of a query string, ... */
#define RERANKING_PARAMETERS \
	"diversity", "freshness", "max_per_director", "max_per_franchise"

/* ... put over what *options holds; its year becomes this one. False after
 * answering 400, or 422 where they are fields of a body. */
bool reranking_query(struct exchange *exchange,
    const struct query_string *query, struct diversify_options *options);
bool reranking_body(struct exchange *exchange, const struct json_t *body,
    struct diversify_options *options);

#endif
