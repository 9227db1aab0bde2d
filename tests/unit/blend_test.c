#include "recommend/blend.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/content_weight.h"
#include "recommend/blend_explain.h"
#include "recommend/blend_score.h"
#include "recommend/explain.h"
#include "recommend/for_user.h"
#include "unit/document_fixture.h"
#include "unit/model_fixture.h"
#include "util/random.h"

#define DAY INT64_C(86400000000)

enum {
	TITLES = 900
};

static struct snapshot *snapshot;
static struct query_context *context;
static struct interactions interactions;
static struct trained_model model;
static struct model_join join;

static void
train(void)
{
	struct document_fixture fixture;

	document_fixture_random(&fixture, TITLES, 20260930);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	document_fixture_release(&fixture);
	context = query_context_new();
	model_fixture_interactions(&interactions, snapshot, 150, 20, 20261001);
	model_fixture_train(&model, snapshot, &interactions, 30);
	cr_assert_eq(model_join_init(&join, &model.view, snapshot), 0);
}

static void
release(void)
{
	model_join_release(&join);
	trained_model_release(&model);
	interactions_release(&interactions);
	query_context_free(context);
	snapshot_close(snapshot);
}

static void
run_blend(const struct blend *blend, struct recommendation_list *list)
{
	struct hit hits[20];
	size_t count;

	cr_assert_eq(blend_run(blend, context, false, 20, hits, &count), 0);
	recommendation_list_take(list, hits, count);
	cr_assert_eq(blend_explain(blend, list), 0);
}

TestSuite(blend, .init = train, .fini = release);

static int32_t
number_of(uint32_t document)
{
	struct title_card card;

	snapshot_card(snapshot, document, &card);
	return card.number;
}

/* A history of titles near one another. */
static struct history
some_history(struct history_event *events, size_t count, struct random *random)
{
	uint32_t home = (uint32_t)random_below(random, TITLES);

	for (size_t i = 0; i < count; i++)
		events[i] = (struct history_event){
		    .number = number_of(
			(home + (uint32_t)random_below(random, 80)) % TITLES),
		    .watched_us = (int64_t)random_below(random, 50) * DAY,
		    .duration_minutes = 60 + (int32_t)i,
		    .rating = (int32_t)random_below(random, 11),
		};
	return (struct history){events, count};
}

static void
recommend(const struct history *history, struct for_user_options options,
    struct recommendation_list *list)
{
	options.model = &join;
	cr_assert_eq(
	    recommend_for_user(context, snapshot, history, &options, list), 0);
}

static void
assert_equal(const struct recommendation_list *one,
    const struct recommendation_list *other)
{
	cr_assert_eq(one->count, other->count);
	for (size_t i = 0; i < one->count; i++) {
		cr_assert_eq(one->items[i].document, other->items[i].document);
		cr_assert_eq(one->items[i].score, other->items[i].score);
		cr_assert_eq(
		    one->items[i].similarity, other->items[i].similarity);
	}
}

Test(blend, is_exact_whatever_is_asked)
{
	static const uint32_t limits[] = {1, 10, 100};
	static struct recommendation_list fast, all;
	struct history_event events[60];
	struct boosts boosts;
	struct filter filter;
	struct random random;

	random_seed(&random, 20261002);
	cr_assert_eq(boosts_parse("type=movie^3", 12, &boosts, NULL), 0);
	cr_assert_eq(boosts_bind(&boosts, snapshot, NULL), 0);
	cr_assert_eq(filter_parse("votes=100..", 11, &filter, NULL), 0);
	cr_assert_eq(filter_bind(&filter, snapshot, NULL), 0);
	for (int i = 0; i < 60; i++) {
		struct history history = some_history(
		    events, 1 + random_below(&random, 60), &random);
		struct for_user_options options = {.limit = limits[i % 3],
		    .boosts = i % 4 == 1 ? &boosts : NULL,
		    .filter = i % 5 == 2 ? &filter : NULL};

		recommend(&history, options, &fast);
		options.exhaustive = true;
		recommend(&history, options, &all);
		assert_equal(&fast, &all);
	}
}

Test(blend, does_not_depend_on_the_order_of_the_history)
{
	static struct recommendation_list one, other;
	struct history_event events[40], turned[40];
	struct random random;
	struct history history;

	random_seed(&random, 20261003);
	history = some_history(events, 40, &random);
	for (size_t i = 0; i < 40; i++)
		turned[i] = events[39 - i];
	recommend(&history, (struct for_user_options){.limit = 20}, &one);
	history.events = turned;
	recommend(&history, (struct for_user_options){.limit = 20}, &other);
	assert_equal(&one, &other);
}

Test(blend, never_answers_what_was_seen_and_is_in_order)
{
	static struct recommendation_list list;
	struct history_event events[40];
	struct random random;
	struct history history;

	random_seed(&random, 20261004);
	history = some_history(events, 40, &random);
	recommend(&history, (struct for_user_options){.limit = 100}, &list);
	cr_assert_eq(list.count, 100);
	for (size_t i = 0; i < list.count; i++) {
		cr_assert_eq(list.items[i].source, RECOMMENDATION_BLEND);
		cr_assert(
		    i == 0 || list.items[i].score <= list.items[i - 1].score);
		for (size_t j = 0; j < history.count; j++)
			cr_assert_neq(number_of(list.items[i].document),
			    events[j].number);
	}
}

/* A blend of one history, as recommend_for_user makes it. */
struct parts {
	struct taste_list tastes;
	struct profile profile;
	struct query query;
	struct blend blend;
};

static void
parts_of(struct parts *parts, const struct taste_list *tastes)
{
	*parts = (struct parts){.tastes = *tastes};
	cr_assert_eq(
	    profile_build_for_model(snapshot, &parts->tastes, &parts->profile),
	    0);
	parts->query = (struct query){
	    .terms = parts->profile.terms,
	    .term_count = parts->profile.term_count,
	};
	parts->blend = (struct blend){snapshot, &join, &parts->tastes,
	    &parts->profile, &parts->query, content_votes_scale(snapshot)};
}

static void
parts_release(struct parts *parts)
{
	profile_release(&parts->profile);
}

/* Without popularity, which is worth more to a shorter history. */
static double
score_of(const struct blend *blend, uint32_t document)
{
	double *sums = calloc(model.summary.items + (size_t)1, sizeof(*sums));
	uint32_t item = model_find(&model.view, number_of(document));
	struct blend_score score = {.watched = 0.0};

	blend_watched_sums(blend, sums);
	if (item != UINT32_MAX) {
		score.watched = sums[item];
		score.popularity = blend_popularity(blend, item);
	}
	blend_complete(blend, document, item, &score);
	free(sums);
	return score.watched + score.content;
}

Test(blend, is_the_sum_of_its_parts)
{
	static struct recommendation_list list;
	struct history_event events[30];
	struct random random;
	struct history history;
	struct taste_list tastes;
	struct parts parts;
	double addends[30];

	random_seed(&random, 20261005);
	history = some_history(events, 30, &random);
	cr_assert_eq(taste_for_model(snapshot, &history, &tastes), 0);
	parts_of(&parts, &tastes);
	run_blend(&parts.blend, &list);
	cr_assert_eq(list.count, 20);
	for (size_t i = 0; i < list.count; i++) {
		double sum = blend_addends(
		    &parts.blend, list.items[i].document, addends);
		double shares = 0.0;

		for (size_t j = 0; j < parts.profile.title_count; j++)
			sum += addends[j];
		cr_assert_float_eq(sum / (double)list.items[i].score, 1.0, 1e-5,
		    "answer %zu", i);
		for (size_t j = 0; j < list.items[i].reason_count; j++)
			shares += (double)list.items[i].reasons[j].share;
		cr_assert_float_eq(shares, 1.0, 1e-5);
	}
	parts_release(&parts);
	taste_list_release(&tastes);
}

/* The others keep their weights, and popularity what it is worth. */
Test(blend, loses_just_the_addend_of_a_title_that_is_taken_out)
{
	static struct recommendation_list list;
	struct history_event events[12];
	struct random random;
	struct history history;
	struct taste_list tastes;
	struct parts parts;
	double addends[12];
	int checked = 0;

	random_seed(&random, 20261006);
	history = some_history(events, 12, &random);
	cr_assert_eq(taste_for_model(snapshot, &history, &tastes), 0);
	parts_of(&parts, &tastes);
	run_blend(&parts.blend, &list);
	for (size_t i = 0; i < 5; i++) {
		uint32_t document = list.items[i].document;
		double before = score_of(&parts.blend, document);

		blend_addends(&parts.blend, document, addends);
		for (size_t j = 0; j < parts.profile.title_count; j++) {
			struct taste kept[12];
			struct taste_list others = {kept, 0};
			struct parts without;

			for (size_t t = 0; t < tastes.count; t++)
				if (tastes.tastes[t].document !=
				    parts.profile.titles[j])
					kept[others.count++] = tastes.tastes[t];
			parts_of(&without, &others);
			cr_assert_float_eq(
			    before - score_of(&without.blend, document),
			    addends[j], 1e-5 * before);
			parts_release(&without);
			checked++;
		}
	}
	cr_assert_gt(checked, 20);
	parts_release(&parts);
	taste_list_release(&tastes);
}

Test(blend, seldom_leaves_much_without_a_reason)
{
	static struct recommendation_list list;
	struct history_event events[60];
	struct random random;
	int answers = 0, vague = 0;

	random_seed(&random, 20261007);
	for (int i = 0; i < 30; i++) {
		struct history history = some_history(
		    events, 5 + random_below(&random, 55), &random);

		recommend(
		    &history, (struct for_user_options){.limit = 10}, &list);
		for (size_t j = 0; j < list.count; j++, answers++)
			for (size_t r = 0; r < list.items[j].reason_count; r++)
				vague += list.items[j].reasons[r].kind ==
					REASON_OTHER &&
				    list.items[j].reasons[r].share >= 0.3F;
	}
	cr_assert_gt(answers, 200);
	cr_assert_lt(vague * 10, answers, "%d of %d", vague, answers);
}

static enum explain_telling
telling_of(uint32_t term)
{
	struct term_label label;

	snapshot_term(snapshot, term, &label);
	return explain_telling_of(&label);
}

Test(blend, watched_titles_speak_through_people_and_words_before_genres)
{
	static struct recommendation_list list;
	struct history_event events[30];
	struct random random;
	int checked = 0;

	random_seed(&random, 20261008);
	for (int i = 0; i < 10; i++) {
		struct history history = some_history(events, 30, &random);

		recommend(
		    &history, (struct for_user_options){.limit = 20}, &list);
		for (size_t j = 0; j < list.count; j++)
			for (size_t r = 0; r < list.items[j].reason_count;
			     r++) {
				const struct reason *reason =
				    &list.items[j].reasons[r];

				if (reason->through_count < 2)
					continue;
				cr_assert(telling_of(reason->through[0]) >=
				    telling_of(reason->through[1]));
				cr_assert(telling_of(reason->through[1]) >
				    EXPLAIN_LITTLE);
				checked++;
			}
	}
	cr_assert_gt(checked, 20);
}

Test(blend, finds_a_title_that_nobody_watched)
{
	static struct recommendation_list list;
	struct history_event events[30];
	struct random random;
	struct history history;
	size_t fresh = 0;

	random_seed(&random, 20261008);
	history = some_history(events, 30, &random);
	recommend(&history, (struct for_user_options){.limit = 100}, &list);
	for (size_t i = 0; i < list.count; i++)
		fresh += model_find(&model.view,
			     number_of(list.items[i].document)) == UINT32_MAX;
	cr_assert_gt(fresh, 0);
}

Test(blend, counts_what_is_watched_by_many_for_short_histories)
{
	struct parts parts;
	struct taste taste = {.document = 0, .weight = 1.0};
	struct taste_list tastes = {&taste, 1};

	parts_of(&parts, &tastes);
	for (uint32_t i = 0; i < model.summary.items; i++)
		cr_assert_float_eq(blend_popularity(&parts.blend, i),
		    TRAINING_POPULARITY_SCALE * 100.0 / 121.0 *
			model.counts[i] / (double)model.summary.users,
		    1e-12);
	parts_release(&parts);
}

Test(blend, lets_a_dislike_take_away)
{
	static struct recommendation_list before, after;
	int32_t liked[4], disliked[1] = {0};
	struct picks picks = {liked, 4, NULL, 0, NULL, 0};
	struct for_user_options options = {.limit = 20, .model = &join};
	uint32_t best;

	for (int i = 0; i < 4; i++)
		liked[i] = model.titles[40 + i];
	cr_assert_eq(
	    recommend_for_picks(context, snapshot, &picks, &options, &before),
	    0);
	best = model_find(&model.view, number_of(before.items[0].document));
	cr_assert_neq(best, UINT32_MAX);
	for (uint32_t i = 0; i < model.summary.items; i++)
		if ((i < 40 || i > 43) &&
		    blend_entry(&model.view, i, best) > 0.0)
			disliked[0] = model.titles[i];
	picks.disliked = disliked;
	picks.disliked_count = 1;
	cr_assert_eq(
	    recommend_for_picks(context, snapshot, &picks, &options, &after),
	    0);
	for (size_t i = 0; i < after.count; i++)
		if (after.items[i].document == before.items[0].document)
			cr_assert_lt(
			    after.items[i].score, before.items[0].score);
	for (size_t i = 0; i < after.count; i++) {
		double shares = 0.0;

		cr_assert_neq(number_of(after.items[i].document), disliked[0]);
		for (size_t r = 0; r < after.items[i].reason_count; r++)
			shares += (double)after.items[i].reasons[r].share;
		cr_assert_float_eq(shares, 1.0, 1e-5);
	}
}

Test(blend, of_nobody_is_what_is_rated_best)
{
	static struct recommendation_list list;
	const struct history history = {NULL, 0};

	recommend(&history, (struct for_user_options){.limit = 5}, &list);
	cr_assert_eq(list.count, 5);
	cr_assert_eq(list.items[0].source, RECOMMENDATION_POPULAR);
}
