#include "etl/watch_value.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <string.h>

#include "util/clock.h"

#define NOW_US INT64_C(1769904000000000) /* 2026-02-01T00:00:00Z */
#define HOUR_US INT64_C(3600000000)

static struct slice
slice(const char *text)
{
	return (struct slice){text, strlen(text)};
}

Test(watch_value, reads_times_as_exports_write_them)
{
	static const struct {
		const char *text;
		const char *expected; /* NULL: none */
	} cases[] = {
	    {"2026-01-31", "2026-01-31T00:00:00Z"},
	    {" 2026-01-31 ", "2026-01-31T00:00:00Z"},
	    {"2014-03-31T09:28:53.000Z", "2014-03-31T09:28:53Z"},
	    {"2022-01-15T20:28:39.1234567Z", "2022-01-15T20:28:39.123456Z"},
	    {"2026-01-31T20:15:00+02:00", "2026-01-31T18:15:00Z"},
	    {"2026-01-31 20:15:00", "2026-01-31T20:15:00Z"},
	    {"Sat Jan 31 00:00:00 2026", "2026-01-31T00:00:00Z"},
	    {"Sun Mar  1 00:00:00 2015", "2015-03-01T00:00:00Z"},
	    {"Sun Feb 30 00:00:00 2015", NULL},
	    {"Sun anF  1 00:00:00 2015", NULL},
	    {"Sun Mar -1 00:00:00 2015", NULL},
	    {"31/01/2026", NULL},
	    {"01/02/2026", NULL},
	    {"2026-02-30", NULL},
	    {"2026", NULL},
	    {"20260131", NULL},
	    {"yesterday", NULL},
	    {"", NULL},
	    {"2026-01-31T20:15:00Z 2026-01-31T20:15:00Z", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t wall_us = -7;
		char text[CLOCK_TEXT_SIZE];
		bool read = watch_value_time(slice(cases[i].text), &wall_us);

		cr_assert(
		    read == (cases[i].expected != NULL), "%s", cases[i].text);
		clock_format(wall_us, text);
		if (read)
			cr_expect(eq(str, text, cases[i].expected));
		else
			cr_expect(eq(i64, wall_us, -7));
	}
}

Test(watch_value, refuses_the_future_but_not_the_day_of_another_zone)
{
	cr_expect(watch_value_time_refusal(NOW_US, NOW_US) == NULL);
	cr_expect(
	    watch_value_time_refusal(NOW_US + 14 * HOUR_US, NOW_US) == NULL);
	cr_expect(
	    eq(str, watch_value_time_refusal(NOW_US + 14 * HOUR_US + 1, NOW_US),
		"in the future"));
	cr_expect(watch_value_time_refusal(
		      INT64_C(-2335564800000000), NOW_US) == NULL);
	cr_expect(watch_value_time_refusal(
		      INT64_C(-2335564800000001), NOW_US) != NULL);
}

Test(watch_value, turns_ratings_of_any_scale_into_half_stars)
{
	static const struct {
		const char *text;
		int scale;
		int half_stars; /* 0: none */
	} cases[] = {
	    {"0.5", 5, 1},
	    {"3.5", 5, 7},
	    {"5", 5, 10},
	    {"5.0", 5, 10},
	    {".5", 5, 1},
	    {"1", 10, 1},
	    {"8", 10, 8},
	    {"7.5", 10, 8},
	    {"10", 10, 10},
	    {"0.1", 10, 1},
	    {"73", 100, 7},
	    {"100", 100, 10},
	    {"5.5", 5, 0},
	    {"11", 10, 0},
	    {"101", 100, 0},
	    {"0", 10, 0},
	    {"-1", 10, 0},
	    {"+1", 10, 0},
	    {"1e1", 100, 0},
	    {"nan", 10, 0},
	    {"7,5", 10, 0},
	    {"1.2.3", 10, 0},
	    {".", 10, 0},
	    {"", 10, 0},
	    {"99999999999999999999999", 10, 0},
	    {"99999999999999999999999999999999999999999", 10, 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int32_t half_stars = 0;

		cr_expect(
		    watch_value_rating(slice(cases[i].text), cases[i].scale,
			&half_stars) == (cases[i].half_stars != 0),
		    "%s of %d", cases[i].text, cases[i].scale);
		cr_expect(eq(i32, half_stars, cases[i].half_stars), "%s of %d",
		    cases[i].text, cases[i].scale);
	}
}

Test(watch_value, reads_whole_numbers_within_bounds)
{
	int32_t value = -7;

	cr_expect(watch_value_integer(slice("1999"), 1, 9999, &value));
	cr_expect(eq(i32, value, 1999));
	cr_expect(not(watch_value_integer(slice("10000"), 1, 9999, &value)));
	cr_expect(not(watch_value_integer(slice("0"), 1, 9999, &value)));
	cr_expect(not(watch_value_integer(slice("-5"), 1, 9999, &value)));
	cr_expect(not(watch_value_integer(slice("1.5"), 1, 9999, &value)));
	cr_expect(not(watch_value_integer(
	    slice("99999999999999999999999999"), 1, 9999, &value)));
	cr_expect(not(watch_value_integer(slice(""), 1, 9999, &value)));
	cr_expect(eq(i32, value, 1999));
}

Test(watch_value, cuts_text_at_the_end_of_a_character)
{
	cr_expect(eq(sz, watch_value_start(slice("Amélie"), 3).length, 2));
	cr_expect(eq(sz, watch_value_start(slice("Amélie"), 4).length, 4));
	cr_expect(eq(sz, watch_value_start(slice("Amélie"), 40).length, 7));
}
