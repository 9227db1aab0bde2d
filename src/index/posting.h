/*
 * Posting lists: which documents have a term, one ascending list a term.
 *
 * A posting is a number of 32 bits and nothing else. In one field every
 * document has the same raw weight for a term (field weight x idf), so what
 * differs from document to document, norm and prior, is one factor of the
 * document (its scale) that is applied once a document instead of once a
 * posting.
 *
 * The terms that most documents have, genres, decades and types, decide a
 * document's class (index/document_class.h), and documents of one class stand
 * together. Their lists name classes; those of all other terms name documents.
 */
#ifndef MARQUEE_INDEX_POSTING_H
#define MARQUEE_INDEX_POSTING_H

#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

struct postings {
	const uint32_t *starts; /* [term_count + 1], into elements */
	const uint32_t *elements; /* [element_count], ascending in a list */
	uint32_t term_count;
	uint64_t element_count;
};

struct posting_list {
	const uint32_t *elements; /* [count], ascending, borrowed */
	uint32_t count; /* at least 1 */
};

static inline struct posting_list
postings_of(const struct postings *postings, uint32_t term)
{
	uint32_t start = postings->starts[term];

	return (struct posting_list){
	    postings->elements + start, postings->starts[term + 1] - start};
}

/* Checks that the lists cover the elements; ERROR_CORRUPT. */
int postings_check(const struct postings *postings, struct error *error);

/* Checks that the lists of terms [first, end) ascend below `limit`;
 * ERROR_CORRUPT. */
int postings_check_terms(const struct postings *postings, uint32_t first,
    uint32_t end, uint32_t limit, struct error *error);

#endif
