#include "text/display_width.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

struct width_case {
	char text[32];
	size_t width;
	size_t fits; /* bytes of it in four columns */
};

ParameterizedTestParameters(display_width, counts_columns)
{
	static struct width_case cases[] = {
	    {"", 0, 0},
	    {"Heat", 4, 4},
	    {"Heathers", 8, 4},
	    {"Am\xc3\xa9lie", 6, 5},
	    {"e\xcc\x81t\xc3\xa9s", 4, 7}, /* a combining mark */
	    {"\xe5\x8d\x83\xe3\x81\xa8\xe5\x8d\x83", 6, 6},
	    {"a\xe5\x8d\x83\xe3\x81\xa8", 5, 4},
	    {"\xff\xfe", 2, 2},
	};

	return cr_make_param_array(
	    struct width_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct width_case *test, display_width, counts_columns)
{
	cr_expect_eq(display_width(test->text), test->width);
	cr_expect_eq(display_fit(test->text, 4), test->fits);
}
