#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <string.h>

#include "etl/tsv.h"

static struct slice
slice(const char *text)
{
	return (struct slice){text, strlen(text)};
}

static void
assert_slice(struct slice slice, const char *expected)
{
	cr_assert(eq(sz, slice.length, strlen(expected)), "\"%.*s\"",
	    (int)slice.length, slice.text);
	cr_assert(memcmp(slice.text, expected, slice.length) == 0,
	    "\"%.*s\" is not \"%s\"", (int)slice.length, slice.text, expected);
}

struct lines_case {
	char text[16];
	size_t count;
	char last[8];
};

ParameterizedTestParameters(tsv, takes_lines_off_a_text)
{
	static struct lines_case cases[] = {
	    {"", 0, ""},
	    {"a", 1, "a"},
	    {"a\n", 1, "a"},
	    {"a\nb", 2, "b"},
	    {"a\nb\n", 2, "b"},
	    {"\n", 1, ""},
	    {"\n\n", 2, ""},
	    {"a\r\n", 1, "a\r"},
	};

	return cr_make_param_array(
	    struct lines_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct lines_case *c, tsv, takes_lines_off_a_text)
{
	struct slice rest = slice(c->text);
	struct slice line = {"", 0};
	size_t count = 0;

	while (tsv_next_line(&rest, &line))
		count++;
	cr_assert(eq(sz, count, c->count), "\"%s\"", c->text);
	assert_slice(line, c->last);
}

Test(tsv, splits_a_line_in_place)
{
	const char *text = "tt1\t\tÅse\t\\N";
	struct slice fields[4];

	cr_assert(eq(sz, tsv_split(slice(text), fields, 4), 4));
	cr_assert(fields[0].text == text);
	assert_slice(fields[0], "tt1");
	assert_slice(fields[1], "");
	assert_slice(fields[2], "Åse");
	cr_assert(tsv_is_null(fields[3]));
	cr_assert(not(tsv_is_null(fields[1])));
}

Test(tsv, counts_fields_beyond_the_capacity_without_writing_them)
{
	struct slice fields[3] = {{0}};

	cr_assert(eq(sz, tsv_split(slice("a\tb\tc\t"), fields, 2), 4));
	cr_assert(fields[2].text == NULL);
}

Test(tsv, finds_one_empty_field_in_an_empty_line)
{
	struct slice field;

	cr_assert(eq(sz, tsv_split(slice(""), &field, 1), 1));
	cr_assert(eq(sz, field.length, 0));
}

Test(tsv, takes_elements_off_a_list_with_empty_ones)
{
	struct slice rest = slice("a,,b,");
	struct slice element;
	static const char *const expected[] = {"a", "", "b", ""};

	for (size_t i = 0; i < 4; i++) {
		cr_assert(tsv_next_element(&rest, &element));
		assert_slice(element, expected[i]);
	}
	cr_assert(not(tsv_next_element(&rest, &element)));
}
