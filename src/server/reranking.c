/*
 * See reranking.h.
 */
#include "server/reranking.h"

#include <stdio.h>

#include "server/json_body.h"
#include "server/respond.h"
#include "util/clock.h"

bool
reranking_query(struct exchange *exchange, const struct query_string *query,
    struct diversify_options *options)
{
	struct error error;

	options->year = clock_year(clock_wall_us());
	for (const char *const *name = diversify_names; *name != NULL; name++) {
		const struct query_parameter *given =
		    query_string_find(query, *name);

		if (given != NULL &&
		    diversify_set(options, *name, given->value, &error) != 0) {
			respond_problem(exchange, 400, "%s", error.message);
			return false;
		}
	}
	return true;
}

bool
reranking_body(struct exchange *exchange, const struct json_t *body,
    struct diversify_options *options)
{
	struct error error;

	options->year = clock_year(clock_wall_us());
	for (const char *const *name = diversify_names; *name != NULL; name++) {
		char text[32];
		double number;
		bool given;

		if (!json_body_number(exchange, body, *name, &number, &given))
			return false;
		if (!given)
			continue;
		snprintf(text, sizeof(text), "%.7g", number);
		if (diversify_set(options, *name, text, &error) != 0) {
			respond_problem(exchange, 422, "%s", error.message);
			return false;
		}
	}
	return true;
}
