/*
 * See taste.h for the formula.
 *
 * Events are sorted by title, newest first, so that one pass combines each
 * title's events and the answer does not depend on the order they came in.
 */
#include "recommend/taste.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "model/event_weight.h"
#include "util/error.h"

#define NEUTRAL_RATING 4.0
#define BEST_RATING 10.0
#define UNRATED_OPINION 0.5
#define MAX_HALF_LIVES 10.0
#define US_PER_DAY 86400e6

#define PICK_LIKED 1.0
#define PICK_DISLIKED (-0.5)

struct viewing {
	uint32_t document;
	const struct history_event *event;
};

/* All the events of one title. */
struct title_events {
	int64_t newest_us;
	int64_t duration_minutes; /* of all of them */
	int32_t rating; /* the newest there is, or 0 */
	int32_t feedback; /* likewise */
};

struct dated_taste {
	struct taste taste;
	int64_t newest_us;
};

static int
compare_viewings(const void *left, const void *right)
{
	const struct viewing *a = left, *b = right;

	if (a->document != b->document)
		return a->document < b->document ? -1 : 1;
	if (a->event->watched_us != b->event->watched_us)
		return a->event->watched_us > b->event->watched_us ? -1 : 1;
	if (a->event->rating != b->event->rating)
		return a->event->rating > b->event->rating ? -1 : 1;
	return (a->event->feedback < b->event->feedback) -
	    (a->event->feedback > b->event->feedback);
}

static int
compare_tastes(const void *left, const void *right)
{
	const struct taste *a = left, *b = right;

	return (a->document > b->document) - (a->document < b->document);
}

static int
compare_newest(const void *left, const void *right)
{
	const struct dated_taste *a = left, *b = right;

	if (a->newest_us != b->newest_us)
		return a->newest_us > b->newest_us ? -1 : 1;
	return compare_tastes(&a->taste, &b->taste);
}

/* [0, 1] */
static double
watched_share(const struct title_events *events, int runtime_minutes)
{
	double share;

	if (events->duration_minutes <= 0)
		return 0.0;
	if (runtime_minutes <= 0)
		return 1.0;
	share = (double)events->duration_minutes / runtime_minutes;
	return share < 1.0 ? share : 1.0;
}

static double
title_weight(
    const struct title_events *events, int runtime_minutes, int64_t now_us)
{
	double share = watched_share(events, runtime_minutes);
	double age_us = (double)now_us - (double)events->newest_us;
	double half_lives = age_us / (TASTE_HALF_LIFE_DAYS * US_PER_DAY);
	double opinion;

	if (events->feedback != 0)
		opinion = events->feedback > 0 ? PICK_LIKED : PICK_DISLIKED;
	else if (events->rating == 0)
		opinion = UNRATED_OPINION * share;
	else
		opinion = (events->rating - NEUTRAL_RATING) /
		    (BEST_RATING - NEUTRAL_RATING);
	if (events->feedback == 0 && events->rating != 0 && opinion > 0.0)
		opinion *= (1.0 + share) / 2.0;
	/* A clock that runs ahead must not make an event worth more. */
	return opinion * exp2(-fmin(fmax(half_lives, 0.0), MAX_HALF_LIVES));
}

/* Adds up the events of the title that begins at viewings[0]; returns how many
 * there are. */
static size_t
gather_events(
    const struct viewing *viewings, size_t count, struct title_events *events)
{
	size_t used = 0;

	*events = (struct title_events){
	    .newest_us = viewings[0].event->watched_us,
	};
	for (; used < count; used++) {
		const struct history_event *event = viewings[used].event;

		if (viewings[used].document != viewings[0].document)
			break;
		if (event->duration_minutes > 0)
			events->duration_minutes += event->duration_minutes;
		if (events->rating == 0)
			events->rating = event->rating;
		if (events->feedback == 0)
			events->feedback = event->feedback;
	}
	return used;
}

/* Multiplies by what age makes of each; `titles` are in order, newest first. */
static void
weigh_places(struct dated_taste *titles, size_t count)
{
	for (size_t first = 0; first < count;) {
		size_t end = first + 1;
		double age;

		while (end < count &&
		    titles[end].newest_us == titles[first].newest_us)
			end++;
		age = event_age(first, end);
		for (; first < end; first++)
			titles[first].taste.weight *= age;
	}
}

static double
model_weight(const struct title_events *events, int runtime_minutes)
{
	if (events->feedback != 0)
		return events->feedback > 0 ? PICK_LIKED : PICK_DISLIKED;
	return event_opinion(
	    events->rating, watched_share(events, runtime_minutes));
}

/* With `now_us` NULL by the weights of a model. */
static size_t
combine_titles(const struct snapshot *snapshot, const struct viewing *viewings,
    size_t count, const int64_t *now_us, struct dated_taste *titles)
{
	size_t title_count = 0;

	for (size_t at = 0; at < count; title_count++) {
		struct dated_taste *title = &titles[title_count];
		struct title_events events;
		struct title_card card;

		title->taste.document = viewings[at].document;
		snapshot_card(snapshot, viewings[at].document, &card);
		at += gather_events(viewings + at, count - at, &events);
		title->newest_us = events.newest_us;
		title->taste.weight = now_us == NULL
		    ? model_weight(&events, card.runtime_minutes)
		    : title_weight(&events, card.runtime_minutes, *now_us);
	}
	if (now_us == NULL || title_count > TASTE_MAX_TITLES)
		qsort(titles, title_count, sizeof(*titles), compare_newest);
	if (now_us == NULL)
		weigh_places(titles, title_count);
	if (title_count > TASTE_MAX_TITLES) {
		for (size_t i = TASTE_MAX_TITLES; i < title_count; i++)
			titles[i].taste.weight = 0.0;
	}
	return title_count;
}

static size_t
find_viewings(const struct snapshot *snapshot, const struct history *history,
    struct viewing *viewings)
{
	size_t count = 0;

	for (size_t i = 0; i < history->count; i++) {
		const struct history_event *event = &history->events[i];

		if (!snapshot_find(
			snapshot, event->number, &viewings[count].document))
			continue;
		viewings[count++].event = event;
	}
	qsort(viewings, count, sizeof(*viewings), compare_viewings);
	return count;
}

static int
from_history(const struct snapshot *snapshot, const struct history *history,
    const int64_t *now_us, struct taste_list *list)
{
	size_t capacity = history->count + 1; /* malloc(0) may be NULL */
	struct viewing *viewings = calloc(capacity, sizeof(*viewings));
	struct dated_taste *titles = calloc(capacity, sizeof(*titles));
	struct taste *tastes = calloc(capacity, sizeof(*tastes));
	int code = ERROR_MEMORY;
	size_t count;

	if (viewings == NULL || titles == NULL || tastes == NULL)
		goto out;
	count = find_viewings(snapshot, history, viewings);
	count = combine_titles(snapshot, viewings, count, now_us, titles);
	for (size_t i = 0; i < count; i++)
		tastes[i] = titles[i].taste;
	qsort(tastes, count, sizeof(*tastes), compare_tastes);
	list->tastes = tastes;
	list->count = count;
	tastes = NULL;
	code = 0;
out:
	free(tastes);
	free(titles);
	free(viewings);
	return code;
}

int
taste_from_history(const struct snapshot *snapshot,
    const struct history *history, int64_t now_us, struct taste_list *list)
{
	return from_history(snapshot, history, &now_us, list);
}

int
taste_for_model(const struct snapshot *snapshot, const struct history *history,
    struct taste_list *list)
{
	return from_history(snapshot, history, NULL, list);
}

/* A title named twice in one list is named once. */
static size_t
unite_picks(struct taste *tastes, size_t count)
{
	size_t kept = 0;

	for (size_t at = 0; at < count;) {
		struct taste taste = {tastes[at].document, 0.0};
		bool liked = false, disliked = false;

		for (; at < count && tastes[at].document == taste.document;
		     at++) {
			liked |= tastes[at].weight > 0.0;
			disliked |= tastes[at].weight < 0.0;
		}
		taste.weight = (liked ? PICK_LIKED : 0.0) +
		    (disliked ? PICK_DISLIKED : 0.0);
		tastes[kept++] = taste;
	}
	return kept;
}

static size_t
add_picks(const struct snapshot *snapshot, const int32_t *numbers,
    size_t number_count, double weight, struct taste *tastes)
{
	size_t count = 0;

	for (size_t i = 0; i < number_count; i++) {
		if (!snapshot_find(
			snapshot, numbers[i], &tastes[count].document))
			continue;
		tastes[count++].weight = weight;
	}
	return count;
}

int
taste_from_picks(const struct snapshot *snapshot, const struct picks *picks,
    struct taste_list *list)
{
	size_t capacity =
	    picks->liked_count + picks->disliked_count + picks->seen_count + 1;
	struct taste *tastes = calloc(capacity, sizeof(*tastes));
	size_t count = 0;

	if (tastes == NULL)
		return ERROR_MEMORY;
	count += add_picks(snapshot, picks->liked, picks->liked_count,
	    PICK_LIKED, tastes + count);
	count += add_picks(snapshot, picks->disliked, picks->disliked_count,
	    PICK_DISLIKED, tastes + count);
	count += add_picks(
	    snapshot, picks->seen, picks->seen_count, 0.0, tastes + count);
	qsort(tastes, count, sizeof(*tastes), compare_tastes);
	list->tastes = tastes;
	list->count = unite_picks(tastes, count);
	return 0;
}

void
taste_list_release(struct taste_list *list)
{
	free(list->tastes);
	*list = (struct taste_list){0};
}
