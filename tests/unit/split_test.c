/*
 * Sets of events and their splits, against sets small enough to be done by
 * hand.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/split.h"

#define DAY INT64_C(86400000000)

static struct event_set set;
static const int32_t runtimes[128] = {0};

static void
begin(void)
{
	set = (struct event_set)EVENT_SET_INIT;
}

static void
end(void)
{
	event_set_release(&set);
}

TestSuite(split, .init = begin, .fini = end);
TestSuite(event_set, .init = begin, .fini = end);

static void
add(uint32_t user, int32_t title, int64_t time_us, int32_t rating)
{
	const struct event event = {
	    .watched_us = time_us, .rating = rating, .duration_minutes = 60};

	cr_assert_eq(event_set_add(&set, user, title, &event), 0);
}

static int32_t
title_at(size_t i)
{
	return set.titles[set.events[i].item];
}

Test(event_set, sorts_users_and_their_events_by_time)
{
	char name[EVENT_USER_NAME_SIZE];

	add(9, 50, 3, 8);
	add(4, 20, 1, 8);
	add(9, 20, 2, 8);
	add(9, 70, 1, 8);
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(set.user_count, 2);
	cr_assert_eq(set.item_count, 3);
	cr_expect_str_eq(event_set_user_name(&set, 0, name), "4");
	cr_expect_str_eq(event_set_user_name(&set, 1, name), "9");
	cr_expect_eq(set.starts[1], 1);
	cr_expect_eq(set.starts[2], 4);
	cr_expect_eq(title_at(1), 70);
	cr_expect_eq(title_at(2), 20);
	cr_expect_eq(title_at(3), 50);
}

Test(event_set, takes_users_that_are_numbered_without_gaps)
{
	for (uint32_t user = 0; user < 5; user++)
		for (int32_t title = 1; title <= 3; title++)
			add(user, title, title, 8);
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(set.user_count, 5);
	for (uint32_t user = 0; user <= 5; user++)
		cr_expect_eq(set.starts[user], (size_t)user * 3);
}

/* FNV-1a-64 by its definition */
static uint64_t
fnv(const char *text)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return hash;
}

Test(event_set, breaks_ties_of_time_by_the_hash_of_user_and_title)
{
	char one[32], other[32];

	for (int32_t title = 1; title <= 20; title++)
		add(7, title, 5, 8);
	cr_assert_eq(event_set_finish(&set), 0);
	for (size_t i = 1; i < 20; i++) {
		snprintf(one, sizeof(one), "7:tt%07d", title_at(i - 1));
		snprintf(other, sizeof(other), "7:tt%07d", title_at(i));
		cr_expect_lt(fnv(one), fnv(other));
	}
}

Test(event_set, counts_a_title_that_a_user_has_twice_once)
{
	add(1, 5, 10, 9);
	add(1, 6, 20, 8);
	add(1, 5, 30, 2);
	add(2, 5, 40, 7);
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(set.event_count, 3);
	cr_expect_eq(set.events[0].rating, 9, "the first time counts");
	cr_expect_eq(set.starts[1], 2);
	cr_expect_eq(set.starts[2], 3);
}

Test(split, holds_out_a_fifth_rounded_up_and_one_at_least)
{
	/* history / held out: 0/1, 3/1, 4/1, 4/2, 8/2, 8/3 */
	static const struct {
		uint32_t events;
		size_t history;
	} cases[] = {{1, 0}, {4, 3}, {5, 4}, {6, 4}, {10, 8}, {11, 8}};
	struct split split;

	for (uint32_t user = 0; user < 6; user++)
		for (uint32_t i = 0; i < cases[user].events; i++)
			add(user + 1, (int32_t)i + 1, i, 8);
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(
	    split_make(&split, &set, runtimes, SPLIT_PER_USER, SPLIT_NO_FOLD),
	    0);
	for (uint32_t user = 0; user < 6; user++)
		cr_expect_eq(split.cuts[user] - set.starts[user],
		    cases[user].history, "user %u", user);
	cr_expect_eq(split.scored_count, 6);
	split_release(&split);
}

Test(split, scores_only_users_with_a_good_title_held_out)
{
	struct split split;

	for (int32_t i = 1; i <= 10; i++) {
		add(1, i, i, i <= 8 ? 10 : 6);
		add(2, i, i, i == 9 ? 7 : 1);
	}
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(
	    split_make(&split, &set, runtimes, SPLIT_PER_USER, SPLIT_NO_FOLD),
	    0);
	cr_assert_eq(split.scored_count, 1);
	cr_expect_eq(split.scored[0], 1);
	cr_expect_eq(split.relevant_starts[1], 1);
	cr_expect_eq(set.titles[split.relevant[0]], 9);
	split_release(&split);
}

Test(split, takes_what_was_watched_to_the_half_as_good_without_a_rating)
{
	static const int32_t long_ones[] = {100, 100, 100, 100, 121, 120};
	struct split split;

	for (int32_t i = 1; i <= 6; i++)
		add(1, i, i, 0);
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(
	    split_make(&split, &set, long_ones, SPLIT_PER_USER, SPLIT_NO_FOLD),
	    0);
	cr_assert_eq(split.relevant_starts[1], 1);
	cr_expect_eq(set.titles[split.relevant[0]], 6);
	split_release(&split);
}

Test(split, leaves_a_folds_items_out_of_history_and_nothing_else_in)
{
	struct split split;
	uint32_t *counts;

	for (int32_t i = 1; i <= 20; i++)
		add(1, i, i, 8);
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(split_make(&split, &set, runtimes, SPLIT_PER_USER, 2), 0);
	cr_assert_eq(split.scored_count, 1);
	cr_assert_eq(split.relevant_starts[1], 1);
	cr_expect_eq(set.titles[split.relevant[0]], 17);
	counts = split_item_counts(&split);
	for (uint32_t item = 0; item < set.item_count; item++) {
		cr_expect_eq(split_is_candidate(&split, item),
		    set.titles[item] % 5 == 2);
		cr_expect_eq(counts[item],
		    set.titles[item] <= 16 && set.titles[item] % 5 != 2);
	}
	free(counts);
	split_release(&split);
}

Test(split, cuts_all_users_at_one_time)
{
	struct split split;

	for (int32_t i = 1; i <= 10; i++)
		add(i <= 8 ? 1 : 2, i, i, 8);
	add(1, 11, 11, 8);
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(
	    split_make(&split, &set, runtimes, SPLIT_GLOBAL, SPLIT_NO_FOLD), 0);
	/* 11 events: the boundary is the time of the ninth */
	cr_expect_eq(split.cuts[0], 8);
	cr_expect_eq(split.cuts[1], set.starts[1]);
	cr_expect_eq(split.scored_count, 2);
	split_release(&split);
}

Test(split, validates_on_the_history_alone)
{
	struct split split;

	for (int32_t i = 1; i <= 20; i++)
		add(1, i, i, 8);
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(
	    split_make(&split, &set, runtimes, SPLIT_VALIDATION, SPLIT_NO_FOLD),
	    0);
	/* 20 events, 4 held out; of 16 again 4 */
	cr_expect_eq(split.cuts[0], 12);
	cr_assert_eq(split.relevant_starts[1], 4);
	cr_expect_eq(set.titles[split.relevant[3]], 16);
	split_release(&split);
}

Test(split, never_scores_background_users_and_sees_all_of_theirs)
{
	struct split split;

	for (int32_t i = 1; i <= 10; i++) {
		add(1, i, i, 8);
		add(2, i, i, 8);
	}
	set.first_background = 2;
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(
	    split_make(&split, &set, runtimes, SPLIT_PER_USER, SPLIT_NO_FOLD),
	    0);
	cr_expect_eq(split.scored_count, 1);
	cr_expect_eq(split.cuts[0], 8);
	cr_expect_eq(split.cuts[1], 20);
	split_release(&split);
}

Test(split, measures_how_long_a_history_is)
{
	struct split split;

	for (int32_t i = 0; i < 5; i++)
		add(1, i + 1, i * 10 * DAY, 8);
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(
	    split_make(&split, &set, runtimes, SPLIT_PER_USER, SPLIT_NO_FOLD),
	    0);
	cr_expect_float_eq(split_history_days(&split, 0), 30.0, 1e-9);
	split_release(&split);
}

Test(split, samples_the_same_users_whatever_their_number)
{
	struct split whole, few, fewer;
	uint32_t found = 0;

	for (uint32_t user = 1; user <= 50; user++)
		for (int32_t i = 1; i <= 10; i++)
			add(user, i + (int32_t)user, i, 8);
	cr_assert_eq(event_set_finish(&set), 0);
	for (struct split *split = &whole; split != NULL;
	     split = split == &whole ? &few
		 : split == &few     ? &fewer
				     : NULL)
		cr_assert_eq(split_make(split, &set, runtimes, SPLIT_PER_USER,
				 SPLIT_NO_FOLD),
		    0);
	cr_assert_eq(split_sample(&few, 20), 0);
	cr_assert_eq(split_sample(&fewer, 5), 0);
	cr_assert_eq(split_sample(&whole, 50), 0);
	cr_assert_eq(few.scored_count, 20);
	cr_assert_eq(fewer.scored_count, 5);
	cr_expect_eq(whole.scored_count, 50);
	for (uint32_t i = 0; i < 20; i++) {
		uint32_t user = few.scored[i];

		cr_expect_eq(few.relevant_starts[i], 2 * (size_t)i);
		cr_expect_eq(few.relevant[2 * i], whole.relevant[2 * user]);
		cr_expect(i == 0 || few.scored[i - 1] < user);
		for (uint32_t j = 0; j < 5; j++)
			found += fewer.scored[j] == user;
	}
	cr_expect_eq(found, 5);
	split_release(&whole);
	split_release(&few);
	split_release(&fewer);
}
