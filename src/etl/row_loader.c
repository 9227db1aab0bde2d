/*
 * One COPY is open at a time. The blocks of a file come in a row, so it is
 * seldom that the next block is of another file and the COPY has to change.
 */
#include "etl/row_loader.h"

#include <stdlib.h>
#include <string.h>

#include "etl/title_row.h"
#include "store/connection.h"
#include "store/copy.h"
#include "store/staging.h"

/* A row of any file; the widest holds two lists. */
union any_row {
	struct title_row title;
	struct rating_row rating;
	struct crew_row crew;
	struct principal_row principal;
	struct person_row person;
};

struct row_loader {
	struct connection *connection; /* owned */
	struct copy_writer *writer; /* owned; NULL: no COPY is open */
	enum dataset_file file; /* that the COPY is of */
	struct reject_log *log; /* borrowed */
	union any_row row; /* the current one */
};

static void
put_text(struct buffer *out, struct slice text)
{
	if (text.length == 0)
		copy_put_null(out);
	else
		copy_put_text(out, text.text, text.length);
}

static void
put_year(struct buffer *out, int16_t year)
{
	if (year == 0)
		copy_put_null(out);
	else
		copy_put_int2(out, year);
}

static enum reject
put_title(const struct slice *fields, union any_row *any, int64_t line,
    struct buffer *out)
{
	struct title_row *row = &any->title;
	enum reject reject = title_row_parse(fields, row);

	if (reject != REJECT_NONE)
		return reject;
	copy_put_row(out, 10);
	copy_put_int4(out, row->number);
	put_text(out, row->type);
	put_text(out, row->title);
	put_text(out, row->original_title);
	copy_put_bool(out, row->is_adult);
	put_year(out, row->start_year);
	put_year(out, row->end_year);
	if (row->runtime_minutes == 0)
		copy_put_null(out);
	else
		copy_put_int4(out, row->runtime_minutes);
	put_text(out, row->genres);
	copy_put_int8(out, line);
	return REJECT_NONE;
}

static enum reject
put_rating(const struct slice *fields, union any_row *any, int64_t line,
    struct buffer *out)
{
	struct rating_row *row = &any->rating;
	enum reject reject = rating_row_parse(fields, row);

	if (reject != REJECT_NONE)
		return reject;
	copy_put_row(out, 4);
	copy_put_int4(out, row->title);
	copy_put_float4(out, row->average);
	copy_put_int4(out, row->votes);
	copy_put_int8(out, line);
	return REJECT_NONE;
}

static enum reject
put_crew(const struct slice *fields, union any_row *any, int64_t line,
    struct buffer *out)
{
	struct crew_row *row = &any->crew;
	enum reject reject = crew_row_parse(fields, row);

	if (reject != REJECT_NONE)
		return reject;
	copy_put_row(out, 4);
	copy_put_int4(out, row->title);
	copy_put_int4_array(out, row->directors.numbers, row->directors.count);
	copy_put_int4_array(out, row->writers.numbers, row->writers.count);
	copy_put_int8(out, line);
	return REJECT_NONE;
}

static enum reject
put_principal(const struct slice *fields, union any_row *any, int64_t line,
    struct buffer *out)
{
	struct principal_row *row = &any->principal;
	enum reject reject = principal_row_parse(fields, row);

	if (reject != REJECT_NONE)
		return reject;
	copy_put_row(out, 7);
	copy_put_int4(out, row->title);
	copy_put_int2(out, row->ordering);
	copy_put_int4(out, row->person);
	put_text(out, row->category);
	put_text(out, row->job);
	put_text(out, row->characters);
	copy_put_int8(out, line);
	return REJECT_NONE;
}

static enum reject
put_person(const struct slice *fields, union any_row *any, int64_t line,
    struct buffer *out)
{
	struct person_row *row = &any->person;
	enum reject reject = person_row_parse(fields, row);

	if (reject != REJECT_NONE)
		return reject;
	copy_put_row(out, 7);
	copy_put_int4(out, row->number);
	put_text(out, row->name);
	put_year(out, row->birth_year);
	put_year(out, row->death_year);
	put_text(out, row->professions);
	copy_put_int4_array(out, row->known_for.numbers, row->known_for.count);
	copy_put_int8(out, line);
	return REJECT_NONE;
}

/* Where the rows of a file go, and what makes them: parses into *row and, if
 * it is good, puts it. */
static const struct {
	const char *target;
	enum reject (*put)(const struct slice *fields, union any_row *row,
	    int64_t line, struct buffer *out);
} destinations[DATASET_FILE_COUNT] = {
    [DATASET_TITLES] = {STAGING_TITLES, put_title},
    [DATASET_RATINGS] = {STAGING_RATINGS, put_rating},
    [DATASET_CREW] = {STAGING_CREW, put_crew},
    [DATASET_PRINCIPALS] = {STAGING_PRINCIPALS, put_principal},
    [DATASET_PERSONS] = {STAGING_PERSONS, put_person},
};

int
row_loader_open(struct row_loader **loader, const char *connection_string,
    struct reject_log *log, struct error *error)
{
	struct row_loader *opened = calloc(1, sizeof(*opened));
	int code;

	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	opened->log = log;
	code = connection_open(&opened->connection, connection_string,
	    "marquee load worker", error);
	if (code < 0) {
		row_loader_close(opened);
		return code;
	}
	*loader = opened;
	return 0;
}

/* Opens the COPY of the file unless it is open. */
static int
turn_to(struct row_loader *loader, enum dataset_file file, struct error *error)
{
	int code;

	if (loader->writer != NULL && loader->file == file)
		return 0;
	code = row_loader_finish(loader, error);
	if (code < 0)
		return code;
	loader->file = file;
	return copy_writer_open(&loader->writer, loader->connection,
	    destinations[file].target, error);
}

static int
load_line(struct row_loader *loader, struct slice line, uint64_t number,
    struct error *error)
{
	struct slice fields[ROW_FIELDS_MAX];
	enum reject reject;

	reject =
	    row_split(line, fields, dataset_format(loader->file)->field_count);
	if (reject == REJECT_NONE)
		reject = destinations[loader->file].put(fields, &loader->row,
		    (int64_t)number, copy_writer_buffer(loader->writer));
	if (reject != REJECT_NONE)
		return reject_log_add(
		    loader->log, loader->file, number, reject, line, error);
	return copy_writer_row(loader->writer, error);
}

int
row_loader_block(
    struct row_loader *loader, const struct block *block, struct error *error)
{
	struct slice rest = block->text;
	struct slice line;
	uint64_t number = block->first_line;
	int code;

	if (block->overlong)
		return reject_log_add(loader->log, block->file, number,
		    REJECT_LINE_LENGTH, block->text, error);
	code = turn_to(loader, block->file, error);
	while (code == 0 && tsv_next_line(&rest, &line))
		code = load_line(loader, line, number++, error);
	return code;
}

int
row_loader_finish(struct row_loader *loader, struct error *error)
{
	int code;

	if (loader->writer == NULL)
		return 0;
	code = copy_writer_finish(loader->writer, NULL, error);
	copy_writer_free(loader->writer);
	loader->writer = NULL;
	return code;
}

void
row_loader_close(struct row_loader *loader)
{
	if (loader == NULL)
		return;
	copy_writer_free(loader->writer);
	connection_close(loader->connection);
	free(loader);
}
