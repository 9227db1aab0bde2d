/*
 * Reading: lines become records by the rules of etl/title_row.h. IMDb's files
 * are nearly sorted already: what is in order is left alone.
 */
#include "assemble/tsv_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "etl/line_reader.h"
#include "etl/title_row.h"
#include "etl/tsv.h"
#include "util/radix_sort.h"
#include "util/signal_flag.h"

#define BLOCKS_AHEAD 4 /* of a file, read and not yet parsed */

/* What a block becomes. */
struct chunk {
	const char *excluded_types; /* with commas between; borrowed */
	struct buffer records;
	struct buffer text;
};

/* --- lines ---------------------------------------------------------------- */

/* The memory for the current line. */
union row {
	struct title_row title;
	struct rating_row rating;
	struct crew_row crew;
	struct principal_row principal;
	struct person_row person;
};

/* Takes one good line of a file, split into its fields. */
typedef void take_line(
    struct chunk *chunk, const struct slice *fields, union row *row);

static void
append_text(struct chunk *chunk, struct slice slice)
{
	buffer_append(&chunk->text, slice.text, slice.length);
	buffer_append_char(&chunk->text, '\0');
}

static void
take_title(struct chunk *chunk, const struct slice *fields, union row *row)
{
	const struct title_row *title = &row->title;
	struct title_record record = {.text = (uint32_t)chunk->text.length};

	if (title_row_parse(fields, &row->title) != REJECT_NONE)
		return;
	record.number = title->number;
	record.runtime_minutes = title->runtime_minutes;
	record.start_year = title->start_year;
	record.end_year = title->end_year;
	record.is_adult = title->is_adult;
	record.is_left_out = tsv_list_has(chunk->excluded_types, title->type);
	if (!record.is_left_out) {
		append_text(chunk, title->title);
		append_text(chunk, title->original_title);
		append_text(chunk, title->type);
		append_text(chunk, title->genres);
	}
	buffer_append(&chunk->records, &record, sizeof(record));
}

static void
take_rating(struct chunk *chunk, const struct slice *fields, union row *row)
{
	struct rating_record record;

	if (rating_row_parse(fields, &row->rating) != REJECT_NONE)
		return;
	record = (struct rating_record){
	    row->rating.title, row->rating.votes, row->rating.average};
	buffer_append(&chunk->records, &record, sizeof(record));
}

static void
append_credits(struct chunk *chunk, int32_t title, enum credit_role role,
    const struct number_list *people, bool begins_line)
{
	for (size_t i = 0; i < people->count; i++) {
		struct credit_record record = {title, people->numbers[i], 0,
		    (uint8_t)role, begins_line && i == 0};

		buffer_append(&chunk->records, &record, sizeof(record));
	}
}

static void
take_crew(struct chunk *chunk, const struct slice *fields, union row *row)
{
	const struct crew_row *crew = &row->crew;

	if (crew_row_parse(fields, &row->crew) != REJECT_NONE)
		return;
	append_credits(
	    chunk, crew->title, CREDIT_DIRECTOR, &crew->directors, true);
	append_credits(chunk, crew->title, CREDIT_WRITER, &crew->writers,
	    crew->directors.count == 0);
}

static bool
is_cast(struct slice category)
{
	return slice_equal(category, (struct slice){"actor", 5}) ||
	    slice_equal(category, (struct slice){"actress", 7}) ||
	    slice_equal(category, (struct slice){"self", 4});
}

static void
take_principal(struct chunk *chunk, const struct slice *fields, union row *row)
{
	const struct principal_row *principal = &row->principal;
	struct credit_record record = {
	    .role = CREDIT_CAST, .begins_line = true};

	if (principal_row_parse(fields, &row->principal) != REJECT_NONE ||
	    !is_cast(principal->category))
		return;
	record.title = principal->title;
	record.person = principal->person;
	record.place = (uint16_t)principal->ordering;
	buffer_append(&chunk->records, &record, sizeof(record));
}

static void
take_person(struct chunk *chunk, const struct slice *fields, union row *row)
{
	struct name_record record = {.text = (uint32_t)chunk->text.length};

	if (person_row_parse(fields, &row->person) != REJECT_NONE)
		return;
	record.number = row->person.number;
	append_text(chunk, row->person.name);
	buffer_append(&chunk->records, &record, sizeof(record));
}

/* --- kinds of files ------------------------------------------------------- */

static uint64_t
title_key(const void *record)
{
	return (uint64_t)((const struct title_record *)record)->number;
}

static uint64_t
rating_key(const void *record)
{
	return (uint64_t)((const struct rating_record *)record)->title;
}

/* The place of crew is 0. */
static uint64_t
credit_key(const void *record)
{
	const struct credit_record *credit = record;

	return (uint64_t)credit->title << 16 | credit->place;
}

static void
move_title(void *record, uint32_t bytes)
{
	((struct title_record *)record)->text += bytes;
}

static void
move_name(void *record, uint32_t bytes)
{
	((struct name_record *)record)->text += bytes;
}

struct file_kind {
	take_line *take;
	size_t record_bytes;
	uint64_t (*key)(const void *record); /* NULL: any order will do */
	void (*move)(void *record, uint32_t bytes); /* NULL: without text */
};

static const struct file_kind file_kinds[DATASET_FILE_COUNT] = {
    [DATASET_TITLES] = {take_title, sizeof(struct title_record), title_key,
	move_title},
    [DATASET_RATINGS] = {take_rating, sizeof(struct rating_record), rating_key,
	NULL},
    [DATASET_CREW] = {take_crew, sizeof(struct credit_record), credit_key,
	NULL},
    [DATASET_PRINCIPALS] = {take_principal, sizeof(struct credit_record),
	credit_key, NULL},
    [DATASET_PERSONS] = {take_person, sizeof(struct name_record), NULL,
	move_name},
};

/* --- blocks --------------------------------------------------------------- */

/* A file on its way into a table. */
struct reading {
	enum dataset_file file;
	const char *excluded_types; /* borrowed */
	struct line_reader reader;
	struct block blocks[BLOCKS_AHEAD];
	struct chunk **chunks; /* [chunk_count], owned */
	size_t chunk_count;
};

static void
parse_block(
    enum dataset_file file, const struct block *block, struct chunk *chunk)
{
	size_t count = dataset_format(file)->field_count;
	struct slice fields[ROW_FIELDS_MAX];
	struct slice rest = block->text;
	struct slice line;
	union row row;

	while (!block->overlong && tsv_next_line(&rest, &line))
		if (row_split(line, fields, count) == REJECT_NONE)
			file_kinds[file].take(chunk, fields, &row);
}

static struct chunk *
add_chunk(struct reading *reading)
{
	struct chunk **chunks = realloc(reading->chunks,
	    (reading->chunk_count + 1) * sizeof(struct chunk *));
	struct chunk *chunk;

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
		struct chunk *chunk;

		code = line_reader_fill(&reading->reader, block, error);
		if (code <= 0)
			break;
		chunk = add_chunk(reading);
		if (chunk == NULL) {
			code = error_set(error, ERROR_MEMORY, "out of memory");
			break;
		}
#pragma omp task firstprivate(reading, block, chunk)
		parse_block(reading->file, block, chunk);
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
append_chunk(
    struct tsv_table *table, const struct chunk *chunk, enum dataset_file file)
{
	const struct file_kind *kind = &file_kinds[file];
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
chunk_free(struct chunk *chunk)
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
		const struct chunk *chunk = reading->chunks[i];

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
	table->count = records / file_kinds[reading->file].record_bytes;
	return 0;
}

/* --- order ---------------------------------------------------------------- */

static bool
is_sorted(const struct tsv_table *table, const struct file_kind *kind)
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
gather(struct tsv_table *table, const struct file_kind *kind,
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
	const struct file_kind *kind = &file_kinds[file];
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
	static const enum dataset_file files[] = {DATASET_PERSONS,
	    DATASET_PRINCIPALS, DATASET_TITLES, DATASET_CREW, DATASET_RATINGS};
	struct error errors[DATASET_FILE_COUNT];
	int codes[DATASET_FILE_COUNT] = {0};

#pragma omp parallel num_threads(threads)
#pragma omp single
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		enum dataset_file file = files[i];

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
	return 0;
}

void
tsv_table_release(struct tsv_table *table)
{
	buffer_release(&table->records);
	buffer_release(&table->text);
}
