/*
 * Forward vectors: the terms of each document with their L2-normalised
 * weights. Every score that leaves the index is computed from these.
 *
 *	weight of term t in document d = w_t / |w_d|
 *	w_t = field weight x tf x idf_t^(field's exponent)
 *
 * where tf = 1 (a term counts once a document) and idf_t is relative,
 *
 *	(ln((1 + N) / (1 + df_t)) + 1) / (ln((1 + N) / 2) + 1)
 *
 * which is 1 for a term of one document, so that fields keep their balance when
 * a catalogue grows. Exponents are multiples of 1/2,
 * so that a weight takes a root and products, which every machine rounds alike.
 *
 * Only the terms lie in the file. A weight follows from what the file holds
 * anyway, the term's idf and the document's scale, which is prior / |w_d|; it
 * is wanted for the few terms that a document shares with a query, and costs 4
 * bytes a posting less to have computed than to have read.
 */
#ifndef MARQUEE_INDEX_VECTOR_H
#define MARQUEE_INDEX_VECTOR_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "index/document.h"
#include "index/query_term.h"
#include "util/error.h"

/* What the raw weights of all terms follow from; borrowed. */
struct term_weights {
	const float *idf; /* [term_count] */
	const uint32_t *field_first; /* [INDEX_FIELD_COUNT + 1], first terms */
	const float *field_weights; /* [INDEX_FIELD_COUNT] */
	const float *idf_exponents; /* [INDEX_FIELD_COUNT] */
};

static inline double
idf_power(double idf, float exponent)
{
	int halves = (int)(2 * exponent);
	double power = halves % 2 != 0 ? sqrt(idf) : 1;

	for (; halves > 1; halves -= 2)
		power *= idf;
	return power;
}

/* Field weight x idf^exponent. */
static inline double
term_weight(const struct term_weights *weights, uint32_t term)
{
	int field = 0;

	while (term >= weights->field_first[field + 1])
		field++;
	return (double)weights->field_weights[field] *
	    idf_power(
		(double)weights->idf[term], weights->idf_exponents[field]);
}

/* A vector; borrowed. */
struct sparse_vector {
	const uint32_t *terms; /* [count], ascending */
	size_t count;
	const struct term_weights *weights;
	double factor; /* 1 / norm of the raw vector */
};

/* The weight of terms[i], 0 to 1. */
static inline float
vector_weight(const struct sparse_vector *vector, size_t i)
{
	double weight =
	    term_weight(vector->weights, vector->terms[i]) * vector->factor;

	return weight < 1 ? (float)weight : 1;
}

struct document_place; /* index/document_class.h */

struct vectors {
	const uint32_t *starts; /* [document_count + 1] */
	const uint32_t *terms; /* [posting_count], ascending in a document */
	struct term_weights weights;
	const struct document_place *places; /* [document_count], scales */
	const float *priors; /* [document_count], > 0 */
	uint32_t document_count;
	uint64_t posting_count;
};

/* Checks every bound; ERROR_CORRUPT. */
int vectors_check(
    const struct vectors *vectors, uint32_t term_count, struct error *error);

void vectors_at(const struct vectors *vectors, uint32_t document,
    struct sparse_vector *vector);

/* The terms alone, of vectors whose scales are not known yet. */
void vectors_terms_at(const struct vectors *vectors, uint32_t document,
    struct sparse_vector *vector);

/*
 * The one place where a similarity is computed: the sum over the shared terms
 * of query weight x document weight, in double precision by ascending term,
 * rounded to float once.
 */
float vector_similarity(const struct sparse_vector *vector,
    const struct query_term *terms, size_t term_count);

#endif
