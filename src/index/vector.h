/*
 * Forward vectors: the terms of each document with their L2-normalised
 * weights. Every score that leaves the index is computed from these.
 *
 *	weight of term t in document d = w_t / |w_d|
 *	w_t = field weight x tf x idf_t, tf = 1 (a term counts once a document)
 */
#ifndef MARQUEE_INDEX_VECTOR_H
#define MARQUEE_INDEX_VECTOR_H

#include <stddef.h>
#include <stdint.h>

#include "index/query_term.h"
#include "util/error.h"

/* A vector; [count] each, by ascending term, borrowed. */
struct sparse_vector {
	const uint32_t *terms;
	const float *weights;
	size_t count;
};

struct vectors {
	const uint32_t *starts; /* [document_count + 1] */
	const uint32_t *terms; /* [posting_count], ascending in a document */
	const float *weights; /* [posting_count], 0 to 1 */
	uint32_t document_count;
	uint64_t posting_count;
};

/* Checks every bound; ERROR_CORRUPT. */
int vectors_check(
    const struct vectors *vectors, uint32_t term_count, struct error *error);

void vectors_at(const struct vectors *vectors, uint32_t document,
    struct sparse_vector *vector);

/*
 * The one place where a similarity is computed: the sum over the shared terms
 * of query weight x document weight, in double precision by ascending term,
 * rounded to float once.
 */
float vector_similarity(const struct sparse_vector *vector,
    const struct query_term *terms, size_t term_count);

#endif
