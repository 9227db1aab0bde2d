/*
 * Term table: texts of a field get dense ids in the order in which they are
 * met. One thread fills it; what several have filled is joined by
 * index/vocabulary_build.
 */
#ifndef MARQUEE_INDEX_TERM_TABLE_H
#define MARQUEE_INDEX_TERM_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "index/document.h"
#include "util/buffer.h"

struct term_record {
	uint32_t field; /* enum index_field */
	uint32_t text; /* offset in the table's text */
	uint32_t document_frequency;
	uint32_t last_document; /* that holds it; 0: none yet */
	uint32_t word; /* to show of an overview's stem, as text; else 0 */
};

/* A free slot has id 0. The hash is compared before the text, so that a search
 * seldom leaves the slots. */
struct term_slot {
	uint32_t hash;
	uint32_t id; /* + 1 */
};

struct term_table {
	struct term_slot *slots; /* [slot_count], owned */
	size_t slot_count; /* a power of two, or 0 */
	struct buffer records; /* struct term_record [count] */
	uint32_t count;
	struct buffer text; /* strings (index/strings.h) */
};

void term_table_init(struct term_table *table);
void term_table_release(struct term_table *table);

/* Finds or adds; sets *id. The text holds no NUL. ERROR_MEMORY, ERROR_LIMIT. */
int term_table_add(struct term_table *table, enum index_field field,
    const char *text, size_t length, uint32_t *id);

/* Offers a word to show of a term: the shortest is kept, of equally long ones
 * the first by its bytes. ERROR_MEMORY, ERROR_LIMIT. */
int term_table_offer_word(
    struct term_table *table, uint32_t id, const char *word, size_t length);

/* [count], borrowed until the next term is added. */
struct term_record *term_table_records(const struct term_table *table);

/* Borrowed until the next term is added. */
const char *term_table_text(const struct term_table *table, uint32_t id);

#endif
