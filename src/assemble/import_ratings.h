/*
 * Import of ratings: a folder of MovieLens as users with a history, by binary
 * COPY in one transaction.
 *
 * A user's uuid follows from the name of the data set and MovieLens's number,
 * so that importing again finds who is there: those stay as they are, and
 * only others are added.
 *
 *	bytes 0-5   hash of the data set's name
 *	      6-7   version 8 (RFC 9562), rest of the hash
 *	      8-9   variant 10, one
 *	      10-15 MovieLens's number
 *
 * Whoever rated a film has seen it: the event lasts as long as the title, or 0
 * minutes when that is not known.
 */
#ifndef MARQUEE_ASSEMBLE_IMPORT_RATINGS_H
#define MARQUEE_ASSEMBLE_IMPORT_RATINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "etl/ratings_csv.h"
#include "store/connection.h"
#include "util/error.h"

#define IMPORT_RATINGS_NAME_MAX 100 /* bytes of a data set's name */

struct import_ratings_options {
	const char *folder;
	const char *name; /* of the data set; not empty */
	bool background; /* trained on, never listed, searched or counted */

	/* Both may be NULL. */
	void (*refuse)(
	    void *context, const char *path, uint64_t line, const char *reason);
	void (*unmatched)(
	    void *context, uint32_t movie, const char *name, size_t length);
	/* `what` is static; bytes of the ratings, which are read twice. */
	void (*progress)(
	    void *context, const char *what, uint64_t done, uint64_t total);
	void *context;
};

struct import_ratings_counts {
	uint64_t users; /* added */
	uint64_t known_users; /* were there before */
	uint64_t ratings; /* added */
	struct ratings_counts files; /* what was read */
};

/*
 * Adds users and ratings, or nothing. ERROR_MISSING (no files; no title is
 * loaded), ERROR_CONFLICT without the schema, or when users of this data set
 * have another origin; what ratings_read and store/copy.h fail with.
 */
int import_ratings(struct connection *connection,
    const struct import_ratings_options *options,
    struct import_ratings_counts *counts, struct error *error);

/* Takes away all users of the data set, with their histories. */
int import_ratings_remove(struct connection *connection, const char *name,
    struct import_ratings_counts *counts, struct error *error);

#endif
