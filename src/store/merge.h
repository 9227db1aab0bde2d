/*
 * Merge: compares the staged rows with the catalogue, a table a step, and
 * applies the differences. The steps belong into one transaction of the
 * caller's, so that nobody sees half a load.
 *
 * Only rows that differ are touched: merging unchanged files writes nothing.
 * Titles that are not staged stay, with gone_at, as histories name them; what
 * hangs on them goes. Titles of one's own (numbers from 1500000000 up) and
 * what hangs on them stay as they are unless they are staged.
 */
#ifndef MARQUEE_STORE_MERGE_H
#define MARQUEE_STORE_MERGE_H

#include <stddef.h>
#include <stdint.h>

#include "store/connection.h"
#include "util/buffer.h"
#include "util/error.h"

#define MERGE_STEP_COUNT 8

struct merge_counts {
	int64_t added;
	int64_t changed; /* titles that came back among them */
	int64_t gone; /* titles: got gone_at; others: deleted */
};

/* Name of the table that a step (0 to MERGE_STEP_COUNT - 1) merges; static. */
const char *merge_table(size_t step);

/* Merges a table; the steps are to be taken in order. */
int merge_step(struct connection *connection, size_t step,
    struct merge_counts *counts, struct error *error);

/* Refreshes the planner's statistics of the table. */
int merge_analyze(
    struct connection *connection, size_t step, struct error *error);

/* Appends "ROW(s.a, s.b) operator ROW(t.a, t.b)" for the columns "a, b". */
void merge_put_comparison(
    struct buffer *sql, const char *columns, const char *operator);

#endif
