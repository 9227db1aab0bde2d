#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <string.h>

#include "text/title_id.h"

struct id_case {
	char text[24];
	int32_t number; /* 0: refused */
};

ParameterizedTestParameters(title_id, parses_titles)
{
	static struct id_case cases[] = {
	    {"tt0133093", 133093},
	    {"tt133093", 133093},
	    {"tt1", 1},
	    {"tt12345678", 12345678},
	    {"tt1499999999", 1499999999},
	    {"my0000000", 1500000000},
	    {"my0000001", 1500000001},
	    {"my647483647", 2147483647},
	    {"my647483648", 0},
	    {"tt1500000000", 0},
	    {"tt0", 0},
	    {"tt", 0},
	    {"t", 0},
	    {"", 0},
	    {"nm0000206", 0},
	    {"TT0133093", 0},
	    {"tt-1", 0},
	    {"tt 1", 0},
	    {"tt1x", 0},
	    {"tt00000000001", 0},
	    {"tt99999999999", 0},
	};

	return cr_make_param_array(
	    struct id_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct id_case *c, title_id, parses_titles)
{
	int32_t number = 0;

	cr_assert(eq(int, title_id_parse(c->text, strlen(c->text), &number),
		      c->number != 0),
	    "%s", c->text);
	cr_assert(eq(i32, number, c->number), "%s", c->text);
}

Test(title_id, formats_what_it_parses)
{
	static const int32_t numbers[] = {1, 206, 9999999, 10000000, 1499999999,
	    1500000000, 1500000001, 2147483647};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		char text[TITLE_ID_SIZE];
		int32_t number = 0;
		size_t length = title_id_format(numbers[i], text);

		cr_assert(eq(sz, length, strlen(text)));
		cr_assert(title_id_parse(text, length, &number));
		cr_assert(eq(i32, number, numbers[i]));
		length = person_id_format(numbers[i], text);
		cr_assert(person_id_parse(text, length, &number));
		cr_assert(eq(i32, number, numbers[i]));
	}
}

Test(title_id, pads_to_seven_digits)
{
	char text[TITLE_ID_SIZE];

	title_id_format(133093, text);
	cr_assert(eq(str, text, "tt0133093"));
	title_id_format(1500000001, text);
	cr_assert(eq(str, text, "my0000001"));
	person_id_format(206, text);
	cr_assert(eq(str, text, "nm0000206"));
}
