/*
 * See history_plan.h. Records are sorted by title and put to the views of their
 * title, which begin as what is stored.
 */
#include "assemble/history_plan.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define US_PER_DAY INT64_C(86400000000)

/* A record that was matched. */
struct event {
	int32_t number;
	const struct watch_record *record;
	int64_t watched_us; /* HISTORY_PLAN_NO_TIME_US when not dated */
	int32_t duration_minutes;
};

struct planned_view {
	struct stored_view view;
	bool changed;
};

/* The views of one title. */
struct group {
	struct planned_view *views; /* [count], in no order, room for all */
	size_t count;
};

static int32_t
duration_of(const struct watch_record *record, int32_t runtime_minutes)
{
	if (record->duration_minutes >= 0)
		return record->duration_minutes;
	if (runtime_minutes > 0)
		return runtime_minutes;
	return record->runtime_minutes > 0 ? record->runtime_minutes
					   : HISTORY_PLAN_USUAL_RUNTIME;
}

static int
compare_events(const void *left, const void *right)
{
	const struct event *a = left, *b = right;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	if (a->record->kind != b->record->kind)
		return a->record->kind < b->record->kind ? -1 : 1;
	if (a->watched_us != b->watched_us)
		return a->watched_us < b->watched_us ? -1 : 1;
	/* in order of the files */
	return (a->record > b->record) - (a->record < b->record);
}

/* The matched records as events, in the order they are worked off. */
static size_t
collect(const struct watch_list *list, const struct title_matches *matches,
    struct event *events)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct watch_record *record = &list->records[i];
		const struct title_match *match = &matches->matches[i];

		if (match->result > TITLE_MATCH_NEAR_YEAR)
			continue;
		events[count++] = (struct event){.number = match->title.number,
		    .record = record,
		    .watched_us = record->dated ? record->watched_us
						: HISTORY_PLAN_NO_TIME_US,
		    .duration_minutes =
			duration_of(record, match->title.runtime_minutes)};
	}
	qsort(events, count, sizeof(*events), compare_events);
	return count;
}

/* Whether one that counts only when it is the newest is followed by such. */
static bool
is_overtaken(const struct event *events, size_t count)
{
	if (!events[0].record->newest_only)
		return false;
	for (size_t i = 1; i < count; i++) {
		if (events[i].number != events[0].number ||
		    events[i].record->kind != events[0].record->kind)
			return false;
		if (events[i].record->newest_only)
			return true;
	}
	return false;
}

static void
set_rating(struct planned_view *planned, int32_t rating)
{
	if (rating == 0 || planned->view.rating == rating)
		return;
	planned->view.rating = rating;
	planned->changed = true;
}

static void
add(struct group *group, const struct event *event)
{
	group->views[group->count++] = (struct planned_view){
	    .view = {.number = event->number,
		.watched_us = event->watched_us,
		.duration_minutes = event->duration_minutes,
		.rating = event->record->rating},
	    .changed = true};
}

static struct planned_view *
find_at(struct group *group, int64_t watched_us)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->views[i].view.watched_us == watched_us)
			return &group->views[i];
	return NULL;
}

/* The newest view, or the newest that has a rating; NULL: there is none. */
static struct planned_view *
find_newest(struct group *group, bool rated)
{
	struct planned_view *newest = NULL;

	for (size_t i = 0; i < group->count; i++) {
		struct planned_view *planned = &group->views[i];

		if ((!rated || planned->view.rating != 0) &&
		    (newest == NULL ||
			planned->view.watched_us > newest->view.watched_us))
			newest = planned;
	}
	return newest;
}

static void
put_view(struct group *group, const struct event *event)
{
	struct planned_view *planned = find_at(group, event->watched_us);

	if (planned == NULL) {
		planned = find_at(group, HISTORY_PLAN_NO_TIME_US);
		if (planned != NULL) {
			planned->view.watched_us = event->watched_us;
			planned->changed = true;
		}
	}
	if (planned == NULL)
		add(group, event);
	else
		set_rating(planned, event->record->rating);
}

static void
put_rating(struct group *group, const struct event *event)
{
	struct planned_view *rated = find_newest(group, true);

	if (group->count == 0)
		add(group, event);
	else if (rated == NULL ||
	    (rated->view.rating != event->record->rating &&
		(!event->record->dated ||
		    rated->view.watched_us <= event->watched_us + US_PER_DAY)))
		set_rating(find_newest(group, false), event->record->rating);
}

static void
put(struct group *group, const struct event *events, size_t count)
{
	switch (events[0].record->kind) {
	case WATCH_VIEW:
		if (!is_overtaken(events, count))
			put_view(group, events);
		break;
	case WATCH_RATING:
		put_rating(group, events);
		break;
	case WATCH_MARK:
	default:
		if (group->count == 0)
			add(group, events);
		break;
	}
}

/* Hands the changed views of a title over to the plan. */
static void
keep_changed(const struct group *group, struct history_plan *plan)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct planned_view *planned = &group->views[i];

		if (!planned->changed)
			continue;
		if (planned->view.id == 0)
			plan->added++;
		else
			plan->updated++;
		plan->views[plan->count++] = planned->view;
	}
}

/* New ones in order of time, so that their ids are. */
static int
compare_views(const void *left, const void *right)
{
	const struct stored_view *a = left, *b = right;

	if (a->watched_us != b->watched_us)
		return a->watched_us < b->watched_us ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static void
work_off(struct history_plan *plan, const struct event *events,
    size_t event_count, const struct stored_view *stored, size_t stored_count,
    struct planned_view *memory)
{
	size_t at = 0;

	for (size_t i = 0; i < event_count;) {
		int32_t number = events[i].number;
		struct group group = {.views = memory};

		while (at < stored_count && stored[at].number < number)
			at++;
		for (; at < stored_count && stored[at].number == number; at++)
			group.views[group.count++].view = stored[at];
		for (size_t k = 0; k < group.count; k++)
			group.views[k].changed = false;
		for (; i < event_count && events[i].number == number; i++)
			put(&group, events + i, event_count - i);
		keep_changed(&group, plan);
	}
	qsort(plan->views, plan->count, sizeof(*plan->views), compare_views);
}

int
history_plan_make(struct history_plan *plan, const struct watch_list *list,
    const struct title_matches *matches, const struct stored_view *stored,
    size_t stored_count)
{
	/* a title has at most as many views as are stored and come */
	size_t room = stored_count + list->count + 1;
	struct event *events = calloc(list->count + 1, sizeof(*events));
	struct planned_view *memory = calloc(room, sizeof(*memory));
	struct history_plan made = {.views = calloc(room, sizeof(*made.views))};
	int code = ERROR_MEMORY;

	if (events != NULL && memory != NULL && made.views != NULL) {
		work_off(&made, events, collect(list, matches, events), stored,
		    stored_count, memory);
		*plan = made;
		made.views = NULL;
		code = 0;
	}
	free(made.views);
	free(memory);
	free(events);
	return code;
}

void
history_plan_release(struct history_plan *plan)
{
	free(plan->views);
	*plan = (struct history_plan){0};
}
