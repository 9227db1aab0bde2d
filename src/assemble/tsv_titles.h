/*
 * TSV titles: IMDb's files in memory, joined and ordered as the database would
 * have them, for an index without a database.
 *
 * The same rules hold: the same lines are refused (etl/title_row.h), of lines
 * with the same key the first counts, and what does not join is left out.
 */
#ifndef MARQUEE_ASSEMBLE_TSV_TITLES_H
#define MARQUEE_ASSEMBLE_TSV_TITLES_H

#include <stdbool.h>
#include <stdint.h>

#include "index/document.h"
#include "util/error.h"

struct tsv_titles; /* opaque */

/* Reads all files but the people's: **new**. What etl/dataset.h, etl/source.h
 * and etl/line_reader.h fail with. */
int tsv_titles_open(
    struct tsv_titles **titles, const char *folder, struct error *error);
void tsv_titles_close(struct tsv_titles *titles);

/*
 * The next title in ascending order of number: 1, or 0 at the end, or
 * ERROR_MEMORY. Adult titles, tvEpisode and videoGame are left out (the first
 * unless asked for). *document is borrowed until the next call.
 */
int tsv_titles_next(struct tsv_titles *titles, bool include_adult,
    const struct document **document, struct error *error);

/* Calls `name` for each person that a title named, in the order of the file,
 * until it returns anything but 0, which is returned. */
int tsv_titles_names(struct tsv_titles *titles,
    int (*name)(
	void *context, int32_t person, const char *text, struct error *error),
    void *context, struct error *error);

#endif
