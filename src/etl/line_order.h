/*
 * Line order: which lines of a file ascend, so that each of them has a key
 * that no other of them has. IMDb's files hold nothing else; only what does
 * not ascend may be doubled and needs to be looked up (etl/late_lines.h).
 *
 * IMDb sorts ids as text, where tt10000000 comes before tt1000001; other files
 * are sorted by number. A line ascends if its key is greater than those before
 * it in either order: each on its own proves that the key is new. A line that
 * is followed by a smaller key is a peak and left out, since it is more likely
 * to be the one that is out of place than all that follow it.
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

/* Whether the line with `key`, which one with `next` follows, ascends. To be
 * called for the lines in turn; UINT64_MAX: what follows is not known. */
bool line_order_ascends(struct line_order *order, uint64_t key, uint64_t next);

#endif
