/*
 * Posting lists made from forward vectors and classes, as they go to the file.
 */
#ifndef MARQUEE_INDEX_POSTING_BUILD_H
#define MARQUEE_INDEX_POSTING_BUILD_H

#include <stdint.h>

#include "index/document_order.h"
#include "index/vector.h"
#include "util/error.h"

struct posting_lists { /* arrays are owned */
	uint32_t *starts; /* [term_count + 1] */
	uint32_t *elements; /* [element_count] */
	uint64_t element_count;
};

/*
 * Inverts the vectors, which are in the new order. `field_first` are the first
 * terms of each field and their end; every term occurs. ERROR_MEMORY.
 */
int posting_lists_build(struct posting_lists *lists,
    const struct vectors *vectors, const struct document_order *order,
    const uint32_t *field_first);
void posting_lists_release(struct posting_lists *lists);

#endif
