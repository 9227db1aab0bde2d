/*
 * Tab-separated values as IMDb writes them: LF ends a line, a tab a field,
 * \N is null, nothing is quoted. Lines and fields are slices of the text they
 * were read from; nothing is copied.
 */
#ifndef MARQUEE_ETL_TSV_H
#define MARQUEE_ETL_TSV_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
	const char *text; /* borrowed, not NUL-terminated */
	size_t length; /* bytes */
};

/*
 * Takes the next line off the front of *rest, without its LF; the last one
 * may lack it. False when nothing is left.
 */
bool tsv_next_line(struct slice *rest, struct slice *line);

/*
 * Splits a line at its tabs. Returns the number of fields, which may be larger
 * than `capacity`; only the first `capacity` are put into fields[].
 */
size_t tsv_split(struct slice line, struct slice *fields, size_t capacity);

/* As tsv_split, but stops at `capacity` fields: the last may hold tabs. */
size_t tsv_split_first(
    struct slice line, struct slice *fields, size_t capacity);

/* Takes the next element off a list with commas between; false at its end. An
 * empty list has one empty element, as has every place between two commas. */
bool tsv_next_element(struct slice *rest, struct slice *element);

/* Whether a word stands in a list with commas between. */
bool tsv_list_has(const char *list, struct slice word);

/* Whether the field is \N. */
bool tsv_is_null(struct slice field);

bool slice_equal(struct slice one, struct slice other);

#endif
