/*
 * Gram matrix: how often two columns of sparse rows meet, X'X.
 *
 * One row of the result at a time: all rows of X that have its column are read
 * and added up, each thread rows of its own. So every sum is taken in the order
 * of X's rows, and the result is the same with any number of threads. Cost: the
 * sum of the squared lengths of the rows.
 */
#ifndef MARQUEE_MODEL_GRAM_H
#define MARQUEE_MODEL_GRAM_H

#include <stdint.h>

#include "model/sparse_rows.h"

/* Adds row `item` of X'X to sums[column_count]: entries at `from` and after.
 * `columns` is X transposed. */
void gram_add_row(const struct sparse_rows *rows,
    const struct sparse_rows *columns, uint32_t item, uint32_t from,
    double *sums);

/* Adds `weight` x X'X to matrix[column_count^2], row by row, on and above the
 * diagonal only. ERROR_MEMORY. */
int gram_add(const struct sparse_rows *rows, double weight, double *matrix);

#endif
