/*
 * Collection. The rules of what becomes a term live here:
 *
 *	genre	each of the comma-separated names
 *	title	the stems of the primary and the original title, without
 *		stopwords, unless a title has nothing else (It, Her, Up)
 *	people	directors, writers and cast, each field for itself
 *	decade	"1990s" of the start year
 *	type	as it is
 *
 * A term counts once a document, however often it occurs.
 */
#include "index/collection.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "index/strings.h"

#define FOLDED_SIZE 2048 /* bytes of the longest folded title */

int
collection_init(struct collection *collection, struct error *error)
{
	static const uint32_t zero = 0;

	memset(collection, 0, sizeof(*collection));
	term_table_init(&collection->terms);
	term_table_init(&collection->repeated);
	strings_begin(&collection->card_text);
	strings_begin(&collection->folded_text);
	strings_begin(&collection->person_text);
	buffer_append(&collection->term_starts, &zero, sizeof(zero));
	collection->tokenizer = tokenizer_new();
	if (collection->tokenizer != NULL && !collection->term_starts.failed)
		return 0;
	collection_release(collection);
	return error_set(error, ERROR_MEMORY, "out of memory");
}

void
collection_release(struct collection *collection)
{
	tokenizer_free(collection->tokenizer);
	term_table_release(&collection->terms);
	term_table_release(&collection->repeated);
	buffer_release(&collection->numbers);
	buffer_release(&collection->term_starts);
	buffer_release(&collection->document_terms);
	buffer_release(&collection->cards);
	buffer_release(&collection->card_people);
	buffer_release(&collection->card_text);
	buffer_release(&collection->folded);
	buffer_release(&collection->folded_text);
	buffer_release(&collection->person_names);
	buffer_release(&collection->person_text);
	buffer_release(&collection->repeated_offsets);
	memset(collection, 0, sizeof(*collection));
}

/* --- what is refused ------------------------------------------------------ */

static int
check_people(const struct document *document, enum index_field field,
    const struct person_list *people, struct error *error)
{
	if (people->count > UINT16_MAX)
		return error_set(error, ERROR_INVALID,
		    "title %" PRId32 ": %s has %zu people; allowed are %u",
		    document->number, index_field_name(field), people->count,
		    UINT16_MAX);
	for (size_t i = 0; i < people->count; i++)
		if (people->numbers[i] <= 0)
			return error_set(error, ERROR_INVALID,
			    "title %" PRId32 ": %s has person %" PRId32
			    "; allowed are numbers above 0",
			    document->number, index_field_name(field),
			    people->numbers[i]);
	return 0;
}

static bool
is_year(int year)
{
	return year >= 0 && year <= INT16_MAX;
}

static int
check_document(const struct collection *collection,
    const struct document *document, struct error *error)
{
	int32_t number = document->number;
	int result;

	if (number <= collection->last_number)
		return error_set(error, ERROR_INVALID,
		    "title %" PRId32 " follows title %" PRId32
		    "; numbers must ascend from 1",
		    number, collection->last_number);
	if (document->title == NULL || document->title[0] == '\0' ||
	    document->type == NULL || document->genres == NULL)
		return error_set(error, ERROR_INVALID,
		    "title %" PRId32 " lacks its title, type or genres",
		    number);
	if (!is_year(document->start_year) || !is_year(document->end_year) ||
	    document->runtime_minutes < 0)
		return error_set(error, ERROR_INVALID,
		    "title %" PRId32 ": years %d and %d or runtime %d; allowed "
		    "are years from 0 to %d and minutes from 0",
		    number, document->start_year, document->end_year,
		    document->runtime_minutes, INT16_MAX);
	if (!(document->rating >= 0 && document->rating <= 10))
		return error_set(error, ERROR_INVALID,
		    "title %" PRId32 ": rating is %g; allowed is 0 to 10",
		    number, (double)document->rating);
	result = check_people(
	    document, INDEX_FIELD_DIRECTOR, &document->directors, error);
	if (result == 0)
		result = check_people(
		    document, INDEX_FIELD_WRITER, &document->writers, error);
	if (result == 0)
		result = check_people(
		    document, INDEX_FIELD_CAST, &document->cast, error);
	return result;
}

/* --- terms ---------------------------------------------------------------- */

/* Counts a term for the document that is being added, unless it did already. */
static int
count_term(struct collection *collection, uint32_t id)
{
	struct term_record *record =
	    &term_table_records(&collection->terms)[id];

	if (record->last_document == collection->document_count + 1)
		return 0;
	record->last_document = collection->document_count + 1;
	record->document_frequency++;
	buffer_append(&collection->document_terms, &id, sizeof(id));
	return collection->document_terms.failed ? ERROR_MEMORY : 0;
}

static int
add_text(struct collection *collection, enum index_field field,
    const char *text, size_t length)
{
	uint32_t id;
	int result;

	if (length == 0)
		return 0;
	result = term_table_text(&collection->terms, field, text, length, &id);
	return result != 0 ? result : count_term(collection, id);
}

static int
add_people(struct collection *collection, enum index_field field,
    const struct person_list *people)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < people->count; i++) {
		uint32_t id;

		result = term_table_person(
		    &collection->terms, field, people->numbers[i], &id);
		if (result == 0)
			result = count_term(collection, id);
	}
	return result;
}

static int
add_genres(struct collection *collection, const char *genres)
{
	int result = 0;

	while (result == 0 && *genres != '\0') {
		size_t length = strcspn(genres, ",");

		result =
		    add_text(collection, INDEX_FIELD_GENRE, genres, length);
		genres += length;
		genres += *genres == ',' ? 1 : 0;
	}
	return result;
}

static bool
has_content(struct tokenizer *tokenizer, const char *title)
{
	struct token token;

	tokenizer_start(tokenizer, title, strlen(title));
	while (tokenizer_next(tokenizer, &token))
		if (!token.stopword)
			return true;
	return false;
}

static int
add_title(struct collection *collection, const char *title)
{
	bool content = has_content(collection->tokenizer, title);
	struct token token;
	int result = 0;

	tokenizer_start(collection->tokenizer, title, strlen(title));
	while (result == 0 && tokenizer_next(collection->tokenizer, &token))
		if (!content || !token.stopword)
			result = add_text(collection, INDEX_FIELD_TITLE,
			    token.stem, token.stem_length);
	return result;
}

static int
add_decade(struct collection *collection, int year)
{
	char decade[16];

	if (year == 0)
		return 0;
	snprintf(decade, sizeof(decade), "%ds", year / 10 * 10);
	return add_text(collection, INDEX_FIELD_DECADE, decade, strlen(decade));
}

static int
add_terms(struct collection *collection, const struct document *document)
{
	int result = add_genres(collection, document->genres);

	if (result == 0)
		result = add_title(collection, document->title);
	if (result == 0 && document->original_title != NULL)
		result = add_title(collection, document->original_title);
	if (result == 0)
		result = add_people(
		    collection, INDEX_FIELD_DIRECTOR, &document->directors);
	if (result == 0)
		result = add_people(
		    collection, INDEX_FIELD_WRITER, &document->writers);
	if (result == 0)
		result =
		    add_people(collection, INDEX_FIELD_CAST, &document->cast);
	if (result == 0)
		result = add_decade(collection, document->start_year);
	if (result == 0)
		result = add_text(collection, INDEX_FIELD_TYPE, document->type,
		    strlen(document->type));
	return result;
}

/* --- cards and folded titles ---------------------------------------------- */

/* As strings_add for texts of which there are few: types, sets of genres. */
static int
add_repeated(struct collection *collection, const char *text, uint32_t *offset)
{
	const uint32_t *offsets;
	uint32_t id;
	int result = term_table_text(
	    &collection->repeated, INDEX_FIELD_GENRE, text, strlen(text), &id);

	if (result != 0)
		return result;
	if (id * sizeof(*offsets) == collection->repeated_offsets.length) {
		result = strings_add(
		    &collection->card_text, text, strlen(text), offset);
		if (result != 0)
			return result;
		buffer_append(
		    &collection->repeated_offsets, offset, sizeof(*offset));
	}
	if (collection->repeated_offsets.failed)
		return ERROR_MEMORY;
	offsets = (const void *)collection->repeated_offsets.data;
	*offset = offsets[id];
	return 0;
}

static void
append_people(struct collection *collection, const struct person_list *people)
{
	buffer_append(&collection->card_people, people->numbers,
	    people->count * sizeof(people->numbers[0]));
}

static int
add_card(struct collection *collection, const struct document *document)
{
	size_t first = collection->card_people.length / sizeof(int32_t);
	struct card card = {
	    .runtime_minutes = document->runtime_minutes,
	    .start_year = (int16_t)document->start_year,
	    .end_year = (int16_t)document->end_year,
	    .rating = document->rating,
	    .votes = document->votes,
	    .first_person = (uint32_t)first,
	    .director_count = (uint16_t)document->directors.count,
	    .writer_count = (uint16_t)document->writers.count,
	    .cast_count = (uint16_t)document->cast.count,
	};
	int result = strings_add(&collection->card_text, document->title,
	    strlen(document->title), &card.title);

	if (first > UINT32_MAX - 3 * (size_t)UINT16_MAX)
		return ERROR_LIMIT;
	card.original_title = card.title;
	if (result == 0 && document->original_title != NULL &&
	    strcmp(document->original_title, document->title) != 0)
		result = strings_add(&collection->card_text,
		    document->original_title, strlen(document->original_title),
		    &card.original_title);
	if (result == 0)
		result = add_repeated(collection, document->type, &card.type);
	if (result == 0)
		result =
		    add_repeated(collection, document->genres, &card.genres);
	if (result != 0)
		return result;
	append_people(collection, &document->directors);
	append_people(collection, &document->writers);
	append_people(collection, &document->cast);
	buffer_append(&collection->cards, &card, sizeof(card));
	return collection->card_people.failed || collection->cards.failed
	    ? ERROR_MEMORY
	    : 0;
}

static int
add_folded(struct collection *collection, const char *key, size_t length)
{
	struct folded_title entry = {.document = collection->document_count};
	int result;

	if (length == 0)
		return 0;
	result =
	    strings_add(&collection->folded_text, key, length, &entry.text);
	if (result != 0)
		return result;
	buffer_append(&collection->folded, &entry, sizeof(entry));
	return collection->folded.failed ? ERROR_MEMORY : 0;
}

static int
add_folded_titles(
    struct collection *collection, const struct document *document)
{
	char primary[FOLDED_SIZE];
	char original[FOLDED_SIZE];
	size_t length = tokenizer_fold(collection->tokenizer, document->title,
	    strlen(document->title), primary, sizeof(primary));
	int result = add_folded(collection, primary, length);

	if (result != 0 || document->original_title == NULL)
		return result;
	length = tokenizer_fold(collection->tokenizer, document->original_title,
	    strlen(document->original_title), original, sizeof(original));
	if (strcmp(primary, original) == 0)
		return 0;
	return add_folded(collection, original, length);
}

/* --- add ------------------------------------------------------------------ */

static int
finish_document(struct collection *collection, int32_t number)
{
	size_t end = collection->document_terms.length / sizeof(uint32_t);
	uint32_t start = (uint32_t)end;

	if (end > UINT32_MAX || collection->document_count == UINT32_MAX - 1)
		return ERROR_LIMIT;
	buffer_append(&collection->term_starts, &start, sizeof(start));
	buffer_append(&collection->numbers, &number, sizeof(number));
	if (collection->term_starts.failed || collection->numbers.failed)
		return ERROR_MEMORY;
	collection->document_count++;
	collection->last_number = number;
	return 0;
}

int
collection_add(struct collection *collection, const struct document *document,
    struct error *error)
{
	int result = check_document(collection, document, error);

	if (result != 0)
		return result;
	result = add_terms(collection, document);
	if (result == 0)
		result = add_card(collection, document);
	if (result == 0)
		result = add_folded_titles(collection, document);
	if (result == 0)
		result = finish_document(collection, document->number);
	if (result != 0)
		return error_set(error, result, "title %" PRId32 ": %s",
		    document->number, error_string(result));
	popularity_add(
	    &collection->popularity, document->rating, document->votes);
	return 0;
}

int
collection_name(struct collection *collection, int32_t person, const char *name,
    struct error *error)
{
	struct person_name entry = {.number = person};
	size_t count = collection->person_names.length / sizeof(entry);
	int result;

	if (person <= 0)
		return error_set(error, ERROR_INVALID,
		    "person %" PRId32 "; allowed are numbers above 0", person);
	entry.sequence = (uint32_t)count;
	result = strings_add(
	    &collection->person_text, name, strlen(name), &entry.text);
	if (result == 0) {
		buffer_append(&collection->person_names, &entry, sizeof(entry));
		result = collection->person_names.failed ? ERROR_MEMORY : 0;
	}
	if (result != 0)
		return error_set(error, result, "person %" PRId32 ": %s",
		    person, error_string(result));
	return 0;
}
