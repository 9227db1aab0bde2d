/*
 * Event set: what all users of a measurement watched, in their order.
 *
 * A user's events are sorted by (time, FNV-1a-64 of the bytes "USER:TITLE", as
 * in "17:tt0133093"), since many ratings bear the same second; a title that a
 * user has twice counts once, the first time. Items are the titles that
 * anybody has, ascending by number: position i in `titles` is item i.
 */
#ifndef MARQUEE_EVALUATE_EVENT_SET_H
#define MARQUEE_EVALUATE_EVENT_SET_H

#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

#define EVENT_NO_BACKGROUND UINT32_MAX
#define EVENT_USER_NAME_SIZE 37 /* a uuid with its NUL */

struct event {
	uint32_t user; /* as it was added */
	/* Added: the title's number; in a set: its item. */
	uint32_t item;
	int64_t watched_us; /* since 1970, UTC */
	int32_t duration_minutes;
	int32_t rating; /* half stars, 1 to 10; 0: none */
};

struct event_set {
	struct event *events; /* [event_count], by user; owned */
	size_t event_count;
	size_t event_capacity;
	size_t *starts; /* [user_count + 1], in events; owned */
	uint32_t user_count;
	int32_t *titles; /* [item_count], ascending; owned */
	uint32_t item_count;
	/* [largest user + 1], owned; NULL: a user's name is the number */
	char (*names)[EVENT_USER_NAME_SIZE];
	/* users, as they were added, from this one on are never measured: all
	 * that they have is history */
	uint32_t first_background;
};

#define EVENT_SET_INIT \
	{ \
		.first_background = EVENT_NO_BACKGROUND \
	}

/* 0 or ERROR_MEMORY. */
int event_set_add(struct event_set *set, uint32_t user, int32_t title,
    const struct event *event);

/* Sorts; nothing can be added from here on. ERROR_MEMORY. */
int event_set_finish(struct event_set *set);
void event_set_release(struct event_set *set);

/* The name of a user by position, written to `name`; borrowed. */
const char *event_set_user_name(const struct event_set *set, uint32_t user,
    char name[EVENT_USER_NAME_SIZE]);

#endif
