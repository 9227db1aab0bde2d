#include "index/collection.h"

#include <inttypes.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "index/strings.h"

int
collection_init(struct collection *collection, int threads, struct error *error)
{
	memset(collection, 0, sizeof(*collection));
	strings_begin(&collection->person_text);
	collection->collectors =
	    calloc((size_t)threads, sizeof(*collection->collectors));
	if (collection->collectors == NULL)
		goto failed;
	for (int i = 0; i < threads; i++) {
		collection->collector_count++;
		if (collector_init(&collection->collectors[i]) != 0)
			goto failed;
	}
	return 0;
failed:
	collection_release(collection);
	return error_set(error, ERROR_MEMORY, "out of memory");
}

void
snapshot_part_clear(struct snapshot_part *part)
{
	buffer_release(&part->numbers);
	buffer_release(&part->term_starts);
	buffer_release(&part->terms);
	buffer_release(&part->totals);
	buffer_release(&part->cards);
	buffer_release(&part->card_people);
	buffer_release(&part->card_text);
	buffer_release(&part->folded);
	buffer_release(&part->folded_text);
	buffer_release(&part->akas);
	buffer_release(&part->aka_text);
}

static void
part_free(struct snapshot_part *part)
{
	if (part == NULL)
		return;
	snapshot_part_clear(part);
	free(part);
}

void
collection_release(struct collection *collection)
{
	for (size_t i = 0; i < collection->collector_count; i++)
		collector_release(&collection->collectors[i]);
	free(collection->collectors);
	for (size_t i = 0; i < collection->part_count; i++)
		part_free(collection->parts[i]);
	free(collection->parts);
	buffer_release(&collection->person_names);
	buffer_release(&collection->person_text);
	memset(collection, 0, sizeof(*collection));
}

/* **new**, or NULL when out of memory. */
static struct snapshot_part *
part_new(struct collection *collection, size_t collector_number)
{
	static const uint32_t zero = 0;
	struct snapshot_part *part = calloc(1, sizeof(*part));

	if (part == NULL)
		return NULL;
	part->collector = &collection->collectors[collector_number];
	part->collector_number = (uint32_t)collector_number;
	strings_begin(&part->card_text);
	strings_begin(&part->folded_text);
	strings_begin(&part->aka_text);
	buffer_append(&part->term_starts, &zero, sizeof(zero));
	return part;
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
check_order(int32_t number, int32_t before, struct error *error)
{
	if (number > before)
		return 0;
	return error_set(error, ERROR_INVALID,
	    "title %" PRId32 " follows title %" PRId32
	    "; numbers must ascend from 1",
	    number, before);
}

static int
check_document(const struct document *document, struct error *error)
{
	int32_t number = document->number;
	int result;

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

/* --- parts ---------------------------------------------------------------- */

static int
add_texts(struct snapshot_part *part, const struct document *document,
    struct card *card)
{
	struct term_table *repeated = &part->collector->repeated;
	int result = strings_add(&part->card_text, document->title,
	    strlen(document->title), &card->title);

	card->original_title = card->title;
	if (result == 0 && document->original_title != NULL &&
	    strcmp(document->original_title, document->title) != 0)
		result = strings_add(&part->card_text, document->original_title,
		    strlen(document->original_title), &card->original_title);
	if (result == 0)
		result = term_table_add(repeated, INDEX_FIELD_GENRE,
		    document->type, strlen(document->type), &card->type);
	if (result == 0)
		result = term_table_add(repeated, INDEX_FIELD_GENRE,
		    document->genres, strlen(document->genres), &card->genres);
	return result;
}

static void
append_people(struct snapshot_part *part, const struct person_list *people)
{
	buffer_append(&part->card_people, people->numbers,
	    people->count * sizeof(people->numbers[0]));
}

static int
add_card(struct snapshot_part *part, const struct document *document)
{
	struct card card = {
	    .runtime_minutes = document->runtime_minutes,
	    .start_year = (int16_t)document->start_year,
	    .end_year = (int16_t)document->end_year,
	    .rating = document->rating,
	    .votes = document->votes,
	    .first_person =
		(uint32_t)(part->card_people.length / sizeof(int32_t)),
	    .director_count = (uint16_t)document->directors.count,
	    .writer_count = (uint16_t)document->writers.count,
	    .cast_count = (uint16_t)document->cast.count,
	};
	int result = add_texts(part, document, &card);

	if (result != 0)
		return result;
	append_people(part, &document->directors);
	append_people(part, &document->writers);
	append_people(part, &document->cast);
	buffer_append(&part->cards, &card, sizeof(card));
	return part->card_people.failed || part->cards.failed ? ERROR_MEMORY
							      : 0;
}

static int
add_key(struct snapshot_part *part, const struct buffer *key, uint32_t *offset)
{
	if (key->length == 0)
		return 0;
	return strings_add(&part->folded_text, key->data, key->length, offset);
}

static int
add_folded(struct snapshot_part *part)
{
	const struct buffer *keys = part->collector->keys;
	struct folded_pair pair = {0, 0};
	int result = add_key(part, &keys[0], &pair.primary);

	if (result == 0)
		result = add_key(part, &keys[1], &pair.original);
	if (result != 0)
		return result;
	buffer_append(&part->folded, &pair, sizeof(pair));
	return part->folded.failed ? ERROR_MEMORY : 0;
}

static int
add_akas(struct snapshot_part *part)
{
	const struct collector *collector = part->collector;
	const struct aka_key *keys = (const void *)collector->aka_keys.data;
	size_t count = collector->aka_keys.length / sizeof(*keys);
	int result = 0;

	for (size_t i = 0; result == 0 && i < count; i++) {
		struct folded_title aka = {.document = part->count};

		result = strings_add(&part->aka_text,
		    collector->aka_text.data + keys[i].start, keys[i].length,
		    &aka.text);
		buffer_append(&part->akas, &aka, sizeof(aka));
	}
	return part->akas.failed ? ERROR_MEMORY : result;
}

static int
add_terms(struct snapshot_part *part, const struct document *document)
{
	size_t before = part->terms.length;
	uint32_t total;
	uint32_t end;
	int result =
	    collector_add(part->collector, document, &part->terms, &total);

	if (result != 0)
		return result;
	total += (uint32_t)((part->terms.length - before) / sizeof(uint32_t));
	end = (uint32_t)(part->terms.length / sizeof(uint32_t));
	buffer_append(&part->totals, &total, sizeof(total));
	buffer_append(&part->term_starts, &end, sizeof(end));
	return part->totals.failed || part->term_starts.failed ? ERROR_MEMORY
							       : 0;
}

int
snapshot_part_add(struct snapshot_part *part, const struct document *document,
    struct error *error)
{
	int32_t number = document->number;
	int result = check_order(number, part->last_number, error);

	if (result == 0)
		result = check_document(document, error);
	if (result != 0)
		return result;
	result = add_terms(part, document);
	if (result == 0)
		result = add_card(part, document);
	if (result == 0)
		result = add_folded(part);
	if (result == 0)
		result = add_akas(part);
	buffer_append(&part->numbers, &number, sizeof(number));
	if (result == 0 && part->numbers.failed)
		result = ERROR_MEMORY;
	if (result != 0)
		return error_set(error, result, "title %" PRId32 ": %s", number,
		    error_string(result));
	if (part->count == 0)
		part->first_number = number;
	part->last_number = number;
	part->count++;
	return 0;
}

uint32_t
snapshot_part_count(const struct snapshot_part *part)
{
	return part->count;
}

/* --- one by one ----------------------------------------------------------- */

/* Makes room for `count` more parts, which begin as NULL. */
static int
grow(struct collection *collection, size_t count)
{
	size_t total = collection->part_count + count;
	struct snapshot_part **parts =
	    realloc(collection->parts, total * sizeof(struct snapshot_part *));

	if (parts == NULL)
		return ERROR_MEMORY;
	memset(parts + collection->part_count, 0,
	    count * sizeof(struct snapshot_part *));
	collection->parts = parts;
	return 0;
}

int
collection_add(struct collection *collection, const struct document *document,
    struct error *error)
{
	size_t count = collection->part_count;
	struct snapshot_part *last =
	    count > 0 ? collection->parts[count - 1] : NULL;

	if (last != NULL && last->count < PART_DOCUMENTS)
		return snapshot_part_add(last, document, error);
	if (grow(collection, 1) != 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	collection->parts[count] = part_new(collection, 0);
	if (collection->parts[count] == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	collection->parts[count]->last_number =
	    last != NULL ? last->last_number : 0;
	collection->part_count++;
	return snapshot_part_add(collection->parts[count], document, error);
}

/* --- side by side --------------------------------------------------------- */

/* What the threads of a fill share; the failure of the lowest part counts. */
struct filling {
	struct collection *collection;
	snapshot_fill *fill;
	void *context;
	size_t failed_part;
	int result;
	struct error error;
};

static int
fill_part(struct filling *filling, size_t i, struct error *error)
{
	struct snapshot_part *part =
	    part_new(filling->collection, (size_t)omp_get_thread_num());

	filling->collection->parts[i] = part;
	if (part == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return filling->fill(filling->context, part, i, error);
}

static void
fill_or_fail(struct filling *filling, size_t i)
{
	struct error error;
	int failed;
	int result;

#pragma omp atomic read
	failed = filling->result;
	if (failed != 0)
		return;
	result = fill_part(filling, i, &error);
	if (result == 0)
		return;
#pragma omp critical(marquee_filling)
	if (filling->result == 0 || i < filling->failed_part) {
		filling->failed_part = i;
		filling->error = error;
#pragma omp atomic write
		filling->result = result;
	}
}

int
collection_fill(struct collection *collection, size_t parts,
    snapshot_fill *fill, void *context, struct error *error)
{
	struct filling filling = {
	    .collection = collection, .fill = fill, .context = context};

	if (collection->part_count > 0)
		return error_set(error, ERROR_INVALID,
		    "documents were added one by one before");
	if (grow(collection, parts) != 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	collection->part_count = parts;
#pragma omp parallel for schedule(dynamic) \
    num_threads((int)collection->collector_count)
	for (size_t i = 0; i < parts; i++)
		fill_or_fail(&filling, i);
	if (filling.result != 0 && error != NULL)
		*error = filling.error;
	return filling.result;
}

int
collection_count(const struct collection *collection, uint32_t *documents,
    struct error *error)
{
	uint64_t count = 0;
	int32_t before = 0;

	for (size_t i = 0; i < collection->part_count; i++) {
		const struct snapshot_part *part = collection->parts[i];
		int result;

		if (part->count == 0)
			continue;
		result = check_order(part->first_number, before, error);
		if (result != 0)
			return result;
		before = part->last_number;
		count += part->count;
	}
	if (count > UINT32_MAX - 1)
		return error_set(error, ERROR_LIMIT,
		    "%" PRIu64 " titles; at most %u fit a snapshot", count,
		    UINT32_MAX - 1);
	*documents = (uint32_t)count;
	return 0;
}

/* --- names ---------------------------------------------------------------- */

bool
collection_has_person(const struct collection *collection, int32_t person)
{
	for (size_t i = 0; i < collection->collector_count; i++)
		for (int field = 0; field < PEOPLE_FIELD_COUNT; field++)
			if (number_set_has(
				&collection->collectors[i].people[field],
				person))
				return true;
	return false;
}

int
collection_name(struct collection *collection, int32_t person, const char *name,
    struct error *error)
{
	struct person_name entry = {.number = person};
	int result;

	if (person <= 0)
		return error_set(error, ERROR_INVALID,
		    "person %" PRId32 "; allowed are numbers above 0", person);
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
