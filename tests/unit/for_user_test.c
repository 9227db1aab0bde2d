#include "recommend/for_user.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "unit/document_fixture.h"
#include "unit/small_catalogue.h"
#include "util/random.h"

#define DAY INT64_C(86400000000)
#define NOW (20000 * DAY)

static struct snapshot *snapshot;
static struct query_context *context;

static void
open_snapshot(void)
{
	snapshot = small_catalogue();
	context = query_context_new();
}

static void
close_snapshot(void)
{
	query_context_free(context);
	snapshot_close(snapshot);
}

TestSuite(for_user, .init = open_snapshot, .fini = close_snapshot);

static void
recommend(const struct history_event *events, size_t count, uint32_t limit,
    struct recommendation_list *list)
{
	const struct history history = {events, count};
	const struct for_user_options options = {.limit = limit, .now_us = NOW};

	cr_assert_eq(
	    recommend_for_user(context, snapshot, &history, &options, list), 0);
}

static void
recommend_picks(
    const struct picks *picks, uint32_t limit, struct recommendation_list *list)
{
	const struct for_user_options options = {.limit = limit, .now_us = NOW};

	cr_assert_eq(
	    recommend_for_picks(context, snapshot, picks, &options, list), 0);
}

/* The place of a title, from 0; SIZE_MAX when it is not there. */
static size_t
place_of(const struct recommendation_list *list, int32_t number)
{
	for (size_t i = 0; i < list->count; i++)
		if (small_number(snapshot, list->items[i].document) == number)
			return i;
	return SIZE_MAX;
}

static float
score_of(const struct recommendation_list *list, int32_t number)
{
	size_t place = place_of(list, number);

	cr_assert_neq(place, SIZE_MAX);
	return list->items[place].score;
}

static void
expect_order(const struct recommendation_list *list)
{
	for (size_t i = 1; i < list->count; i++)
		cr_expect(list->items[i].score <= list->items[i - 1].score,
		    "item %zu scores %g after %g", i,
		    (double)list->items[i].score,
		    (double)list->items[i - 1].score);
}

Test(for_user, recommends_the_sequel_of_what_was_liked)
{
	const struct history_event events[] = {{1, NOW, 120, 9}};
	struct recommendation_list list;

	recommend(events, 1, 5, &list);
	cr_assert_eq(list.count, 5);
	cr_expect_eq(place_of(&list, 2), 0);
	expect_order(&list);
}

Test(for_user, never_recommends_what_was_seen)
{
	const struct history_event events[] = {
	    {1, NOW, 120, 9}, /* liked */
	    {2, NOW, 5, 1}, /* disliked */
	    {9, NOW, 0, 0}, /* hardly begun */
	    {4, NOW - 9999 * DAY, 170, 4},
	};
	struct recommendation_list list;

	recommend(events, 4, 100, &list);
	cr_expect_eq(list.count, SMALL_COUNT - 4, "all the others");
	for (size_t i = 0; i < 4; i++)
		cr_expect_eq(place_of(&list, events[i].number), SIZE_MAX);
	expect_order(&list);
}

static void
expect_popular(const struct recommendation_list *list, size_t count)
{
	const uint32_t *order = snapshot_order(snapshot, SNAPSHOT_ORDER_RATING);

	cr_assert_eq(list->count, count);
	for (size_t i = 0; i < count; i++) {
		const struct recommendation *item = &list->items[i];

		cr_expect_eq(item->document, order[i]);
		cr_expect_eq(item->source, RECOMMENDATION_POPULAR);
		cr_assert_eq(item->reason_count, 1);
		cr_expect_eq(item->reasons[0].kind, REASON_POPULARITY);
		cr_expect_eq(item->reasons[0].share, 1.0F);
	}
	expect_order(list);
}

Test(for_user, falls_back_to_popular_titles_without_a_history)
{
	struct recommendation_list list;

	recommend(NULL, 0, 10, &list);
	expect_popular(&list, 10);
	cr_expect_float_eq(score_of(&list, 1), 0.86F, 0.02F);
}

Test(for_user, falls_back_to_popular_titles_when_none_is_known)
{
	const struct history_event events[] = {{77777, NOW, 100, 10}};
	struct recommendation_list list;

	recommend(events, 1, 10, &list);
	expect_popular(&list, 10);
}

Test(for_user, fills_up_with_popular_titles_in_order_of_score)
{
	/* a series without genre, people or year shares nothing but words */
	const struct history_event events[] = {{13, NOW, 45, 10}};
	struct recommendation_list list;
	bool popular = false;

	recommend(events, 1, 100, &list);
	cr_assert_eq(list.count, SMALL_COUNT - 1);
	expect_order(&list);
	for (size_t i = 0; i < list.count; i++) {
		cr_expect(
		    !popular || list.items[i].source == RECOMMENDATION_POPULAR,
		    "content after popular titles");
		popular = list.items[i].source == RECOMMENDATION_POPULAR;
	}
	cr_expect(popular);
}

/* Popular titles that follow are candidates too. */
Test(for_user, recommends_candidates_alone)
{
	const struct history_event event = {1, NOW, 120, 9};
	const struct history history = {&event, 1};
	struct for_user_options options = {.limit = 100, .now_us = NOW};
	struct recommendation_list all, list;
	struct document_set candidates = fixture_set(snapshot, NULL, 0);

	recommend(&event, 1, 100, &all);
	for (size_t i = 0; i < all.count; i += 2)
		cr_assert_eq(
		    document_set_add(&candidates, all.items[i].document), 0);
	options.only = &candidates;
	cr_assert_eq(
	    recommend_for_user(context, snapshot, &history, &options, &list),
	    0);
	cr_assert_eq(list.count, candidates.count);
	for (size_t i = 0; i < list.count; i++)
		cr_assert_eq(list.items[i].document, all.items[2 * i].document);
	document_set_release(&candidates);
}

Test(for_user, moves_the_list_when_a_title_is_liked)
{
	const struct history_event events[] = {
	    {1, NOW, 120, 8},
	    {10, NOW, 95, 10},
	};
	struct recommendation_list before, after;

	recommend(events, 1, 100, &before);
	recommend(events, 2, 100, &after);
	cr_expect(place_of(&after, 11) < place_of(&before, 11));
}

Test(for_user, lowers_what_is_like_a_disliked_title)
{
	const struct history_event events[] = {
	    {3, NOW, 117, 9}, /* action, comedy */
	    {10, NOW, 95, 1}, /* comedy */
	};
	struct recommendation_list before, after;

	recommend(events, 1, 100, &before);
	recommend(events, 2, 100, &after);
	cr_expect(score_of(&after, 11) < score_of(&before, 11));
}

Test(for_user, listens_to_what_is_recent)
{
	const struct history_event recent[] = {
	    {1, NOW - 1500 * DAY, 120, 9},
	    {10, NOW, 95, 9},
	};
	const struct history_event past[] = {
	    {1, NOW, 120, 9},
	    {10, NOW - 1500 * DAY, 95, 9},
	};
	struct recommendation_list list;

	recommend(recent, 2, 100, &list);
	cr_expect(place_of(&list, 11) < place_of(&list, 2));
	recommend(past, 2, 100, &list);
	cr_expect(place_of(&list, 2) < place_of(&list, 11));
}

Test(for_user, recommends_for_picks_without_an_account)
{
	const int32_t liked[] = {1}, disliked[] = {10}, seen[] = {4};
	const struct picks picks = {liked, 1, disliked, 1, seen, 1};
	struct recommendation_list list;

	recommend_picks(&picks, 100, &list);
	cr_expect_eq(place_of(&list, 2), 0);
	cr_expect_eq(place_of(&list, 1), SIZE_MAX);
	cr_expect_eq(place_of(&list, 10), SIZE_MAX);
	cr_expect_eq(place_of(&list, 4), SIZE_MAX);
	cr_expect_eq(list.count, SMALL_COUNT - 3);
	expect_order(&list);
}

Test(for_user, recommends_popular_titles_for_dislikes_alone)
{
	const int32_t disliked[] = {2};
	const struct picks picks = {.disliked = disliked, .disliked_count = 1};
	struct recommendation_list list;

	recommend_picks(&picks, 3, &list);
	cr_expect_eq(list.count, 3);
	cr_expect_eq(list.items[0].source, RECOMMENDATION_POPULAR);
	cr_expect_eq(place_of(&list, 2), SIZE_MAX);
}

Test(for_user, refuses_a_limit_out_of_range)
{
	const struct history history = {NULL, 0};
	const struct picks picks = {0};
	struct for_user_options options = {.limit = 0};
	struct recommendation_list list;

	cr_expect_eq(
	    recommend_for_user(context, snapshot, &history, &options, &list),
	    ERROR_INVALID);
	options.limit = RECOMMEND_MAX_LIMIT + 1;
	cr_expect_eq(
	    recommend_for_picks(context, snapshot, &picks, &options, &list),
	    ERROR_INVALID);
}

/* --- 200 users ------------------------------------------------------------ */

static struct history_event *
random_history(struct random *random, const struct document_fixture *fixture,
    size_t *count)
{
	struct history_event *events;

	*count = 1 + random_below(random, 60);
	events = calloc(*count, sizeof(*events));
	for (size_t i = 0; i < *count; i++)
		events[i] = (struct history_event){
		    .number =
			fixture->documents[random_below(random, fixture->count)]
			    .number,
		    .watched_us =
			NOW - (int64_t)random_below(random, 1000) * DAY,
		    .duration_minutes = (int32_t)random_below(random, 200),
		    .rating = (int32_t)random_below(random, 11),
		};
	return events;
}

static void
expect_alike(const struct recommendation_list *list,
    const struct recommendation_list *expected)
{
	cr_assert_eq(list->count, expected->count);
	for (size_t i = 0; i < list->count; i++) {
		cr_assert_eq(
		    list->items[i].document, expected->items[i].document);
		cr_assert_eq(list->items[i].score, expected->items[i].score);
	}
}

static void
expect_unseen(const struct snapshot *random,
    const struct recommendation_list *list, const struct history *history)
{
	for (size_t i = 0; i < list->count; i++)
		for (size_t j = 0; j < history->count; j++)
			cr_assert_neq(
			    small_number(random, list->items[i].document),
			    history->events[j].number);
}

/* The reasons of every recommendation sum to 1, largest first. */
static void
expect_whole(const struct recommendation_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct recommendation *item = &list->items[i];
		double sum = 0.0;

		cr_assert(item->reason_count > 0);
		for (size_t j = 0; j < item->reason_count; j++) {
			cr_assert(item->reasons[j].share > 0.0F);
			cr_assert(j == 0 ||
			    item->reasons[j].kind == REASON_OTHER ||
			    item->reasons[j].share <=
				item->reasons[j - 1].share);
			sum += (double)item->reasons[j].share;
		}
		cr_assert_float_eq(sum, 1.0, 1e-5);
	}
}

static void
compare_users(uint32_t shard_documents, int threads)
{
	struct snapshot_parameters parameters = fixture_parameters;
	struct for_user_options options = {
	    .limit = 20, .now_us = NOW, .threads = threads};
	struct recommendation_list list, expected;
	struct document_fixture fixture;
	struct document_set candidates;
	struct snapshot *random;
	struct random generator;

	document_fixture_random(&fixture, 1500, 31);
	parameters.shard_documents = shard_documents;
	random = fixture_snapshot(&fixture, &parameters);
	candidates = fixture_set(random, NULL, 0);
	for (uint32_t d = 0; d < 1500; d += d % 3 == 0 ? 1 : 2)
		cr_assert_eq(document_set_add(&candidates, d), 0);
	random_seed(&generator, 32);
	for (int user = 0; user < 200; user++) {
		struct history history;
		struct history_event *events =
		    random_history(&generator, &fixture, &history.count);

		history.events = events;
		options.only = user % 2 == 0 ? NULL : &candidates;
		options.exhaustive = false;
		cr_assert_eq(recommend_for_user(
				 context, random, &history, &options, &list),
		    0);
		options.exhaustive = true;
		cr_assert_eq(recommend_for_user(context, random, &history,
				 &options, &expected),
		    0);
		expect_alike(&list, &expected);
		expect_unseen(random, &list, &history);
		for (size_t i = 0; i < list.count; i++)
			cr_assert(options.only == NULL ||
			    document_set_holds(
				&candidates, list.items[i].document));
		expect_order(&list);
		expect_whole(&list);
		free(events);
	}
	document_set_release(&candidates);
	snapshot_close(random);
	document_fixture_release(&fixture);
}

Test(for_user, answers_200_users_as_the_exhaustive_scan_in_one_shard)
{
	compare_users(0, 1);
}

Test(for_user, answers_200_users_as_the_exhaustive_scan_in_16_shards)
{
	compare_users(94, 8);
}
