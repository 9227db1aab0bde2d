/*
 * Weights of titles, by the formula of taste.h written down again in tables.
 */
#include "recommend/taste.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <stdlib.h>

#include "unit/small_catalogue.h"

#define DAY INT64_C(86400000000)
#define NOW (20000 * DAY)

static struct snapshot *snapshot;

static void
open_snapshot(void)
{
	snapshot = small_catalogue();
}

static void
close_snapshot(void)
{
	snapshot_close(snapshot);
}

TestSuite(taste, .init = open_snapshot, .fini = close_snapshot);

/* The weight that the history gives to a title; fails when it is not there. */
static double
weight_of(const struct history_event *events, size_t count, int32_t number)
{
	const struct history history = {events, count};
	uint32_t document = small_document(snapshot, number);
	struct taste_list list;
	double weight = NAN;

	cr_assert_eq(taste_from_history(snapshot, &history, NOW, &list), 0);
	for (size_t i = 0; i < list.count; i++)
		if (list.tastes[i].document == document)
			weight = list.tastes[i].weight;
	taste_list_release(&list);
	cr_assert(!isnan(weight), "title %d is not in the list", (int)number);
	return weight;
}

struct weight_case {
	struct history_event event;
	double weight;
};

/* Title 1 runs 120 minutes; of 13 no runtime is known. */
ParameterizedTestParameters(taste, weighs_one_event_by_the_formula)
{
	static struct weight_case cases[] = {
	    {{1, NOW, 120, 10}, 1.0},
	    {{1, NOW, 120, 7}, 0.5},
	    {{1, NOW, 120, 4}, 0.0},
	    {{1, NOW, 120, 1}, -0.5},
	    {{1, NOW, 10, 1}, -0.5},
	    {{1, NOW, 60, 10}, 0.75},
	    {{1, NOW, 0, 10}, 0.5},
	    {{1, NOW, 120, 0}, 0.5},
	    {{1, NOW, 500, 0}, 0.5},
	    {{1, NOW, 30, 0}, 0.125},
	    {{1, NOW, 0, 0}, 0.0},
	    {{13, NOW, 5, 0}, 0.5},
	    {{13, NOW, 0, 0}, 0.0},
	    {{1, NOW - 365 * DAY, 120, 10}, 0.5},
	    {{1, NOW - 730 * DAY, 120, 1}, -0.125},
	    {{1, NOW - 19999 * DAY, 120, 10}, 1.0 / 1024},
	    {{1, NOW + DAY, 120, 10}, 1.0},
	    {{1, INT64_MIN, 120, 10}, 1.0 / 1024},
	    {{1, INT64_MAX, 120, 10}, 1.0},
	    {{1, NOW, -5, 0}, 0.0},
	};

	return cr_make_param_array(
	    struct weight_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(
    struct weight_case *test, taste, weighs_one_event_by_the_formula)
{
	double weight;

	weight = weight_of(&test->event, 1, test->event.number);
	cr_expect(fabs(weight - test->weight) < 1e-12,
	    "%d minutes, rating %d: %g, not %g",
	    (int)test->event.duration_minutes, (int)test->event.rating, weight,
	    test->weight);
}

Test(taste, adds_up_the_sittings_of_a_title)
{
	const struct history_event events[] = {
	    {1, NOW - DAY, 50, 0},
	    {1, NOW, 40, 0},
	};

	cr_expect_float_eq(weight_of(events, 2, 1), 0.5 * 90 / 120, 1e-12);
}

Test(taste, takes_the_newest_rating_and_date_in_any_order)
{
	const struct history_event events[] = {
	    {1, NOW - 365 * DAY, 120, 1},
	    {1, NOW - DAY, 120, 10},
	    {1, NOW, 5, 0},
	};
	const struct history_event reversed[] = {
	    events[2], events[1], events[0]};

	cr_expect_float_eq(weight_of(events, 3, 1), 1.0, 1e-12);
	cr_expect_eq(weight_of(events, 3, 1), weight_of(reversed, 3, 1));
}

Test(taste, passes_over_unknown_titles)
{
	const struct history_event events[] = {
	    {77777, NOW, 100, 9},
	    {4, NOW, 170, 9},
	    {-1, NOW, 100, 9},
	};
	const struct history history = {events, 3};
	struct taste_list list;

	cr_assert_eq(taste_from_history(snapshot, &history, NOW, &list), 0);
	cr_expect_eq(list.count, 1);
	taste_list_release(&list);
}

Test(taste, knows_nothing_of_an_empty_history)
{
	const struct history history = {NULL, 0};
	struct taste_list list;

	cr_assert_eq(taste_from_history(snapshot, &history, NOW, &list), 0);
	cr_expect_eq(list.count, 0);
	taste_list_release(&list);
}

static int
by_document(const void *a, const void *b)
{
	const struct taste *left = a;
	const struct taste *right = b;

	return (left->document > right->document) -
	    (left->document < right->document);
}

Test(taste, takes_each_pick_once)
{
	const int32_t liked[] = {1, 4, 1, 9};
	const int32_t disliked[] = {9, 10, 10};
	const int32_t seen[] = {4, 12, 77777};
	const struct picks picks = {liked, 4, disliked, 3, seen, 3};
	struct taste expected[] = {
	    {small_document(snapshot, 1), 1.0},
	    {small_document(snapshot, 4), 1.0},
	    {small_document(snapshot, 9), 0.5},
	    {small_document(snapshot, 10), -0.5},
	    {small_document(snapshot, 12), 0.0},
	};
	struct taste_list list;

	qsort(expected, 5, sizeof(expected[0]), by_document);
	cr_assert_eq(taste_from_picks(snapshot, &picks, &list), 0);
	cr_assert_eq(list.count, 5);
	for (size_t i = 0; i < 5; i++) {
		cr_expect_eq(list.tastes[i].document, expected[i].document);
		cr_expect_eq(list.tastes[i].weight, expected[i].weight);
	}
	taste_list_release(&list);
}

/* What was said counts in the place of what was watched, whichever is newer. */
Test(taste, what_was_said_of_a_title_counts_instead)
{
	static const struct {
		int32_t feedback;
		double weight;
	} cases[] = {{1, 1.0}, {-1, -0.5}};

	for (size_t i = 0; i < 2; i++) {
		struct history_event events[] = {
		    {.number = 4,
			.watched_us = NOW - DAY,
			.rating = 5,
			.duration_minutes = 10},
		    {.number = 4,
			.watched_us = NOW,
			.feedback = cases[i].feedback},
		    {.number = 3,
			.watched_us = NOW - 365 * DAY,
			.feedback = cases[i].feedback},
		};
		const struct history history = {events, 3};
		struct taste_list list;

		cr_assert_eq(
		    taste_from_history(snapshot, &history, NOW, &list), 0);
		cr_assert_eq(list.count, 2);
		for (size_t j = 0; j < 2; j++)
			cr_expect_float_eq(list.tastes[j].weight,
			    small_number(snapshot, list.tastes[j].document) == 4
				? cases[i].weight
				: cases[i].weight / 2,
			    1e-9);
		taste_list_release(&list);
	}
}
