/*
 * Merge: compares the staged rows with the catalogue, a table a step, and
 * applies the differences. The steps belong into one transaction of the
 * caller's, so that nobody sees half a load.
 *
 * Only rows that differ are touched: merging unchanged files writes nothing.
 * Titles that are not staged stay, with gone_at, as histories name them; what
 * hangs on them goes. Titles of one's own (numbers from 1500000000 up) and
 * what hangs on them stay as they are unless they are staged, or the load
 * brings all of them.
 */
#ifndef MARQUEE_STORE_MERGE_H
#define MARQUEE_STORE_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/catalogue_table.h"
#include "store/connection.h"
#include "util/error.h"

/* The tables of the catalogue, and the rejects behind them. */
#define MERGE_STEP_COUNT (CATALOGUE_TABLE_COUNT + 1)

/* A file that lost more than one row of so many is suspected to be broken. */
#define MERGE_SHRINK_DIVISOR 20

struct merge_counts {
	int64_t added;
	int64_t changed; /* titles that came back among them */
	int64_t gone; /* titles: got gone_at; others: deleted */
};

/* Name of the table that a step (0 to MERGE_STEP_COUNT - 1) merges; static. */
const char *merge_table(size_t step);

struct merge_rules {
	bool all_own; /* titles of one's own that are not staged are gone */
	bool allow_shrink; /* however many rows go */
};

/*
 * Merges a table; the steps are to be taken in order, and may be left out.
 * ERROR_CONFLICT when more than a twentieth of the table's rows would go and
 * the rules do not allow it.
 */
int merge_step(struct connection *connection, size_t step,
    const struct merge_rules *rules, struct merge_counts *counts,
    struct error *error);

#endif
