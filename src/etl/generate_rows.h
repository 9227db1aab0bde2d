/*
 * Rows of generated files, as IMDb writes them: tabs, \N, UTF-8, LF.
 */
#ifndef MARQUEE_ETL_GENERATE_ROWS_H
#define MARQUEE_ETL_GENERATE_ROWS_H

#include <stdint.h>

#include "etl/generate_title.h"
#include "util/buffer.h"

/* One in so many ratings, cast lists and episodes is of a title that is not
 * in title.basics. */
#define DANGLING_PERIOD 1000

enum generated_file {
	GENERATED_TITLES,
	GENERATED_RATINGS,
	GENERATED_CREW,
	GENERATED_PRINCIPALS,
	GENERATED_PERSONS,
	GENERATED_AKAS,
	GENERATED_EPISODES,
	GENERATED_FILE_COUNT
};

struct generated_format {
	const char *name; /* "title.basics" */
	const char *header; /* without LF */

	/* How many times append is to be called, from 0. */
	uint64_t (*units)(const struct generator *generator);

	/* Appends the rows of a title, an episode or a circle; there may be
	 * none. Out of memory is told by out->failed. */
	void (*append)(const struct generator *generator, uint64_t unit,
	    struct buffer *out);
};

const struct generated_format *generated_format(enum generated_file file);

#endif
