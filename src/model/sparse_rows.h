/*
 * Sparse rows: a matrix of which most entries are 0, row by row. Users x items,
 * or terms x items where a model takes in what titles are about.
 */
#ifndef MARQUEE_MODEL_SPARSE_ROWS_H
#define MARQUEE_MODEL_SPARSE_ROWS_H

#include <stdint.h>

#include "model/interactions.h"

struct sparse_rows {
	uint64_t *starts; /* [row_count + 1], owned */
	uint32_t *columns; /* [starts[row_count]], ascending in a row; owned */
	float *values; /* likewise; owned; NULL: all are 1 */
	uint32_t row_count;
	uint32_t column_count;
};

/* Users x items, a 1 for each event. ERROR_MEMORY. */
int sparse_rows_of_interactions(
    const struct interactions *interactions, struct sparse_rows *out);

/* The place of the first entry of a row whose column is not below `column`:
 * starts[row + 1] when there is none. */
uint64_t sparse_rows_find(
    const struct sparse_rows *rows, uint32_t row, uint32_t column);

/* Columns become rows. ERROR_MEMORY. */
int sparse_rows_transpose(
    const struct sparse_rows *rows, struct sparse_rows *out);

/* Harmless on a zeroed struct. */
void sparse_rows_release(struct sparse_rows *rows);

#endif
