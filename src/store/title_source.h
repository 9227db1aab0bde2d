/*
 * Title source: one state of the database's titles, cut into ranges that
 * several streams (store/title_stream.h) read side by side.
 *
 *	title_source_open(&source, connection_string, &options, error);
 *	in each thread:
 *		title_stream_open(&stream, source, error);
 *		for some of the ranges:
 *			title_stream_range(stream, range, error);
 *			while ((code = title_stream_next(stream, ...)) > 0)
 *				...
 *		title_stream_close(stream);
 *	while ((code = title_source_next_person(source, &person, error)) > 0)
 *		...
 *	title_source_close(source);
 *
 * All connections see what the source's transaction saw when it began, and
 * only rows under way are in memory.
 */
#ifndef MARQUEE_STORE_TITLE_SOURCE_H
#define MARQUEE_STORE_TITLE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

#define TITLE_SOURCE_CAST_LIMIT 10
#define TITLE_SOURCE_EXCLUDED_TYPES "tvEpisode,videoGame"
#define TITLE_SOURCE_RANGE_TITLES 65536

struct title_source; /* opaque */

/* Titles with gone_at are left out in any case. */
struct title_source_options {
	bool include_adult;
	/* with commas between; NULL: TITLE_SOURCE_EXCLUDED_TYPES */
	const char *excluded_types;
	size_t cast_limit; /* 0: TITLE_SOURCE_CAST_LIMIT */
	size_t range_titles; /* rows a range; 0: TITLE_SOURCE_RANGE_TITLES */
};

/*
 * Opens a **new** source. `options` may be NULL: the defaults above.
 * ERROR_INVALID (a type that is no word), ERROR_CONFLICT (no schema),
 * ERROR_UNAVAILABLE, ERROR_MEMORY, ERROR_DATABASE.
 */
int title_source_open(struct title_source **source,
    const char *connection_string, const struct title_source_options *options,
    struct error *error);
void title_source_close(struct title_source *source);

/* At least 1; titles ascend from range to range. */
size_t title_source_range_count(const struct title_source *source);

struct person_row_view {
	int32_t number;
	const char *name; /* borrowed until the next call, not empty */
};

/* The next of all persons, in any order: 1, or 0 at the end, or an error. No
 * other thread may use the source meanwhile. */
int title_source_next_person(struct title_source *source,
    const struct person_row_view **person, struct error *error);

/*
 * What streams and persons read, as bare COPY (SELECT ...) TO STDOUT, table by
 * table, and thrown away: how fast could anybody be?
 */
int title_source_copy_rows(struct title_source *source, uint64_t *row_count,
    uint64_t *size_bytes, struct error *error);

#endif
