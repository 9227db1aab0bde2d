/*
 * Strict reading of JSON bodies.
 */
#include "server/json_body.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "server/respond.h"
#include "text/title_id.h"

#define SHOWN 60 /* bytes of a value that an error repeats */

static bool
is_json_type(const char *type)
{
	static const char wanted[] = "application/json";

	if (type == NULL || strncasecmp(type, wanted, sizeof(wanted) - 1) != 0)
		return false;
	type += sizeof(wanted) - 1;
	type += strspn(type, " \t");
	return *type == '\0' || *type == ';';
}

static bool
check_fields(struct exchange *exchange, json_t *body, const char *const *known)
{
	const char *name;
	json_t *value;

	json_object_foreach(body, name, value)
	{
		size_t i = 0;

		while (known[i] != NULL && strcmp(known[i], name) != 0)
			i++;
		if (known[i] == NULL) {
			respond_problem(exchange, 422, "unknown field \"%.*s\"",
			    SHOWN, name);
			return false;
		}
	}
	return true;
}

json_t *
json_body_parse(struct exchange *exchange, const char *const *known)
{
	json_error_t failure;
	json_t *body;

	if (!is_json_type(exchange->content_type)) {
		respond_problem(exchange, 415,
		    "the body has to be application/json, not \"%.100s\"",
		    exchange->content_type == NULL ? ""
						   : exchange->content_type);
		return NULL;
	}
	body = json_loadb(exchange->body == NULL ? "" : exchange->body,
	    exchange->body_length, JSON_REJECT_DUPLICATES, &failure);
	if (body == NULL) {
		respond_problem(exchange, 400,
		    "the body is no JSON: line %d, column %d: %s", failure.line,
		    failure.column, failure.text);
		return NULL;
	}
	if (!json_is_object(body))
		respond_problem(exchange, 422, "the body is not an object");
	else if (check_fields(exchange, body, known))
		return body;
	json_decref(body);
	return NULL;
}

void
json_body_free(json_t *body)
{
	json_decref(body);
}

bool
json_body_integer(struct exchange *exchange, const json_t *body,
    const char *name, bool required, int64_t minimum, int64_t maximum,
    int64_t *out)
{
	const json_t *value = json_object_get(body, name);

	if (value == NULL || json_is_null(value)) {
		if (required)
			respond_problem(exchange, 422, "%s is missing", name);
		return !required;
	}
	if (!json_is_integer(value) || json_integer_value(value) < minimum ||
	    json_integer_value(value) > maximum) {
		char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

		respond_problem(exchange, 422,
		    "%s must be a whole number from %lld to %lld, not %.*s",
		    name, (long long)minimum, (long long)maximum, SHOWN,
		    text == NULL ? "" : text);
		free(text);
		return false;
	}
	*out = json_integer_value(value);
	return true;
}

bool
json_body_number(struct exchange *exchange, const json_t *body,
    const char *name, double *out, bool *given)
{
	const json_t *value = json_object_get(body, name);

	*given = value != NULL && !json_is_null(value);
	if (*given && !json_is_number(value)) {
		respond_problem(exchange, 422, "%s must be a number", name);
		return false;
	}
	if (*given)
		*out = json_number_value(value);
	return true;
}

const char *
json_body_string(
    struct exchange *exchange, const json_t *body, const char *name)
{
	const json_t *value = json_object_get(body, name);

	if (json_is_string(value))
		return json_string_value(value);
	respond_problem(exchange, 422,
	    value == NULL ? "%s is missing" : "%s must be a string", name);
	return NULL;
}

bool
json_body_optional_string(struct exchange *exchange, const json_t *body,
    const char *name, const char **out)
{
	const json_t *value = json_object_get(body, name);

	*out = NULL;
	if (value == NULL || json_is_null(value))
		return true;
	*out = json_body_string(exchange, body, name);
	return *out != NULL;
}

static bool
read_title(struct exchange *exchange, const json_t *value, const char *name,
    const struct snapshot *snapshot, int32_t *number)
{
	const char *id = json_string_value(value);
	uint32_t document;

	if (id == NULL) {
		respond_problem(exchange, 422,
		    "%s must be a title's id such as \"tt0133093\"", name);
		return false;
	}
	if (!title_id_parse(id, strlen(id), number)) {
		respond_problem(exchange, 422,
		    "%s: \"%.*s\" is not a title's id such as tt0133093", name,
		    SHOWN, id);
		return false;
	}
	if (!snapshot_find(snapshot, *number, &document)) {
		respond_problem(
		    exchange, 422, "%s: there is no title %s", name, id);
		return false;
	}
	return true;
}

bool
json_body_title(struct exchange *exchange, const json_t *body, const char *name,
    const struct snapshot *snapshot, int32_t *number)
{
	return read_title(
	    exchange, json_object_get(body, name), name, snapshot, number);
}

bool
json_body_titles(struct exchange *exchange, const json_t *body,
    const char *name, const struct snapshot *snapshot, int32_t *numbers,
    size_t maximum, size_t *count)
{
	const json_t *list = json_object_get(body, name);

	*count = 0;
	if (list == NULL)
		return true;
	if (!json_is_array(list)) {
		respond_problem(
		    exchange, 422, "%s must be an array of titles' ids", name);
		return false;
	}
	if (json_array_size(list) > maximum) {
		respond_problem(exchange, 422,
		    "%s has %zu ids; at most %zu are taken", name,
		    json_array_size(list), maximum);
		return false;
	}
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!read_title(exchange, json_array_get(list, i), name,
			snapshot, &numbers[(*count)++]))
			return false;
	return true;
}
