#include "recommend/rows.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "unit/document_fixture.h"
#include "util/random.h"

#define DOCUMENTS 3000
#define NOW INT64_C(1767225600000000) /* 2026-01-01 */
#define DAY INT64_C(86400000000)
#define TRENDS 60

static struct document_fixture fixture;
static struct snapshot *snapshot;
static struct query_context *context;
static struct trend trends[TRENDS];
static struct rows *rows;

static void
open_snapshot(void)
{
	document_fixture_random(&fixture, DOCUMENTS, 4711);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	context = query_context_new();
	rows = calloc(1, sizeof(*rows));
	for (uint32_t i = 0; i < TRENDS; i++)
		trends[i] = (struct trend){
		    .document = i * 7, .score = (float)(TRENDS - i)};
}

static void
close_snapshot(void)
{
	free(rows);
	query_context_free(context);
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}

TestSuite(rows, .init = open_snapshot, .fini = close_snapshot);

static void
build(const struct history_event *events, size_t count, uint32_t limit)
{
	const struct history history = {events, count};
	const struct for_user_options options = {.limit = limit, .now_us = NOW};

	cr_assert_eq(rows_build(context, snapshot, &history, trends, TRENDS,
			 &options, rows),
	    0);
}

static const struct row *
find(enum row_kind kind)
{
	for (size_t i = 0; i < rows->count; i++)
		if (rows->rows[i].kind == kind)
			return &rows->rows[i];
	return NULL;
}

static void
expect_disjoint(
    const struct history_event *events, size_t count, uint32_t limit)
{
	static bool shown[DOCUMENTS];

	for (uint32_t i = 0; i < DOCUMENTS; i++)
		shown[i] = false;
	for (size_t i = 0; i < count; i++) {
		uint32_t document;

		if (snapshot_find(snapshot, events[i].number, &document))
			shown[document] = true;
	}
	for (size_t i = 0; i < rows->count; i++) {
		const struct recommendation_list *list = &rows->rows[i].list;

		cr_expect(list->count >= ROW_MIN && list->count <= limit);
		for (size_t j = 0; j < list->count; j++) {
			cr_expect_not(shown[list->items[j].document],
			    "row %zu, place %zu", i, j);
			shown[list->items[j].document] = true;
			cr_expect_gt(list->items[j].reason_count, 0);
		}
	}
}

/* As a person watches: some of them liked, some not. */
static size_t
random_history(uint64_t seed, struct history_event *events, size_t count)
{
	struct random random;

	fprintf(stderr, "history of seed %d\n", (int)seed);
	random_seed(&random, seed);
	for (size_t i = 0; i < count; i++)
		events[i] = (struct history_event){
		    .number =
			fixture.documents[random_below(&random, DOCUMENTS)]
			    .number,
		    .watched_us =
			NOW - (int64_t)random_below(&random, 900) * DAY,
		    .duration_minutes = (int32_t)random_below(&random, 150),
		    .rating = (int32_t)random_below(&random, 11),
		};
	return count;
}

Test(rows, show_no_title_twice_and_none_that_was_seen)
{
	struct history_event events[400];

	for (uint64_t seed = 1; seed <= 10; seed++) {
		size_t count = random_history(seed, events, seed * 40);
		uint32_t limit = 1 + (uint32_t)seed * 2 - 1;

		build(events, count, limit > 20 ? 20 : limit);
		expect_disjoint(events, count, limit > 20 ? 20 : limit);
	}
}

Test(rows, are_there_for_a_person_with_a_history)
{
	struct history_event events[40];

	build(events, random_history(3, events, 40), 10);
	cr_expect_eq(rows->rows[0].kind, ROW_TOP_PICKS);
	cr_expect_not_null(find(ROW_BECAUSE_WATCHED));
	cr_expect_not_null(find(ROW_TRENDING));
	cr_expect_not_null(find(ROW_NEW_IN_GENRES));
	cr_expect_not_null(find(ROW_HIDDEN_GEMS));
	cr_expect_null(find(ROW_POPULAR));
	cr_expect_null(find(ROW_NEW));
}

Test(rows, are_popular_ones_without_a_history)
{
	build(NULL, 0, 10);
	cr_expect_eq(rows->rows[0].kind, ROW_POPULAR);
	cr_expect_null(find(ROW_TOP_PICKS));
	cr_expect_null(find(ROW_BECAUSE_WATCHED));
	cr_expect_null(find(ROW_NEW_IN_GENRES));
	cr_expect_not_null(find(ROW_NEW));
	cr_expect_not_null(find(ROW_TRENDING));
	expect_disjoint(NULL, 0, 10);
}

Test(rows, name_the_title_that_says_most)
{
	const struct history_event events[] = {
	    {.number = fixture.documents[10].number,
		.watched_us = NOW - 400 * DAY,
		.duration_minutes = 200,
		.rating = 9},
	    {.number = fixture.documents[20].number,
		.watched_us = NOW - DAY,
		.duration_minutes = 200,
		.rating = 10},
	    {.number = fixture.documents[30].number,
		.watched_us = NOW - DAY,
		.rating = 1},
	    {.number = fixture.documents[40].number,
		.watched_us = NOW - 700 * DAY,
		.feedback = 1},
	};
	struct title_card card;
	size_t because = 0;

	build(events, 4, 5);
	for (size_t i = 0; i < rows->count; i++) {
		if (rows->rows[i].kind != ROW_BECAUSE_WATCHED)
			continue;
		snapshot_card(snapshot, rows->rows[i].document, &card);
		cr_expect_eq(card.number, events[because == 0 ? 1 : 0].number);
		because++;
	}
	cr_expect_eq(because, 2);
	build(events + 3, 1, 5);
	cr_assert_not_null(find(ROW_BECAUSE_LIKED));
	snapshot_card(snapshot, find(ROW_BECAUSE_LIKED)->document, &card);
	cr_expect_eq(card.number, events[3].number);
}

Test(rows, hold_what_they_say)
{
	struct history_event events[40];
	const struct row *row;
	struct title_card card;

	build(events, random_history(5, events, 40), 10);
	row = find(ROW_NEW_IN_GENRES);
	cr_assert_not_null(row);
	for (size_t i = 0; i < row->list.count; i++) {
		snapshot_card(snapshot, row->list.items[i].document, &card);
		cr_expect_geq(card.start_year, 2022);
	}
	row = find(ROW_HIDDEN_GEMS);
	cr_assert_not_null(row);
	for (size_t i = 0; i < row->list.count; i++) {
		snapshot_card(snapshot, row->list.items[i].document, &card);
		cr_expect_geq(card.rating, 7.0F);
	}
	row = find(ROW_TRENDING);
	cr_assert_not_null(row);
	for (size_t i = 0; i < row->list.count; i++) {
		cr_expect_eq(
		    row->list.items[i].source, RECOMMENDATION_TRENDING);
		cr_expect(i == 0 ||
		    row->list.items[i].score <= row->list.items[i - 1].score);
	}
}

Test(rows, refuse_a_limit_out_of_range)
{
	const struct history history = {NULL, 0};
	struct for_user_options options = {.limit = 0, .now_us = NOW};

	cr_expect_eq(rows_build(context, snapshot, &history, trends, TRENDS,
			 &options, rows),
	    ERROR_INVALID);
	options.limit = ROW_LIMIT_MAX + 1;
	cr_expect_eq(rows_build(context, snapshot, &history, trends, TRENDS,
			 &options, rows),
	    ERROR_INVALID);
}
