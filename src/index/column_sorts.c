/*
 * What is sorted. Each is independent of the others, so they run side by side.
 */
#include <stdlib.h>
#include <string.h>

#include "index/columns.h"
#include "index/strings.h"
#include "util/radix_sort.h"

#define FEW_STRINGS 256 /* are compared with one another */
#define KEY_BYTES 8 /* of a string that are compared at once */

/* --- people --------------------------------------------------------------- */

/* The name that was given last, by place among the people. */
static uint32_t *
find_names(const struct collection *collection, const struct number_set *set,
    const struct number_ranks *ranks)
{
	const struct person_name *names =
	    (const void *)collection->person_names.data;
	size_t count = collection->person_names.length / sizeof(*names);
	uint32_t *texts = calloc((size_t)ranks->count + 1, sizeof(*texts));

	for (size_t i = 0; texts != NULL && i < count; i++)
		if (number_set_has(set, names[i].number))
			texts[number_ranks_of(ranks, names[i].number)] =
			    names[i].text;
	return texts;
}

static int
list_people(struct columns *columns, const struct collection *collection,
    const uint32_t *numbers, const uint32_t *texts, uint32_t count)
{
	struct person *people = calloc((size_t)count + 1, sizeof(*people));
	int result = 0;

	columns->people = people;
	if (people == NULL)
		return ERROR_MEMORY;
	strings_begin(&columns->person_text);
	for (uint32_t i = 0; i < count && result == 0; i++) {
		const char *text = collection->person_text.data + texts[i];

		people[i].number = (int32_t)numbers[i];
		result = strings_add(
		    &columns->person_text, text, strlen(text), &people[i].name);
	}
	columns->people_count = count;
	return result;
}

/* Everybody of the cards, once, by number. */
static int
build_people(struct columns *columns, const struct collection *collection)
{
	struct number_set set = {NULL};
	struct number_ranks ranks = {0};
	uint32_t *numbers = NULL;
	uint32_t *texts = NULL;
	int result = 0;

	for (int i = 0; i < PEOPLE_FIELD_COUNT && result == 0; i++)
		result = number_set_unite(&set, &columns->vocabulary.sets[i]);
	if (result == 0)
		result = number_ranks_init(&ranks, &set);
	if (result == 0) {
		numbers = calloc((size_t)ranks.count + 1, sizeof(*numbers));
		texts = find_names(collection, &set, &ranks);
		result = numbers != NULL && texts != NULL ? 0 : ERROR_MEMORY;
	}
	if (result == 0) {
		number_ranks_list(&ranks, numbers);
		result = list_people(
		    columns, collection, numbers, texts, ranks.count);
	}
	free(numbers);
	free(texts);
	number_ranks_release(&ranks);
	number_set_release(&set);
	return result;
}

/* --- folded titles -------------------------------------------------------- */

/* The bytes of a string as a number of the same order; zeros behind its end. */
static uint64_t
key_of(const char *text)
{
	uint64_t key = 0;

	for (int i = 0; i < KEY_BYTES; i++) {
		key = key << 8 | (unsigned char)*text;
		text += *text != '\0' ? 1 : 0;
	}
	return key;
}

struct string_sort {
	const char *text; /* where the strings lie */
	const struct folded_title *titles; /* value of a pair: index in it */
};

static const char *
string_of(const struct string_sort *sort, const struct radix_pair *pair)
{
	return sort->text + sort->titles[pair->value].text;
}

static int
compare_strings(const void *a, const void *b, void *context)
{
	const struct radix_pair *left = a;
	const struct radix_pair *right = b;
	int order = strcmp(string_of(context, left), string_of(context, right));

	if (order != 0)
		return order;
	return (left->value > right->value) - (left->value < right->value);
}

/*
 * Sorts strings that agree in their first `depth` bytes: by the next eight as
 * a number, then what agrees in these too by what follows. Equal strings keep
 * their order.
 */
static int
sort_strings(struct string_sort *sort, struct radix_pair *pairs, size_t count,
    size_t depth)
{
	int result;

	if (count <= FEW_STRINGS) {
		qsort_r(pairs, count, sizeof(*pairs), compare_strings, sort);
		return 0;
	}
	for (size_t i = 0; i < count; i++)
		pairs[i].key = key_of(string_of(sort, &pairs[i]) + depth);
	result = radix_sort(pairs, count);
	for (size_t i = 0, end; i < count && result == 0; i = end) {
		for (end = i + 1; end < count && pairs[end].key == pairs[i].key;
		     end++)
			continue;
		/* a string that ended has no next bytes */
		if (end - i > 1 && (pairs[i].key & UINT8_MAX) != 0)
			result = sort_strings(
			    sort, pairs + i, end - i, depth + KEY_BYTES);
	}
	return result;
}

/* Writes the strings again in their order, equal ones once: titles that share a
 * name share it here too, and neighbours in the order are neighbours in the
 * file. */
static int
rewrite_folded(struct name_columns *names, const struct radix_pair *pairs)
{
	size_t count = names->count;
	struct folded_title *sorted = malloc((count + 1) * sizeof(*sorted));
	char *text = malloc(names->text_bytes + 1);
	size_t end = 1;

	if (sorted == NULL || text == NULL) {
		free(sorted);
		free(text);
		return ERROR_MEMORY;
	}
	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const struct folded_title *title =
		    &names->titles[pairs[i].value];
		const char *string = names->text + title->text;
		size_t size = strlen(string) + 1;

		sorted[i] =
		    (struct folded_title){(uint32_t)end, title->document};
		if (i > 0 && strcmp(text + sorted[i - 1].text, string) == 0) {
			sorted[i].text = sorted[i - 1].text;
			continue;
		}
		memcpy(text + end, string, size);
		end += size;
	}
	free(names->titles);
	free(names->text);
	names->titles = sorted;
	names->text = text;
	names->text_bytes = end;
	return 0;
}

static int
sort_folded(struct name_columns *names)
{
	size_t count = names->count;
	struct string_sort sort = {names->text, names->titles};
	struct radix_pair *pairs = malloc((count + 1) * sizeof(*pairs));
	int result = ERROR_MEMORY;

	if (pairs != NULL) {
		for (size_t i = 0; i < count; i++)
			pairs[i] = (struct radix_pair){0, (uint32_t)i};
		result = sort_strings(&sort, pairs, count, 0);
	}
	if (result == 0)
		result = rewrite_folded(names, pairs);
	free(pairs);
	return result;
}

/* --- orders --------------------------------------------------------------- */

/* Numbers that ascend where the order descends. None is negative. */
static uint64_t
descending_key(enum snapshot_order order, const struct card *card)
{
	uint32_t bits;

	switch (order) {
	case SNAPSHOT_ORDER_POPULARITY:
		bits = card->votes;
		break;
	case SNAPSHOT_ORDER_RATING:
		memcpy(&bits, &card->bayesian_rating, sizeof(bits));
		break;
	case SNAPSHOT_ORDER_YEAR:
	case SNAPSHOT_ORDER_COUNT:
	default:
		bits = (uint32_t)card->start_year;
	}
	return UINT32_MAX - bits;
}

/* Ties by number: the pairs begin in its order. */
static int
build_order(struct columns *columns, enum snapshot_order order)
{
	size_t count = columns->document_count;
	struct radix_pair *pairs = malloc((count + 1) * sizeof(*pairs));
	uint32_t *documents = malloc((count + 1) * sizeof(*documents));
	int result = ERROR_MEMORY;

	columns->orders[order] = documents;
	if (pairs == NULL || documents == NULL)
		goto out;
	for (size_t i = 0; i < count; i++) {
		uint32_t document = columns->order.after[i];

		pairs[i] = (struct radix_pair){
		    descending_key(order, &columns->cards[document]), document};
	}
	result = radix_sort(pairs, count);
	for (size_t i = 0; i < count; i++)
		documents[i] = pairs[i].value;
out:
	free(pairs);
	return result;
}

/* --- all ------------------------------------------------------------------ */

int
columns_sort(
    struct columns *columns, const struct collection *collection, int threads)
{
	int failed = 0;

#pragma omp parallel for schedule(dynamic) num_threads(threads) \
    reduction(| \
	      : failed)
	for (int step = 0;
	     step < SNAPSHOT_NAMES_COUNT + 1 + SNAPSHOT_ORDER_COUNT; step++) {
		int order = step - SNAPSHOT_NAMES_COUNT - 1;
		int result;

		if (step < SNAPSHOT_NAMES_COUNT)
			result = sort_folded(&columns->names[step]);
		else if (order < 0)
			result = build_people(columns, collection);
		else
			result =
			    build_order(columns, (enum snapshot_order)order);
		failed |= result == ERROR_LIMIT ? 2 : result != 0;
	}
	if (failed & 2)
		return ERROR_LIMIT;
	return failed ? ERROR_MEMORY : 0;
}
