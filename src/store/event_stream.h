/*
 * Event stream: the history of all users that models may learn from, over a
 * blocking connection.
 *
 * Users one after the other, one's own first, then those of origin background;
 * simulated users are left out.
 */
#ifndef MARQUEE_STORE_EVENT_STREAM_H
#define MARQUEE_STORE_EVENT_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "store/connection.h"
#include "util/error.h"

#define EVENT_STREAM_UUID_SIZE 37 /* with its NUL */

struct event_row {
	char user[EVENT_STREAM_UUID_SIZE];
	bool background;
	int32_t title;
	int64_t watched_us; /* since 1970, UTC */
	int32_t duration_minutes;
	int32_t rating; /* 1 to 10; 0: none */
};

/* Calls `take` for each event, until it returns anything but 0, which is
 * returned. ERROR_CONFLICT without the schema, and as store/copy.h. */
int event_stream_read(struct connection *connection,
    int (*take)(
	void *context, const struct event_row *row, struct error *error),
    void *context, struct error *error);

/* The same of simulated users alone, for where there are no others. */
int event_stream_read_simulated(struct connection *connection,
    int (*take)(
	void *context, const struct event_row *row, struct error *error),
    void *context, struct error *error);

#endif
