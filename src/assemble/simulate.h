/*
 * Simulate: demo users with a taste and a viewing history that follows it.
 *
 * Everything follows from the seed, the titles in the database, the day, and
 * how many simulated users there have been: the same seed on the same database
 * writes the same users and events, down to their ids, whatever the number of
 * connections.
 *
 * All of it is there, or nothing: each connection has one transaction, and
 * they commit when all rows are written, one directly after the other. Only
 * who dies between two of these commits leaves a part: whole users with their
 * whole histories, which --remove takes away like all others and a further run
 * does not clash with. With one connection there is no such moment.
 */
#ifndef MARQUEE_ASSEMBLE_SIMULATE_H
#define MARQUEE_ASSEMBLE_SIMULATE_H

#include <stdint.h>

#include "store/connection.h"
#include "util/error.h"

#define SIMULATE_MAX_USERS 1000000
#define SIMULATE_MAX_VIEWS 100000000
#define SIMULATE_MAX_MEAN_VIEWS 1000 /* views / users */
#define SIMULATE_MAX_WORKERS 8

struct simulate_options {
	uint64_t users; /* 1 to SIMULATE_MAX_USERS */
	uint64_t views; /* 0 to SIMULATE_MAX_VIEWS, in all */
	uint64_t seed;
	/* of titles nobody watches, with commas between; NULL: all are */
	const char *excluded_types;
	int64_t day_us; /* midnight UTC: every event is before it */
	uint64_t batch_rows; /* rows a COPY, >= 1 */
	unsigned workers; /* connections that write; 0: one */
	const char *connection_string; /* for those but the first; a secret;
					* NULL: there is only one */
	/* Called now and then with the views written so far; may be NULL. */
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *progress_context;
};

struct simulate_counts {
	uint64_t users;
	uint64_t views;
};

/*
 * Adds users and views. ERROR_INVALID when a number is out of range,
 * ERROR_MISSING when no title is loaded, ERROR_CONFLICT without the schema,
 * ERROR_BUSY when another run is under way, ERROR_INTERRUPTED,
 * ERROR_UNAVAILABLE, ERROR_DATABASE, ERROR_MEMORY.
 */
int simulate_run(struct connection *connection,
    const struct simulate_options *options, struct simulate_counts *counts,
    struct error *error);

/* Takes every simulated user and their history away; *counts says how many.
 * Where few others are there, readers of both tables wait for it. */
int simulate_remove(struct connection *connection,
    struct simulate_counts *counts, struct error *error);

#endif
