/*
 * Snapshot watch: notices a new snapshot, checks it, and swaps it in between
 * two requests, without making any of them wait.
 *
 *	look	every second: does the path lead to another file?
 *	slices	every few milliseconds, while there is something to do: a
 *		worker has one thread, so a slice works for 1.5 ms at most, on
 *		pieces that take a few hundred microseconds each
 *		 1. the new file is fetched, mapped and checked piece by piece
 *		 2. it is swapped in: a pointer
 *		 3. the old one is unmapped piece by piece
 *
 * Handlers never keep a snapshot over a sleep, so none is in use between two
 * of them, and the old one may go at once. A snapshot that cannot be opened is
 * complained of once, and the one that is mapped is kept; a worker that begins
 * with a damaged one takes the newest good one instead.
 */
#ifndef MARQUEE_SERVER_SNAPSHOT_WATCH_H
#define MARQUEE_SERVER_SNAPSHOT_WATCH_H

#include <stdbool.h>

#include "index/snapshot.h"
#include "index/snapshot_opening.h"

#define SNAPSHOT_WATCH_SLICE_MS 10 /* from one slice to the next */

struct app;

struct snapshot_watch { /* begins zeroed */
	struct snapshot_opening *opening; /* NULL: none; owned */
	struct snapshot *closing; /* NULL: none; owned */
	unsigned waits; /* slices that waited for the disk, in a row */
	struct file_identity refused; /* the file complained of last */
	char complaint[ERROR_MESSAGE_SIZE]; /* logged last; "" */
};

/* Opens the current snapshot, or the newest good one, at once; for the start,
 * when no request waits. */
void snapshot_watch_start(struct app *app);

/* Looks once; to be called every second, never while a handler runs. True when
 * there is work for slices. */
bool snapshot_watch_look(struct app *app);

/* Works for one slice; likewise. True when more is to be done. */
bool snapshot_watch_slice(struct app *app);

void snapshot_watch_release(struct snapshot_watch *watch);

#endif
