/*
 * Any bytes as a query string: what is understood is UTF-8 without NUL, under
 * a known name, once.
 */
#include "server/query_string.h"

#include <stdlib.h>
#include <string.h>

#include "util/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const known[] = {"a", "limit", "query", NULL};
	static const char *const choices[] = {"x", "yy", NULL};
	struct query_string query;
	struct error error;
	int64_t number = 0;
	size_t choice = 0;

	if (query_string_parse(
		(const char *)data, size, known, &query, &error) != 0)
		return 0;
	for (size_t i = 0; i < query.count; i++) {
		const struct query_parameter *one = &query.parameters[i];

		if (strlen(one->value) != one->length ||
		    !utf8_valid(one->value, one->length) ||
		    query_string_find(&query, one->name) != one)
			abort();
	}
	if (query_string_integer(&query, "limit", -5, 100, &number, &error) ==
		0 &&
	    (number < -5 || number > 100))
		abort();
	if (query_string_choice(&query, "a", choices, &choice, &error) == 0 &&
	    choice > 1)
		abort();
	return 0;
}
