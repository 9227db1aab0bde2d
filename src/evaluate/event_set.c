/*
 * Events are gathered as they come, then counted into groups by user; each
 * group is sorted by itself, on all cores.
 */
#include "evaluate/event_set.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/title_id.h"
#include "util/hash.h"
#include "util/number_ranks.h"

#define FIRST_CAPACITY ((size_t)65536)

int
event_set_add(struct event_set *set, uint32_t user, int32_t title,
    const struct event *event)
{
	if (set->event_count == set->event_capacity) {
		size_t capacity = set->event_capacity == 0
		    ? FIRST_CAPACITY
		    : set->event_capacity * 2;
		struct event *grown =
		    realloc(set->events, capacity * sizeof(*grown));

		if (grown == NULL)
			return ERROR_MEMORY;
		set->events = grown;
		set->event_capacity = capacity;
	}
	set->events[set->event_count] = *event;
	set->events[set->event_count].user = user;
	set->events[set->event_count].item = (uint32_t)title;
	set->event_count++;
	return 0;
}

void
event_set_release(struct event_set *set)
{
	free(set->events);
	free(set->starts);
	free(set->titles);
	free(set->names);
	*set = (struct event_set)EVENT_SET_INIT;
}

static const char *
name_of(
    const struct event_set *set, uint32_t user, char name[EVENT_USER_NAME_SIZE])
{
	if (set->names != NULL)
		return set->names[user];
	snprintf(name, EVENT_USER_NAME_SIZE, "%" PRIu32, user);
	return name;
}

const char *
event_set_user_name(
    const struct event_set *set, uint32_t user, char name[EVENT_USER_NAME_SIZE])
{
	return name_of(set, set->events[set->starts[user]].user, name);
}

/* --- users ---------------------------------------------------------------- */

/* Puts the events in groups by user, ascending, and fills starts[]. */
static int
group_by_user(struct event_set *set)
{
	struct event *grouped =
	    malloc((set->event_count + 1) * sizeof(*grouped));
	uint32_t largest = 0;
	size_t *ends;
	size_t sum = 0;

	for (size_t i = 0; i < set->event_count; i++)
		if (set->events[i].user > largest)
			largest = set->events[i].user;
	ends = calloc((size_t)largest + 2, sizeof(*ends));
	if (grouped == NULL || ends == NULL) {
		free(grouped);
		free(ends);
		return ERROR_MEMORY;
	}
	for (size_t i = 0; i < set->event_count; i++)
		ends[set->events[i].user]++;
	for (size_t user = 0; user <= largest; user++) {
		size_t count = ends[user];

		ends[user] = sum;
		sum += count;
	}
	for (size_t i = 0; i < set->event_count; i++)
		grouped[ends[set->events[i].user]++] = set->events[i];
	/* ends[] are ends now; users without an event fall out */
	for (size_t user = 0, start = 0; user <= largest; user++) {
		size_t end = ends[user];

		if (end > start)
			ends[set->user_count++] = start;
		start = end;
	}
	ends[set->user_count] = set->event_count;
	free(set->events);
	set->events = grouped;
	set->starts = ends;
	return 0;
}

struct keyed_event {
	uint64_t hash;
	struct event event;
};

static int
compare_events(const void *left, const void *right)
{
	const struct keyed_event *a = left, *b = right;

	if (a->event.watched_us != b->event.watched_us)
		return a->event.watched_us < b->event.watched_us ? -1 : 1;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->event.item > b->event.item) -
	    (a->event.item < b->event.item);
}

static uint64_t
hash_event(const char *user, const struct event *event)
{
	char text[EVENT_USER_NAME_SIZE + 1 + TITLE_ID_SIZE];
	char title[TITLE_ID_SIZE];
	int length;

	(void)title_id_format((int32_t)event->item, title);
	length = snprintf(text, sizeof(text), "%s:%s", user, title);
	return hash_fnv1a(text, (size_t)length);
}

static int
sort_user(struct event_set *set, uint32_t user)
{
	struct event *events = &set->events[set->starts[user]];
	size_t count = set->starts[user + 1] - set->starts[user];
	struct keyed_event *keyed = malloc(count * sizeof(*keyed));
	char memory[EVENT_USER_NAME_SIZE];
	const char *name = event_set_user_name(set, user, memory);

	if (keyed == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < count; i++)
		keyed[i] = (struct keyed_event){
		    hash_event(name, &events[i]), events[i]};
	qsort(keyed, count, sizeof(*keyed), compare_events);
	for (size_t i = 0; i < count; i++)
		events[i] = keyed[i].event;
	free(keyed);
	return 0;
}

static int
sort_users(struct event_set *set)
{
	int failed = 0;

#pragma omp parallel for schedule(dynamic, 64) reduction(min : failed)
	for (uint32_t user = 0; user < set->user_count; user++) {
		int code = sort_user(set, user);

		failed = code < failed ? code : failed;
	}
	return failed;
}

/* --- items ---------------------------------------------------------------- */

static int
number_items(struct event_set *set, const struct number_ranks *ranks)
{
	uint32_t *numbers =
	    malloc(((size_t)ranks->count + 1) * sizeof(*numbers));

	if (numbers == NULL)
		return ERROR_MEMORY;
	number_ranks_list(ranks, numbers);
	set->titles = (int32_t *)numbers;
	set->item_count = ranks->count;
	for (size_t i = 0; i < set->event_count; i++)
		set->events[i].item =
		    number_ranks_of(ranks, (int32_t)set->events[i].item);
	return 0;
}

static int
find_items(struct event_set *set)
{
	struct number_set numbers = {0};
	struct number_ranks ranks = {0};
	int code = 0;

	for (size_t i = 0; code == 0 && i < set->event_count; i++)
		code = number_set_add(&numbers, (int32_t)set->events[i].item);
	if (code == 0)
		code = number_ranks_init(&ranks, &numbers);
	if (code == 0)
		code = number_items(set, &ranks);
	number_ranks_release(&ranks);
	number_set_release(&numbers);
	return code;
}

/* Takes away all but the first of a user's events with the same item. */
static int
unite_repeats(struct event_set *set)
{
	uint32_t *seen_by =
	    calloc((size_t)set->item_count + 1, sizeof(*seen_by));
	size_t kept = 0;

	if (seen_by == NULL)
		return ERROR_MEMORY;
	for (uint32_t user = 0; user < set->user_count; user++) {
		size_t start = set->starts[user];

		set->starts[user] = kept;
		for (size_t i = start; i < set->starts[user + 1]; i++) {
			uint32_t item = set->events[i].item;

			if (seen_by[item] == user + 1)
				continue;
			seen_by[item] = user + 1;
			set->events[kept++] = set->events[i];
		}
	}
	set->starts[set->user_count] = kept;
	set->event_count = kept;
	free(seen_by);
	return 0;
}

int
event_set_finish(struct event_set *set)
{
	int code = group_by_user(set);

	if (code == 0)
		code = sort_users(set);
	if (code == 0)
		code = find_items(set);
	if (code == 0)
		code = unite_repeats(set);
	return code;
}
