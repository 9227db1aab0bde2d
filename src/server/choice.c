#include "server/choice.h"

#include <string.h>

#include "server/json_body.h"
#include "server/respond.h"

static int
bind(
    struct choice *choice, const struct snapshot *snapshot, struct error *error)
{
	int result = 0;

	if (choice->filtered)
		result = filter_bind(&choice->filter, snapshot, error);
	if (result == 0 && choice->boosted)
		result = boosts_bind(&choice->boosts, snapshot, error);
	return result;
}

/* A text that is NULL was not given. */
static bool
parse(struct exchange *exchange, int status, const char *filter,
    size_t filter_length, const char *boost, size_t boost_length,
    const struct snapshot *snapshot, struct choice *choice)
{
	struct error error;
	int result = 0;

	choice->filtered = filter != NULL;
	choice->boosted = boost != NULL;
	if (choice->filtered)
		result = filter_parse(
		    filter, filter_length, &choice->filter, &error);
	if (result == 0 && choice->boosted)
		result =
		    boosts_parse(boost, boost_length, &choice->boosts, &error);
	if (result == 0)
		result = bind(choice, snapshot, &error);
	if (result != 0)
		respond_problem(exchange, status, "%s", error.message);
	return result == 0;
}

bool
choice_from_query(struct exchange *exchange, const struct query_string *query,
    const struct snapshot *snapshot, struct choice *choice)
{
	const struct query_parameter *filter =
	    query_string_find(query, "filter");
	const struct query_parameter *boost = query_string_find(query, "boost");

	return parse(exchange, 400, filter == NULL ? NULL : filter->value,
	    filter == NULL ? 0 : filter->length,
	    boost == NULL ? NULL : boost->value,
	    boost == NULL ? 0 : boost->length, snapshot, choice);
}

bool
choice_from_body(struct exchange *exchange, const struct json_t *body,
    const struct snapshot *snapshot, struct choice *choice)
{
	const char *filter;
	const char *boost;

	if (!json_body_optional_string(exchange, body, "filter", &filter) ||
	    !json_body_optional_string(exchange, body, "boost", &boost))
		return false;
	return parse(exchange, 422, filter, filter == NULL ? 0 : strlen(filter),
	    boost, boost == NULL ? 0 : strlen(boost), snapshot, choice);
}

bool
choice_bind(struct exchange *exchange, const struct snapshot *snapshot,
    struct choice *choice)
{
	struct error error;

	if (bind(choice, snapshot, &error) == 0)
		return true;
	respond_problem(exchange, 400, "%s", error.message);
	return false;
}

const struct filter *
choice_filter(const struct choice *choice)
{
	return choice->filtered ? &choice->filter : NULL;
}

const struct boosts *
choice_boosts(const struct choice *choice)
{
	return choice->boosted ? &choice->boosts : NULL;
}

int
choice_put(const struct choice *choice, struct buffer *out)
{
	int result = 0;

	if (choice->filtered)
		result = filter_put(&choice->filter, out);
	if (!choice->boosted || choice->boosts.clauses.clause_count == 0)
		return result;
	buffer_append_string(out, " boost ");
	return result != 0 ? result : boosts_put(&choice->boosts, out);
}
