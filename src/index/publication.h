/*
 * Publication: a new generation of a file beside the old ones, and a link that
 * always leads to a whole one.
 *
 *	titles -> titles.1.42	the link, relative, replaced by rename
 *	titles.1.40 titles.1.41 titles.1.42	NAME.FORMAT.GENERATION,
 *						mode 0444
 *
 * Readers that have an older file mapped keep it; the newest three of the format
 * are kept by name too, and the newest of each other format. Publishers of one folder take turns by a lock on the folder itself,
 * which the system lets go when its holder dies.
 */
#ifndef MARQUEE_INDEX_PUBLICATION_H
#define MARQUEE_INDEX_PUBLICATION_H

#include <stdint.h>

#include "index/published.h"
#include "util/error.h"

#define PUBLICATION_KEPT 3

struct publication {
	int folder_fd; /* holds the lock */
	int fd; /* the new file: write to it from its start, read as well */
	uint32_t format; /* of the new file */
	uint64_t generation;
	char *path; /* owned: the link */
	char *name; /* owned: the link's last part */
	char *temporary; /* owned: the new file's name until commit */
	char *final; /* owned: its name then */
};

/*
 * Creates the folder of `path` when it is missing, waits for its lock, and
 * opens the file of the next generation under a temporary name. ERROR_IO,
 * ERROR_MEMORY, or ERROR_CONFLICT when `path` exists and is no link.
 */
int publication_begin(struct publication *publication, const char *path,
    uint32_t format, struct error *error);

/*
 * Syncs the file, gives it its name, turns the link to it and removes what is
 * older than the newest three. On failure everything is as before
 * publication_begin; the struct is released in both cases.
 */
int publication_commit(struct publication *publication, struct error *error);

/*
 * Turns the link `path` to a file that was published before. ERROR_MISSING (no
 * such folder), ERROR_CONFLICT, ERROR_IO, ERROR_MEMORY; the link is as it was
 * then.
 */
int publication_turn(
    const char *path, const struct published_file *file, struct error *error);

/* Takes the file away and releases the struct. */
void publication_abort(struct publication *publication);

#endif
