/*
 * TSV titles: IMDb's files in memory, joined and ordered as the database would
 * have them, for an index without a database.
 *
 * The same rules hold: the same lines are refused (etl/title_row.h), of lines
 * with the same key the first counts, and what does not join is left out.
 *
 * Memory: about 24 bytes a title and a rating, 12 a credit, 8 a person, and
 * their texts.
 */
#ifndef MARQUEE_ASSEMBLE_TSV_TITLES_H
#define MARQUEE_ASSEMBLE_TSV_TITLES_H

#include <stdbool.h>
#include <stdint.h>

#include "index/document.h"
#include "util/error.h"

struct tsv_titles; /* opaque */

/*
 * Reads all files on `threads` >= 1 threads: **new**. Left out are adult
 * titles, unless asked for, and those of `excluded_types` (with commas between). What
 * etl/dataset.h, etl/source.h and etl/line_reader.h fail with.
 */
int tsv_titles_open(struct tsv_titles **titles, const char *folder,
    const char *excluded_types, bool include_adult, int threads,
    struct error *error);
void tsv_titles_close(struct tsv_titles *titles);

/* Titles that are to be indexed. */
uint32_t tsv_titles_count(const struct tsv_titles *titles);

/*
 * Calls `take` for titles [first, first + count) in ascending order of number,
 * until it returns anything but 0, which is returned. The document is borrowed
 * during the call. Several threads may walk at once. ERROR_MEMORY.
 */
int tsv_titles_walk(const struct tsv_titles *titles, uint64_t first,
    uint32_t count,
    int (*take)(
	void *context, const struct document *document, struct error *error),
    void *context, struct error *error);

/* Calls `name` for each line of a person's, from the last to the first, so
 * that the last name that is given of a person is the one that counts; until
 * it returns anything but 0, which is returned. */
int tsv_titles_names(const struct tsv_titles *titles,
    int (*name)(
	void *context, int32_t person, const char *text, struct error *error),
    void *context, struct error *error);

#endif
