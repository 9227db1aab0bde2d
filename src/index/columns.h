/*
 * Columns: everything a snapshot file holds, derived from a collection once
 * the last document is in: idf, vectors, lists, people, orders.
 */
#ifndef MARQUEE_INDEX_COLUMNS_H
#define MARQUEE_INDEX_COLUMNS_H

#include <stdint.h>

#include "index/collection.h"
#include "index/document_order.h"
#include "index/posting_build.h"
#include "index/snapshot.h"
#include "index/snapshot_layout.h"
#include "index/snapshot_writer.h"
#include "util/buffer.h"
#include "util/error.h"

struct columns {
	struct snapshot_summary summary;
	uint32_t term_count;
	uint32_t *term_keys; /* [term_count]; all arrays are owned */
	float *term_idf; /* [term_count] */
	uint32_t *vector_terms; /* [posting_count] */
	float *vector_weights; /* [posting_count] */
	float *scales; /* [document_count], by number; the order has them too */
	float *priors; /* [document_count] */
	uint32_t *orders[SNAPSHOT_ORDER_COUNT]; /* [document_count] each */
	struct document_order documents;
	struct posting_lists lists;
	struct person *people; /* [people_count] */
	size_t people_count;
	struct buffer person_text; /* strings */
};

/*
 * Fills *columns. The collection's documents get the order of the file, its
 * cards their Bayesian ratings and its folded titles their order; all else of
 * it stays as it is and is still needed by the file. ERROR_MEMORY, ERROR_LIMIT.
 */
int columns_build(struct columns *columns, struct collection *collection,
    const struct snapshot_parameters *parameters, struct error *error);
void columns_release(struct columns *columns);

#endif
