/*
 * Strict decoding of query strings.
 */
#include "server/query_string.h"

#include <stdio.h>
#include <string.h>

#include "util/utf8.h"

#define SHOWN 60 /* bytes of a value that an error repeats */

static int
hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

/* Decodes [from, end) to `out` with a NUL and returns the length, or -1 when
 * it is malformed. `out` has room for as many bytes, and the NUL. */
static ptrdiff_t
decode(const char *from, const char *end, char *out)
{
	char *start = out;

	for (; from < end; from++) {
		if (*from == '+') {
			*out++ = ' ';
			continue;
		}
		if (*from == '%') {
			if (end - from < 3 || hex_value(from[1]) < 0 ||
			    hex_value(from[2]) < 0)
				return -1;
			*out = (char)(hex_value(from[1]) * 16 +
			    hex_value(from[2]));
			from += 2;
		} else {
			*out = *from;
		}
		if (*out++ == '\0')
			return -1;
	}
	*out = '\0';
	return utf8_valid(start, (size_t)(out - start)) ? out - start : -1;
}

static bool
is_known(const char *name, const char *const *known)
{
	for (; *known != NULL; known++)
		if (strcmp(*known, name) == 0)
			return true;
	return false;
}

/* The names of `words`, for an error's end. */
static void
list_words(const char *const *words, char *text, size_t size)
{
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; words[i] != NULL && length < size; i++)
		length += (size_t)snprintf(text + length, size - length, "%s%s",
		    i > 0 ? ", " : "", words[i]);
}

static int
unknown_parameter(
    const char *name, const char *const *known, struct error *error)
{
	char text[200];

	list_words(known, text, sizeof(text));
	if (text[0] == '\0')
		return error_set(error, ERROR_INVALID,
		    "unknown parameter \"%.*s\": this route takes none", SHOWN,
		    name);
	return error_set(error, ERROR_INVALID,
	    "unknown parameter \"%.*s\": this route takes %s", SHOWN, name,
	    text);
}

/* Decodes one name=value, [from, end), behind the text that is there. */
static int
parse_one(struct query_string *query, const char *from, const char *end,
    const char *const *known, char **text, struct error *error)
{
	struct query_parameter *parameter = &query->parameters[query->count];
	const char *equals = memchr(from, '=', (size_t)(end - from));
	const char *name_end = equals == NULL ? end : equals;
	const char *value = equals == NULL ? end : equals + 1;
	ptrdiff_t length;

	length = decode(from, name_end, *text);
	if (length < 0)
		return error_set(error, ERROR_INVALID,
		    "a parameter's name is not percent-encoded UTF-8");
	parameter->name = *text;
	*text += length + 1;
	if (!is_known(parameter->name, known))
		return unknown_parameter(parameter->name, known, error);
	if (query_string_find(query, parameter->name) != NULL)
		return error_set(error, ERROR_INVALID,
		    "parameter \"%s\" is given twice", parameter->name);
	length = decode(value, end, *text);
	if (length < 0)
		return error_set(error, ERROR_INVALID,
		    "parameter \"%s\" is not percent-encoded UTF-8",
		    parameter->name);
	parameter->value = *text;
	parameter->length = (size_t)length;
	*text += length + 1;
	query->count++;
	return 0;
}

int
query_string_parse(const char *raw, size_t length, const char *const *known,
    struct query_string *query, struct error *error)
{
	const char *end = raw + length;
	char *text = query->text;
	int code;

	query->count = 0;
	if (length > QUERY_STRING_MAX)
		return error_set(error, ERROR_LIMIT,
		    "the query string has %zu bytes; at most %d are taken",
		    length, QUERY_STRING_MAX);
	while (raw < end) {
		const char *amp = memchr(raw, '&', (size_t)(end - raw));
		const char *stop = amp == NULL ? end : amp;

		if (query->count == QUERY_PARAMETERS_MAX)
			return error_set(error, ERROR_LIMIT,
			    "more than %d parameters", QUERY_PARAMETERS_MAX);
		if (stop > raw) { /* "a=1&&b=2" has an empty one: no harm */
			code = parse_one(query, raw, stop, known, &text, error);
			if (code != 0)
				return code;
		}
		raw = amp == NULL ? end : amp + 1;
	}
	return 0;
}

const struct query_parameter *
query_string_find(const struct query_string *query, const char *name)
{
	for (size_t i = 0; i < query->count; i++)
		if (strcmp(query->parameters[i].name, name) == 0)
			return &query->parameters[i];
	return NULL;
}

/* Digits with an optional minus, nothing else; at most 18 digits. */
static bool
parse_integer(const char *text, int64_t *out)
{
	bool minus = *text == '-';
	int64_t number = 0;
	size_t digits;

	text += minus;
	digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 18 || text[digits] != '\0')
		return false;
	for (; *text != '\0'; text++)
		number = number * 10 + (*text - '0');
	*out = minus ? -number : number;
	return true;
}

int
query_string_integer(const struct query_string *query, const char *name,
    int64_t minimum, int64_t maximum, int64_t *out, struct error *error)
{
	const struct query_parameter *parameter =
	    query_string_find(query, name);
	int64_t number;

	if (parameter == NULL)
		return 0;
	if (!parse_integer(parameter->value, &number) || number < minimum ||
	    number > maximum)
		return error_set(error, ERROR_INVALID,
		    "%s must be a whole number from %lld to %lld, not \"%.*s\"",
		    name, (long long)minimum, (long long)maximum, SHOWN,
		    parameter->value);
	*out = number;
	return 0;
}

int
query_string_choice(const struct query_string *query, const char *name,
    const char *const *choices, size_t *out, struct error *error)
{
	const struct query_parameter *parameter =
	    query_string_find(query, name);
	char text[200];

	if (parameter == NULL)
		return 0;
	for (size_t i = 0; choices[i] != NULL; i++) {
		if (strcmp(parameter->value, choices[i]) == 0) {
			*out = i;
			return 0;
		}
	}
	list_words(choices, text, sizeof(text));
	return error_set(error, ERROR_INVALID,
	    "%s must be one of %s, not \"%.*s\"", name, text, SHOWN,
	    parameter->value);
}
