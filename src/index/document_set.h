/*
 * Document set: which documents may be answered, or may not.
 *
 * A bitmap cut into pages of 4,096 documents, of which only those with a
 * member exist: what one person has seen takes a page a title at most, every
 * second document of ten million 1.3 MB, and asking takes two loads. A set
 * belongs to one snapshot; while nobody changes it, any number of threads may
 * ask.
 */
#ifndef MARQUEE_INDEX_DOCUMENT_SET_H
#define MARQUEE_INDEX_DOCUMENT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

#define DOCUMENT_SET_PAGE 4096 /* documents */

struct document_page {
	uint64_t words[DOCUMENT_SET_PAGE / 64];
};

struct document_set {
	struct document_page **pages; /* owned; NULL: none of them */
	uint32_t document_count; /* of the snapshot */
	uint32_t count; /* members */
};

/* Makes an empty set over documents [0, document_count). ERROR_MEMORY. */
int document_set_init(struct document_set *set, uint32_t document_count);
/* Harmless on a zeroed set, which is of no use otherwise. */
void document_set_release(struct document_set *set);

/* The same with members, in any order. ERROR_MEMORY. */
int document_set_init_of(struct document_set *set, uint32_t document_count,
    const uint32_t *documents, size_t count);

/* Documents at or beyond document_count must not be passed to what follows. */
/* ERROR_MEMORY; harmless when it is a member, as removing when it is none. */
int document_set_add(struct document_set *set, uint32_t document);
void document_set_remove(struct document_set *set, uint32_t document);

static inline bool
document_set_holds(const struct document_set *set, uint32_t document)
{
	const struct document_page *page =
	    set->pages[document / DOCUMENT_SET_PAGE];
	uint32_t bit = document % DOCUMENT_SET_PAGE;

	return page != NULL && (page->words[bit / 64] >> bit % 64 & 1) != 0;
}

/* Moves *document on to the first member that is not below it; false when
 * there is none. */
bool document_set_next(const struct document_set *set, uint32_t *document);

#endif
