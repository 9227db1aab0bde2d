/*
 * TSV kind: what the lines of each of IMDb's files become. A part of
 * assemble/tsv_table.
 */
#ifndef MARQUEE_ASSEMBLE_TSV_KIND_H
#define MARQUEE_ASSEMBLE_TSV_KIND_H

#include <stddef.h>
#include <stdint.h>

#include "etl/block_queue.h"
#include "etl/dataset.h"
#include "etl/title_row.h"
#include "util/buffer.h"

/* What a block becomes. */
struct tsv_chunk {
	struct buffer records; /* of the file's kind */
	struct buffer text; /* to which they refer by offset */
	const char *excluded_types; /* with commas between; borrowed */
};

struct tsv_kind {
	/* Takes one good line, split into its fields; *row is the memory for
	 * its values. */
	void (*take)(struct tsv_chunk *chunk, const struct slice *fields,
	    union any_row *row);
	size_t record_bytes;
	/* What records are sorted by; NULL: any order will do. */
	uint64_t (*key)(const void *record);
	/* The record's text lies `bytes` further on; NULL: it has none. */
	void (*move)(void *record, uint32_t bytes);
};

/* Static. */
const struct tsv_kind *tsv_kind_of(enum dataset_file file);

/* Appends the good lines of a block; chunk->records.failed and text.failed
 * tell when memory ran out. */
void tsv_chunk_fill(
    struct tsv_chunk *chunk, enum dataset_file file, const struct block *block);

#endif
