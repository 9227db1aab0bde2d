/*
 * Progress of long work on standard error: a bar with rate and time left on a
 * terminal, otherwise a plain line whenever the work turns to something else.
 */
#ifndef MARQUEE_CLI_PROGRESS_H
#define MARQUEE_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool terminal;
	bool drawn; /* a bar stands on the current line */
	const char *verb; /* of the last update; borrowed */
	const char *what;
	uint64_t started_ns; /* of the current verb */
};

void progress_init(struct progress *progress);

/*
 * "reading title.basics", `done` of `total` in bytes when `bytes`. Both texts
 * are static, as they are compared by address; a new verb starts the clock
 * anew. `total` 0: nobody knows how much there is.
 */
void progress_update(struct progress *progress, const char *verb,
    const char *what, uint64_t done, uint64_t total, bool bytes);

/* Wipes the bar away, so that what follows starts on an empty line. */
void progress_clear(struct progress *progress);

#endif
