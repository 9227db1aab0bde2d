/*
 * See split.h. The number held out is ceil(count / 5), at least one.
 */
#include "evaluate/split.h"

#include <stdlib.h>
#include <string.h>

#include "util/hash.h"

#define US_PER_DAY 86400e6

static size_t
held_out(size_t count)
{
	return count == 0 ? 0 : (count + 4) / 5;
}

bool
split_is_cold(const struct split *split, uint32_t item)
{
	return split->fold != SPLIT_NO_FOLD &&
	    split->events->titles[item] % SPLIT_FOLDS == split->fold;
}

bool
split_is_candidate(const struct split *split, uint32_t item)
{
	return split->fold == SPLIT_NO_FOLD || split_is_cold(split, item);
}

static int
compare_times(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* The 80th percentile of all times, as the time of an event. */
static int
find_boundary(const struct event_set *events, int64_t *boundary_us)
{
	size_t count = events->event_count;
	int64_t *times = malloc((count + 1) * sizeof(*times));

	if (times == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < count; i++)
		times[i] = events->events[i].watched_us;
	qsort(times, count, sizeof(*times), compare_times);
	*boundary_us = count == 0 ? 0 : times[count * 4 / 5];
	free(times);
	return 0;
}

/* Where a user's history ends, and where what is held out ends. */
static size_t
cut_user(
    const struct split *split, uint32_t user, int64_t boundary_us, size_t *end)
{
	const struct event_set *events = split->events;
	size_t start = events->starts[user];
	size_t cut = start;

	*end = events->starts[user + 1];
	if (events->events[start].user >= events->first_background)
		return *end;
	switch (split->kind) {
	case SPLIT_GLOBAL:
		while (
		    cut < *end && events->events[cut].watched_us < boundary_us)
			cut++;
		return cut;
	case SPLIT_VALIDATION:
		*end -= held_out(*end - start);
		return *end - held_out(*end - start);
	case SPLIT_PER_USER:
	default:
		return *end - held_out(*end - start);
	}
}

static bool
is_relevant(const struct event *event, const int32_t *runtimes)
{
	if (event->rating != 0)
		return event->rating >= SPLIT_RELEVANT_RATING;
	return event->duration_minutes > 0 &&
	    event->duration_minutes * 2 >= runtimes[event->item];
}

static int
compare_items(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Appends the relevant items of a user, who is scored when there are some. */
static void
take_relevant(
    struct split *split, uint32_t user, size_t end, const int32_t *runtimes)
{
	size_t first = split->relevant_starts[split->scored_count];
	size_t count = 0;

	for (size_t i = split->cuts[user]; i < end; i++) {
		const struct event *event = &split->events->events[i];

		if (split_is_candidate(split, event->item) &&
		    is_relevant(event, runtimes))
			split->relevant[first + count++] = event->item;
	}
	if (count == 0)
		return;
	qsort(&split->relevant[first], count, sizeof(*split->relevant),
	    compare_items);
	split->scored[split->scored_count++] = user;
	split->relevant_starts[split->scored_count] = first + count;
}

int
split_make(struct split *split, const struct event_set *events,
    const int32_t *runtimes, enum split_kind kind, int fold)
{
	size_t users = events->user_count;
	int64_t boundary_us = 0;
	int code;

	*split = (struct split){.events = events,
	    .kind = kind,
	    .fold = fold,
	    .cuts = calloc(users + 1, sizeof(*split->cuts)),
	    .scored = calloc(users + 1, sizeof(*split->scored)),
	    .relevant_starts =
		calloc(users + 1, sizeof(*split->relevant_starts)),
	    .relevant =
		calloc(events->event_count + 1, sizeof(*split->relevant))};
	if (split->cuts == NULL || split->scored == NULL ||
	    split->relevant_starts == NULL || split->relevant == NULL)
		return ERROR_MEMORY;
	if (kind == SPLIT_GLOBAL) {
		code = find_boundary(events, &boundary_us);
		if (code != 0)
			return code;
	}
	for (uint32_t user = 0; user < users; user++) {
		size_t end;

		split->cuts[user] = cut_user(split, user, boundary_us, &end);
		take_relevant(split, user, end, runtimes);
	}
	return 0;
}

struct drawn_user {
	uint64_t hash;
	uint32_t place; /* in split->scored */
};

static int
compare_hashes(const void *left, const void *right)
{
	const struct drawn_user *a = left, *b = right;

	return (a->hash > b->hash) - (a->hash < b->hash);
}

static int
compare_places(const void *left, const void *right)
{
	const struct drawn_user *a = left, *b = right;

	return (a->place > b->place) - (a->place < b->place);
}

/* Leaves only the users at these places, which ascend. */
static void
keep_users(struct split *split, const struct drawn_user *users, uint32_t count)
{
	size_t end = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t place = users[i].place;
		size_t first = split->relevant_starts[place];
		size_t length = split->relevant_starts[place + 1] - first;

		split->scored[i] = split->scored[place];
		memmove(&split->relevant[end], &split->relevant[first],
		    length * sizeof(*split->relevant));
		split->relevant_starts[i] = end;
		end += length;
	}
	split->relevant_starts[count] = end;
	split->scored_count = count;
}

int
split_sample(struct split *split, uint32_t users)
{
	struct drawn_user *drawn;
	char memory[EVENT_USER_NAME_SIZE];

	if (split->scored_count <= users)
		return 0;
	drawn = calloc(split->scored_count, sizeof(*drawn));
	if (drawn == NULL)
		return ERROR_MEMORY;
	for (uint32_t i = 0; i < split->scored_count; i++) {
		const char *name = event_set_user_name(
		    split->events, split->scored[i], memory);

		drawn[i] = (struct drawn_user){
		    hash_mix(hash_fnv1a(name, strlen(name))), i};
	}
	qsort(drawn, split->scored_count, sizeof(*drawn), compare_hashes);
	qsort(drawn, users, sizeof(*drawn), compare_places);
	keep_users(split, drawn, users);
	free(drawn);
	return 0;
}

void
split_release(struct split *split)
{
	free(split->cuts);
	free(split->scored);
	free(split->relevant_starts);
	free(split->relevant);
	*split = (struct split){.fold = SPLIT_NO_FOLD};
}

double
split_history_days(const struct split *split, uint32_t user)
{
	size_t start = split->events->starts[user];
	size_t cut = split->cuts[user];
	const struct event *events = split->events->events;

	if (cut == start)
		return 0.0;
	return (double)(events[cut - 1].watched_us - events[start].watched_us) /
	    US_PER_DAY;
}

uint32_t *
split_item_counts(const struct split *split)
{
	const struct event_set *events = split->events;
	uint32_t *counts =
	    calloc((size_t)events->item_count + 1, sizeof(*counts));

	if (counts == NULL)
		return NULL;
	for (uint32_t user = 0; user < events->user_count; user++)
		for (size_t i = events->starts[user]; i < split->cuts[user];
		     i++)
			if (!split_is_cold(split, events->events[i].item))
				counts[events->events[i].item]++;
	return counts;
}
