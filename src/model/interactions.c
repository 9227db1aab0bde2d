/*
 * See interactions.h. Events are sorted by (user, title, time) to unite those
 * of one title, then by (user, time); ties keep the order of adding.
 */
#include "model/interactions.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"

#define FIRST_CAPACITY 1024

struct added {
	uint64_t user;
	int64_t watched_us;
	uint32_t order; /* of adding */
	int32_t title;
	float share;
	uint8_t rating;
};

struct interactions_builder {
	struct added *events; /* [capacity], owned */
	size_t count;
	size_t capacity;
};

struct interactions_builder *
interactions_builder_new(void)
{
	return calloc(1, sizeof(struct interactions_builder));
}

void
interactions_builder_free(struct interactions_builder *builder)
{
	if (builder == NULL)
		return;
	free(builder->events);
	free(builder);
}

static int
grow(struct interactions_builder *builder)
{
	size_t capacity = builder->capacity + builder->capacity / 2;
	struct added *events;

	if (capacity < FIRST_CAPACITY)
		capacity = FIRST_CAPACITY;
	events =
	    reallocarray(builder->events, capacity, sizeof(*builder->events));
	if (events == NULL)
		return ERROR_MEMORY;
	builder->events = events;
	builder->capacity = capacity;
	return 0;
}

int
interactions_builder_add(struct interactions_builder *builder,
    uint64_t user_key, int32_t title_number, int64_t watched_us, int rating,
    double share)
{
	if (rating < 0 || rating > 10)
		return ERROR_INVALID;
	if (builder->count == UINT32_MAX)
		return ERROR_LIMIT;
	if (builder->count == builder->capacity && grow(builder) != 0)
		return ERROR_MEMORY;
	builder->events[builder->count] = (struct added){
	    .user = user_key,
	    .watched_us = watched_us,
	    .order = (uint32_t)builder->count,
	    .title = title_number,
	    .share = share >= 1.0 ? 1.0F
		: share > 0.0	  ? (float)share
				  : 0.0F,
	    .rating = (uint8_t)rating,
	};
	builder->count++;
	return 0;
}

static int
compare_times(const struct added *a, const struct added *b)
{
	if (a->watched_us != b->watched_us)
		return a->watched_us < b->watched_us ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static int
compare_by_title(const void *left, const void *right)
{
	const struct added *a = left, *b = right;

	if (a->user != b->user)
		return a->user < b->user ? -1 : 1;
	if (a->title != b->title)
		return a->title < b->title ? -1 : 1;
	return compare_times(a, b);
}

static int
compare_by_time(const void *left, const void *right)
{
	const struct added *a = left, *b = right;

	if (a->user != b->user)
		return a->user < b->user ? -1 : 1;
	return compare_times(a, b);
}

static int
compare_numbers(const void *left, const void *right)
{
	const int32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Makes one event of those of a user and title; returns how many are left. */
static size_t
unite(struct added *events, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct added event = events[i];
		struct added *last = kept > 0 ? &events[kept - 1] : NULL;

		if (last == NULL || last->user != event.user ||
		    last->title != event.title) {
			events[kept++] = event;
			continue;
		}
		event.share += last->share;
		if (event.share > 1.0F)
			event.share = 1.0F;
		if (event.rating == 0)
			event.rating = last->rating;
		*last = event;
	}
	return kept;
}

/* The distinct titles of the events, ascending: **new**. */
static int32_t *
distinct_titles(const struct added *events, size_t count, uint32_t *title_count)
{
	int32_t *titles = calloc(count + 1, sizeof(*titles));
	int32_t *fitting;
	uint32_t kept = 0;

	if (titles == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++)
		titles[i] = events[i].title;
	qsort(titles, count, sizeof(*titles), compare_numbers);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || titles[kept - 1] != titles[i])
			titles[kept++] = titles[i];
	fitting = reallocarray(titles, kept + (size_t)1, sizeof(*titles));
	*title_count = kept;
	return fitting != NULL ? fitting : titles;
}

static uint32_t
count_users(const struct added *events, size_t count)
{
	uint32_t users = 0;

	for (size_t i = 0; i < count; i++)
		users += i == 0 || events[i].user != events[i - 1].user;
	return users;
}

static void
fill(struct interactions *out, const struct added *events, size_t count)
{
	uint32_t user = 0;

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || events[i].user != events[i - 1].user)
			out->starts[user++] = i;
		out->events[i] = (struct interaction){
		    .watched_us = events[i].watched_us,
		    .item = interactions_find(out, events[i].title),
		    .share = events[i].share,
		    .rating = events[i].rating,
		};
	}
	out->starts[user] = count;
	out->event_count = count;
}

int
interactions_builder_finish(
    struct interactions_builder *builder, struct interactions *out)
{
	struct interactions made = {.events = NULL};
	struct added *events = builder->events;
	size_t count = builder->count;

	if (count > 0) {
		qsort(events, count, sizeof(*events), compare_by_title);
		count = unite(events, count);
		qsort(events, count, sizeof(*events), compare_by_time);
	}
	made.user_count = count_users(events, count);
	made.titles = distinct_titles(events, count, &made.item_count);
	made.events = calloc(count + 1, sizeof(*made.events));
	made.starts = calloc(made.user_count + (size_t)1, sizeof(*made.starts));
	if (made.titles == NULL || made.events == NULL || made.starts == NULL) {
		interactions_release(&made);
		return ERROR_MEMORY;
	}
	fill(&made, events, count);
	free(builder->events);
	*builder = (struct interactions_builder){.events = NULL};
	*out = made;
	return 0;
}

void
interactions_release(struct interactions *interactions)
{
	free(interactions->events);
	free(interactions->starts);
	free(interactions->titles);
	*interactions = (struct interactions){.events = NULL};
}

uint32_t
interactions_find(const struct interactions *interactions, int32_t title_number)
{
	const int32_t *found = interactions->item_count == 0
	    ? NULL
	    : bsearch(&title_number, interactions->titles,
		  interactions->item_count, sizeof(*interactions->titles),
		  compare_numbers);

	return found == NULL ? UINT32_MAX
			     : (uint32_t)(found - interactions->titles);
}
