/*
 * Taking the parts over. Where a part's documents and bytes go follows from
 * the parts before it, so all of them are taken side by side.
 *
 *	card text	 "" | repeated texts | part 0 | part 1 | ...
 *	folded text	 part 0 | part 1 | ...
 *	akas and text	 part 0 | part 1 | ...
 */
#include <stdlib.h>
#include <string.h>

#include "index/columns.h"
#include "index/strings.h"

#define FEW_TERMS 64 /* are sorted by insertion */

/* Where the first element of each part goes, and of the one behind the last. */
struct places {
	size_t *documents; /* [part_count + 1] each, owned */
	size_t *people;
	size_t *card_text;
	size_t *folded_text;
	size_t *akas;
	size_t *aka_text;
};

/* Texts that many cards share: their offsets in the card text by id. */
struct repeated_texts {
	struct buffer text; /* strings */
	uint32_t **offsets; /* [collector_count], owned */
	size_t count;
};

static void *
array_new(size_t count, size_t element_bytes)
{
	return calloc(count + 1, element_bytes);
}

/* --- repeated texts ------------------------------------------------------- */

static void
repeated_release(struct repeated_texts *repeated)
{
	for (size_t i = 0; i < repeated->count; i++)
		free(repeated->offsets[i]);
	free(repeated->offsets);
	buffer_release(&repeated->text);
}

struct repeated_text {
	const char *text;
	uint32_t *offset;
};

static int
compare_repeated(const void *a, const void *b)
{
	return strcmp(((const struct repeated_text *)a)->text,
	    ((const struct repeated_text *)b)->text);
}

/* Lists the texts of all collectors: **new**, or NULL when out of memory. */
static struct repeated_text *
list_repeated(struct repeated_texts *repeated,
    const struct collection *collection, size_t *count)
{
	struct repeated_text *texts;
	size_t next = 0;

	*count = 0;
	for (size_t c = 0; c < collection->collector_count; c++)
		*count += collection->collectors[c].repeated.count;
	texts = array_new(*count, sizeof(*texts));
	repeated->offsets =
	    array_new(collection->collector_count, sizeof(uint32_t *));
	if (texts == NULL || repeated->offsets == NULL)
		goto failed;
	for (size_t c = 0; c < collection->collector_count; c++) {
		const struct term_table *table =
		    &collection->collectors[c].repeated;
		uint32_t *offsets = array_new(table->count, sizeof(*offsets));

		repeated->offsets[repeated->count++] = offsets;
		if (offsets == NULL)
			goto failed;
		for (uint32_t i = 0; i < table->count; i++)
			texts[next++] = (struct repeated_text){
			    term_table_text(table, i), &offsets[i]};
	}
	return texts;
failed:
	free(texts);
	return NULL;
}

/* Each once, in order, so that who met which first does not show. */
static int
build_repeated(
    struct repeated_texts *repeated, const struct collection *collection)
{
	size_t count;
	struct repeated_text *texts =
	    list_repeated(repeated, collection, &count);
	int result = 0;

	if (texts == NULL)
		return ERROR_MEMORY;
	strings_begin(&repeated->text);
	if (count > 0)
		qsort(texts, count, sizeof(*texts), compare_repeated);
	for (size_t i = 0; i < count && result == 0; i++)
		if (i > 0 && strcmp(texts[i].text, texts[i - 1].text) == 0)
			*texts[i].offset = *texts[i - 1].offset;
		else
			result = strings_add(&repeated->text, texts[i].text,
			    strlen(texts[i].text), texts[i].offset);
	free(texts);
	return result;
}

/* --- places --------------------------------------------------------------- */

static void
places_release(struct places *places)
{
	free(places->documents);
	free(places->people);
	free(places->card_text);
	free(places->folded_text);
	free(places->akas);
	free(places->aka_text);
}

static int
build_places(struct places *places, const struct collection *collection,
    size_t repeated_bytes)
{
	size_t count = collection->part_count;

	places->documents = array_new(count, sizeof(size_t));
	places->people = array_new(count, sizeof(size_t));
	places->card_text = array_new(count, sizeof(size_t));
	places->folded_text = array_new(count, sizeof(size_t));
	places->akas = array_new(count, sizeof(size_t));
	places->aka_text = array_new(count, sizeof(size_t));
	if (places->documents == NULL || places->people == NULL ||
	    places->card_text == NULL || places->folded_text == NULL ||
	    places->akas == NULL || places->aka_text == NULL)
		return ERROR_MEMORY;
	places->card_text[0] = repeated_bytes;
	/* each part has an empty string of its own, which stays behind */
	places->folded_text[0] = 1;
	places->aka_text[0] = 1;
	for (size_t i = 0; i < count; i++) {
		const struct snapshot_part *part = collection->parts[i];

		places->documents[i + 1] = places->documents[i] + part->count;
		places->people[i + 1] = places->people[i] +
		    part->card_people.length / sizeof(int32_t);
		places->card_text[i + 1] =
		    places->card_text[i] + part->card_text.length - 1;
		places->folded_text[i + 1] =
		    places->folded_text[i] + part->folded_text.length - 1;
		places->akas[i + 1] = places->akas[i] +
		    part->akas.length / sizeof(struct folded_title);
		places->aka_text[i + 1] =
		    places->aka_text[i] + part->aka_text.length - 1;
	}
	if (places->people[count] > UINT32_MAX ||
	    places->card_text[count] > UINT32_MAX ||
	    places->folded_text[count] > UINT32_MAX ||
	    places->akas[count] > UINT32_MAX ||
	    places->aka_text[count] > UINT32_MAX)
		return ERROR_LIMIT;
	return 0;
}

/* Sums the totals of the documents into the starts of their vectors. */
static int
start_vectors(struct columns *columns, const struct collection *collection)
{
	uint32_t *starts = array_new(columns->document_count, sizeof(*starts));
	size_t document = 0;
	size_t sum = 0;

	columns->vector_starts = starts;
	if (starts == NULL)
		return ERROR_MEMORY;
	for (size_t p = 0; p < collection->part_count; p++) {
		const struct snapshot_part *part = collection->parts[p];
		const uint32_t *totals = (const void *)part->totals.data;

		for (uint32_t i = 0; i < part->count; i++) {
			sum += totals[i];
			if (sum > UINT32_MAX)
				return ERROR_LIMIT;
			starts[++document] = (uint32_t)sum;
		}
	}
	columns->posting_count = sum;
	return 0;
}

/* Room for `count` titles and `text_bytes` bytes of their text. */
static int
make_names(struct name_columns *names, size_t count, size_t text_bytes)
{
	names->count = count;
	names->text_bytes = text_bytes;
	names->titles = array_new(count, sizeof(*names->titles));
	names->text = array_new(text_bytes, 1);
	return names->titles != NULL && names->text != NULL ? 0 : ERROR_MEMORY;
}

static int
make_room(struct columns *columns, const struct places *places, size_t parts)
{
	size_t documents = columns->document_count;

	columns->card_people_count = places->people[parts];
	columns->card_text_bytes = places->card_text[parts];
	columns->numbers = array_new(documents, sizeof(*columns->numbers));
	columns->cards = array_new(documents, sizeof(*columns->cards));
	columns->card_people = array_new(
	    columns->card_people_count, sizeof(*columns->card_people));
	columns->card_text = array_new(columns->card_text_bytes, 1);
	columns->vector_terms =
	    array_new(columns->posting_count, sizeof(*columns->vector_terms));
	if (columns->numbers == NULL || columns->cards == NULL ||
	    columns->card_people == NULL || columns->card_text == NULL ||
	    columns->vector_terms == NULL)
		return ERROR_MEMORY;
	if (make_names(&columns->names[SNAPSHOT_TITLES], 2 * documents,
		places->folded_text[parts]) != 0)
		return ERROR_MEMORY;
	return make_names(&columns->names[SNAPSHOT_AKAS], places->akas[parts],
	    places->aka_text[parts]);
}

/* --- vectors -------------------------------------------------------------- */

static int
compare_terms(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a;
	uint32_t right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

static void
sort_terms(uint32_t *terms, size_t count)
{
	if (count > FEW_TERMS) {
		qsort(terms, count, sizeof(*terms), compare_terms);
		return;
	}
	for (size_t i = 1; i < count; i++) {
		uint32_t term = terms[i];
		size_t at = i;

		for (; at > 0 && terms[at - 1] > term; at--)
			terms[at] = terms[at - 1];
		terms[at] = term;
	}
}

/* Appends the terms of the people, each once, and counts the document for
 * them; returns the new end. */
static uint32_t *
append_people(struct vocabulary_build *vocabulary, enum index_field field,
    const int32_t *people, size_t count, uint32_t *end)
{
	uint32_t *begin = end;

	for (size_t i = 0; i < count; i++)
		*end++ = vocabulary_build_person(vocabulary, field, people[i]);
	sort_terms(begin, count);
	end = begin;
	for (size_t i = 0; i < count; i++) {
		uint32_t term = begin[i];

		if (end > begin && end[-1] == term)
			continue;
		*end++ = term;
#pragma omp atomic
		vocabulary->frequencies[term]++;
	}
	return end;
}

/*
 * Writes the terms of one document to its place. People may be listed twice,
 * and then want more room for a moment than they end up with: `room` holds the
 * terms meanwhile.
 */
static void
take_vector(struct columns *columns, const struct snapshot_part *part,
    uint32_t i, size_t document, uint32_t *room)
{
	struct vocabulary_build *vocabulary = &columns->vocabulary;
	const uint32_t *map = vocabulary->text_terms[part->collector_number];
	const uint32_t *starts = (const void *)part->term_starts.data;
	const uint32_t *terms = (const void *)part->terms.data;
	const struct card *card =
	    &((const struct card *)(const void *)part->cards.data)[i];
	const int32_t *people =
	    (const int32_t *)(const void *)part->card_people.data +
	    card->first_person;
	uint32_t *end = room;

	for (uint32_t t = starts[i]; t < starts[i + 1]; t++)
		*end++ = map[terms[t]];
	end = append_people(vocabulary, INDEX_FIELD_DIRECTOR, people,
	    card->director_count, end);
	people += card->director_count;
	end = append_people(
	    vocabulary, INDEX_FIELD_WRITER, people, card->writer_count, end);
	people += card->writer_count;
	end = append_people(
	    vocabulary, INDEX_FIELD_CAST, people, card->cast_count, end);
	sort_terms(room, (size_t)(end - room));
	memcpy(columns->vector_terms + columns->vector_starts[document], room,
	    (size_t)(end - room) * sizeof(*room));
}

/* The most room that a document of the part can want. */
static size_t
room_of(const struct snapshot_part *part)
{
	const struct card *cards = (const void *)part->cards.data;
	const uint32_t *starts = (const void *)part->term_starts.data;
	size_t most = 0;

	for (uint32_t i = 0; i < part->count; i++) {
		size_t room = (size_t)cards[i].director_count +
		    cards[i].writer_count + cards[i].cast_count +
		    (starts[i + 1] - starts[i]);

		if (room > most)
			most = room;
	}
	return most;
}

/* --- parts ---------------------------------------------------------------- */

static void
take_card(struct columns *columns, const struct snapshot_part *part, uint32_t i,
    size_t p, const struct places *places, const uint32_t *offsets)
{
	struct card *card = &columns->cards[places->documents[p] + i];

	*card = ((const struct card *)(const void *)part->cards.data)[i];
	card->title += (uint32_t)places->card_text[p] - 1;
	card->original_title += (uint32_t)places->card_text[p] - 1;
	card->type = offsets[card->type];
	card->genres = offsets[card->genres];
	card->first_person += (uint32_t)places->people[p];
}

/* Leaves holes where a title has no second folded form. */
static void
take_folded(struct columns *columns, const struct snapshot_part *part,
    uint32_t i, size_t p, const struct places *places)
{
	uint32_t document = (uint32_t)(places->documents[p] + i);
	const struct folded_pair *pair =
	    &((const struct folded_pair *)(const void *)part->folded.data)[i];
	struct folded_title *folded =
	    &columns->names[SNAPSHOT_TITLES].titles[2 * (size_t)document];
	uint32_t base = (uint32_t)places->folded_text[p] - 1;

	folded[0] = (struct folded_title){
	    pair->primary > 0 ? base + pair->primary : 0, document};
	folded[1] = (struct folded_title){
	    pair->original > 0 ? base + pair->original : 0, document};
}

static void
take_akas(struct columns *columns, const struct snapshot_part *part, size_t p,
    const struct places *places)
{
	const struct folded_title *akas = (const void *)part->akas.data;
	size_t count = part->akas.length / sizeof(*akas);
	struct folded_title *taken =
	    columns->names[SNAPSHOT_AKAS].titles + places->akas[p];

	for (size_t i = 0; i < count; i++)
		taken[i] = (struct folded_title){
		    akas[i].text + (uint32_t)places->aka_text[p] - 1,
		    akas[i].document + (uint32_t)places->documents[p]};
}

static void
copy(void *to, const struct buffer *from, size_t first)
{
	if (from->length > first)
		memcpy(to, from->data + first, from->length - first);
}

static int
take_part(struct columns *columns, struct snapshot_part *part, size_t p,
    const struct places *places, const struct repeated_texts *repeated)
{
	uint32_t *room = array_new(room_of(part), sizeof(*room));
	const uint32_t *offsets = repeated->offsets[part->collector_number];
	size_t first = places->documents[p];

	if (room == NULL)
		return ERROR_MEMORY;
	copy(columns->numbers + first, &part->numbers, 0);
	copy(columns->card_people + places->people[p], &part->card_people, 0);
	copy(columns->card_text + places->card_text[p], &part->card_text, 1);
	copy(columns->names[SNAPSHOT_TITLES].text + places->folded_text[p],
	    &part->folded_text, 1);
	copy(columns->names[SNAPSHOT_AKAS].text + places->aka_text[p],
	    &part->aka_text, 1);
	take_akas(columns, part, p, places);
	for (uint32_t i = 0; i < part->count; i++) {
		take_card(columns, part, i, p, places, offsets);
		take_folded(columns, part, i, p, places);
		take_vector(columns, part, i, first + i, room);
	}
	free(room);
	snapshot_part_clear(part);
	return 0;
}

static void
close_holes(struct columns *columns)
{
	struct name_columns *names = &columns->names[SNAPSHOT_TITLES];
	size_t kept = 0;

	for (size_t i = 0; i < names->count; i++)
		if (names->titles[i].text != 0)
			names->titles[kept++] = names->titles[i];
	names->count = kept;
}

int
columns_take_parts(
    struct columns *columns, struct collection *collection, int threads)
{
	struct repeated_texts repeated = {.offsets = NULL};
	struct places places = {0};
	int result = build_repeated(&repeated, collection);
	int failed = 0;

	if (result == 0)
		result =
		    build_places(&places, collection, repeated.text.length);
	if (result == 0)
		result = start_vectors(columns, collection);
	if (result == 0)
		result = make_room(columns, &places, collection->part_count);
	if (result != 0)
		goto out;
	copy(columns->card_text, &repeated.text, 0);
#pragma omp parallel for schedule(dynamic) num_threads(threads) \
    reduction(| \
	      : failed)
	for (size_t p = 0; p < collection->part_count; p++)
		failed |= take_part(columns, collection->parts[p], p, &places,
			      &repeated) != 0;
	result = failed ? ERROR_MEMORY : 0;
	close_holes(columns);
out:
	repeated_release(&repeated);
	places_release(&places);
	return result;
}
