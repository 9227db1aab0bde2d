/*
 * Opening a snapshot in steps, so that a server can take a new one over while
 * it answers: each step maps and checks a piece of 1 MiB, a few hundred
 * microseconds. All pieces must be right before a byte is used.
 *
 * What the bytes refer to was checked by the writer before it sealed the file
 * (index/section_file.h): with checksums and seal right these are the bytes
 * that were checked. A file without a right seal is checked in full in
 * snapshot_opening_finish, which then takes long.
 */
#ifndef MARQUEE_INDEX_SNAPSHOT_OPENING_H
#define MARQUEE_INDEX_SNAPSHOT_OPENING_H

#include <stdbool.h>

#include "index/snapshot.h"
#include "util/error.h"

struct snapshot_opening; /* opaque */

/* Maps the file (followed through a link) and checks what it says of itself:
 * **new**. As snapshot_open. */
int snapshot_opening_begin(
    struct snapshot_opening **opening, const char *path, struct error *error);

/* Whether the next step finds its bytes in memory; if not, the system has been
 * told to fetch them. */
bool snapshot_opening_is_near(const struct snapshot_opening *opening);

/* One step; false when there is none left. */
bool snapshot_opening_step(struct snapshot_opening *opening);

/* After the last step: the snapshot, **new**, or ERROR_CORRUPT, ERROR_VERSION.
 * Frees the opening in both cases. */
int snapshot_opening_finish(struct snapshot_opening *opening,
    struct snapshot **out, struct error *error);

/* Gives up. */
void snapshot_opening_free(struct snapshot_opening *opening);

/* Which file is being opened. */
const struct file_identity *snapshot_opening_identity(
    const struct snapshot_opening *opening);

#endif
