#include "index/vector.h"

#include <inttypes.h>
#include <stdbool.h>

#include "index/document_class.h"

void
vectors_terms_at(const struct vectors *vectors, uint32_t document,
    struct sparse_vector *vector)
{
	uint32_t start = vectors->starts[document];

	vector->terms = vectors->terms + start;
	vector->count = vectors->starts[document + 1] - start;
	vector->weights = NULL;
	vector->factor = 0;
}

void
vectors_at(const struct vectors *vectors, uint32_t document,
    struct sparse_vector *vector)
{
	vectors_terms_at(vectors, document, vector);
	vector->weights = &vectors->weights;
	vector->factor = (double)vectors->places[document].scale /
	    (double)vectors->priors[document];
}

static int
check_starts(const struct vectors *vectors, struct error *error)
{
	const uint32_t *starts = vectors->starts;

	for (uint32_t i = 0; i < vectors->document_count; i++)
		if (starts[i] > starts[i + 1])
			return error_set(error, ERROR_CORRUPT,
			    "vectors: document %" PRIu32 " has no range", i);
	if (starts[0] != 0 ||
	    starts[vectors->document_count] != vectors->posting_count)
		return error_set(error, ERROR_CORRUPT,
		    "vectors: the documents do not cover them");
	return 0;
}

static bool
is_sound(const struct sparse_vector *vector, uint32_t term_count)
{
	for (size_t i = 1; i < vector->count; i++)
		if (vector->terms[i] <= vector->terms[i - 1])
			return false;
	return vector->count == 0 ||
	    vector->terms[vector->count - 1] < term_count;
}

int
vectors_check(
    const struct vectors *vectors, uint32_t term_count, struct error *error)
{
	int result = check_starts(vectors, error);

	if (result != 0)
		return result;
	for (uint32_t i = 0; i < vectors->document_count; i++) {
		struct sparse_vector vector;

		vectors_terms_at(vectors, i, &vector);
		if (!is_sound(&vector, term_count))
			return error_set(error, ERROR_CORRUPT,
			    "vectors: terms of document %" PRIu32
			    " break the rules",
			    i);
	}
	return 0;
}

/* The first of terms[from .. count) that is not below `term`: steps that
 * double, then halves, so that long queries cost little. */
static size_t
advance(
    const struct query_term *terms, size_t from, size_t count, uint32_t term)
{
	size_t step = 1;
	size_t low = from;
	size_t high;

	while (low + step < count && terms[low + step].term < term) {
		low += step;
		step *= 2;
	}
	high = low + step < count ? low + step : count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (terms[middle].term < term)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Both lists side by side, without a branch that depends on their terms other
 * than the equality, which is rare. */
static double
merge(const struct sparse_vector *vector, const struct query_term *terms,
    size_t term_count)
{
	double sum = 0;
	size_t i = 0;
	size_t at = 0;

	while (i < vector->count && at < term_count) {
		uint32_t ours = vector->terms[i];
		uint32_t theirs = terms[at].term;

		if (ours == theirs)
			sum += (double)terms[at].weight *
			    (double)vector_weight(vector, i);
		i += ours <= theirs;
		at += theirs <= ours;
	}
	return sum;
}

/* For queries that are much longer than the vector. */
static double
gallop(const struct sparse_vector *vector, const struct query_term *terms,
    size_t term_count)
{
	double sum = 0;
	size_t at = 0;

	for (size_t i = 0; i < vector->count; i++) {
		uint32_t term = vector->terms[i];

		if (at < term_count && terms[at].term < term)
			at = advance(terms, at, term_count, term);
		if (at == term_count)
			break;
		if (terms[at].term == term)
			sum += (double)terms[at].weight *
			    (double)vector_weight(vector, i);
	}
	return sum;
}

float
vector_similarity(const struct sparse_vector *vector,
    const struct query_term *terms, size_t term_count)
{
	if (term_count > 8 * vector->count)
		return (float)gallop(vector, terms, term_count);
	return (float)merge(vector, terms, term_count);
}
