/*
 * Title stream: every title that is to be indexed, in ascending order of its
 * number, with its people; then the names of those people.
 *
 *	title_stream_open(&stream, connection_string, &options, error);
 *	while ((code = title_stream_next(stream, &title, error)) > 0)
 *		...
 *	while ((code = title_stream_next_person(stream, &person, error)) > 0)
 *		...
 *	title_stream_close(stream);
 *
 * Four connections read the tables side by side, each in order of the primary
 * key, all from one snapshot of the database; they are merged here. So memory
 * does not grow with the catalogue.
 *
 * Left out are titles with gone_at, adult ones unless asked for, and the
 * types of `excluded_types`.
 */
#ifndef MARQUEE_STORE_TITLE_STREAM_H
#define MARQUEE_STORE_TITLE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

#define TITLE_STREAM_CAST_LIMIT 10

struct title_stream; /* opaque */

struct title_stream_options {
	bool include_adult;
	const char *excluded_types; /* "tvEpisode,videoGame"; NULL: these two */
	size_t cast_limit; /* 0: TITLE_STREAM_CAST_LIMIT */
};

/* People of a title in billing order, none twice. */
struct title_people {
	const int32_t *numbers; /* [count], borrowed; NULL when empty */
	size_t count;
};

/* The same fields as struct document of index/document.h, which says more. */
struct title_row_view {
	int32_t number;
	const char *title; /* not empty; all text is borrowed */
	const char *original_title; /* NULL when the same as title */
	const char *type;
	const char *genres; /* "" when none */
	int start_year; /* 0: not known */
	int end_year;
	int runtime_minutes;
	float rating; /* 0: none */
	uint32_t votes;
	struct title_people directors;
	struct title_people writers;
	struct title_people cast; /* actor, actress, self */
};

struct person_row_view {
	int32_t number;
	const char *name; /* borrowed, not empty */
};

/*
 * Opens a **new** stream. `options` may be NULL: the defaults above.
 * ERROR_INVALID (a type that is no word), ERROR_CONFLICT (no schema),
 * ERROR_UNAVAILABLE, ERROR_MEMORY, ERROR_DATABASE.
 */
int title_stream_open(struct title_stream **stream,
    const char *connection_string, const struct title_stream_options *options,
    struct error *error);

/* The next title: 1, or 0 at the end, or an error. *title is borrowed until
 * the next call. */
int title_stream_next(struct title_stream *stream,
    const struct title_row_view **title, struct error *error);

/*
 * The next person that one of the titles names, in ascending order of number:
 * 1, or 0 at the end, or an error. People without a row of their own in
 * persons are missing. Call when title_stream_next has returned 0.
 */
int title_stream_next_person(struct title_stream *stream,
    const struct person_row_view **person, struct error *error);

void title_stream_close(struct title_stream *stream);

#endif
