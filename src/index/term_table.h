/*
 * Term table: the vocabulary while it grows. Terms get provisional ids in the
 * order they are met; sorting gives them their ids in the snapshot.
 */
#ifndef MARQUEE_INDEX_TERM_TABLE_H
#define MARQUEE_INDEX_TERM_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "index/document.h"
#include "util/buffer.h"

struct term_record {
	uint32_t field; /* enum index_field */
	uint32_t key; /* offset in text, or the person's number */
	uint32_t document_frequency;
	uint32_t last_document; /* that holds it, + 1; 0: none yet */
};

struct term_table {
	uint32_t *slots; /* [slot_count], record + 1, 0: free; owned */
	size_t slot_count; /* a power of two, or 0 */
	struct buffer records; /* struct term_record [count] */
	uint32_t count;
	struct buffer text; /* strings (index/strings.h) */
};

void term_table_init(struct term_table *table);
void term_table_release(struct term_table *table);

/* Finds or adds; sets *id. ERROR_MEMORY, ERROR_LIMIT. */
int term_table_text(struct term_table *table, enum index_field field,
    const char *text, size_t length, uint32_t *id);
int term_table_person(struct term_table *table, enum index_field field,
    int32_t person, uint32_t *id);

/* [count], borrowed until the next term is added. */
struct term_record *term_table_records(const struct term_table *table);

/* The provisional ids in the order of the vocabulary: **new** [count], NULL
 * when out of memory. */
uint32_t *term_table_sorted(const struct term_table *table);

#endif
