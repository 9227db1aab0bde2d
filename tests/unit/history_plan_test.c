/*
 * Each case is a history, the records of an import, and what is to be written.
 * Every plan is carried out on paper and made again: then it must be empty.
 */
#include "assemble/history_plan.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/buffer.h"

#define DAY INT64_C(86400000000)
#define MAX 20

struct paper {
	struct stored_view stored[MAX]; /* [count] */
	size_t count;
	struct watch_record records[MAX]; /* [record_count] */
	struct title_match matches[MAX];
	size_t record_count;
};

static void
store(struct paper *paper, int32_t number, int64_t at, int32_t rating)
{
	paper->stored[paper->count] =
	    (struct stored_view){.id = (int64_t)paper->count + 1,
		.number = number,
		.watched_us = at,
		.duration_minutes = 100,
		.rating = rating};
	paper->count++;
}

/* `at` 0: not dated. Every title has a runtime of 120 minutes. */
static struct watch_record *
record(struct paper *paper, enum watch_kind kind, int32_t number, int64_t at,
    int32_t rating)
{
	size_t i = paper->record_count++;

	paper->records[i] = (struct watch_record){.kind = kind,
	    .dated = at != 0,
	    .watched_us = at,
	    .duration_minutes = -1,
	    .rating = rating};
	paper->matches[i] = (struct title_match){.result = TITLE_MATCH_ID,
	    .title = {.number = number, .runtime_minutes = 120}};
	return &paper->records[i];
}

static int
compare_stored(const void *left, const void *right)
{
	const struct stored_view *a = left, *b = right;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return (a->watched_us > b->watched_us) -
	    (a->watched_us < b->watched_us);
}

static void
make(struct paper *paper, struct history_plan *plan)
{
	struct watch_list list = {
	    .records = paper->records, .count = paper->record_count};
	struct title_matches matches = {
	    .matches = paper->matches, .count = paper->record_count};

	qsort(paper->stored, paper->count, sizeof(paper->stored[0]),
	    compare_stored);
	cr_assert(eq(int,
	    history_plan_make(
		plan, &list, &matches, paper->stored, paper->count),
	    0));
}

static void
carry_out(struct paper *paper, const struct history_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->views[i].id == 0) {
			store(paper, plan->views[i].number,
			    plan->views[i].watched_us, plan->views[i].rating);
			continue;
		}
		for (size_t k = 0; k < paper->count; k++)
			if (paper->stored[k].id == plan->views[i].id)
				paper->stored[k] = plan->views[i];
	}
}

/* What is written, as "+number@day r rating" or "~..." for changed ones. */
static void
expect(struct paper *paper, const char *expected)
{
	struct buffer out = BUFFER_INIT;
	struct history_plan plan;

	make(paper, &plan);
	buffer_append_string(&out, "");
	buffer_reserve(&out, 1);
	for (size_t i = 0; i < plan.count; i++)
		buffer_printf(&out, "%s%c%d@%lld r%d", i == 0 ? "" : " ",
		    plan.views[i].id == 0 ? '+' : '~', plan.views[i].number,
		    (long long)(plan.views[i].watched_us / DAY),
		    plan.views[i].rating);
	cr_expect(eq(str, out.data, expected));
	cr_expect(eq(sz, plan.added + plan.updated, plan.count));
	buffer_release(&out);
	carry_out(paper, &plan);
	history_plan_release(&plan);
	make(paper, &plan);
	cr_expect(eq(sz, plan.count, 0), "a second time changes nothing");
	history_plan_release(&plan);
}

Test(history_plan, adds_views_in_order_of_time)
{
	struct paper paper = {0};

	record(&paper, WATCH_VIEW, 7, 300 * DAY, 8);
	record(&paper, WATCH_VIEW, 9, 100 * DAY, 0);
	record(&paper, WATCH_VIEW, 7, 200 * DAY, 0);
	expect(&paper, "+9@100 r0 +7@200 r0 +7@300 r8");
}

Test(history_plan, knows_a_view_by_title_and_time)
{
	struct paper paper = {0};

	store(&paper, 7, 100 * DAY, 0);
	store(&paper, 8, 100 * DAY, 6);
	record(&paper, WATCH_VIEW, 7, 100 * DAY, 0);
	record(&paper, WATCH_VIEW, 7, 100 * DAY + 1, 0);
	record(&paper, WATCH_VIEW, 8, 100 * DAY, 9);
	record(&paper, WATCH_VIEW, 8, 100 * DAY, 0);
	expect(&paper, "~8@100 r9 +7@100 r0");
}

Test(history_plan, makes_one_view_of_a_diary_a_rating_and_a_mark)
{
	struct paper paper = {0};

	record(&paper, WATCH_MARK, 7, 50 * DAY, 0);
	record(&paper, WATCH_RATING, 7, 120 * DAY, 8);
	record(&paper, WATCH_VIEW, 7, 100 * DAY, 0);
	record(&paper, WATCH_MARK, 7, 60 * DAY, 0);
	expect(&paper, "+7@100 r8");
}

Test(history_plan, takes_a_rating_for_a_view_when_there_is_none)
{
	struct paper paper = {0};

	record(&paper, WATCH_MARK, 7, 50 * DAY, 0);
	record(&paper, WATCH_RATING, 7, 120 * DAY, 8);
	record(&paper, WATCH_RATING, 8, 0, 5);
	record(&paper, WATCH_MARK, 9, 50 * DAY, 0);
	record(&paper, WATCH_MARK, 9, 40 * DAY, 0);
	record(&paper, WATCH_MARK, 10, 0, 0);
	expect(&paper, "+8@0 r5 +10@0 r0 +9@40 r0 +7@120 r8");
}

Test(history_plan, changes_a_rating_that_was_changed_later)
{
	struct paper paper = {0};

	store(&paper, 7, 100 * DAY, 6);
	record(&paper, WATCH_RATING, 7, 300 * DAY, 9);
	expect(&paper, "~7@100 r9");
}

Test(history_plan, gives_the_newest_view_a_rating)
{
	struct paper paper = {0};

	store(&paper, 7, 100 * DAY, 0);
	store(&paper, 7, 200 * DAY, 0);
	record(&paper, WATCH_RATING, 7, 120 * DAY, 8);
	expect(&paper, "~7@200 r8");
}

Test(history_plan, keeps_a_rating_that_is_newer)
{
	struct paper paper = {0};

	store(&paper, 7, 200 * DAY, 3);
	store(&paper, 8, 200 * DAY, 3);
	store(&paper, 9, 200 * DAY, 3);
	record(&paper, WATCH_RATING, 7, 120 * DAY, 8);
	record(&paper, WATCH_RATING, 8, 199 * DAY, 8);
	record(&paper, WATCH_RATING, 9, 0, 8);
	expect(&paper, "~8@200 r8 ~9@200 r8");
}

Test(history_plan, gives_a_view_without_a_time_the_time_that_comes)
{
	struct paper paper = {0};

	store(&paper, 7, HISTORY_PLAN_NO_TIME_US, 5);
	record(&paper, WATCH_VIEW, 7, 100 * DAY, 0);
	record(&paper, WATCH_VIEW, 7, 200 * DAY, 0);
	expect(&paper, "~7@100 r5 +7@200 r0");
}

Test(history_plan, takes_a_marked_title_that_was_seen_for_no_news)
{
	struct paper paper = {0};

	store(&paper, 7, 100 * DAY, 0);
	record(&paper, WATCH_MARK, 7, 0, 0);
	record(&paper, WATCH_MARK, 7, 300 * DAY, 0);
	expect(&paper, "");
}

Test(history_plan, makes_one_view_of_a_series_of_its_episodes)
{
	struct paper paper = {0};

	for (int64_t day = 100; day < 105; day++)
		record(&paper, WATCH_VIEW, 7, day * DAY, 0)->newest_only = true;
	record(&paper, WATCH_VIEW, 8, 103 * DAY, 0)->newest_only = true;
	record(&paper, WATCH_VIEW, 7, 50 * DAY, 0);
	expect(&paper, "+7@50 r0 +8@103 r0 +7@104 r0");
}

Test(history_plan, leaves_out_what_was_not_matched)
{
	struct paper paper = {0};

	for (int i = TITLE_MATCH_NO_ID; i <= TITLE_MATCH_AMBIGUOUS; i++) {
		record(&paper, WATCH_VIEW, 7, 100 * DAY, 0);
		paper.matches[paper.record_count - 1].result =
		    (enum title_match_result)i;
	}
	expect(&paper, "");
}

Test(history_plan, takes_the_duration_of_the_file_else_the_runtime)
{
	struct paper paper = {0};
	struct history_plan plan;
	static const int32_t expected[] = {30, 0, 120, 95, 90};

	record(&paper, WATCH_VIEW, 1, DAY, 0)->duration_minutes = 30;
	record(&paper, WATCH_VIEW, 2, DAY, 0)->duration_minutes = 0;
	record(&paper, WATCH_VIEW, 3, DAY, 0)->runtime_minutes = 95;
	record(&paper, WATCH_VIEW, 4, DAY, 0)->runtime_minutes = 95;
	record(&paper, WATCH_VIEW, 5, DAY, 0);
	paper.matches[3].title.runtime_minutes = 0;
	paper.matches[4].title.runtime_minutes = 0;
	make(&paper, &plan);
	cr_assert(eq(sz, plan.count, 5));
	for (size_t i = 0; i < 5; i++)
		cr_expect(eq(i32, plan.views[i].duration_minutes, expected[i]));
	history_plan_release(&plan);
}
