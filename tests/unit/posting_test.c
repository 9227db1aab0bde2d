/*
 * Posting lists: what shard_lists_build writes reads back as the documents
 * that have the term, whatever the size of a shard.
 */
#include "index/posting.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/shard.h"
#include "index/vector.h"
#include "util/random.h"

#define DOCUMENTS 3000
#define TERMS 500

/* Vectors in which document d has each term with a chance of its own. */
struct matrix {
	bool has[DOCUMENTS][TERMS];
	uint32_t starts[DOCUMENTS + 1];
	uint32_t terms[DOCUMENTS * TERMS];
	float weights[DOCUMENTS * TERMS];
	float scales[DOCUMENTS];
	struct vectors vectors;
};

static struct matrix *
make_matrix(uint64_t seed)
{
	struct matrix *matrix = calloc(1, sizeof(*matrix));
	struct random random;
	uint32_t count = 0;

	random_seed(&random, seed);
	for (uint32_t d = 0; d < DOCUMENTS; d++) {
		matrix->starts[d] = count;
		matrix->scales[d] = (float)random_unit(&random);
		for (uint32_t t = 0; t < TERMS; t++) {
			/* each term occurs at least once, term 0 everywhere */
			matrix->has[d][t] = d == t || t == 0 ||
			    random_below(&random, t + 1) == 0;
			if (matrix->has[d][t])
				matrix->terms[count++] = t;
		}
	}
	matrix->starts[DOCUMENTS] = count;
	matrix->vectors = (struct vectors){
	    matrix->starts, matrix->terms, matrix->weights, DOCUMENTS, count};
	return matrix;
}

static struct postings
postings_view(const struct shard_lists *lists, uint32_t shard_documents)
{
	return (struct postings){
	    .term_lists = lists->term_lists,
	    .lists = lists->lists,
	    .documents = lists->documents,
	    .term_count = TERMS,
	    .list_count = lists->list_count,
	    .posting_count = lists->posting_count,
	    .document_count = DOCUMENTS,
	    .shard_documents = shard_documents,
	};
}

/* Walks a term's documents beside the matrix. */
struct walk {
	const struct matrix *matrix;
	uint32_t term;
	uint32_t next; /* the first document not seen yet */
};

static bool
visit(void *context, uint32_t document)
{
	struct walk *walk = context;

	for (; walk->next < document; walk->next++)
		cr_assert_not(walk->matrix->has[walk->next][walk->term]);
	cr_assert(walk->matrix->has[document][walk->term]);
	walk->next = document + 1;
	return true;
}

static void
assert_bounds(
    const struct postings *postings, const struct matrix *matrix, uint32_t term)
{
	uint32_t first;
	uint32_t end;

	postings_of(postings, term, &first, &end);
	for (uint32_t entry = first; entry < end; entry++) {
		struct posting_list list;
		float largest = 0;

		posting_list_at(postings, entry, &list);
		for (uint32_t i = 0; i < list.count; i++)
			largest = fmaxf(largest,
			    matrix->scales[list.shard *
				    postings->shard_documents +
				list.documents[i]]);
		cr_assert(list.max_scale == largest);
	}
}

ParameterizedTestParameters(postings, read_back_what_was_built)
{
	static uint32_t sizes[] = {65536, DOCUMENTS, 1000, 64, 1};

	return cr_make_param_array(
	    uint32_t, sizes, sizeof(sizes) / sizeof(sizes[0]));
}

ParameterizedTest(uint32_t *size, postings, read_back_what_was_built)
{
	struct matrix *matrix = make_matrix(11);
	struct shard_lists lists;
	struct postings postings;
	struct error error = {0};

	cr_assert_eq(shard_lists_build(&lists, &matrix->vectors, matrix->scales,
			 TERMS, *size, 2, &error),
	    0, "%s", error.message);
	postings = postings_view(&lists, *size);
	cr_assert_eq(postings_check(&postings, &error), 0, "%s", error.message);
	for (uint32_t term = 0; term < TERMS; term++) {
		struct walk walk = {matrix, term, 0};
		uint32_t df = 0;

		postings_each(&postings, term, visit, &walk);
		for (; walk.next < DOCUMENTS; walk.next++)
			cr_assert_not(matrix->has[walk.next][term]);
		for (uint32_t d = 0; d < DOCUMENTS; d++)
			df += matrix->has[d][term] ? 1 : 0;
		cr_assert_eq(postings_document_frequency(&postings, term), df);
		assert_bounds(&postings, matrix, term);
	}
	shard_lists_release(&lists);
	free(matrix);
}

Test(postings, do_not_depend_on_the_number_of_threads)
{
	struct matrix *matrix = make_matrix(12);
	struct shard_lists one;
	struct shard_lists eight;

	cr_assert_eq(shard_lists_build(&one, &matrix->vectors, matrix->scales,
			 TERMS, 100, 1, NULL),
	    0);
	cr_assert_eq(shard_lists_build(&eight, &matrix->vectors, matrix->scales,
			 TERMS, 100, 8, NULL),
	    0);
	cr_assert_eq(one.list_count, eight.list_count);
	cr_assert_eq(
	    memcmp(one.lists, eight.lists, one.list_count * sizeof(*one.lists)),
	    0);
	cr_assert_eq(memcmp(one.documents, eight.documents,
			 one.posting_count * sizeof(*one.documents)),
	    0);
	cr_assert_eq(memcmp(one.term_lists, eight.term_lists,
			 (TERMS + 1) * sizeof(*one.term_lists)),
	    0);
	shard_lists_release(&one);
	shard_lists_release(&eight);
	free(matrix);
}

static bool
stop_at_once(void *context, uint32_t document)
{
	(void)document;
	(*(int *)context)++;
	return false;
}

Test(postings, stop_when_the_visitor_has_enough)
{
	struct matrix *matrix = make_matrix(13);
	struct shard_lists lists;
	struct postings postings;
	int visits = 0;

	shard_lists_build(
	    &lists, &matrix->vectors, matrix->scales, TERMS, 64, 1, NULL);
	postings = postings_view(&lists, 64);
	postings_each(&postings, 0, stop_at_once, &visits);
	cr_assert_eq(visits, 1);
	shard_lists_release(&lists);
	free(matrix);
}

Test(postings, refuse_more_shards_than_a_list_can_name)
{
	uint32_t *starts = calloc(65538 + 1, sizeof(*starts));
	float *scales = calloc(65538, sizeof(*scales));
	struct vectors vectors = {starts, NULL, NULL, 65538, 0};
	struct shard_lists lists;
	struct error error;

	cr_assert_eq(
	    shard_lists_build(&lists, &vectors, scales, 0, 1, 1, &error),
	    ERROR_LIMIT);
	free(starts);
	free(scales);
}
