/*
 * Titles are made of the same words over and over: a word is looked up once to
 * learn its stem's term, and only a new one is stemmed.
 */
#include "index/collector.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"

#define KEY_BYTES 2047 /* of the longest folded title */
#define KEYWORD_BYTES 255 /* of the longest folded keyword */
#define FEW_PEOPLE 32 /* compared each with each */

struct word_term {
	uint32_t term;
	bool stopword;
};

int
collector_init(struct collector *collector)
{
	memset(collector, 0, sizeof(*collector));
	term_table_init(&collector->terms);
	term_table_init(&collector->words);
	term_table_init(&collector->repeated);
	collector->tokenizer = tokenizer_new();
	return collector->tokenizer != NULL ? 0 : ERROR_MEMORY;
}

void
collector_release(struct collector *collector)
{
	tokenizer_free(collector->tokenizer);
	term_table_release(&collector->terms);
	term_table_release(&collector->words);
	term_table_release(&collector->repeated);
	buffer_release(&collector->word_terms);
	buffer_release(&collector->text_words);
	for (int i = 0; i < 2; i++)
		buffer_release(&collector->keys[i]);
	buffer_release(&collector->aka_keys);
	buffer_release(&collector->aka_text);
	for (int i = 0; i < PEOPLE_FIELD_COUNT; i++)
		number_set_release(&collector->people[i]);
	buffer_release(&collector->sorted);
	memset(collector, 0, sizeof(*collector));
}

/* --- texts ---------------------------------------------------------------- */

/* Counts a term for the document that is being added, unless it did already. */
static int
count_term(struct collector *collector, uint32_t id, struct buffer *terms)
{
	struct term_record *record = &term_table_records(&collector->terms)[id];

	if (record->last_document == collector->document)
		return 0;
	record->last_document = collector->document;
	record->document_frequency++;
	buffer_append(terms, &id, sizeof(id));
	return terms->failed ? ERROR_MEMORY : 0;
}

static int
add_text(struct collector *collector, enum index_field field, const char *text,
    size_t length, struct buffer *terms)
{
	uint32_t id;
	int result;

	if (length == 0)
		return 0;
	result = term_table_add(&collector->terms, field, text, length, &id);
	return result != 0 ? result : count_term(collector, id, terms);
}

static int
add_genres(
    struct collector *collector, const char *genres, struct buffer *terms)
{
	int result = 0;

	while (result == 0 && *genres != '\0') {
		size_t length = strcspn(genres, ",");

		result = add_text(
		    collector, INDEX_FIELD_GENRE, genres, length, terms);
		genres += length;
		genres += *genres == ',' ? 1 : 0;
	}
	return result;
}

static int
add_decade(struct collector *collector, int year, struct buffer *terms)
{
	char decade[16];

	if (year == 0)
		return 0;
	snprintf(decade, sizeof(decade), "%ds", year / 10 * 10);
	return add_text(
	    collector, INDEX_FIELD_DECADE, decade, strlen(decade), terms);
}

static int
add_keywords(
    struct collector *collector, const char *keywords, struct buffer *terms)
{
	char folded[KEYWORD_BYTES + 1];
	int result = 0;

	while (result == 0 && keywords != NULL && *keywords != '\0') {
		size_t length = strcspn(keywords, ",");
		size_t folded_length = tokenizer_fold(collector->tokenizer,
		    keywords, length, folded, sizeof(folded));

		result = add_text(collector, INDEX_FIELD_KEYWORD, folded,
		    folded_length, terms);
		keywords += length;
		keywords += *keywords == ',' ? 1 : 0;
	}
	return result;
}

/* --- titles and overviews ------------------------------------------------- */

/* What is known of the token's word, learnt when it is new. */
static int
know_word(struct collector *collector, enum index_field field,
    struct token *token, struct word_term *known)
{
	uint32_t count = collector->words.count;
	uint32_t word;
	int result = term_table_add(
	    &collector->words, field, token->word, token->length, &word);

	if (result != 0)
		return result;
	if (word < count) {
		*known = ((struct word_term *)(void *)
			      collector->word_terms.data)[word];
		return 0;
	}
	tokenizer_stem(collector->tokenizer, token);
	memset(known, 0, sizeof(*known));
	known->stopword = token->stopword;
	result = term_table_add(&collector->terms, field, token->stem,
	    token->stem_length, &known->term);
	if (result == 0 && field == INDEX_FIELD_OVERVIEW)
		result = term_table_offer_word(
		    &collector->terms, known->term, token->word, token->length);
	buffer_append(&collector->word_terms, known, sizeof(*known));
	return collector->word_terms.failed ? ERROR_MEMORY : result;
}

/* As tokenizer_fold does; false when the word has no room. */
static bool
append_key(struct buffer *key, const struct token *token)
{
	size_t blank = key->length > 0 ? 1 : 0;

	if (key->length + blank + token->length > KEY_BYTES)
		return false;
	if (blank > 0)
		buffer_append_char(key, ' ');
	buffer_append(key, token->word, token->length);
	return true;
}

/* Reads a text once: its folded key (unless that is NULL), and the terms of its
 * words. */
static int
add_words(struct collector *collector, enum index_field field, const char *text,
    struct buffer *key, struct buffer *terms)
{
	struct buffer *words = &collector->text_words;
	bool content = false;
	bool room = true;
	struct token token;
	int result = 0;

	buffer_clear(words);
	tokenizer_start(collector->tokenizer, text, strlen(text));
	while (
	    result == 0 && tokenizer_next_word(collector->tokenizer, &token)) {
		struct word_term known;

		room = room && key != NULL && append_key(key, &token);
		result = know_word(collector, field, &token, &known);
		if (result == 0)
			buffer_append(words, &known, sizeof(known));
		content = content || (result == 0 && !known.stopword);
	}
	if (words->failed || (key != NULL && key->failed))
		result = ERROR_MEMORY;
	for (size_t i = 0;
	     result == 0 && i < words->length / sizeof(struct word_term); i++) {
		struct word_term known =
		    ((struct word_term *)(void *)words->data)[i];

		if (!content || !known.stopword)
			result = count_term(collector, known.term, terms);
	}
	return result;
}

static int
add_titles(struct collector *collector, const struct document *document,
    struct buffer *terms)
{
	struct buffer *keys = collector->keys;
	int result;

	buffer_clear(&keys[0]);
	buffer_clear(&keys[1]);
	result = add_words(
	    collector, INDEX_FIELD_TITLE, document->title, &keys[0], terms);
	if (result != 0 || document->original_title == NULL)
		return result;
	result = add_words(collector, INDEX_FIELD_TITLE,
	    document->original_title, &keys[1], terms);
	if (keys[0].length == keys[1].length &&
	    (keys[0].length == 0 ||
		memcmp(keys[0].data, keys[1].data, keys[0].length) == 0))
		buffer_clear(&keys[1]);
	return result;
}

/* --- titles in other languages -------------------------------------------- */

static bool
is_key(const struct buffer *key, const char *text, size_t length)
{
	return key->length == length &&
	    (length == 0 || memcmp(key->data, text, length) == 0);
}

/* Whether a folded title is none, or known of the document already. */
static bool
is_known_aka(const struct collector *collector, const char *text, size_t length)
{
	const struct aka_key *keys = (const void *)collector->aka_keys.data;
	size_t count = collector->aka_keys.length / sizeof(*keys);

	if (length == 0 || is_key(&collector->keys[0], text, length) ||
	    is_key(&collector->keys[1], text, length))
		return true;
	for (size_t i = 0; i < count; i++)
		if (keys[i].length == length &&
		    memcmp(collector->aka_text.data + keys[i].start, text,
			length) == 0)
			return true;
	return false;
}

/* Several regions often share a title, so that it costs little to keep none
 * twice. */
static int
add_akas(struct collector *collector, const char *akas)
{
	struct buffer *keys = &collector->aka_keys;
	struct buffer *text = &collector->aka_text;
	char folded[KEY_BYTES + 1];

	buffer_clear(keys);
	buffer_clear(text);
	for (; akas != NULL && *akas != '\0' &&
	     keys->length < COLLECTOR_AKAS_MAX * sizeof(struct aka_key);
	     akas += strlen(akas) + 1) {
		size_t length = tokenizer_fold(collector->tokenizer, akas,
		    strlen(akas), folded, sizeof(folded));
		struct aka_key key = {(uint32_t)text->length, (uint32_t)length};

		if (is_known_aka(collector, folded, length))
			continue;
		buffer_append(text, folded, length);
		buffer_append(keys, &key, sizeof(key));
	}
	return keys->failed || text->failed ? ERROR_MEMORY : 0;
}

/* --- people --------------------------------------------------------------- */

static int
compare_numbers(const void *a, const void *b)
{
	int32_t left = *(const int32_t *)a;
	int32_t right = *(const int32_t *)b;

	return (left > right) - (left < right);
}

static bool
is_new(const int32_t *numbers, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (numbers[i] == numbers[at])
			return false;
	return true;
}

/* How many different people a list holds. */
static int
count_people(struct collector *collector, const struct person_list *people,
    uint32_t *count)
{
	struct buffer *sorted = &collector->sorted;
	const int32_t *numbers = people->numbers;

	if (people->count <= FEW_PEOPLE) {
		for (size_t i = 0; i < people->count; i++)
			*count += is_new(numbers, i) ? 1 : 0;
		return 0;
	}
	buffer_clear(sorted);
	buffer_append(sorted, numbers, people->count * sizeof(*numbers));
	if (sorted->failed)
		return ERROR_MEMORY;
	qsort(sorted->data, people->count, sizeof(*numbers), compare_numbers);
	numbers = (void *)sorted->data;
	for (size_t i = 0; i < people->count; i++)
		*count += i == 0 || numbers[i] != numbers[i - 1] ? 1 : 0;
	return 0;
}

static int
add_people(struct collector *collector, enum index_field field,
    const struct person_list *people, uint32_t *count)
{
	struct number_set *set = &collector->people[field - PEOPLE_FIELD_FIRST];
	int result = count_people(collector, people, count);

	for (size_t i = 0; result == 0 && i < people->count; i++)
		result = number_set_add(set, people->numbers[i]);
	return result;
}

/* --- all ------------------------------------------------------------------ */

int
collector_add(struct collector *collector, const struct document *document,
    struct buffer *terms, uint32_t *people)
{
	uint32_t count = 0;
	int result;

	collector->document++;
	result = add_genres(collector, document->genres, terms);
	if (result == 0)
		result = add_titles(collector, document, terms);
	if (result == 0)
		result = add_people(collector, INDEX_FIELD_DIRECTOR,
		    &document->directors, &count);
	if (result == 0)
		result = add_people(
		    collector, INDEX_FIELD_WRITER, &document->writers, &count);
	if (result == 0)
		result = add_people(
		    collector, INDEX_FIELD_CAST, &document->cast, &count);
	if (result == 0)
		result = add_decade(collector, document->start_year, terms);
	if (result == 0)
		result = add_text(collector, INDEX_FIELD_TYPE, document->type,
		    strlen(document->type), terms);
	if (result == 0)
		result = add_keywords(collector, document->keywords, terms);
	if (result == 0 && document->overview != NULL)
		result = add_words(collector, INDEX_FIELD_OVERVIEW,
		    document->overview, NULL, terms);
	if (result == 0)
		result = add_akas(collector, document->akas);
	*people = count;
	return result;
}
