#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <string.h>

#include "util/utf8.h"

struct utf8_case {
	char text[8];
	size_t length;
	size_t width;
};

ParameterizedTestParameters(utf8, knows_what_a_character_is)
{
	static struct utf8_case cases[] = {
	    {"a", 1, 1},
	    {"", 1, 1}, /* NUL */
	    {"", 0, 0},
	    {"\xc3\xa9", 2, 2},
	    {"\xc3", 1, 0},
	    {"\xc0\x80", 2, 0}, /* overlong */
	    {"\xc1\xbf", 2, 0},
	    {"\xe2\x82\xac", 3, 3},
	    {"\xe0\x9f\xbf", 3, 0}, /* overlong */
	    {"\xed\x9f\xbf", 3, 3},
	    {"\xed\xa0\x80", 3, 0}, /* surrogate */
	    {"\xef\xbf\xbf", 3, 3},
	    {"\xf0\x90\x80\x80", 4, 4},
	    {"\xf0\x8f\xbf\xbf", 4, 0}, /* overlong */
	    {"\xf4\x8f\xbf\xbf", 4, 4},
	    {"\xf4\x90\x80\x80", 4, 0}, /* above U+10FFFF */
	    {"\xf5\x80\x80\x80", 4, 0},
	    {"\x80", 1, 0},
	    {"\xe2\x82(", 3, 0},
	};

	return cr_make_param_array(
	    struct utf8_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct utf8_case *c, utf8, knows_what_a_character_is)
{
	cr_assert(eq(sz, utf8_width(c->text, c->length), c->width));
	if (c->length > 0)
		cr_assert(eq(int, utf8_valid(c->text, c->length),
		    c->width == c->length));
}

Test(utf8, checks_whole_texts)
{
	cr_assert(utf8_valid("Am\xc3\xa9lie", 7));
	cr_assert(utf8_valid("", 0));
	cr_assert(not(utf8_valid("Am\xe9lie", 6)));
	cr_assert(not(utf8_valid("Am\xc3", 3)));
}
