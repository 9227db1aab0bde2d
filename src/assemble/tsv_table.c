/*
 * Reading and joining; assemble/tsv_kind.c makes records of lines. IMDb's files
 * are nearly sorted already: what is in order is left alone.
 */
#include "assemble/tsv_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "assemble/tsv_kind.h"
#include "etl/line_reader.h"
#include "text/title_id.h"
#include "util/radix_sort.h"
#include "util/signal_flag.h"

#define BLOCKS_AHEAD 4 /* of a file, read and not yet parsed */

/* --- blocks --------------------------------------------------------------- */

/* A file on its way into a table. */
struct reading {
	enum dataset_file file;
	const char *excluded_types; /* borrowed */
	struct line_reader reader;
	struct block blocks[BLOCKS_AHEAD];
	struct tsv_chunk **chunks; /* [chunk_count], owned */
	size_t chunk_count;
};

static struct tsv_chunk *
add_chunk(struct reading *reading)
{
	struct tsv_chunk **chunks = realloc(reading->chunks,
	    (reading->chunk_count + 1) * sizeof(struct tsv_chunk *));
	struct tsv_chunk *chunk;

	if (chunks == NULL)
		return NULL;
	reading->chunks = chunks;
	chunk = calloc(1, sizeof(*chunk));
	if (chunk == NULL)
		return NULL;
	chunk->excluded_types = reading->excluded_types;
	chunks[reading->chunk_count++] = chunk;
	return chunk;
}

/* Reads the next blocks and parses them: 1, or 0 at the end. */
static int
read_blocks(struct reading *reading, struct error *error)
{
	int code = 1;

	for (size_t i = 0; code > 0 && i < BLOCKS_AHEAD; i++) {
		struct block *block = &reading->blocks[i];
		struct tsv_chunk *chunk;

		code = line_reader_fill(&reading->reader, block, error);
		if (code <= 0)
			break;
		chunk = add_chunk(reading);
		if (chunk == NULL) {
			code = error_set(error, ERROR_MEMORY, "out of memory");
			break;
		}
#pragma omp task firstprivate(reading, block, chunk)
		tsv_chunk_fill(chunk, reading->file, block);
	}
#pragma omp taskwait
	if (code > 0 && signal_flag_raised())
		code = error_set(error, ERROR_INTERRUPTED, "interrupted");
	return code;
}

static int
read_source(struct reading *reading, struct source *source, struct error *error)
{
	int code =
	    line_reader_init(&reading->reader, source, reading->file, error);

	if (code != 0)
		return code;
	for (size_t i = 0; i < BLOCKS_AHEAD && code == 0; i++) {
		reading->blocks[i].data = malloc(BLOCK_BYTES);
		if (reading->blocks[i].data == NULL)
			code = error_set(error, ERROR_MEMORY, "out of memory");
	}
	if (code == 0)
		while ((code = read_blocks(reading, error)) > 0)
			continue;
	for (size_t i = 0; i < BLOCKS_AHEAD; i++)
		free(reading->blocks[i].data);
	line_reader_release(&reading->reader);
	return code;
}

/* --- joining -------------------------------------------------------------- */

static void
append_chunk(struct tsv_table *table, const struct tsv_chunk *chunk,
    enum dataset_file file)
{
	const struct tsv_kind *kind = tsv_kind_of(file);
	size_t before = table->records.length;

	buffer_append(
	    &table->records, chunk->records.data, chunk->records.length);
	for (size_t at = before;
	     kind->move != NULL && at < table->records.length;
	     at += kind->record_bytes)
		kind->move(
		    table->records.data + at, (uint32_t)table->text.length);
	buffer_append(&table->text, chunk->text.data, chunk->text.length);
}

static void
chunk_free(struct tsv_chunk *chunk)
{
	buffer_release(&chunk->records);
	buffer_release(&chunk->text);
	free(chunk);
}

/* Puts all chunks behind one another and frees them. */
static int
join_chunks(
    struct tsv_table *table, struct reading *reading, struct error *error)
{
	size_t records = 0;
	size_t text = 0;
	bool failed = false;

	for (size_t i = 0; i < reading->chunk_count; i++) {
		const struct tsv_chunk *chunk = reading->chunks[i];

		records += chunk->records.length;
		text += chunk->text.length;
		failed |= chunk->records.failed || chunk->text.failed;
	}
	if (text > UINT32_MAX)
		return error_set(error, ERROR_LIMIT,
		    "%s holds %zu bytes of text; at most %" PRIu32
		    " can be indexed",
		    dataset_format(reading->file)->name, text, UINT32_MAX);
	if (failed || buffer_reserve(&table->records, records) != 0 ||
	    buffer_reserve(&table->text, text) != 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < reading->chunk_count; i++) {
		append_chunk(table, reading->chunks[i], reading->file);
		chunk_free(reading->chunks[i]);
	}
	reading->chunk_count = 0;
	table->count = records / tsv_kind_of(reading->file)->record_bytes;
	return 0;
}

/* --- order ---------------------------------------------------------------- */

static bool
is_sorted(const struct tsv_table *table, const struct tsv_kind *kind)
{
	const char *at = table->records.data;
	uint64_t before = 0;

	for (size_t i = 0; i < table->count; i++, at += kind->record_bytes) {
		uint64_t key = kind->key(at);

		if (key < before)
			return false;
		before = key;
	}
	return true;
}

/* Copies the records in the order of the pairs. */
static int
gather(struct tsv_table *table, const struct tsv_kind *kind,
    const struct radix_pair *pairs)
{
	struct buffer sorted = BUFFER_INIT;

	if (buffer_reserve(&sorted, table->records.length) != 0)
		return ERROR_MEMORY;
	for (size_t i = 0; i < table->count; i++)
		buffer_append(&sorted,
		    table->records.data + pairs[i].value * kind->record_bytes,
		    kind->record_bytes);
	buffer_release(&table->records);
	table->records = sorted;
	return 0;
}

static int
sort_table(struct tsv_table *table, enum dataset_file file, struct error *error)
{
	const struct tsv_kind *kind = tsv_kind_of(file);
	const char *at = table->records.data;
	struct radix_pair *pairs;
	int code;

	if (kind->key == NULL || is_sorted(table, kind))
		return 0;
	if (table->count > UINT32_MAX)
		return error_set(error, ERROR_LIMIT,
		    "%s holds %zu rows; at most %" PRIu32 " can be indexed",
		    dataset_format(file)->name, table->count, UINT32_MAX);
	pairs = malloc(table->count * sizeof(*pairs));
	if (pairs == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < table->count; i++, at += kind->record_bytes)
		pairs[i] = (struct radix_pair){kind->key(at), (uint32_t)i};
	code = radix_sort(pairs, table->count);
	if (code == 0)
		code = gather(table, kind, pairs);
	free(pairs);
	return code == 0 ? 0 : error_set(error, code, "out of memory");
}

/* --- titles of one's own -------------------------------------------------- */

/* Whether the titles that were read, in order of their number, have it. */
static bool
has_title(const struct tsv_table *titles, size_t count, int32_t number)
{
	const struct title_record *records = (const void *)titles->records.data;
	size_t low = 0;
	size_t high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (records[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && records[low].number == number;
}

/* As the loader makes it a row of movies. */
static void
add_own_title(struct tsv_table *titles, int32_t number, const char *name,
    const char *excluded_types)
{
	static const char rest[] = "\0movie\0"; /* original, type, genres */
	struct title_record record = {
	    .number = number,
	    .text = (uint32_t)titles->text.length,
	    .is_left_out =
		tsv_list_has(excluded_types, (struct slice){"movie", 5}),
	};

	buffer_append(&titles->text, name, strlen(name) + 1);
	buffer_append(&titles->text, rest, sizeof(rest));
	buffer_append(&titles->records, &record, sizeof(record));
	titles->count++;
}

/* Those that extras alone has become titles; what title.basics says of one goes
 * before what extras says. */
static int
add_own_titles(struct tsv_table tables[DATASET_FILE_COUNT],
    const char *excluded_types, struct error *error)
{
	const struct tsv_table *extras = &tables[DATASET_EXTRAS];
	const struct extra_record *records = (const void *)extras->records.data;
	struct tsv_table *titles = &tables[DATASET_TITLES];
	size_t read = titles->count;

	for (size_t i = 0; i < extras->count; i++)
		if (records[i].title >= TITLE_ID_OWN_BASE &&
		    (i == 0 || records[i].title != records[i - 1].title) &&
		    !has_title(titles, read, records[i].title))
			add_own_title(titles, records[i].title,
			    extras->text.data + records[i].text,
			    excluded_types);
	if (titles->records.failed || titles->text.failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (titles->text.length > UINT32_MAX)
		return error_set(error, ERROR_LIMIT,
		    "the titles hold %zu bytes of text; at most %" PRIu32
		    " can be indexed",
		    titles->text.length, UINT32_MAX);
	return sort_table(titles, DATASET_TITLES, error);
}

/* --- all ------------------------------------------------------------------ */

static int
read_table(struct tsv_table *table, const char *path, enum dataset_file file,
    const char *excluded_types, struct error *error)
{
	struct reading reading = {
	    .file = file, .excluded_types = excluded_types};
	struct source *source;
	int code = source_open(&source, path, error);

	if (code != 0)
		return code;
	code = read_source(&reading, source, error);
	source_close(source);
	if (code == 0)
		code = join_chunks(table, &reading, error);
	for (size_t i = 0; i < reading.chunk_count; i++)
		chunk_free(reading.chunks[i]);
	free(reading.chunks);
	if (code == 0)
		code = sort_table(table, file, error);
	return code;
}

int
tsv_tables_read(struct tsv_table tables[DATASET_FILE_COUNT],
    const struct dataset *dataset, const char *excluded_types, int threads,
    struct error *error)
{
	/* the longest first, so that all threads end at about the same time */
	static const enum dataset_file files[] = {DATASET_PERSONS, DATASET_AKAS,
	    DATASET_PRINCIPALS, DATASET_TITLES, DATASET_CREW, DATASET_RATINGS,
	    DATASET_EXTRAS};
	struct error errors[DATASET_FILE_COUNT];
	int codes[DATASET_FILE_COUNT] = {0};

#pragma omp parallel num_threads(threads)
#pragma omp single
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		enum dataset_file file = files[i];

		if (dataset->paths[file] == NULL)
			continue;
#pragma omp task firstprivate(file) shared(errors, codes)
		codes[file] = read_table(&tables[file], dataset->paths[file],
		    file, excluded_types, &errors[file]);
	}
	for (int file = 0; file < DATASET_FILE_COUNT; file++)
		if (codes[file] != 0) {
			if (error != NULL)
				*error = errors[file];
			return codes[file];
		}
	return add_own_titles(tables, excluded_types, error);
}

void
tsv_table_release(struct tsv_table *table)
{
	buffer_release(&table->records);
	buffer_release(&table->text);
}
