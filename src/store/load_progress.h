/*
 * Load progress: how far a load, or the building of an index, has come. Who
 * works writes it over a connection of its own; a server without a catalogue
 * reads it through its pool and tells those who wait. Table load_progress,
 * which has one row.
 *
 * Who writes holds an advisory lock, which goes with the connection: a row
 * without a holder is what a killed process left, and counts as none, as does
 * one that was not written for LOAD_PROGRESS_STALE_S. Only the row of an index
 * may be older, as that is silent while it is built from what was read. Of two
 * who work at the same time the first is shown, then the other.
 *
 * Nothing of it may ever stop the work itself: after opening, the writer
 * reports no error and waits no longer than its statement timeout.
 */
#ifndef MARQUEE_STORE_LOAD_PROGRESS_H
#define MARQUEE_STORE_LOAD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/pool.h"
#include "util/error.h"

#define LOAD_PROGRESS_STALE_S 15
#define LOAD_PROGRESS_INDEXING "indexing" /* the stage that may be silent */
#define LOAD_PROGRESS_INDEXING_STALE_S 900
#define LOAD_PROGRESS_TEXT_SIZE 64 /* of what is read, with the NUL */

struct load_progress_state {
	const char *stage; /* "reading"; a verb, borrowed for the call */
	const char *file; /* "title.basics"; "" or NULL: no single one */
	int64_t done; /* of the stage, in bytes or steps */
	int64_t total; /* 0: nobody knows */
	int64_t rows; /* stored so far, over all stages */
};

/* --- writing -------------------------------------------------------------- */

struct load_progress_writer; /* opaque */

/*
 * A **new** writer with a connection of its own, whose application_name is
 * `name`. One thread at a time. Errors as connection_open; a caller goes on
 * without a writer then, as all of these take NULL.
 */
int load_progress_open(struct load_progress_writer **writer,
    const char *connection_string, const char *name, struct error *error);

/*
 * Writes the row, unless it was written less than half a second ago for the
 * same stage and file; so it may be called as often as one likes, and has to
 * be called at least every LOAD_PROGRESS_STALE_S, but for the stage
 * LOAD_PROGRESS_INDEXING. Takes a millisecond or so, and at most 2 s when
 * PostgreSQL stalls. After a lost connection it does nothing.
 */
void load_progress_put(struct load_progress_writer *writer,
    const struct load_progress_state *state);

/* Removes the row and frees the writer. */
void load_progress_close(struct load_progress_writer *writer);

/* --- reading -------------------------------------------------------------- */

struct load_progress_report {
	char stage[LOAD_PROGRESS_TEXT_SIZE];
	char file[LOAD_PROGRESS_TEXT_SIZE]; /* "" */
	int64_t done;
	int64_t total; /* 0: not known */
	int64_t rows;
	int64_t elapsed_s; /* since the work began */
	/* of the present stage; rows that stand still make it 0 */
	int64_t rows_per_second;
	/* until the present stage ends; -1: not known */
	int64_t seconds_left;
};

/* Called once, as pool_done. `report` is borrowed for the call, and NULL when
 * nothing is under way or, with a `code` other than 0, nobody can tell. */
typedef void load_progress_done(void *context, int code,
    const struct load_progress_report *report, const char *message);

/* To be forgotten when its owner goes. */
struct load_progress_request {
	struct pool_request *request; /* NULL: none under way */
	load_progress_done *done;
	void *context;
};

/* Starts to read; *request is the caller's and must stay in place until `done`
 * was called or load_progress_forget. Failures as pool_submit. */
int load_progress_read(struct pool *pool, struct load_progress_request *request,
    struct error *error);

/* Harmless when nothing is under way. */
void load_progress_forget(struct load_progress_request *request);

#endif
