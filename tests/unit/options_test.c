#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <string.h>

#include "cli/command.h"

static const struct command command = {"try", "", "", NULL};

struct parsed {
	bool flag;
	const char *text;
	int64_t number;
	const char *positional[2];
	size_t positional_count;
};

static int
parse(struct parsed *out, int argc, const char *const *argv)
{
	const struct option_spec specs[] = {
	    {"--flag", OPTION_FLAG, 0, 0, &out->flag},
	    {"--text", OPTION_TEXT, 0, 0, &out->text},
	    {"-k", OPTION_INTEGER, 1, 100, &out->number},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};

	return options_parse(&command, specs, argc, (char **)argv,
	    out->positional, 1, 2, &out->positional_count);
}

Test(options, takes_options_and_positionals_in_any_order)
{
	const char *const argv[] = {
	    "try", "a", "--text=x=y", "-k", "7", "--flag", "b"};
	struct parsed out = {0};

	cr_assert(eq(int, parse(&out, 7, argv), EXIT_OK));
	cr_assert(out.flag);
	cr_assert(eq(str, (char *)out.text, "x=y"));
	cr_assert(eq(i64, out.number, 7));
	cr_assert(eq(sz, out.positional_count, 2));
	cr_assert(eq(str, (char *)out.positional[1], "b"));
}

Test(options, takes_everything_behind_two_dashes_as_it_is)
{
	const char *const argv[] = {"try", "--", "--flag"};
	struct parsed out = {0};

	cr_assert(eq(int, parse(&out, 3, argv), EXIT_OK));
	cr_assert(not(out.flag));
	cr_assert(eq(str, (char *)out.positional[0], "--flag"));
}

struct refused_call {
	int argc;
	char argv[5][16];
};

ParameterizedTestParameters(options, refuses)
{
	static struct refused_call cases[] = {
	    {1, {"try"}},
	    {4, {"try", "a", "b", "c"}},
	    {3, {"try", "a", "--unknown"}},
	    {3, {"try", "a", "--fla"}},
	    {3, {"try", "a", "--flag=1"}},
	    {3, {"try", "a", "--text"}},
	    {4, {"try", "a", "-k", "0"}},
	    {4, {"try", "a", "-k", "101"}},
	    {4, {"try", "a", "-k", "7x"}},
	    {4, {"try", "a", "-k", ""}},
	};

	return cr_make_param_array(
	    struct refused_call, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct refused_call *c, options, refuses)
{
	const char *argv[5];
	struct parsed out = {0};

	for (int i = 0; i < c->argc; i++)
		argv[i] = c->argv[i];
	cr_assert(eq(int, parse(&out, c->argc, argv), EXIT_USAGE));
}
