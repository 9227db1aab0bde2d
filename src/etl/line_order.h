/*
 * Line order: whether the key of a line is greater than every key before it in
 * its file. Such a line cannot be the second one with its key, and IMDb's files
 * hold nothing else; so only lines that do not ascend need to be looked up
 * (etl/late_lines.h).
 *
 * IMDb sorts ids as text, where tt10000000 comes before tt1000001; other files
 * are sorted by number. A line ascends if it does so in either order: each on
 * its own proves that its key is new.
 *
 * A key is the number of the line's first id and, in title.principals and
 * title.akas, its ordering.
 */
#ifndef MARQUEE_ETL_LINE_ORDER_H
#define MARQUEE_ETL_LINE_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "etl/dataset.h"
#include "etl/tsv.h"

struct line_order {
	enum dataset_file file;
	uint64_t by_number; /* the greatest so far, + 1 */
	uint64_t by_text; /* likewise */
};

/* The key of a line; false when it has none that can be read, and so is
 * refused whatever else it holds. */
bool line_key(enum dataset_file file, struct slice line, uint64_t *key);

/* To be called with the key of each line in turn. */
bool line_order_ascends(struct line_order *order, uint64_t key);

#endif
