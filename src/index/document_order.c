/*
 * Sorting compares numbers only: the sets of genres are told apart first (they
 * are few, and found by hash), sorted and numbered; then a document is its
 * set's number, its decade and type, its scale.
 */
#include "index/document_order.h"

#include <stdlib.h>
#include <string.h>

#include "index/document.h"

/* A document while it is sorted. */
struct place {
	uint32_t genre_set;
	uint32_t decade;
	uint32_t type;
	float scale;
	uint32_t document;
};

/* The sets of genres seen so far; a set is the genres of some document. */
struct set_finder {
	const struct vectors *vectors;
	uint32_t genre_end; /* terms below are genres */
	uint32_t *slots; /* [capacity], set + 1; 0: free; owned, as all below */
	size_t capacity; /* a power of two */
	uint32_t *examples; /* [count], a document that has exactly this set */
	uint32_t count;
};

static size_t
genre_count(const struct sparse_vector *vector, uint32_t genre_end)
{
	size_t count = 0;

	while (count < vector->count && vector->terms[count] < genre_end)
		count++;
	return count;
}

/* Order of two documents' genres: as sequences of terms. */
static int
compare_genres(const struct set_finder *finder, uint32_t a, uint32_t b)
{
	struct sparse_vector left;
	struct sparse_vector right;
	size_t left_count;
	size_t right_count;

	vectors_terms_at(finder->vectors, a, &left);
	vectors_terms_at(finder->vectors, b, &right);
	left_count = genre_count(&left, finder->genre_end);
	right_count = genre_count(&right, finder->genre_end);
	for (size_t i = 0; i < left_count && i < right_count; i++)
		if (left.terms[i] != right.terms[i])
			return left.terms[i] < right.terms[i] ? -1 : 1;
	return (left_count > right_count) - (left_count < right_count);
}

static size_t
hash_genres(const struct set_finder *finder, uint32_t document)
{
	struct sparse_vector vector;
	uint64_t hash = 0;
	size_t count;

	vectors_terms_at(finder->vectors, document, &vector);
	count = genre_count(&vector, finder->genre_end);
	for (size_t i = 0; i < count; i++)
		hash = (hash ^ (vector.terms[i] + 1)) * 0x9E3779B97F4A7C15u;
	return (size_t)(hash ^ (hash >> 32));
}

static size_t
find_slot(const struct set_finder *finder, uint32_t document)
{
	size_t slot = hash_genres(finder, document) & (finder->capacity - 1);

	while (finder->slots[slot] != 0 &&
	    compare_genres(finder, finder->examples[finder->slots[slot] - 1],
		document) != 0)
		slot = (slot + 1) & (finder->capacity - 1);
	return slot;
}

static int
grow(struct set_finder *finder)
{
	size_t capacity = finder->capacity > 0 ? finder->capacity * 2 : 1024;
	uint32_t *slots = calloc(capacity, sizeof(*slots));
	uint32_t *examples =
	    realloc(finder->examples, capacity / 2 * sizeof(*examples));

	if (examples != NULL)
		finder->examples = examples;
	if (slots == NULL || examples == NULL) {
		free(slots);
		return ERROR_MEMORY;
	}
	free(finder->slots);
	finder->slots = slots;
	finder->capacity = capacity;
	for (uint32_t set = 0; set < finder->count; set++)
		slots[find_slot(finder, examples[set])] = set + 1;
	return 0;
}

/* Sets *set to the number of the document's genres, in order of appearance. */
static int
find_set(struct set_finder *finder, uint32_t document, uint32_t *set)
{
	size_t slot;

	if (finder->count == finder->capacity / 2 && grow(finder) != 0)
		return ERROR_MEMORY;
	slot = find_slot(finder, document);
	if (finder->slots[slot] == 0) {
		finder->examples[finder->count] = document;
		finder->slots[slot] = ++finder->count;
	}
	*set = finder->slots[slot] - 1;
	return 0;
}

static int
by_genres(const void *a, const void *b, void *context)
{
	const struct set_finder *finder = context;

	return compare_genres(finder, finder->examples[*(const uint32_t *)a],
	    finder->examples[*(const uint32_t *)b]);
}

static int
by_place(const void *a, const void *b)
{
	const struct place *left = a;
	const struct place *right = b;

	if (left->genre_set != right->genre_set)
		return left->genre_set < right->genre_set ? -1 : 1;
	if (left->decade != right->decade)
		return left->decade < right->decade ? -1 : 1;
	if (left->type != right->type)
		return left->type < right->type ? -1 : 1;
	if (left->scale != right->scale)
		return left->scale > right->scale ? -1 : 1;
	return (left->document > right->document) -
	    (left->document < right->document);
}

/* The place of a document, its set in order of appearance. */
static int
place_of(struct set_finder *finder, const uint32_t *field_first,
    const float *scales, uint32_t document, struct place *place)
{
	struct sparse_vector vector;

	*place =
	    (struct place){.scale = scales[document], .document = document};
	vectors_terms_at(finder->vectors, document, &vector);
	for (size_t i = vector.count; i > 0; i--) {
		uint32_t term = vector.terms[i - 1];

		if (term >= field_first[INDEX_FIELD_TYPE + 1])
			continue;
		if (term >= field_first[INDEX_FIELD_TYPE])
			place->type = term - field_first[INDEX_FIELD_TYPE] + 1;
		else if (term >= field_first[INDEX_FIELD_DECADE])
			place->decade =
			    term - field_first[INDEX_FIELD_DECADE] + 1;
		else
			break;
	}
	return find_set(finder, document, &place->genre_set);
}

/* Sorts the sets and gives the places their sets' ranks; *sorted: **new**. */
static int
rank_sets(struct set_finder *finder, struct place *places, uint32_t count,
    uint32_t **sorted)
{
	uint32_t *order = calloc(finder->count + (size_t)1, sizeof(*order));
	uint32_t *ranks = calloc(finder->count + (size_t)1, sizeof(*ranks));

	if (order == NULL || ranks == NULL) {
		free(order);
		free(ranks);
		return ERROR_MEMORY;
	}
	for (uint32_t set = 0; set < finder->count; set++)
		order[set] = set;
	if (finder->count > 0)
		qsort_r(
		    order, finder->count, sizeof(*order), by_genres, finder);
	for (uint32_t set = 0; set < finder->count; set++)
		ranks[order[set]] = set;
	for (uint32_t d = 0; d < count; d++)
		places[d].genre_set = ranks[places[d].genre_set];
	free(ranks);
	*sorted = order;
	return 0;
}

static bool
same_class(const struct place *a, const struct place *b)
{
	return a->genre_set == b->genre_set && a->decade == b->decade &&
	    a->type == b->type;
}

static int
allocate(struct document_order *order, uint32_t count)
{
	size_t size = count + (size_t)1;

	order->document_count = count;
	order->before = calloc(size, sizeof(*order->before));
	order->after = calloc(size, sizeof(*order->after));
	order->places = calloc(size, sizeof(*order->places));
	order->class_starts =
	    calloc(order->class_count + (size_t)1, sizeof(uint32_t));
	order->classes =
	    calloc(order->class_count + (size_t)1, sizeof(*order->classes));
	order->sets =
	    calloc(order->set_count + (size_t)1, sizeof(*order->sets));
	order->genres = calloc(order->genre_count + 1, sizeof(*order->genres));
	if (order->before == NULL || order->after == NULL ||
	    order->places == NULL || order->class_starts == NULL ||
	    order->classes == NULL || order->sets == NULL ||
	    order->genres == NULL)
		return ERROR_MEMORY;
	return 0;
}

static void
fill_classes(struct document_order *order, const struct place *places)
{
	uint32_t class = 0;

	for (uint32_t d = 0; d < order->document_count; d++) {
		const struct place *place = &places[d];
		struct class_set *set = &order->sets[place->genre_set];

		if (d == 0 || !same_class(place, place - 1)) {
			if (d == 0 || place->genre_set != place[-1].genre_set)
				set->first_class = class;
			if (place->scale > set->max_scale)
				set->max_scale = place->scale;
			order->class_starts[class] = d;
			order->classes[class ++] =
			    (struct document_class){place->genre_set,
				place->decade, place->type, place->scale};
		}
		order->before[d] = place->document;
		order->after[place->document] = d;
		order->places[d] =
		    (struct document_place){class - 1, place->scale};
	}
	order->class_starts[class] = order->document_count;
	order->sets[order->set_count].first_class = class;
}

static void
fill_genres(struct document_order *order, const struct set_finder *finder,
    const uint32_t *sorted)
{
	size_t at = 0;

	for (uint32_t set = 0; set < order->set_count; set++) {
		struct sparse_vector vector;
		size_t count;

		vectors_terms_at(
		    finder->vectors, finder->examples[sorted[set]], &vector);
		count = genre_count(&vector, finder->genre_end);
		order->sets[set].first_genre = (uint32_t)at;
		for (size_t i = 0; i < count; i++)
			order->genres[at++] = vector.terms[i];
	}
	order->sets[order->set_count].first_genre = (uint32_t)at;
}

static void
count_all(struct document_order *order, const struct set_finder *finder,
    const struct place *places, uint32_t count)
{
	order->set_count = finder->count;
	for (uint32_t d = 0; d < count; d++)
		order->class_count +=
		    d == 0 || !same_class(&places[d], &places[d - 1]);
	for (uint32_t set = 0; set < finder->count; set++) {
		struct sparse_vector vector;

		vectors_terms_at(
		    finder->vectors, finder->examples[set], &vector);
		order->genre_count += genre_count(&vector, finder->genre_end);
	}
}

int
document_order_build(struct document_order *order,
    const struct vectors *vectors, const float *scales,
    const uint32_t *field_first)
{
	uint32_t count = vectors->document_count;
	struct set_finder finder = {
	    .vectors = vectors,
	    .genre_end = field_first[INDEX_FIELD_GENRE + 1],
	};
	struct document_order built = {0};
	struct place *places = calloc(count + (size_t)1, sizeof(*places));
	uint32_t *sorted = NULL;
	int result = places != NULL ? 0 : ERROR_MEMORY;

	for (uint32_t d = 0; result == 0 && d < count; d++)
		result = place_of(&finder, field_first, scales, d, &places[d]);
	if (result == 0)
		result = rank_sets(&finder, places, count, &sorted);
	if (result == 0) {
		if (count > 0)
			qsort(places, count, sizeof(*places), by_place);
		count_all(&built, &finder, places, count);
		result = allocate(&built, count);
	}
	if (result == 0) {
		fill_classes(&built, places);
		fill_genres(&built, &finder, sorted);
		*order = built;
	} else
		document_order_release(&built);
	free(places);
	free(sorted);
	free(finder.slots);
	free(finder.examples);
	return result;
}

void
document_order_release(struct document_order *order)
{
	free(order->before);
	free(order->after);
	free(order->class_starts);
	free(order->classes);
	free(order->sets);
	free(order->genres);
	free(order->places);
	memset(order, 0, sizeof(*order));
}

/* --- permuting ------------------------------------------------------------ */

int
document_order_permute(
    const struct document_order *order, void *array, size_t element_bytes)
{
	size_t count = order->document_count;
	unsigned char *to = array;
	unsigned char *from = malloc(count * element_bytes + 1);

	if (from == NULL)
		return ERROR_MEMORY;
	if (count > 0)
		memcpy(from, array, count * element_bytes);
	for (size_t d = 0; d < count; d++)
		memcpy(to + d * element_bytes,
		    from + order->before[d] * element_bytes, element_bytes);
	free(from);
	return 0;
}

/* Moves the ranges [from[b], from[b + 1]) of an array with 4-byte elements. */
static int
permute_ranges(const struct document_order *order, const uint32_t *from,
    void *array, size_t element_count)
{
	uint32_t *to = array;
	uint32_t *old = malloc((element_count + 1) * sizeof(*old));
	size_t at = 0;

	if (old == NULL)
		return ERROR_MEMORY;
	if (element_count > 0)
		memcpy(old, array, element_count * sizeof(*old));
	for (uint32_t d = 0; d < order->document_count; d++) {
		uint32_t before = order->before[d];
		size_t length = from[before + 1] - from[before];

		memcpy(to + at, old + from[before], length * sizeof(*old));
		at += length;
	}
	free(old);
	return 0;
}

int
document_order_permute_vectors(
    const struct document_order *order, uint32_t *starts, uint32_t *terms)
{
	size_t count = order->document_count;
	uint32_t *from = malloc((count + 1) * sizeof(*from));
	int result;

	if (from == NULL)
		return ERROR_MEMORY;
	memcpy(from, starts, (count + 1) * sizeof(*from));
	result = permute_ranges(order, from, terms, from[count]);
	for (size_t d = 0; result == 0 && d < count; d++)
		starts[d + 1] = starts[d] + from[order->before[d] + 1] -
		    from[order->before[d]];
	free(from);
	return result;
}
