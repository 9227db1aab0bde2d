/*
 * Watch layout: which column of a table holds what, and what a line of it is.
 * A part of etl/watch_csv, whose header draws the tables.
 */
#ifndef MARQUEE_ETL_WATCH_LAYOUT_H
#define MARQUEE_ETL_WATCH_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "etl/csv.h"
#include "etl/watch_list.h"
#include "util/error.h"

enum watch_column {
	WATCH_COLUMN_ID,
	WATCH_COLUMN_TITLE,
	WATCH_COLUMN_YEAR,
	WATCH_COLUMN_TIME,
	WATCH_COLUMN_OTHER_TIME, /* where the first is empty */
	WATCH_COLUMN_RATING,
	WATCH_COLUMN_SCALE,
	WATCH_COLUMN_DURATION,
	WATCH_COLUMN_RUNTIME,
	WATCH_COLUMN_TYPE,
	WATCH_COLUMN_COUNT
};

struct watch_layout {
	enum watch_format format;
	enum watch_kind kind; /* of a line */
	enum watch_medium medium;
	bool rated_only; /* a line without a rating is no view */
	int scale; /* where ratings end; 0: a column says it */
	size_t column_count;
	size_t columns[WATCH_COLUMN_COUNT]; /* index, or CSV_NO_COLUMN */
};

/*
 * Finds the layout by the names of the columns, and where these do not tell
 * by the file's name. ERROR_VERSION when it is of none of the formats, or not
 * of `format` unless that is WATCH_FORMAT_ANY, or tells of no views;
 * ERROR_INVALID when its ratings have no scale.
 */
int watch_layout_find(struct watch_layout *layout,
    const struct csv_record *header, const char *path, enum watch_format format,
    struct error *error);

#endif
