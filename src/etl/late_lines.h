/*
 * Late lines: those of a file that do not ascend (etl/line_order.h), and may
 * therefore have a key that another line has. While a file is read their keys
 * are gathered. When there were any, the file is read again: of the lines with
 * such a key one is loaded, the one that ascends if it is good, else the first
 * good one; the others are refused as duplicates.
 *
 * IMDb's files have none. The memory is 16 bytes a late line.
 */
#ifndef MARQUEE_ETL_LATE_LINES_H
#define MARQUEE_ETL_LATE_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "etl/block_queue.h"
#include "etl/line_order.h"
#include "etl/reject_log.h"
#include "etl/row_loader.h"
#include "etl/source.h"
#include "util/error.h"

#define LATE_LINES_MAX ((size_t)1 << 24) /* a file */

/* A key that a late line has. */
struct late_key {
	uint64_t key;
	uint64_t taken; /* 1: a line with it is loaded */
};

struct late_lines {
	enum dataset_file file;
	struct line_order order; /* as far as the file was read */
	bool known; /* the keys are all there; the file is read again */
	struct late_key *keys; /* [count], owned */
	size_t count;
	size_t capacity;
};

void late_lines_init(struct late_lines *late, enum dataset_file file);
void late_lines_release(struct late_lines *late);

/*
 * Looks at the next block of the file and fills its late[]; `rest` is what is
 * known of the line behind it. ERROR_MEMORY; ERROR_LIMIT when the file is so
 * far out of order that it should be sorted.
 */
int late_lines_mark(struct late_lines *late, struct block *block,
    struct slice rest, struct error *error);

/*
 * Reads the file again from its beginning, twice, and loads what late lines
 * bring.
 * What source_read, row_loader_line and reject_log_add fail with, and
 * ERROR_INTERRUPTED.
 */
int late_lines_load(struct late_lines *late, struct source *source,
    struct row_loader *loader, struct reject_log *log, struct error *error);

#endif
