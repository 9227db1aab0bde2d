/*
 * Columns. Each step reads what the one before made:
 *
 *	terms	 sort, number, idf = ln((1 + N) / (1 + df)) + 1
 *	vectors	 weight = field weight x idf, L2 norm, scale = prior / norm
 *	order	 documents by class (index/document_order.h)
 *	lists	 the vectors inverted
 *	people	 those who occur, with their names
 *	orders	 by votes, by Bayesian rating, by year
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
#include "index/strings.h"

static void *
array_new(size_t count, size_t element_bytes)
{
	return calloc(count + 1, element_bytes);
}

/* --- terms ---------------------------------------------------------------- */

static void
fill_terms(struct columns *columns, const struct collection *collection,
    const uint32_t *sorted, uint32_t *final)
{
	const struct term_record *records =
	    term_table_records(&collection->terms);
	double documents = collection->document_count;

	for (uint32_t term = 0; term < columns->term_count; term++) {
		const struct term_record *record = &records[sorted[term]];
		double df = record->document_frequency;

		final[sorted[term]] = term;
		columns->term_keys[term] = record->key;
		columns->term_idf[term] =
		    (float)(log((1 + documents) / (1 + df)) + 1);
		columns->summary.field_first[record->field + 1] = term + 1;
	}
	/* a field without terms ends where the one before it does */
	for (int field = 0; field < INDEX_FIELD_COUNT; field++)
		if (columns->summary.field_first[field + 1] <
		    columns->summary.field_first[field])
			columns->summary.field_first[field + 1] =
			    columns->summary.field_first[field];
}

/* Sets *final: **new**, the term id of each provisional one. */
static int
build_terms(struct columns *columns, const struct collection *collection,
    uint32_t **final)
{
	uint32_t count = collection->terms.count;
	uint32_t *sorted = term_table_sorted(&collection->terms);
	uint32_t *ids = array_new(count, sizeof(*ids));

	columns->term_count = count;
	columns->term_keys = array_new(count, sizeof(*columns->term_keys));
	columns->term_idf = array_new(count, sizeof(*columns->term_idf));
	if (sorted == NULL || ids == NULL || columns->term_keys == NULL ||
	    columns->term_idf == NULL) {
		free(sorted);
		free(ids);
		return ERROR_MEMORY;
	}
	fill_terms(columns, collection, sorted, ids);
	free(sorted);
	*final = ids;
	return 0;
}

/* --- vectors -------------------------------------------------------------- */

static int
compare_terms(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a;
	uint32_t right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

static double
raw_weight(const struct columns *columns, uint32_t term)
{
	const uint32_t *first = columns->summary.field_first;
	int field = 0;

	while (term >= first[field + 1])
		field++;
	return (double)columns->summary.field_weights[field] *
	    (double)columns->term_idf[term];
}

/* Fills terms and weights [start, end) of one document; returns its norm. */
static double
build_vector(struct columns *columns, const uint32_t *provisional,
    const uint32_t *final, uint32_t start, uint32_t end)
{
	uint32_t *terms = columns->vector_terms;
	float *weights = columns->vector_weights;
	double squares = 0;
	double norm;

	for (uint32_t i = start; i < end; i++)
		terms[i] = final[provisional[i]];
	qsort(terms + start, end - start, sizeof(*terms), compare_terms);
	for (uint32_t i = start; i < end; i++) {
		double weight = raw_weight(columns, terms[i]);

		squares += weight * weight;
	}
	norm = sqrt(squares);
	for (uint32_t i = start; norm > 0 && i < end; i++)
		weights[i] =
		    (float)fmin(raw_weight(columns, terms[i]) / norm, 1);
	return norm;
}

static void
fill_vectors(struct columns *columns, struct collection *collection,
    const uint32_t *final, int threads)
{
	const uint32_t *starts = (void *)collection->term_starts.data;
	const uint32_t *provisional = (void *)collection->document_terms.data;
	const struct popularity *popularity = &collection->popularity;
	struct card *cards = (void *)collection->cards.data;

#pragma omp parallel for schedule(static) num_threads(threads)
	for (uint32_t d = 0; d < collection->document_count; d++) {
		struct card *card = &cards[d];
		double norm = build_vector(
		    columns, provisional, final, starts[d], starts[d + 1]);

		card->bayesian_rating = popularity_bayesian_rating(
		    popularity, card->rating, card->votes);
		columns->priors[d] =
		    popularity_prior(popularity, card->rating, card->votes);
		columns->scales[d] =
		    norm > 0 ? (float)((double)columns->priors[d] / norm) : 0;
	}
}

static int
build_vectors(struct columns *columns, struct collection *collection,
    const uint32_t *final, int threads)
{
	size_t postings = collection->document_terms.length / sizeof(uint32_t);
	size_t documents = collection->document_count;

	columns->vector_terms =
	    array_new(postings, sizeof(*columns->vector_terms));
	columns->vector_weights =
	    array_new(postings, sizeof(*columns->vector_weights));
	columns->scales = array_new(documents, sizeof(*columns->scales));
	columns->priors = array_new(documents, sizeof(*columns->priors));
	if (columns->vector_terms == NULL || columns->vector_weights == NULL ||
	    columns->scales == NULL || columns->priors == NULL)
		return ERROR_MEMORY;
	fill_vectors(columns, collection, final, threads);
	return 0;
}

/* --- order and lists ------------------------------------------------------ */

static struct vectors
vectors_of(const struct columns *columns, const struct collection *collection)
{
	return (struct vectors){
	    .starts = (void *)collection->term_starts.data,
	    .terms = columns->vector_terms,
	    .weights = columns->vector_weights,
	    .document_count = collection->document_count,
	    .posting_count =
		collection->document_terms.length / sizeof(uint32_t),
	};
}

/* Documents were added in order of their numbers; from here on they stand in
 * the file's order. */
static int
order_documents(struct columns *columns, struct collection *collection)
{
	struct vectors vectors = vectors_of(columns, collection);
	struct document_order *order = &columns->documents;
	struct folded_title *folded = (void *)collection->folded.data;
	size_t folded_count = collection->folded.length / sizeof(*folded);
	int result = document_order_build(
	    order, &vectors, columns->scales, columns->summary.field_first);

	if (result != 0)
		return result;
	for (size_t i = 0; i < folded_count; i++)
		folded[i].document = order->after[folded[i].document];
	result = document_order_permute(
	    order, columns->priors, sizeof(*columns->priors));
	if (result == 0)
		result = document_order_permute(
		    order, collection->numbers.data, sizeof(int32_t));
	if (result == 0)
		result = document_order_permute(
		    order, collection->cards.data, sizeof(struct card));
	if (result == 0)
		result = document_order_permute_vectors(order,
		    (void *)collection->term_starts.data, columns->vector_terms,
		    columns->vector_weights);
	return result;
}

static int
build_lists(struct columns *columns, const struct collection *collection)
{
	struct vectors vectors = vectors_of(columns, collection);

	return posting_lists_build(&columns->lists, &vectors,
	    &columns->documents, columns->summary.field_first);
}

/* --- people --------------------------------------------------------------- */

static int
compare_people(const void *a, const void *b)
{
	int32_t left = ((const struct person *)a)->number;
	int32_t right = ((const struct person *)b)->number;

	return (left > right) - (left < right);
}

static int
compare_names(const void *a, const void *b)
{
	const struct person_name *left = a;
	const struct person_name *right = b;

	if (left->number != right->number)
		return left->number < right->number ? -1 : 1;
	return left->sequence < right->sequence ? -1 : 1;
}

/* Everybody of the cards, once, by number. */
static int
list_people(struct columns *columns, const struct collection *collection)
{
	const int32_t *numbers = (void *)collection->card_people.data;
	size_t count = collection->card_people.length / sizeof(*numbers);
	struct person *people = array_new(count, sizeof(*people));
	size_t kept = 0;

	if (people == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < count; i++)
		people[i].number = numbers[i];
	qsort(people, count, sizeof(*people), compare_people);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || people[i].number != people[kept - 1].number)
			people[kept++] = people[i];
	columns->people = people;
	columns->people_count = kept;
	return 0;
}

/* Walks the people and the sorted names side by side. */
static int
build_people(struct columns *columns, struct collection *collection)
{
	struct person_name *names = (void *)collection->person_names.data;
	size_t count = collection->person_names.length / sizeof(*names);
	int result = list_people(columns, collection);
	size_t at = 0;

	strings_begin(&columns->person_text);
	if (count > 0)
		qsort(names, count, sizeof(*names), compare_names);
	for (size_t i = 0; result == 0 && i < columns->people_count; i++) {
		struct person *person = &columns->people[i];
		const char *text = "";

		while (at < count && names[at].number < person->number)
			at++;
		for (; at < count && names[at].number == person->number; at++)
			text = collection->person_text.data + names[at].text;
		result = strings_add(
		    &columns->person_text, text, strlen(text), &person->name);
	}
	return result;
}

/* --- orders --------------------------------------------------------------- */

static int
compare_folded(const void *a, const void *b, void *context)
{
	const char *text = context;
	const struct folded_title *left = a;
	const struct folded_title *right = b;
	int order = strcmp(text + left->text, text + right->text);

	if (order != 0)
		return order;
	return (left->document > right->document) -
	    (left->document < right->document);
}

static void
sort_folded(struct collection *collection)
{
	if (collection->folded.length > 0)
		qsort_r(collection->folded.data,
		    collection->folded.length / sizeof(struct folded_title),
		    sizeof(struct folded_title), compare_folded,
		    collection->folded_text.data);
}

/* A document as the orders see it. */
struct rank {
	double value;
	int32_t number;
	uint32_t document;
};

static int
compare_ranks(const void *a, const void *b)
{
	const struct rank *left = a;
	const struct rank *right = b;

	if (left->value != right->value)
		return left->value > right->value ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}

static double
rank_value(enum snapshot_order order, const struct card *card)
{
	switch (order) {
	case SNAPSHOT_ORDER_POPULARITY:
		return card->votes;
	case SNAPSHOT_ORDER_RATING:
		return (double)card->bayesian_rating;
	case SNAPSHOT_ORDER_YEAR:
	case SNAPSHOT_ORDER_COUNT:
	default:
		return card->start_year;
	}
}

static int
build_order(struct columns *columns, const struct collection *collection,
    enum snapshot_order order)
{
	const struct card *cards = (void *)collection->cards.data;
	const int32_t *numbers = (void *)collection->numbers.data;
	size_t count = collection->document_count;
	struct rank *ranks = array_new(count, sizeof(*ranks));
	uint32_t *documents = array_new(count, sizeof(*documents));

	columns->orders[order] = documents;
	if (ranks == NULL || documents == NULL) {
		free(ranks);
		return ERROR_MEMORY;
	}
	for (size_t d = 0; d < count; d++)
		ranks[d] = (struct rank){
		    rank_value(order, &cards[d]), numbers[d], (uint32_t)d};
	qsort(ranks, count, sizeof(*ranks), compare_ranks);
	for (size_t i = 0; i < count; i++)
		documents[i] = ranks[i].document;
	free(ranks);
	return 0;
}

static int
build_orders(struct columns *columns, struct collection *collection)
{
	int result = 0;

	for (int order = 0; result == 0 && order < SNAPSHOT_ORDER_COUNT;
	     order++)
		result = build_order(
		    columns, collection, (enum snapshot_order)order);
	sort_folded(collection);
	return result;
}

/* --- all ------------------------------------------------------------------ */

static void
fill_summary(struct snapshot_summary *summary,
    const struct collection *collection,
    const struct snapshot_parameters *parameters)
{
	uint32_t size = parameters->shard_documents;

	summary->document_count = collection->document_count;
	summary->shard_documents = size;
	summary->shard_count =
	    (uint32_t)(((uint64_t)collection->document_count + size - 1) /
		size);
	memcpy(summary->field_weights, parameters->field_weights,
	    sizeof(summary->field_weights));
	summary->mean_rating =
	    (float)popularity_mean_rating(&collection->popularity);
}

int
columns_build(struct columns *columns, struct collection *collection,
    const struct snapshot_parameters *parameters, struct error *error)
{
	int threads = parameters->threads > 0 ? parameters->threads
					      : omp_get_max_threads();
	struct columns built = {0};
	uint32_t *final = NULL;
	int result;

	fill_summary(&built.summary, collection, parameters);
	result = build_terms(&built, collection, &final);
	if (result == 0)
		result = build_vectors(&built, collection, final, threads);
	free(final);
	if (result == 0)
		result = order_documents(&built, collection);
	if (result == 0)
		result = build_people(&built, collection);
	if (result == 0)
		result = build_orders(&built, collection);
	if (result == 0)
		result = build_lists(&built, collection);
	if (result != 0) {
		error_set(error, result, "could not build the index: %s",
		    error_string(result));
		columns_release(&built);
	} else
		*columns = built;
	return result;
}

void
columns_release(struct columns *columns)
{
	free(columns->term_keys);
	free(columns->term_idf);
	free(columns->vector_terms);
	free(columns->vector_weights);
	free(columns->scales);
	free(columns->priors);
	for (int order = 0; order < SNAPSHOT_ORDER_COUNT; order++)
		free(columns->orders[order]);
	document_order_release(&columns->documents);
	posting_lists_release(&columns->lists);
	free(columns->people);
	buffer_release(&columns->person_text);
	memset(columns, 0, sizeof(*columns));
}
