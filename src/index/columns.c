/*
 * Columns. The steps, in order:
 *
 *	terms	 collected, sorted, numbered (index/vocabulary_build.h)
 *	parts	 cards, texts, terms of the vectors (index/column_parts.c)
 *	idf	 ln((1 + N) / (1 + df)) + 1
 *	vectors	 weight = field weight x idf, L2 norm, scale = prior / norm
 *	order	 documents by class (index/document_order.h)
 *	lists	 the vectors inverted
 *	sorted	 people, folded titles, orders (index/column_sorts.c)
 *
 * What runs in parallel writes to places that depend on the document alone,
 * so the result does not depend on the number of threads.
 */
#include "index/columns.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "index/popularity.h"

static void *
array_new(size_t count, size_t element_bytes)
{
	return calloc(count + 1, element_bytes);
}

/* --- terms ---------------------------------------------------------------- */

static int
build_idf(struct columns *columns, int threads)
{
	uint32_t count = columns->vocabulary.count;
	double documents = columns->document_count;
	double most = log((1 + documents) / 2) + 1; /* in one document */

	columns->term_idf = array_new(count, sizeof(*columns->term_idf));
	if (columns->term_idf == NULL)
		return ERROR_MEMORY;
#pragma omp parallel for schedule(static) num_threads(threads)
	for (uint32_t term = 0; term < count; term++) {
		double df = columns->vocabulary.frequencies[term];

		columns->term_idf[term] =
		    (float)((log((1 + documents) / (1 + df)) + 1) / most);
	}
	return 0;
}

/* --- vectors -------------------------------------------------------------- */

/* The length of the raw vector with terms [start, end). */
static double
norm_of(const struct columns *columns, const struct term_weights *weights,
    uint32_t start, uint32_t end)
{
	double squares = 0;

	for (uint32_t i = start; i < end; i++) {
		double weight = term_weight(weights, columns->vector_terms[i]);

		squares += weight * weight;
	}
	return sqrt(squares);
}

static struct popularity
measure_popularity(const struct columns *columns)
{
	struct popularity popularity = {0};

	for (uint32_t d = 0; d < columns->document_count; d++)
		popularity_add(&popularity, columns->cards[d].rating,
		    columns->cards[d].votes);
	return popularity;
}

static void
fill_vectors(
    struct columns *columns, const struct popularity *popularity, int threads)
{
	const uint32_t *starts = columns->vector_starts;
	struct term_weights weights = {.idf = columns->term_idf,
	    .field_first = columns->vocabulary.first,
	    .field_weights = columns->summary.field_weights,
	    .idf_exponents = columns->summary.idf_exponents};

#pragma omp parallel for schedule(dynamic, 4096) num_threads(threads)
	for (uint32_t d = 0; d < columns->document_count; d++) {
		struct card *card = &columns->cards[d];
		double norm =
		    norm_of(columns, &weights, starts[d], starts[d + 1]);

		card->bayesian_rating = popularity_bayesian_rating(
		    popularity, card->rating, card->votes);
		columns->priors[d] =
		    popularity_prior(popularity, card->rating, card->votes);
		columns->scales[d] =
		    norm > 0 ? (float)((double)columns->priors[d] / norm) : 0;
	}
}

static int
build_vectors(struct columns *columns, int threads)
{
	struct popularity popularity = measure_popularity(columns);
	size_t documents = columns->document_count;

	columns->summary.mean_rating =
	    (float)popularity_mean_rating(&popularity);
	columns->scales = array_new(documents, sizeof(*columns->scales));
	columns->priors = array_new(documents, sizeof(*columns->priors));
	if (columns->scales == NULL || columns->priors == NULL)
		return ERROR_MEMORY;
	fill_vectors(columns, &popularity, threads);
	return 0;
}

/* --- order and lists ------------------------------------------------------ */

static struct vectors
vectors_of(const struct columns *columns)
{
	return (struct vectors){
	    .starts = columns->vector_starts,
	    .terms = columns->vector_terms,
	    .document_count = columns->document_count,
	    .posting_count = columns->posting_count,
	};
}

static void
rename_documents(const struct document_order *order, struct name_columns *names)
{
	for (size_t i = 0; i < names->count; i++)
		names->titles[i].document =
		    order->after[names->titles[i].document];
}

/* Documents were added in order of their numbers; from here on they stand in
 * the file's order. */
static int
order_documents(struct columns *columns)
{
	struct vectors vectors = vectors_of(columns);
	struct document_order *order = &columns->order;
	int result = document_order_build(
	    order, &vectors, columns->scales, columns->summary.field_first);

	if (result != 0)
		return result;
	for (int i = 0; i < SNAPSHOT_NAMES_COUNT; i++)
		rename_documents(order, &columns->names[i]);
	result = document_order_permute(
	    order, columns->priors, sizeof(*columns->priors));
	if (result == 0)
		result = document_order_permute(
		    order, columns->numbers, sizeof(*columns->numbers));
	if (result == 0)
		result = document_order_permute(
		    order, columns->cards, sizeof(*columns->cards));
	if (result == 0)
		result = document_order_permute_vectors(
		    order, columns->vector_starts, columns->vector_terms);
	return result;
}

static int
build_lists(struct columns *columns)
{
	struct vectors vectors = vectors_of(columns);

	return posting_lists_build(&columns->lists, &vectors, &columns->order,
	    columns->summary.field_first);
}

/* --- all ------------------------------------------------------------------ */

static void
fill_summary(
    struct columns *columns, const struct snapshot_parameters *parameters)
{
	struct snapshot_summary *summary = &columns->summary;
	uint32_t size = parameters->shard_documents;

	summary->document_count = columns->document_count;
	summary->shard_documents = size;
	summary->shard_count =
	    (uint32_t)(((uint64_t)columns->document_count + size - 1) / size);
	memcpy(summary->field_weights, parameters->field_weights,
	    sizeof(summary->field_weights));
	memcpy(summary->idf_exponents, parameters->idf_exponents,
	    sizeof(summary->idf_exponents));
	memcpy(summary->field_first, columns->vocabulary.first,
	    sizeof(summary->field_first));
}

static int
build_all(struct columns *columns, struct collection *collection,
    const struct snapshot_parameters *parameters, int threads,
    struct error *error)
{
	int result = vocabulary_build(&columns->vocabulary, collection);

	fill_summary(columns, parameters);
	if (result == 0)
		result = columns_take_parts(columns, collection, threads);
	if (result == 0)
		result = build_idf(columns, threads);
	if (result == 0)
		result = build_vectors(columns, threads);
	if (result == 0)
		result = order_documents(columns);
	if (result == 0)
		result = build_lists(columns);
	if (result == 0)
		result = columns_sort(columns, collection, threads);
	if (result != 0)
		return error_set(error, result, "could not build the index: %s",
		    error_string(result));
	return 0;
}

int
columns_build(struct columns *columns, struct collection *collection,
    const struct snapshot_parameters *parameters, struct error *error)
{
	int threads = parameters->threads > 0 ? parameters->threads
					      : omp_get_max_threads();
	struct columns built = {0};
	int result = collection_count(collection, &built.document_count, error);

	if (result == 0)
		result =
		    build_all(&built, collection, parameters, threads, error);
	if (result != 0)
		columns_release(&built);
	else
		*columns = built;
	return result;
}

void
columns_release(struct columns *columns)
{
	vocabulary_build_release(&columns->vocabulary);
	free(columns->term_idf);
	free(columns->vector_starts);
	free(columns->vector_terms);
	free(columns->scales);
	free(columns->priors);
	free(columns->numbers);
	for (int order = 0; order < SNAPSHOT_ORDER_COUNT; order++)
		free(columns->orders[order]);
	document_order_release(&columns->order);
	posting_lists_release(&columns->lists);
	free(columns->cards);
	free(columns->card_people);
	free(columns->card_text);
	for (int i = 0; i < SNAPSHOT_NAMES_COUNT; i++) {
		free(columns->names[i].titles);
		free(columns->names[i].text);
	}
	free(columns->people);
	buffer_release(&columns->person_text);
	memset(columns, 0, sizeof(*columns));
}
