#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "server/query_string.h"

static const char *const known[] = {"query", "limit", "sort", NULL};

static int
parse(const char *raw, struct query_string *query, struct error *error)
{
	return query_string_parse(raw, strlen(raw), known, query, error);
}

Test(query_string, decodes_names_and_values)
{
	static const struct {
		const char *raw, *value;
	} table[] = {{"query=a+b", "a b"}, {"query=a%20b", "a b"},
	    {"%71uery=a", "a"}, {"query=%C3%A9%c3%a9", "éé"},
	    {"query=a=b=c", "a=b=c"}, {"query=", ""}, {"query", ""},
	    {"&&query=x&", "x"}, {"limit=1&query=y", "y"},
	    {"query=%26%3d%25%2B", "&=%+"}, {"query=?/:@", "?/:@"}};
	struct query_string query;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct query_parameter *found;

		cr_assert(eq(int, parse(table[i].raw, &query, NULL), 0), "%s",
		    table[i].raw);
		found = query_string_find(&query, "query");
		cr_assert(found != NULL, "%s", table[i].raw);
		cr_assert(eq(str, (char *)(uintptr_t)found->value,
		    (char *)(uintptr_t)table[i].value));
		cr_assert(eq(sz, found->length, strlen(table[i].value)));
	}
}

Test(query_string, refuses_by_name)
{
	static const struct {
		const char *raw, *word;
	} table[] = {{"colour=red", "colour"}, {"limit=1&limit=1", "limit"},
	    {"limit=1&lim%69t=1", "limit"}, {"query=%", "query"},
	    {"query=%4", "query"}, {"query=%4g", "query"},
	    {"query=%00", "query"}, {"query=%ff", "query"},
	    {"query=%c3%28", "query"}, {"query=%ed%a0%80", "query"},
	    {"%ff=1", "name"}, {"=1", "\"\""}, {"query=\x80", "query"}};
	struct query_string query;
	struct error error;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		cr_assert(
		    eq(int, parse(table[i].raw, &query, &error), ERROR_INVALID),
		    "%s", table[i].raw);
		cr_assert(strstr(error.message, table[i].word) != NULL,
		    "%s: %s", table[i].raw, error.message);
	}
}

Test(query_string, is_empty_when_nothing_was_given)
{
	struct query_string query;

	cr_assert(eq(int, parse("", &query, NULL), 0));
	cr_assert(eq(sz, query.count, 0));
	cr_assert(query_string_find(&query, "limit") == NULL);
}

Test(query_string, has_bounds)
{
	static char raw[QUERY_STRING_MAX + 2];
	struct query_string query;

	memset(raw, 'a', sizeof(raw) - 1);
	memcpy(raw, "query=", 6);
	raw[QUERY_STRING_MAX] = '\0';
	cr_assert(eq(int, parse(raw, &query, NULL), 0));
	cr_assert(eq(sz, query.parameters[0].length, QUERY_STRING_MAX - 6));
	raw[QUERY_STRING_MAX] = 'a';
	cr_assert(eq(int, parse(raw, &query, NULL), ERROR_LIMIT));
}

Test(query_string, reads_integers_in_their_range)
{
	static const struct {
		const char *raw;
		int code;
		int64_t number;
	} table[] = {{"limit=1", 0, 1}, {"limit=100", 0, 100},
	    {"limit=007", 0, 7}, {"query=x", 0, 10},
	    {"limit=0", ERROR_INVALID, 10}, {"limit=101", ERROR_INVALID, 10},
	    {"limit=-1", ERROR_INVALID, 10}, {"limit=", ERROR_INVALID, 10},
	    {"limit=1e1", ERROR_INVALID, 10}, {"limit=+1", ERROR_INVALID, 10},
	    {"limit=%2B1", ERROR_INVALID, 10},
	    {"limit=1%20", ERROR_INVALID, 10},
	    {"limit=18446744073709551617", ERROR_INVALID, 10}};
	struct query_string query;
	struct error error;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		int64_t number = 10;

		parse(table[i].raw, &query, NULL);
		cr_assert(eq(int,
			      query_string_integer(
				  &query, "limit", 1, 100, &number, &error),
			      table[i].code),
		    "%s", table[i].raw);
		cr_assert(eq(i64, number, table[i].number), "%s", table[i].raw);
		if (table[i].code != 0)
			cr_assert(strstr(error.message,
				      "limit must be a whole "
				      "number from 1 to 100") == error.message);
	}
}

Test(query_string, reads_choices)
{
	static const char *const choices[] = {"year", "rating", NULL};
	struct query_string query;
	struct error error;
	size_t choice = 7;

	parse("limit=1", &query, NULL);
	cr_assert(eq(int,
	    query_string_choice(&query, "sort", choices, &choice, NULL), 0));
	cr_assert(eq(sz, choice, 7));
	parse("sort=rating", &query, NULL);
	cr_assert(eq(int,
	    query_string_choice(&query, "sort", choices, &choice, NULL), 0));
	cr_assert(eq(sz, choice, 1));
	parse("sort=Rating", &query, NULL);
	cr_assert(eq(int,
	    query_string_choice(&query, "sort", choices, &choice, &error),
	    ERROR_INVALID));
	cr_assert(eq(str, error.message,
	    "sort must be one of year, rating, not \"Rating\""));
}
