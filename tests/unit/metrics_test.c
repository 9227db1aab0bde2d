/*
 * Metrics and intervals, against what is computed by hand.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <omp.h>

#include "evaluate/bootstrap.h"
#include "evaluate/metrics.h"
#include "evaluate/ranking.h"
#include "unit/small_catalogue.h"
#include "util/random.h"

/* A list of items 0, 1, 2, ... */
static struct ranked_list
list_of(uint32_t count)
{
	struct ranked_list list = {.count = count};

	for (uint32_t i = 0; i < count; i++)
		list.items[i] = i;
	return list;
}

Test(metrics, rate_a_list_with_hits_on_ranks_one_and_three)
{
	const struct ranked_list list = list_of(100);
	const uint32_t relevant[] = {0, 2, 200};
	double values[METRIC_COUNT];
	/* 1 / log2(2) + 1 / log2(4) over 1 + 1 / log2(3) + 1 / log2(4) */
	double expected = 1.5 / (1.5 + 1.0 / log2(3.0));

	metrics_rate(&list, relevant, 3, values);
	cr_expect_float_eq(values[METRIC_RECALL_20], 2.0 / 3.0, 1e-12);
	cr_expect_float_eq(values[METRIC_NDCG_10], expected, 1e-12);
	cr_expect_float_eq(values[METRIC_NDCG_100], expected, 1e-12);
	cr_expect_eq(values[METRIC_HITS_11_20], 0.0);
}

Test(metrics, know_where_each_of_them_ends)
{
	const struct ranked_list list = list_of(100);
	const uint32_t relevant[] = {9, 10, 19, 20, 99};
	double values[METRIC_COUNT];

	metrics_rate(&list, relevant, 5, values);
	cr_expect_float_eq(values[METRIC_RECALL_20], 3.0 / 5.0, 1e-12);
	cr_expect_eq(values[METRIC_HITS_11_20], 2.0);
	cr_expect_float_eq(values[METRIC_NDCG_10],
	    (1.0 / log2(11.0)) /
		(1 + 1 / log2(3.0) + 0.5 + 1 / log2(5.0) + 1 / log2(6.0)),
	    1e-12);
}

Test(metrics, expect_no_more_than_a_list_can_hold)
{
	const struct ranked_list list = list_of(100);
	uint32_t relevant[300];
	double values[METRIC_COUNT];

	for (uint32_t i = 0; i < 300; i++)
		relevant[i] = i;
	metrics_rate(&list, relevant, 300, values);
	cr_expect_float_eq(values[METRIC_RECALL_20], 1.0, 1e-12);
	cr_expect_float_eq(values[METRIC_NDCG_10], 1.0, 1e-12);
	cr_expect_float_eq(values[METRIC_NDCG_100], 1.0, 1e-12);
}

Test(metrics, of_an_empty_list_are_nothing)
{
	const struct ranked_list list = {.count = 0};
	const uint32_t relevant[] = {1};
	double values[METRIC_COUNT];

	metrics_rate(&list, relevant, 1, values);
	cr_expect_eq(values[METRIC_RECALL_20], 0.0);
	cr_expect_eq(values[METRIC_NDCG_100], 0.0);
	cr_expect_eq(metrics_novelty(&list, NULL, 5), 0.0);
}

Test(metrics, call_novel_what_few_have)
{
	const struct ranked_list list = list_of(2);
	const uint32_t counts[] = {7, 0};

	/* 8 of 8: 0 bits; 1 of 8: 3 bits */
	cr_expect_float_eq(metrics_novelty(&list, counts, 7), 1.5, 1e-12);
}

Test(metrics, call_diverse_what_shares_no_term)
{
	struct snapshot *snapshot = small_catalogue();
	/* the same people and words twice; then nothing in common */
	const uint32_t alike[] = {
	    small_document(snapshot, 1), small_document(snapshot, 2)};
	const uint32_t same[] = {
	    small_document(snapshot, 1), small_document(snapshot, 1)};
	const struct ranked_list list = list_of(2);

	cr_expect_float_eq(metrics_diversity(&list, snapshot, same), 0.0, 1e-6);
	cr_expect_lt(metrics_diversity(&list, snapshot, alike), 0.7);
	cr_expect_gt(metrics_diversity(&list, snapshot, alike), 0.0);
	snapshot_close(snapshot);
}

Test(metrics, cover_what_is_among_the_first_twenty_of_anybody)
{
	struct ranked_list lists[2] = {list_of(30), list_of(1)};

	lists[1].items[0] = 40;
	cr_expect_float_eq(metrics_coverage(lists, 2, 100), 0.21, 1e-12);
}

/* --- bootstrap ------------------------------------------------------------ */

#define USERS 400

static void
draw_values(double values[USERS][2], double advantage)
{
	struct random random;

	random_seed(&random, 7);
	for (size_t i = 0; i < USERS; i++) {
		values[i][0] = random_unit(&random);
		values[i][1] = values[i][0] - advantage +
		    0.2 * (random_unit(&random) - 0.5);
	}
}

static struct interval
interval_of(double advantage)
{
	static double values[USERS][2];
	struct bootstrap bootstrap;
	struct interval interval;

	draw_values(values, advantage);
	cr_assert_eq(bootstrap_draw(&bootstrap, values[0], USERS, 2), 0);
	cr_assert_eq(bootstrap_difference(&bootstrap, 0, 1, &interval), 0);
	bootstrap_release(&bootstrap);
	return interval;
}

Test(bootstrap, holds_the_difference_and_is_as_wide_as_theory_says)
{
	struct interval interval = interval_of(0.05);
	/* 1.96 standard errors of a uniform of width .2 over 400 users */
	double half = 1.96 * 0.2 / sqrt(12.0) / sqrt(USERS);

	cr_expect_gt(interval.low, 0.0);
	cr_expect_float_eq(
	    (interval.high - interval.low) / 2.0, half, half * 0.1);
	cr_expect_float_eq((interval.high + interval.low) / 2.0, 0.05, half);
}

Test(bootstrap, sees_no_difference_where_there_is_none)
{
	struct interval interval = interval_of(0.0);

	cr_expect_lt(interval.low, 0.0);
	cr_expect_gt(interval.high, 0.0);
}

Test(bootstrap, is_the_same_with_any_number_of_threads)
{
	struct interval one, four;

	omp_set_num_threads(1);
	one = interval_of(0.02);
	omp_set_num_threads(4);
	four = interval_of(0.02);
	cr_expect_eq(one.low, four.low);
	cr_expect_eq(one.high, four.high);
}

/* --- ranking -------------------------------------------------------------- */

static int
compare_keys(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

Test(ranking, takes_the_best_and_breaks_ties_by_the_lower_item)
{
	enum {
		ITEMS = 3000
	};
	static double scores[ITEMS];
	static uint64_t keys[ITEMS];
	struct event_set set = EVENT_SET_INIT;
	const int32_t runtimes[ITEMS] = {0};
	struct ranked_list list;
	struct random random;
	struct split split;

	random_seed(&random, 11);
	for (int32_t i = 0; i < ITEMS; i++) {
		const struct event event = {.watched_us = i, .rating = 8};

		cr_assert_eq(
		    event_set_add(&set, i < 50 ? 1 : 2, i + 1, &event), 0);
		/* many ties */
		scores[i] = (double)random_below(&random, 60);
		keys[i] = ((uint64_t)(100 - scores[i]) << 32) + (uint64_t)i;
		/* what user 1 has seen of the first fifty: the first forty */
		if (i < 40)
			keys[i] = UINT64_MAX;
	}
	cr_assert_eq(event_set_finish(&set), 0);
	cr_assert_eq(
	    split_make(&split, &set, runtimes, SPLIT_PER_USER, SPLIT_NO_FOLD),
	    0);
	qsort(keys, ITEMS, sizeof(*keys), compare_keys);
	ranking_take(&split, 0, scores, &list);
	cr_assert_eq(list.count, METRICS_LIST);
	for (size_t i = 0; i < METRICS_LIST; i++)
		cr_expect_eq(list.items[i], (uint32_t)keys[i], "rank %zu", i);
	split_release(&split);
	event_set_release(&set);
}
