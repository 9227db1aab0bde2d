/*
 * Dirty rows: lines that a load refuses for what stands in them, at least one
 * for each reason that a line of the file can be refused for.
 */
#ifndef MARQUEE_ETL_GENERATE_DIRTY_H
#define MARQUEE_ETL_GENERATE_DIRTY_H

#include <stddef.h>

#include "etl/generate_rows.h"
#include "etl/reject.h"
#include "util/buffer.h"

/* How many there are of a file. The last one is longer than BLOCK_BYTES, and
 * so not to be repeated. */
size_t dirty_row_count(enum generated_file file);

/* Why the row, from 0, is refused. */
enum reject dirty_row_reject(enum generated_file file, size_t row);

/* What is wrong with it, in words. */
const char *dirty_row_what(enum generated_file file, size_t row);

/* Appends the row with its LF. */
void dirty_row_append(enum generated_file file, size_t row, struct buffer *out);

#endif
