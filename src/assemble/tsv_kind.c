/*
 * Lines become records by the rules of etl/title_row.h.
 */
#include "assemble/tsv_kind.h"

#include "assemble/tsv_table.h"
#include "etl/title_row.h"
#include "etl/tsv.h"

static void
append_text(struct tsv_chunk *chunk, struct slice slice)
{
	buffer_append(&chunk->text, slice.text, slice.length);
	buffer_append_char(&chunk->text, '\0');
}

static void
take_title(
    struct tsv_chunk *chunk, const struct slice *fields, union any_row *row)
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
take_rating(
    struct tsv_chunk *chunk, const struct slice *fields, union any_row *row)
{
	struct rating_record record;

	if (rating_row_parse(fields, &row->rating) != REJECT_NONE)
		return;
	record = (struct rating_record){
	    row->rating.title, row->rating.votes, row->rating.average};
	buffer_append(&chunk->records, &record, sizeof(record));
}

static void
append_credits(struct tsv_chunk *chunk, int32_t title, enum credit_role role,
    const struct number_list *people, bool begins_line)
{
	for (size_t i = 0; i < people->count; i++) {
		struct credit_record record = {title, people->numbers[i], 0,
		    (uint8_t)role, begins_line && i == 0};

		buffer_append(&chunk->records, &record, sizeof(record));
	}
}

static void
take_crew(
    struct tsv_chunk *chunk, const struct slice *fields, union any_row *row)
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
take_principal(
    struct tsv_chunk *chunk, const struct slice *fields, union any_row *row)
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
take_person(
    struct tsv_chunk *chunk, const struct slice *fields, union any_row *row)
{
	struct name_record record = {.text = (uint32_t)chunk->text.length};

	if (person_row_parse(fields, &row->person) != REJECT_NONE)
		return;
	record.number = row->person.number;
	append_text(chunk, row->person.name);
	buffer_append(&chunk->records, &record, sizeof(record));
}

static void
take_aka(
    struct tsv_chunk *chunk, const struct slice *fields, union any_row *row)
{
	struct aka_record record = {.text = (uint32_t)chunk->text.length};

	if (aka_row_parse(fields, &row->aka) != REJECT_NONE)
		return;
	record.title = row->aka.title;
	record.place = (uint16_t)row->aka.ordering;
	append_text(chunk, row->aka.name);
	buffer_append(&chunk->records, &record, sizeof(record));
}

static void
take_extra(
    struct tsv_chunk *chunk, const struct slice *fields, union any_row *row)
{
	const struct extra_row *extra = &row->extra;
	struct extra_record record = {.text = (uint32_t)chunk->text.length};

	if (extra_row_parse(fields, &row->extra) != REJECT_NONE)
		return;
	record.title = extra->title;
	append_text(chunk, extra->primary_title);
	append_text(chunk, extra->keywords);
	append_text(chunk, extra->overview);
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

static uint64_t
aka_key(const void *record)
{
	const struct aka_record *aka = record;

	return (uint64_t)aka->title << 16 | aka->place;
}

static uint64_t
extra_key(const void *record)
{
	return (uint64_t)((const struct extra_record *)record)->title;
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

static void
move_aka(void *record, uint32_t bytes)
{
	((struct aka_record *)record)->text += bytes;
}

static void
move_extra(void *record, uint32_t bytes)
{
	((struct extra_record *)record)->text += bytes;
}

static const struct tsv_kind kinds[DATASET_FILE_COUNT] = {
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
    [DATASET_AKAS] = {take_aka, sizeof(struct aka_record), aka_key, move_aka},
    [DATASET_EXTRAS] = {take_extra, sizeof(struct extra_record), extra_key,
	move_extra},
};

const struct tsv_kind *
tsv_kind_of(enum dataset_file file)
{
	return &kinds[file];
}

void
tsv_chunk_fill(
    struct tsv_chunk *chunk, enum dataset_file file, const struct block *block)
{
	struct slice fields[ROW_FIELDS_MAX];
	struct slice rest = block->text;
	struct slice line;
	union any_row row;

	while (!block->overlong && tsv_next_line(&rest, &line))
		if (row_split_line(file, line, fields) == REJECT_NONE)
			kinds[file].take(chunk, fields, &row);
}
