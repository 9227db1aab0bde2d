/*
 * Collection: the documents of a snapshot to be, as they are added one by one:
 * their terms by provisional id, their cards, their folded titles, the names
 * of people. Everything is copied; nothing is known yet that needs the whole.
 */
#ifndef MARQUEE_INDEX_COLLECTION_H
#define MARQUEE_INDEX_COLLECTION_H

#include <stdint.h>

#include "index/document.h"
#include "index/popularity.h"
#include "index/snapshot_layout.h"
#include "index/term_table.h"
#include "text/tokenizer.h"
#include "util/buffer.h"
#include "util/error.h"

/* A name as it was given. */
struct person_name {
	int32_t number;
	uint32_t text; /* offset in person_text */
	uint32_t sequence; /* the last one of a number counts */
};

struct collection {
	struct tokenizer *tokenizer; /* owned */
	struct term_table terms;
	uint32_t document_count;
	int32_t last_number;
	struct popularity popularity;
	struct buffer numbers; /* int32_t [document_count] */
	struct buffer term_starts; /* uint32_t [document_count + 1] */
	struct buffer document_terms; /* uint32_t, provisional ids */
	struct buffer cards; /* struct card [document_count] */
	struct buffer card_people; /* int32_t */
	struct buffer card_text; /* strings */
	struct buffer folded; /* struct folded_title */
	struct buffer folded_text; /* strings */
	struct buffer person_names; /* struct person_name */
	struct buffer person_text; /* strings */
	struct term_table repeated; /* card texts that many documents share */
	struct buffer repeated_offsets; /* uint32_t, in card_text, by term */
};

/* ERROR_MEMORY. */
int collection_init(struct collection *collection, struct error *error);
void collection_release(struct collection *collection);

/* Copies a document; numbers ascend. ERROR_INVALID, ERROR_LIMIT, ERROR_MEMORY;
 * after the latter two the collection can only be released. */
int collection_add(struct collection *collection,
    const struct document *document, struct error *error);

int collection_name(struct collection *collection, int32_t person,
    const char *name, struct error *error);

#endif
