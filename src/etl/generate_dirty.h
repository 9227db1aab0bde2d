/*
 * Dirty rows: lines that etl/title_row refuses, one for each reason that a
 * file can be refused for.
 */
#ifndef MARQUEE_ETL_GENERATE_DIRTY_H
#define MARQUEE_ETL_GENERATE_DIRTY_H

#include <stddef.h>

#include "etl/generate_rows.h"
#include "etl/reject.h"
#include "util/buffer.h"

/* How many there are of a file; 0 for files that are not loaded. */
size_t dirty_row_count(enum generated_file file);

/* Why the row, from 0, is refused. */
enum reject dirty_row_reject(enum generated_file file, size_t row);

/* Appends the row with its LF. */
void dirty_row_append(enum generated_file file, size_t row, struct buffer *out);

#endif
