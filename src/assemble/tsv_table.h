/*
 * TSV table: the good lines of one of IMDb's files as small records, sorted by
 * title. A part of assemble/tsv_titles.
 *
 * The files are unpacked and parsed side by side (OpenMP): a task a file reads
 * blocks of lines and hands each to a task of its own, at most a few at a time.
 * What the blocks become is joined in their order, so that of lines with the
 * same key the first stays the first.
 */
#ifndef MARQUEE_ASSEMBLE_TSV_TABLE_H
#define MARQUEE_ASSEMBLE_TSV_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/dataset.h"
#include "util/buffer.h"
#include "util/error.h"

/* Of title.basics. Its text is four strings behind one another: title, original
 * title ("" when it is the same), type, genres. */
struct title_record {
	int32_t number;
	int32_t runtime_minutes;
	uint32_t text; /* offset; there is none when is_left_out */
	int16_t start_year;
	int16_t end_year;
	bool is_adult;
	bool is_left_out; /* its type is excluded */
};

struct rating_record { /* of title.ratings */
	int32_t title;
	int32_t votes;
	float average;
};

enum credit_role {
	CREDIT_DIRECTOR,
	CREDIT_WRITER,
	CREDIT_CAST,
	CREDIT_COUNT
};

struct credit_record { /* of title.crew and title.principals */
	int32_t title;
	int32_t person;
	uint16_t place; /* IMDb's ordering; of crew 0 */
	uint8_t role; /* enum credit_role */
	bool begins_line; /* is the first of its line */
};

struct name_record { /* of name.basics */
	int32_t number;
	uint32_t text; /* offset */
};

struct aka_record { /* of title.akas */
	int32_t title;
	uint32_t text; /* offset of the name */
	uint16_t place; /* IMDb's ordering */
};

/* Of extras. Its text is three strings behind one another: primary title,
 * keywords, overview, "" for what is null. */
struct extra_record {
	int32_t title;
	uint32_t text; /* offset */
};

/* What a file is read into; begins zeroed, and stays so without the file. */
struct tsv_table {
	/* of one of the kinds above, which all begin with a number */
	struct buffer records;
	size_t count;
	struct buffer text; /* NUL-terminated strings */
};

/*
 * Reads all files of the dataset on `threads` >= 1 threads; titles of
 * `excluded_types` (with commas between) are left out. Titles, ratings and crew
 * by title, principals and akas by title and place, extras by title, names as
 * they come; earlier lines first where these are the same. Titles of one's own
 * that are in extras alone become titles. What etl/source.h and etl/line_reader.h fail with,
 * ERROR_INTERRUPTED, ERROR_LIMIT; what was read is released by the caller.
 */
int tsv_tables_read(struct tsv_table tables[DATASET_FILE_COUNT],
    const struct dataset *dataset, const char *excluded_types, int threads,
    struct error *error);
void tsv_table_release(struct tsv_table *table);

#endif
