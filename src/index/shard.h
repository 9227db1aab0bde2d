/*
 * Shards: posting lists made from forward vectors. A shard is a contiguous
 * range of documents; each is inverted by itself, so they are built in
 * parallel, and the joined directory does not depend on who built what when.
 */
#ifndef MARQUEE_INDEX_SHARD_H
#define MARQUEE_INDEX_SHARD_H

#include <stdint.h>

#include "index/posting.h"
#include "index/vector.h"
#include "util/error.h"

/* The posting lists of all shards as they go to the file; arrays are owned. */
struct shard_lists {
	uint32_t *term_lists; /* [term_count + 1] */
	struct posting_entry *lists; /* [list_count] */
	uint16_t *documents; /* [posting_count] */
	uint64_t list_count;
	uint64_t posting_count;
};

/*
 * Inverts the vectors. `scales` is [document_count]; every term below
 * term_count occurs. `threads` >= 1. ERROR_MEMORY, ERROR_LIMIT.
 */
int shard_lists_build(struct shard_lists *lists, const struct vectors *vectors,
    const float *scales, uint32_t term_count, uint32_t shard_documents,
    int threads, struct error *error);
void shard_lists_release(struct shard_lists *lists);

#endif
