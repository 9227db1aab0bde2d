/*
 * Load watch: while there is no catalogue to serve, knows whether a load or
 * the building of an index is under way, and how far it has come. Asked for
 * once a second whatever the number of requests, and not at all once there is
 * a snapshot.
 */
#ifndef MARQUEE_SERVER_LOAD_WATCH_H
#define MARQUEE_SERVER_LOAD_WATCH_H

#include <stdbool.h>

#include "store/load_progress.h"

struct app;

struct load_watch {
	struct load_progress_request request;
	bool under_way; /* report is of now, a second or two ago */
	struct load_progress_report report;
};

/* Asks, unless there is a snapshot or an answer is still awaited; to be called
 * every second. */
void load_watch_look(struct app *app);

#endif
