/*
 * The order of documents, their classes and the posting lists: what is built
 * reads back as what the vectors say.
 */
#include "index/posting.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "index/document.h"
#include "index/document_order.h"
#include "index/posting_build.h"
#include "index/vector.h"
#include "util/random.h"

#define DOCUMENTS 3000
#define GENRES 6
#define RARE 400 /* words and people */
#define DECADES 4
#define TYPES 3
#define TERMS (GENRES + RARE + DECADES + TYPES)
#define DECADE_FIRST (GENRES + RARE)
#define TYPE_FIRST (DECADE_FIRST + DECADES)

static const uint32_t field_first[INDEX_FIELD_COUNT + 1] = {
    0, GENRES, 100, 200, 300, DECADE_FIRST, TYPE_FIRST, TERMS, TERMS, TERMS};

struct matrix {
	bool has[DOCUMENTS][TERMS];
	uint32_t starts[DOCUMENTS + 1];
	uint32_t terms[DOCUMENTS * TERMS];
	float scales[DOCUMENTS];
	struct vectors vectors;
	struct document_order order;
	struct posting_lists lists;
	struct postings postings;
	struct document_classes classes;
};

static void
choose_terms(struct random *random, uint32_t document, bool *has)
{
	for (uint32_t t = 0; t < GENRES; t++)
		has[t] = random_below(random, 3) == 0;
	/* each of these occurs at least once, the first everywhere */
	for (uint32_t t = GENRES; t < DECADE_FIRST; t++)
		has[t] = document == t || t == GENRES ||
		    random_below(random, t + 1) == 0;
	if (random_below(random, 10) > 0)
		has[DECADE_FIRST + random_below(random, DECADES)] = true;
	if (random_below(random, 10) > 0)
		has[TYPE_FIRST + random_below(random, TYPES)] = true;
}

static struct matrix *
make_matrix(uint64_t seed)
{
	struct matrix *matrix = calloc(1, sizeof(*matrix));
	struct random random;
	uint32_t count = 0;

	random_seed(&random, seed);
	for (uint32_t d = 0; d < DOCUMENTS; d++) {
		matrix->starts[d] = count;
		/* few values, so that many are equal */
		matrix->scales[d] = (float)random_below(&random, 8) / 8;
		choose_terms(&random, d, matrix->has[d]);
		for (uint32_t t = 0; t < TERMS; t++)
			if (matrix->has[d][t])
				matrix->terms[count++] = t;
	}
	matrix->starts[DOCUMENTS] = count;
	matrix->vectors = (struct vectors){.starts = matrix->starts,
	    .terms = matrix->terms,
	    .document_count = DOCUMENTS,
	    .posting_count = count};
	return matrix;
}

/* Orders and inverts. */
static struct matrix *
build(uint64_t seed)
{
	struct matrix *matrix = make_matrix(seed);
	struct document_order *order = &matrix->order;

	cr_assert_eq(document_order_build(
			 order, &matrix->vectors, matrix->scales, field_first),
	    0);
	cr_assert_eq(
	    document_order_permute(order, matrix->has, sizeof(matrix->has[0])),
	    0);
	cr_assert_eq(document_order_permute_vectors(
			 order, matrix->starts, matrix->terms),
	    0);
	cr_assert_eq(posting_lists_build(
			 &matrix->lists, &matrix->vectors, order, field_first),
	    0);
	matrix->postings = (struct postings){matrix->lists.starts,
	    matrix->lists.elements, TERMS, matrix->lists.element_count};
	matrix->classes = (struct document_classes){
	    .starts = order->class_starts,
	    .classes = order->classes,
	    .sets = order->sets,
	    .genres = order->genres,
	    .places = order->places,
	    .class_count = order->class_count,
	    .set_count = order->set_count,
	    .genre_count = order->genre_count,
	};
	return matrix;
}

static void
release(struct matrix *matrix)
{
	document_order_release(&matrix->order);
	posting_lists_release(&matrix->lists);
	free(matrix);
}

Test(document_order, names_each_document_once_with_its_vector)
{
	struct matrix *matrix = build(11);
	const struct document_order *order = &matrix->order;

	for (uint32_t d = 0; d < DOCUMENTS; d++) {
		struct sparse_vector vector;
		size_t at = 0;

		cr_assert_eq(order->after[order->before[d]], d);
		vectors_terms_at(&matrix->vectors, d, &vector);
		for (uint32_t t = 0; t < TERMS; t++) {
			if (!matrix->has[d][t])
				continue;
			cr_assert_lt(at, vector.count);
			cr_assert_eq(vector.terms[at++], t);
		}
		cr_assert_eq(at, vector.count);
	}
	release(matrix);
}

Test(document_order, puts_a_class_together_with_falling_scales)
{
	struct matrix *matrix = build(12);
	const struct document_order *order = &matrix->order;

	for (uint32_t d = 1; d < DOCUMENTS; d++) {
		const bool *before = matrix->has[d - 1];
		const bool *has = matrix->has[d];
		bool same = memcmp(before, has, GENRES) == 0 &&
		    memcmp(before + DECADE_FIRST, has + DECADE_FIRST,
			TERMS - DECADE_FIRST) == 0;

		cr_assert_eq(same,
		    order->places[d].class_id == order->places[d - 1].class_id);
		if (!same)
			continue;
		cr_assert(
		    order->places[d].scale == matrix->scales[order->before[d]]);
		cr_assert_geq(
		    order->places[d - 1].scale, order->places[d].scale);
		if (order->places[d - 1].scale == order->places[d].scale)
			cr_assert_lt(order->before[d - 1], order->before[d]);
	}
	release(matrix);
}

Test(document_order, describes_classes_that_pass_their_check)
{
	struct matrix *matrix = build(13);
	const struct document_class_limits limits = {
	    DOCUMENTS, GENRES, DECADES, TYPES};
	struct error error = {0};

	cr_assert_eq(document_classes_check(&matrix->classes, &limits, &error),
	    0, "%s", error.message);
	for (uint32_t d = 0; d < DOCUMENTS; d++) {
		const struct document_class *class =
		    &matrix->order.classes[matrix->order.places[d].class_id];
		const struct class_set *set =
		    &matrix->order.sets[class->genre_set];
		uint32_t genre = set[0].first_genre;

		for (uint32_t t = 0; t < GENRES; t++)
			if (matrix->has[d][t])
				cr_assert_eq(matrix->order.genres[genre++], t);
		cr_assert_eq(genre, set[1].first_genre);
		for (uint32_t i = 1; i <= DECADES; i++)
			cr_assert_eq(matrix->has[d][DECADE_FIRST + i - 1],
			    class->decade == i);
		for (uint32_t i = 1; i <= TYPES; i++)
			cr_assert_eq(matrix->has[d][TYPE_FIRST + i - 1],
			    class->type == i);
	}
	release(matrix);
}

Test(postings, read_back_what_was_built)
{
	struct matrix *matrix = build(14);
	const struct postings *postings = &matrix->postings;
	struct error error = {0};

	cr_assert_eq(postings_check(postings, &error), 0, "%s", error.message);
	cr_assert_eq(postings_check_terms(
			 postings, GENRES, DECADE_FIRST, DOCUMENTS, &error),
	    0, "%s", error.message);
	for (uint32_t term = GENRES; term < DECADE_FIRST; term++) {
		struct posting_list list = postings_of(postings, term);
		uint32_t at = 0;

		for (uint32_t d = 0; d < DOCUMENTS; d++)
			if (matrix->has[d][term])
				cr_assert_eq(list.elements[at++], d);
		cr_assert_eq(at, list.count);
	}
	release(matrix);
}

Test(postings, of_genres_decades_and_types_name_classes)
{
	struct matrix *matrix = build(15);
	const struct postings *postings = &matrix->postings;

	for (uint32_t term = 0; term < TERMS; term++) {
		struct posting_list list = postings_of(postings, term);
		uint32_t at = 0;

		if (term >= GENRES && term < DECADE_FIRST)
			continue;
		for (uint32_t c = 0; c < matrix->order.class_count; c++)
			if (matrix->has[matrix->order.class_starts[c]][term])
				cr_assert_eq(list.elements[at++], c);
		cr_assert_eq(at, list.count);
	}
	release(matrix);
}

Test(postings, refuse_a_list_that_does_not_ascend_below_its_limit)
{
	static const uint32_t starts[] = {0, 2, 3};
	static const uint32_t good[] = {1, 4, 2};
	static const uint32_t twice[] = {4, 4, 2};
	static const uint32_t gap[] = {0, 3, 3};
	struct postings postings = {starts, good, 2, 3};

	cr_assert_eq(postings_check(&postings, NULL), 0);
	cr_assert_eq(postings_check_terms(&postings, 0, 2, 5, NULL), 0);
	cr_assert_eq(
	    postings_check_terms(&postings, 0, 2, 4, NULL), ERROR_CORRUPT);
	postings.elements = twice;
	cr_assert_eq(
	    postings_check_terms(&postings, 0, 2, 5, NULL), ERROR_CORRUPT);
	postings.starts = gap;
	cr_assert_eq(postings_check(&postings, NULL), ERROR_CORRUPT);
}
