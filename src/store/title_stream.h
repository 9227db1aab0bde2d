/*
 * Title stream: the titles of some ranges of a title source, in ascending
 * order of their number, with all that belongs to them. One thread's; see
 * store/title_source.h.
 *
 * Five connections read the tables side by side, each in order of the primary
 * key, and are merged here. So memory does not grow with the catalogue.
 */
#ifndef MARQUEE_STORE_TITLE_STREAM_H
#define MARQUEE_STORE_TITLE_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "store/title_source.h"
#include "util/error.h"

struct title_stream; /* opaque */

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
	const char *keywords; /* "" when none, as the next */
	const char *overview;
	const char *akas; /* strings behind one another, then "" */
};

/* Opens a **new** stream, whose connections see what the source sees; the
 * source must outlive it. ERROR_UNAVAILABLE, ERROR_MEMORY, ERROR_DATABASE. */
int title_stream_open(struct title_stream **stream,
    const struct title_source *source, struct error *error);
void title_stream_close(struct title_stream *stream);

/* Begins a range, whatever of another one has not been read. */
int title_stream_range(
    struct title_stream *stream, size_t range, struct error *error);

/* The next title of the range: 1, or 0 at the end, or an error. *title is
 * borrowed until the next call. */
int title_stream_next(struct title_stream *stream,
    const struct title_row_view **title, struct error *error);

#endif
