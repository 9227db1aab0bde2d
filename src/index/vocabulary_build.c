/*
 * Texts, of which there are few (every word of every title, once), are met in
 * one more table and sorted. People, of whom there are many, are sets of
 * numbers: the place in the set is the place in the field.
 */
#include "index/vocabulary_build.h"

#include <stdlib.h>
#include <string.h>

#include "index/strings.h"
#include "util/error.h"

void
vocabulary_build_release(struct vocabulary_build *build)
{
	free(build->keys);
	free(build->frequencies);
	buffer_release(&build->text);
	for (size_t i = 0; i < build->collector_count; i++)
		free(build->text_terms[i]);
	free(build->text_terms);
	for (int i = 0; i < PEOPLE_FIELD_COUNT; i++) {
		number_ranks_release(&build->people[i]);
		number_set_release(&build->sets[i]);
	}
	memset(build, 0, sizeof(*build));
}

/* --- texts ---------------------------------------------------------------- */

/* Puts a collector's texts that occur in a document into *all; maps[] gets
 * their ids there, UINT32_MAX for those that do not. */
static int
take_texts(
    struct term_table *all, const struct term_table *terms, uint32_t *map)
{
	for (uint32_t i = 0; i < terms->count; i++) {
		const struct term_record *record =
		    &term_table_records(terms)[i];
		const char *text = term_table_text(terms, i);
		int result;

		map[i] = UINT32_MAX;
		if (record->document_frequency == 0)
			continue;
		const char *word = terms->text.data + record->word;

		result = term_table_add(all, (enum index_field)record->field,
		    text, strlen(text), &map[i]);
		if (result == 0 && record->word != 0)
			result = term_table_offer_word(
			    all, map[i], word, strlen(word));
		if (result != 0)
			return result;
		term_table_records(all)[map[i]].document_frequency +=
		    record->document_frequency;
	}
	return 0;
}

static int
join_texts(struct vocabulary_build *build, struct term_table *all,
    const struct collection *collection)
{
	build->text_terms =
	    calloc(collection->collector_count, sizeof(*build->text_terms));
	if (build->text_terms == NULL)
		return ERROR_MEMORY;
	build->collector_count = collection->collector_count;
	for (size_t i = 0; i < collection->collector_count; i++) {
		const struct term_table *terms =
		    &collection->collectors[i].terms;
		uint32_t *map =
		    malloc(((size_t)terms->count + 1) * sizeof(*map));
		int result;

		build->text_terms[i] = map;
		if (map == NULL)
			return ERROR_MEMORY;
		result = take_texts(all, terms, map);
		if (result != 0)
			return result;
	}
	return 0;
}

static int
compare_texts(const void *a, const void *b, void *context)
{
	const struct term_table *table = context;
	const struct term_record *records = term_table_records(table);
	const struct term_record *left = &records[*(const uint32_t *)a];
	const struct term_record *right = &records[*(const uint32_t *)b];

	if (left->field != right->field)
		return left->field < right->field ? -1 : 1;
	return strcmp(
	    table->text.data + left->text, table->text.data + right->text);
}

/* **new** [count], the ids in the order of the vocabulary. */
static uint32_t *
sort_texts(struct term_table *table)
{
	uint32_t *ids = malloc(((size_t)table->count + 1) * sizeof(*ids));

	if (ids == NULL)
		return NULL;
	for (uint32_t i = 0; i < table->count; i++)
		ids[i] = i;
	qsort_r(ids, table->count, sizeof(*ids), compare_texts, table);
	return ids;
}

/* --- people --------------------------------------------------------------- */

static int
join_people(struct vocabulary_build *build, const struct collection *collection)
{
	int result = 0;

	for (int i = 0; i < PEOPLE_FIELD_COUNT && result == 0; i++) {
		for (size_t c = 0;
		     c < collection->collector_count && result == 0; c++)
			result = number_set_unite(&build->sets[i],
			    &collection->collectors[c].people[i]);
		if (result == 0)
			result = number_ranks_init(
			    &build->people[i], &build->sets[i]);
	}
	return result;
}

/* --- all ------------------------------------------------------------------ */

static int
set_fields(struct vocabulary_build *build, const struct term_table *all)
{
	uint64_t counts[INDEX_FIELD_COUNT] = {0};
	uint64_t total = 0;

	for (uint32_t i = 0; i < all->count; i++)
		counts[term_table_records(all)[i].field]++;
	for (int i = 0; i < PEOPLE_FIELD_COUNT; i++)
		counts[PEOPLE_FIELD_FIRST + i] = build->people[i].count;
	for (int field = 0; field < INDEX_FIELD_COUNT; field++) {
		total += counts[field];
		if (total > UINT32_MAX - 1)
			return ERROR_LIMIT;
		build->first[field + 1] = (uint32_t)total;
	}
	build->count = (uint32_t)total;
	build->keys = calloc(total + 1, sizeof(*build->keys));
	build->frequencies = calloc(total + 1, sizeof(*build->frequencies));
	return build->keys != NULL && build->frequencies != NULL ? 0
								 : ERROR_MEMORY;
}

/* Gives the sorted texts their terms; final[] by id in *all. */
static int
place_texts(struct vocabulary_build *build, const struct term_table *all,
    const uint32_t *sorted, uint32_t *final)
{
	uint32_t next[INDEX_FIELD_COUNT];

	memcpy(next, build->first, sizeof(next));
	strings_begin(&build->text);
	for (uint32_t i = 0; i < all->count; i++) {
		const struct term_record *record =
		    &term_table_records(all)[sorted[i]];
		const char *text = all->text.data + record->text;
		uint32_t term = next[record->field]++;
		const char *word = all->text.data + record->word;
		uint32_t offset;
		int result = strings_add(
		    &build->text, text, strlen(text), &build->keys[term]);

		/* right behind its stem (index/vocabulary.h) */
		if (result == 0 && record->word != 0)
			result = strings_add(
			    &build->text, word, strlen(word), &offset);
		if (result != 0)
			return result;
		build->frequencies[term] = record->document_frequency;
		final[sorted[i]] = term;
	}
	return 0;
}

static void
finish_maps(struct vocabulary_build *build, const struct collection *collection,
    const uint32_t *final)
{
	for (size_t i = 0; i < build->collector_count; i++)
		for (uint32_t t = 0; t < collection->collectors[i].terms.count;
		     t++)
			if (build->text_terms[i][t] != UINT32_MAX)
				build->text_terms[i][t] =
				    final[build->text_terms[i][t]];
}

static int
place_all(struct vocabulary_build *build, struct term_table *all,
    const struct collection *collection)
{
	uint32_t *sorted = sort_texts(all);
	uint32_t *final = malloc(((size_t)all->count + 1) * sizeof(*final));
	int result = ERROR_MEMORY;

	if (sorted != NULL && final != NULL)
		result = set_fields(build, all);
	if (result == 0)
		result = place_texts(build, all, sorted, final);
	if (result == 0)
		finish_maps(build, collection, final);
	for (int i = 0; result == 0 && i < PEOPLE_FIELD_COUNT; i++)
		number_ranks_list(&build->people[i],
		    build->keys + build->first[PEOPLE_FIELD_FIRST + i]);
	free(sorted);
	free(final);
	return result;
}

int
vocabulary_build(
    struct vocabulary_build *build, const struct collection *collection)
{
	struct term_table all;
	int result;

	memset(build, 0, sizeof(*build));
	term_table_init(&all);
	result = join_people(build, collection);
	if (result == 0)
		result = join_texts(build, &all, collection);
	if (result == 0)
		result = place_all(build, &all, collection);
	term_table_release(&all);
	return result;
}
