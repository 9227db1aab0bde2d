/*
 * TSV table: the good lines of one of IMDb's files as small records, sorted by
 * title. A part of assemble/tsv_titles.
 */
#ifndef MARQUEE_ASSEMBLE_TSV_TABLE_H
#define MARQUEE_ASSEMBLE_TSV_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/dataset.h"
#include "etl/title_row.h"
#include "etl/tsv.h"
#include "util/buffer.h"
#include "util/error.h"

/* `line`, the number of the line in the file, is what tells records of one
 * title apart. */
struct title_record {
	int32_t number;
	int32_t runtime_minutes;
	uint64_t line;
	size_t title; /* offsets in text */
	size_t original_title; /* the same as title when there is none */
	size_t type;
	size_t genres;
	int16_t start_year;
	int16_t end_year;
	bool is_adult;
};

struct rating_record {
	int32_t title;
	int32_t votes;
	uint64_t line;
	float average;
};

enum credit_role {
	CREDIT_DIRECTOR,
	CREDIT_WRITER,
	CREDIT_CAST,
	CREDIT_COUNT
};

struct credit_record {
	int32_t title;
	int32_t person;
	uint64_t line;
	uint16_t role; /* enum credit_role */
	uint16_t place; /* in the list, or IMDb's ordering */
};

/* What a file is read into, and the memory for its current line; begins
 * zeroed. */
struct tsv_table {
	struct buffer records; /* of one of the kinds above */
	struct buffer text; /* NUL-terminated strings, of titles */
	size_t record_bytes;
	size_t at; /* the next record to be looked at */
	union {
		struct title_row title;
		struct rating_row rating;
		struct crew_row crew;
		struct principal_row principal;
		struct person_row person;
	} row;
};

/* Takes one good line of a file, split into its fields. */
typedef void tsv_take_line(
    void *context, const struct slice *fields, uint64_t line);

/* Calls `take` for each line with the right number of fields. What
 * etl/source.h and etl/line_reader.h fail with; ERROR_INTERRUPTED. */
int tsv_take_file(const struct dataset *dataset, enum dataset_file file,
    tsv_take_line *take, void *context, struct error *error);

/*
 * Reads any file but the people's into *table: titles by number, ratings by
 * title, crew by title and line, cast by title and place; the earlier line
 * first where these are the same. What failed is released by the caller.
 */
int tsv_table_read(struct tsv_table *table, const struct dataset *dataset,
    enum dataset_file file, struct error *error);
void tsv_table_release(struct tsv_table *table);

/* The record at `at`, borrowed; NULL at the end. */
const void *tsv_table_record(const struct tsv_table *table);

#endif
