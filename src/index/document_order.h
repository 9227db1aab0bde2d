/*
 * Document order: how the documents of a snapshot to be are numbered, and the
 * classes that they fall into (index/document_class.h says why).
 */
#ifndef MARQUEE_INDEX_DOCUMENT_ORDER_H
#define MARQUEE_INDEX_DOCUMENT_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "index/document_class.h"
#include "index/vector.h"
#include "util/error.h"

struct document_order {
	uint32_t document_count;
	uint32_t *before; /* [document_count], the document's number so far */
	uint32_t *after; /* [document_count], its inverse; all are owned */
	uint32_t class_count;
	uint32_t *class_starts; /* [class_count + 1] */
	struct document_class *classes; /* [class_count] */
	uint32_t set_count;
	struct class_set *sets; /* [set_count + 1] */
	uint32_t *genres; /* [genre_count] */
	size_t genre_count;
	struct document_place *places; /* [document_count], in the new order */
};

/*
 * Orders documents by class, then by scale descending, then by the number so
 * far. `field_first` are the first terms of each field and their end. A
 * document has at most one decade and one type. ERROR_MEMORY.
 */
int document_order_build(struct document_order *order,
    const struct vectors *vectors, const float *scales,
    const uint32_t *field_first);
void document_order_release(struct document_order *order);

/* Puts the elements of an array [document_count] into the new order.
 * ERROR_MEMORY leaves it as it was. */
int document_order_permute(
    const struct document_order *order, void *array, size_t element_bytes);

/* The same for vectors; `starts` is [document_count + 1]. */
int document_order_permute_vectors(
    const struct document_order *order, uint32_t *starts, uint32_t *terms);

#endif
