#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <string.h>

#include "util/clock.h"
#include "util/random.h"

struct time_case {
	char text[48];
	int64_t wall_us; /* INT64_MIN: refused */
};

#define REFUSED INT64_MIN

ParameterizedTestParameters(clock, parses_rfc_3339)
{
	static struct time_case cases[] = {
	    {"1970-01-01T00:00:00Z", 0},
	    {"1970-01-01", 0},
	    {"1969-12-31T23:59:59Z", -1000000},
	    {"2000-02-29T12:34:56Z", INT64_C(951827696000000)},
	    {"2000-02-29t12:34:56z", INT64_C(951827696000000)},
	    {"2000-02-29 12:34:56+00:00", INT64_C(951827696000000)},
	    {"2000-02-29T14:04:56+01:30", INT64_C(951827696000000)},
	    {"2000-02-29T12:34:56.25Z", INT64_C(951827696250000)},
	    {"2000-02-29T12:34:56.1234569Z", INT64_C(951827696123456)},
	    {"1900-02-29", REFUSED},
	    {"2001-02-29", REFUSED},
	    {"2001-13-01", REFUSED},
	    {"2001-00-01", REFUSED},
	    {"2001-01-00", REFUSED},
	    {"0000-01-01", REFUSED},
	    {"2001-01-01T24:00:00Z", REFUSED},
	    {"2001-01-01T00:00:60Z", REFUSED},
	    {"2001-01-01T00:00:00", REFUSED},
	    {"2001-01-01T00:00:00.Z", REFUSED},
	    {"2001-01-01T00:00:00Zx", REFUSED},
	    {"2001-01-01T00:00:00+24:00", REFUSED},
	    {"2001-1-1", REFUSED},
	    {"+2001-01-01", REFUSED},
	    {"", REFUSED},
	};

	return cr_make_param_array(
	    struct time_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct time_case *c, clock, parses_rfc_3339)
{
	int64_t wall_us = REFUSED;
	bool parsed = clock_parse(c->text, strlen(c->text), &wall_us);

	cr_assert(eq(int, parsed, c->wall_us != REFUSED), "%s", c->text);
	cr_assert(eq(i64, wall_us, c->wall_us), "%s", c->text);
}

Test(clock, formats_what_it_parses)
{
	struct random random;

	random_seed(&random, 11);
	for (int i = 0; i < 10000; i++) {
		int64_t before =
		    (int64_t)random_below(&random, UINT64_C(8000000000000000)) -
		    INT64_C(4000000000000000);
		int64_t after = 0;
		char text[CLOCK_TEXT_SIZE];

		clock_format(before, text);
		cr_assert(clock_parse(text, strlen(text), &after), "%s", text);
		cr_assert(eq(i64, before, after), "%s", text);
	}
}

Test(clock, drops_zeros_behind_the_point)
{
	char text[CLOCK_TEXT_SIZE];

	clock_format(1500000, text);
	cr_assert(eq(str, text, "1970-01-01T00:00:01.5Z"));
	clock_format(10000000, text);
	cr_assert(eq(str, text, "1970-01-01T00:00:10Z"));
}
