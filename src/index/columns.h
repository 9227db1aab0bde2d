/*
 * Columns: everything a snapshot file holds, derived from a collection once
 * the last document is in: idf, vectors, lists, cards, people, orders.
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
#include "index/vocabulary_build.h"
#include "util/buffer.h"
#include "util/error.h"

struct name_columns { /* by enum snapshot_names */
	struct folded_title *titles; /* [count], owned */
	size_t count;
	char *text; /* [text_bytes], owned */
	size_t text_bytes;
};

struct columns { /* all arrays are owned */
	struct snapshot_summary summary;
	uint32_t document_count;
	struct vocabulary_build vocabulary;
	float *term_idf; /* [vocabulary.count] */
	size_t posting_count;
	uint32_t *vector_starts; /* [document_count + 1] */
	uint32_t *vector_terms; /* [posting_count] */
	float *scales; /* [document_count], by number; the order has them too */
	float *priors; /* [document_count] */
	int32_t *numbers; /* [document_count] */
	uint32_t *orders[SNAPSHOT_ORDER_COUNT]; /* [document_count] each */
	struct document_order order; /* of the file; by number until it is
				      * built */
	struct posting_lists lists;
	struct card *cards; /* [document_count] */
	int32_t *card_people; /* [card_people_count] */
	size_t card_people_count;
	char *card_text; /* [card_text_bytes] */
	size_t card_text_bytes;
	struct name_columns names[SNAPSHOT_NAMES_COUNT];
	struct person *people; /* [people_count] */
	size_t people_count;
	struct buffer person_text; /* strings */
};

/*
 * Fills *columns from the collection, whose parts are given back as they are
 * taken over: it can only be released then. ERROR_MEMORY, ERROR_LIMIT,
 * ERROR_INVALID (numbers do not ascend).
 */
int columns_build(struct columns *columns, struct collection *collection,
    const struct snapshot_parameters *parameters, struct error *error);
void columns_release(struct columns *columns);

/* --- steps of columns_build ----------------------------------------------- */

/* Takes the collection's parts over, in order of the documents: numbers, cards,
 * folded titles, the terms of the vectors and how often each occurs. */
int columns_take_parts(
    struct columns *columns, struct collection *collection, int threads);

/* All that is sorted: people, folded titles, the three orders. */
int columns_sort(
    struct columns *columns, const struct collection *collection, int threads);

#endif
