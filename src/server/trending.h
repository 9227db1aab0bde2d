/*
 * Trending: what is watched at present, held by each worker. Counting is work
 * for the database, so it is done once for all workers while Redis holds it,
 * and at most once in a while by each without Redis; meanwhile the held list is
 * answered, an old one while a new one is counted. Nobody waits for a count but
 * who asks before the first one, or after a long time in which nobody asked.
 */
#ifndef MARQUEE_SERVER_TRENDING_H
#define MARQUEE_SERVER_TRENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cache/shared_text.h"
#include "recommend/trend.h"
#include "store/trending.h"

struct app;

enum trending_window {
	TRENDING_DAY,
	TRENDING_WEEK,
	TRENDING_MONTH,
	TRENDING_WINDOWS
};

/* Somebody who waits for a list; the caller's, in place until `done` was
 * called or it is forgotten. */
struct trending_waiter {
	void (*done)(void *context, int code); /* 0: there is a list */
	void *context;
	struct trending_waiter *next; /* private, as `list` */
	struct trending_list *list;
};

struct trending_list {
	struct app *app;
	enum trending_window window;
	struct trending_row rows[TRENDING_MAX]; /* [count] */
	size_t count;
	uint64_t held_since_ns; /* 0: there is none */
	bool under_way;
	struct shared_text_request shared;
	struct trending_request counting;
	struct trending_waiter *waiters;
};

struct trending {
	struct trending_list lists[TRENDING_WINDOWS];
};

void trending_start(struct app *app);

/* Whether there is a list to answer from now; sees to it that it is counted
 * anew when it is due. */
bool trending_ready(struct app *app, enum trending_window window);

/* Waits until there is one, or none can be had; calls `done` later. */
void trending_wait(struct app *app, enum trending_window window,
    struct trending_waiter *waiter);
void trending_forget(struct trending_waiter *waiter);

/* The titles of the list that the snapshot knows, best first: written to
 * `trends` [TRENDING_MAX]; how many. */
size_t trending_titles(
    struct app *app, enum trending_window window, struct trend *trends);

#endif
