#include "index/snapshot_writer.h"

#include <inttypes.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "index/collection.h"
#include "index/columns.h"
#include "index/publication.h"
#include "index/section_file.h"
#include "index/snapshot_layout.h"
#include "index/snapshot_view.h"
#include "util/clock.h"
#include "util/mapped_file.h"

struct snapshot_writer {
	struct snapshot_parameters parameters;
	struct collection collection;
};

static int
check_parameters(
    const struct snapshot_parameters *parameters, struct error *error)
{
	for (int field = 0; field < INDEX_FIELD_COUNT; field++) {
		float weight = parameters->field_weights[field];

		if (!snapshot_field_weight_allowed(weight))
			return error_set(error, ERROR_INVALID,
			    "weight of field %s is %g; allowed is 0, or %g to %g",
			    index_field_name((enum index_field)field),
			    (double)weight, (double)SNAPSHOT_FIELD_WEIGHT_MIN,
			    (double)SNAPSHOT_FIELD_WEIGHT_MAX);
		if (!snapshot_idf_exponent_allowed(
			parameters->idf_exponents[field]))
			return error_set(error, ERROR_INVALID,
			    "idf exponent of field %s is %g; allowed are "
			    "multiples of .5 from 0 to %g",
			    index_field_name((enum index_field)field),
			    (double)parameters->idf_exponents[field],
			    (double)SNAPSHOT_IDF_EXPONENT_MAX);
	}
	if (parameters->shard_documents > SNAPSHOT_SHARD_DOCUMENTS)
		return error_set(error, ERROR_INVALID,
		    "%" PRIu32 " documents a shard; allowed are 1 to %u",
		    parameters->shard_documents, SNAPSHOT_SHARD_DOCUMENTS);
	return 0;
}

int
snapshot_writer_new(const struct snapshot_parameters *parameters,
    struct snapshot_writer **out, struct error *error)
{
	int result = check_parameters(parameters, error);
	struct snapshot_writer *writer;

	if (result != 0)
		return result;
	writer = calloc(1, sizeof(*writer));
	if (writer == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	writer->parameters = *parameters;
	if (writer->parameters.shard_documents == 0)
		writer->parameters.shard_documents = SNAPSHOT_SHARD_DOCUMENTS;
	result = collection_init(&writer->collection,
	    parameters->threads > 0 ? parameters->threads
				    : omp_get_max_threads(),
	    error);
	if (result != 0) {
		free(writer);
		return result;
	}
	*out = writer;
	return 0;
}

void
snapshot_writer_free(struct snapshot_writer *writer)
{
	if (writer == NULL)
		return;
	collection_release(&writer->collection);
	free(writer);
}

int
snapshot_writer_add(struct snapshot_writer *writer,
    const struct document *document, struct error *error)
{
	return collection_add(&writer->collection, document, error);
}

int
snapshot_writer_fill(struct snapshot_writer *writer, size_t parts,
    snapshot_fill *fill, void *context, struct error *error)
{
	return collection_fill(
	    &writer->collection, parts, fill, context, error);
}

uint64_t
snapshot_writer_count(const struct snapshot_writer *writer)
{
	uint64_t count = 0;

	for (size_t i = 0; i < writer->collection.part_count; i++)
		count += writer->collection.parts[i]->count;
	return count;
}

bool
snapshot_writer_has_person(const struct snapshot_writer *writer, int32_t person)
{
	return collection_has_person(&writer->collection, person);
}

int
snapshot_writer_name(struct snapshot_writer *writer, int32_t person,
    const char *name, struct error *error)
{
	return collection_name(&writer->collection, person, name, error);
}

/* --- publication ---------------------------------------------------------- */

/* A section that is an array of `count` elements. */
static struct section_source
array_of(enum snapshot_section id, const void *data, size_t count,
    size_t element_bytes)
{
	return (struct section_source){(uint32_t)id, (uint32_t)element_bytes,
	    data, (uint64_t)count * element_bytes};
}

/* A section of strings. */
static struct section_source
buffer_of(enum snapshot_section id, const struct buffer *buffer)
{
	return array_of(id, buffer->data, buffer->length, 1);
}

#define COLUMN(id, array, count) array_of(id, array, count, sizeof(*(array)))

static int
write_sections(int fd, struct section_header *header,
    const struct columns *columns, struct error *error)
{
	const struct vocabulary_build *vocabulary = &columns->vocabulary;
	const struct posting_lists *lists = &columns->lists;
	const struct document_order *order = &columns->order;
	const struct name_columns *titles = &columns->names[SNAPSHOT_TITLES];
	const struct name_columns *akas = &columns->names[SNAPSHOT_AKAS];
	size_t documents = columns->document_count;
	size_t terms = vocabulary->count;
	size_t postings = columns->posting_count;
	const struct section_source sources[] = {
	    COLUMN(SECTION_SUMMARY, &columns->summary, 1),
	    COLUMN(SECTION_TERM_KEYS, vocabulary->keys, terms),
	    COLUMN(SECTION_TERM_IDF, columns->term_idf, terms),
	    COLUMN(SECTION_TERM_LISTS, lists->starts, terms + 1),
	    buffer_of(SECTION_TERM_TEXT, &vocabulary->text),
	    COLUMN(SECTION_POSTINGS, lists->elements, lists->element_count),
	    COLUMN(SECTION_CLASS_STARTS, order->class_starts,
		order->class_count + (size_t)1),
	    COLUMN(SECTION_CLASSES, order->classes, order->class_count),
	    COLUMN(
		SECTION_GENRE_SETS, order->sets, order->set_count + (size_t)1),
	    COLUMN(SECTION_GENRES, order->genres, order->genre_count),
	    COLUMN(SECTION_PLACES, order->places, documents),
	    COLUMN(
		SECTION_VECTOR_STARTS, columns->vector_starts, documents + 1),
	    COLUMN(SECTION_VECTOR_TERMS, columns->vector_terms, postings),
	    COLUMN(SECTION_NUMBERS, columns->numbers, documents),
	    COLUMN(SECTION_BY_NUMBER, order->after, documents),
	    COLUMN(SECTION_PRIORS, columns->priors, documents),
	    COLUMN(SECTION_CARDS, columns->cards, documents),
	    COLUMN(SECTION_CARD_PEOPLE, columns->card_people,
		columns->card_people_count),
	    COLUMN(SECTION_CARD_TEXT, columns->card_text,
		columns->card_text_bytes),
	    COLUMN(SECTION_PEOPLE, columns->people, columns->people_count),
	    buffer_of(SECTION_PERSON_TEXT, &columns->person_text),
	    COLUMN(SECTION_FOLDED, titles->titles, titles->count),
	    COLUMN(SECTION_FOLDED_TEXT, titles->text, titles->text_bytes),
	    COLUMN(SECTION_ORDER_POPULARITY,
		columns->orders[SNAPSHOT_ORDER_POPULARITY], documents),
	    COLUMN(SECTION_ORDER_RATING, columns->orders[SNAPSHOT_ORDER_RATING],
		documents),
	    COLUMN(SECTION_ORDER_YEAR, columns->orders[SNAPSHOT_ORDER_YEAR],
		documents),
	    COLUMN(SECTION_AKAS, akas->titles, akas->count),
	    COLUMN(SECTION_AKA_TEXT, akas->text, akas->text_bytes),
	};

	return section_file_write(fd, header, sources,
	    sizeof(sources) / sizeof(sources[0]), true, error);
}

/* The seal says that the file was checked: here it is, as the file lies there,
 * before anybody can find it. */
static int
check_file(int fd, const char *path, struct error *error)
{
	struct mapped_file file = {.data = NULL};
	struct snapshot *snapshot = calloc(1, sizeof(*snapshot));
	int result;

	if (snapshot == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	result = mapped_file_map(&file, fd, path, error);
	if (result == 0)
		result =
		    snapshot_load(snapshot, file.data, file.size_bytes, error);
	mapped_file_release(&file);
	free(snapshot);
	return result;
}

static int
publish(const struct columns *columns, const char *path,
    struct section_header *header, struct error *error)
{
	struct publication publication;
	int result =
	    publication_begin(&publication, path, SNAPSHOT_FORMAT, error);

	if (result != 0)
		return result;
	header->kind = SNAPSHOT_KIND;
	header->format = SNAPSHOT_FORMAT;
	header->generation = publication.generation;
	header->created_us = clock_wall_us();
	result = write_sections(publication.fd, header, columns, error);
	if (result == 0)
		result = check_file(publication.fd, path, error);
	if (result == 0)
		return publication_commit(&publication, error);
	error_prefix(error, "could not publish \"%s\"", path);
	publication_abort(&publication);
	return result;
}

int
snapshot_writer_publish(struct snapshot_writer *writer, const char *path,
    struct snapshot_writer_stats *stats, struct error *error)
{
	struct section_header header = {0};
	struct columns columns;
	int result = columns_build(
	    &columns, &writer->collection, &writer->parameters, error);

	if (result != 0)
		return result;
	result = publish(&columns, path, &header, error);
	if (result == 0 && stats != NULL) {
		stats->documents = columns.document_count;
		stats->people = columns.people_count;
		stats->terms = columns.vocabulary.count;
		stats->postings = columns.posting_count;
		stats->file_bytes = header.file_bytes;
		stats->generation = header.generation;
	}
	columns_release(&columns);
	return result;
}
