/*
 * Line reader: cuts a source into blocks of whole lines.
 */
#ifndef MARQUEE_ETL_LINE_READER_H
#define MARQUEE_ETL_LINE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/block_queue.h"
#include "etl/dataset.h"
#include "etl/source.h"
#include "util/error.h"

struct line_reader {
	struct source *source; /* borrowed */
	enum dataset_file file;
	uint64_t next_line; /* number of the line that comes next */
	char *rest; /* [rest_length], begun line of the last block; owned */
	size_t rest_length;
	bool at_end; /* of the source */
};

/* ERROR_MEMORY. */
int line_reader_init(struct line_reader *reader, struct source *source,
    enum dataset_file file, struct error *error);
void line_reader_release(struct line_reader *reader);

/*
 * Fills the block with the next lines; the header is checked and left out.
 * Returns 1, or 0 at the end. A line longer than BLOCK_BYTES comes alone, cut,
 * in a block marked `overlong`.
 *
 * ERROR_INVALID: the header is another; ERROR_CORRUPT, ERROR_IO as
 * source_read. Each names the file and line.
 */
int line_reader_fill(
    struct line_reader *reader, struct block *block, struct error *error);

/* What it has read of the line behind the last block; borrowed until the next
 * fill. */
struct slice line_reader_rest(const struct line_reader *reader);

#endif
