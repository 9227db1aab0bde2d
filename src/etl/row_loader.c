/*
 * One function a file: parse, and put the rows that the line becomes into the
 * batches of their tables. A person's or crew's line becomes several rows of
 * several tables.
 */
#include "etl/row_loader.h"

#include <stdlib.h>
#include <string.h>

#include "etl/title_row.h"
#include "store/catalogue_table.h"
#include "store/connection.h"
#include "store/copy_batch.h"
#include "store/staging.h"
#include "text/title_id.h"

/* A row of any file; the widest holds two lists. */
union any_row {
	struct title_row title;
	struct rating_row rating;
	struct crew_row crew;
	struct principal_row principal;
	struct person_row person;
	struct aka_row aka;
	struct episode_row episode;
	struct extra_row extra;
};

struct row_loader {
	struct row_context *context; /* borrowed; shared */
	struct connection *connection; /* owned */
	struct copy_batch *batch; /* owned; targets by enum catalogue_table */
	struct reject_log *log; /* borrowed; shared */
	struct row_counts counts;
	uint64_t block_rows; /* put, but not yet in context->rows */
	union any_row row; /* the current one */
	bool load; /* the current line's rows are put */
	int code; /* 0, or why a row could not be put */
	struct error *error; /* of the current call; borrowed */
};

void
row_context_release(struct row_context *context)
{
	number_set_release(&context->titles);
	number_set_release(&context->listed_own);
	number_set_release(&context->persons);
}

void
row_counts_add(struct row_counts *sum, const struct row_counts *counts)
{
	int file;
	int fate;
	int table;

	for (file = 0; file < DATASET_FILE_COUNT; file++)
		for (fate = 0; fate < ROW_FATE_COUNT; fate++)
			sum->lines[file][fate] += counts->lines[file][fate];
	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		sum->rows[table] += counts->rows[table];
	sum->dropped_known_for += counts->dropped_known_for;
	sum->nameless_credits += counts->nameless_credits;
}

/* --- rows of tables ------------------------------------------------------- */

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

static void
put_int4_above(struct buffer *out, int32_t value, int32_t null)
{
	if (value <= null)
		copy_put_null(out);
	else
		copy_put_int4(out, value);
}

/* Begins a row of a table. */
static struct buffer *
begin_row(
    struct row_loader *loader, enum catalogue_table table, unsigned field_count)
{
	struct buffer *out = copy_batch_buffer(loader->batch, table);

	copy_put_row(out, field_count);
	return out;
}

static void
end_row(struct row_loader *loader, enum catalogue_table table)
{
	loader->counts.rows[table]++;
	loader->block_rows++;
	if (loader->code == 0)
		loader->code =
		    copy_batch_row(loader->batch, table, loader->error);
}

/* A row a number, as a list's ordering counts them. */
static void
put_list(struct row_loader *loader, enum catalogue_table table, int32_t owner,
    const struct number_list *list)
{
	struct buffer *out;
	size_t i;

	for (i = 0; i < list->count; i++) {
		out = begin_row(loader, table, 3);
		copy_put_int4(out, owner);
		copy_put_int2(out, (int16_t)(i + 1));
		copy_put_int4(out, list->numbers[i]);
		end_row(loader, table);
	}
}

/* --- what a line is worth ------------------------------------------------- */

static bool
has_title(const struct row_loader *loader, int32_t title)
{
	return number_set_has(&loader->context->titles, title);
}

static void
remember(struct row_loader *loader, struct number_set *set, int32_t number)
{
	if (number_set_add(set, number) < 0)
		loader->code =
		    error_set(loader->error, ERROR_MEMORY, "out of memory");
}

static void
count_nameless(struct row_loader *loader, const int32_t *persons, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!number_set_has(&loader->context->persons, persons[i]))
			loader->counts.nameless_credits++;
}

static enum reject
take_title(
    struct row_loader *loader, const struct slice *fields, enum row_fate *fate)
{
	struct title_row *row = &loader->row.title;
	enum reject reject = title_row_parse(fields, row);
	struct buffer *out;

	if (reject != REJECT_NONE)
		return reject;
	if (row->number >= TITLE_ID_OWN_BASE)
		remember(loader, &loader->context->listed_own, row->number);
	if (tsv_list_has(loader->context->excluded_types, row->type)) {
		*fate = ROW_SKIPPED;
		return REJECT_NONE;
	}
	remember(loader, &loader->context->titles, row->number);
	if (!loader->load)
		return REJECT_NONE;
	out = begin_row(loader, CATALOGUE_MOVIES, 10);
	copy_put_int4(out, row->number);
	put_text(out, row->type);
	put_text(out, row->title);
	put_text(out, row->original_title);
	copy_put_bool(out, row->is_adult);
	put_year(out, row->start_year);
	put_year(out, row->end_year);
	put_int4_above(out, row->runtime_minutes, 0);
	put_text(out, row->genres);
	copy_put_null(out); /* gone_at */
	end_row(loader, CATALOGUE_MOVIES);
	return REJECT_NONE;
}

static enum reject
take_rating(
    struct row_loader *loader, const struct slice *fields, enum row_fate *fate)
{
	struct rating_row *row = &loader->row.rating;
	enum reject reject = rating_row_parse(fields, row);
	struct buffer *out;

	if (reject != REJECT_NONE)
		return reject;
	if (!has_title(loader, row->title))
		*fate = ROW_DROPPED;
	if (!loader->load || *fate != ROW_LOADED)
		return REJECT_NONE;
	out = begin_row(loader, CATALOGUE_RATINGS, 3);
	copy_put_int4(out, row->title);
	copy_put_float4(out, row->average);
	copy_put_int4(out, row->votes);
	end_row(loader, CATALOGUE_RATINGS);
	return REJECT_NONE;
}

static enum reject
take_crew(
    struct row_loader *loader, const struct slice *fields, enum row_fate *fate)
{
	struct crew_row *row = &loader->row.crew;
	enum reject reject = crew_row_parse(fields, row);

	if (reject != REJECT_NONE)
		return reject;
	if (!has_title(loader, row->title))
		*fate = ROW_DROPPED;
	if (!loader->load || *fate != ROW_LOADED)
		return REJECT_NONE;
	put_list(loader, CATALOGUE_DIRECTORS, row->title, &row->directors);
	put_list(loader, CATALOGUE_WRITERS, row->title, &row->writers);
	count_nameless(loader, row->directors.numbers, row->directors.count);
	count_nameless(loader, row->writers.numbers, row->writers.count);
	return REJECT_NONE;
}

static enum reject
take_principal(
    struct row_loader *loader, const struct slice *fields, enum row_fate *fate)
{
	struct principal_row *row = &loader->row.principal;
	enum reject reject = principal_row_parse(fields, row);
	struct buffer *out;

	if (reject != REJECT_NONE)
		return reject;
	if (!has_title(loader, row->title))
		*fate = ROW_DROPPED;
	if (!loader->load || *fate != ROW_LOADED)
		return REJECT_NONE;
	count_nameless(loader, &row->person, 1);
	out = begin_row(loader, CATALOGUE_CREW, 6);
	copy_put_int4(out, row->title);
	copy_put_int2(out, row->ordering);
	copy_put_int4(out, row->person);
	put_text(out, row->category);
	put_text(out, row->job);
	put_text(out, row->characters);
	end_row(loader, CATALOGUE_CREW);
	return REJECT_NONE;
}

/* The known-for titles that are loaded keep the ordering they have in the
 * file. */
static void
put_known_for(struct row_loader *loader, const struct person_row *row)
{
	struct buffer *out;
	size_t i;

	for (i = 0; i < row->known_for.count; i++) {
		if (!has_title(loader, row->known_for.numbers[i])) {
			loader->counts.dropped_known_for++;
			continue;
		}
		out = begin_row(loader, CATALOGUE_KNOWN_FOR, 3);
		copy_put_int4(out, row->number);
		copy_put_int2(out, (int16_t)(i + 1));
		copy_put_int4(out, row->known_for.numbers[i]);
		end_row(loader, CATALOGUE_KNOWN_FOR);
	}
}

static enum reject
take_person(
    struct row_loader *loader, const struct slice *fields, enum row_fate *fate)
{
	struct person_row *row = &loader->row.person;
	enum reject reject = person_row_parse(fields, row);
	struct buffer *out;

	(void)fate;
	if (reject != REJECT_NONE)
		return reject;
	remember(loader, &loader->context->persons, row->number);
	if (!loader->load)
		return REJECT_NONE;
	out = begin_row(loader, CATALOGUE_PERSONS, 5);
	copy_put_int4(out, row->number);
	put_text(out, row->name);
	put_year(out, row->birth_year);
	put_year(out, row->death_year);
	put_text(out, row->professions);
	end_row(loader, CATALOGUE_PERSONS);
	put_known_for(loader, row);
	return REJECT_NONE;
}

static enum reject
take_aka(
    struct row_loader *loader, const struct slice *fields, enum row_fate *fate)
{
	struct aka_row *row = &loader->row.aka;
	enum reject reject = aka_row_parse(fields, row);
	struct buffer *out;

	if (reject != REJECT_NONE)
		return reject;
	if (!has_title(loader, row->title))
		*fate = ROW_DROPPED;
	if (!loader->load || *fate != ROW_LOADED)
		return REJECT_NONE;
	out = begin_row(loader, CATALOGUE_AKAS, 8);
	copy_put_int4(out, row->title);
	copy_put_int2(out, row->ordering);
	put_text(out, row->name);
	put_text(out, row->region);
	put_text(out, row->language);
	put_text(out, row->types);
	put_text(out, row->attributes);
	copy_put_bool(out, row->is_original);
	end_row(loader, CATALOGUE_AKAS);
	return REJECT_NONE;
}

static enum reject
take_episode(
    struct row_loader *loader, const struct slice *fields, enum row_fate *fate)
{
	struct episode_row *row = &loader->row.episode;
	enum reject reject = episode_row_parse(fields, row);
	struct buffer *out;

	if (reject != REJECT_NONE)
		return reject;
	if (!has_title(loader, row->title))
		*fate = ROW_DROPPED;
	if (!loader->load || *fate != ROW_LOADED)
		return REJECT_NONE;
	out = begin_row(loader, CATALOGUE_EPISODES, 4);
	copy_put_int4(out, row->title);
	copy_put_int4(out, row->parent);
	put_int4_above(out, row->season, -1);
	put_int4_above(out, row->episode, -1);
	end_row(loader, CATALOGUE_EPISODES);
	return REJECT_NONE;
}

/* A title of one's own as a row of movies. */
static void
put_own_title(struct row_loader *loader, const struct extra_row *row)
{
	struct buffer *out = begin_row(loader, CATALOGUE_MOVIES, 10);
	int i;

	copy_put_int4(out, row->title);
	copy_put_text(out, "movie", 5);
	put_text(out, row->primary_title);
	copy_put_null(out); /* original_title */
	copy_put_bool(out, false);
	for (i = 0; i < 5; i++)
		copy_put_null(out); /* years, runtime, genres, gone_at */
	end_row(loader, CATALOGUE_MOVIES);
}

/* What title.basics says of a title of one's own goes before what this file
 * says. */
static enum reject
take_extra(
    struct row_loader *loader, const struct slice *fields, enum row_fate *fate)
{
	struct extra_row *row = &loader->row.extra;
	enum reject reject = extra_row_parse(fields, row);
	struct buffer *out;
	bool own_and_new;

	if (reject != REJECT_NONE)
		return reject;
	own_and_new = row->title >= TITLE_ID_OWN_BASE &&
	    !number_set_has(&loader->context->listed_own, row->title);
	if (own_and_new)
		remember(loader, &loader->context->titles, row->title);
	else if (!has_title(loader, row->title))
		*fate = ROW_DROPPED;
	if (!loader->load || *fate != ROW_LOADED)
		return REJECT_NONE;
	if (own_and_new)
		put_own_title(loader, row);
	out = begin_row(loader, CATALOGUE_EXTRAS, 7);
	copy_put_int4(out, row->title);
	put_text(out, row->overview);
	put_text(out, row->keywords);
	put_text(out, row->language);
	put_text(out, row->country);
	put_text(out, row->poster_url);
	put_text(out, row->certificate);
	end_row(loader, CATALOGUE_EXTRAS);
	return REJECT_NONE;
}

/* By enum dataset_file. */
static enum reject (*const takers[DATASET_FILE_COUNT])(
    struct row_loader *loader, const struct slice *fields,
    enum row_fate *fate) = {
    [DATASET_TITLES] = take_title,
    [DATASET_RATINGS] = take_rating,
    [DATASET_CREW] = take_crew,
    [DATASET_PRINCIPALS] = take_principal,
    [DATASET_PERSONS] = take_person,
    [DATASET_AKAS] = take_aka,
    [DATASET_EPISODES] = take_episode,
    [DATASET_EXTRAS] = take_extra,
};

/* --- lines and blocks ----------------------------------------------------- */

int
row_loader_open(struct row_loader **loader, const char *connection_string,
    struct row_context *context, struct reject_log *log, struct error *error)
{
	struct row_loader *opened = calloc(1, sizeof(*opened));
	int code;

	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	opened->context = context;
	opened->log = log;
	code = connection_open(&opened->connection, connection_string,
	    "marquee load worker", error);
	if (code == 0)
		code = staging_copy_open(
		    &opened->batch, opened->connection, error);
	if (code < 0) {
		row_loader_close(opened);
		return code;
	}
	*loader = opened;
	return 0;
}

void
row_loader_close(struct row_loader *loader)
{
	if (loader == NULL)
		return;
	copy_batch_free(loader->batch);
	connection_close(loader->connection);
	free(loader);
}

int
row_loader_line(struct row_loader *loader, enum dataset_file file,
    struct slice line, bool load, enum reject *reject, struct error *error)
{
	struct slice fields[ROW_FIELDS_MAX];
	enum row_fate fate = ROW_LOADED;
	enum reject found;

	found = file == DATASET_AKAS
	    ? aka_row_split(line, fields)
	    : row_split(line, fields, dataset_format(file)->field_count);
	loader->load = load;
	loader->code = 0;
	loader->error = error;
	if (found == REJECT_NONE)
		found = takers[file](loader, fields, &fate);
	if (loader->code == 0 && found == REJECT_NONE && load)
		loader->counts.lines[file][fate]++;
	if (loader->code == 0)
		*reject = found;
	return loader->code;
}

int
row_loader_block(
    struct row_loader *loader, const struct block *block, struct error *error)
{
	struct slice rest = block->text;
	struct slice line;
	enum reject reject = REJECT_NONE;
	uint32_t place = 0;
	size_t late = 0;
	int code = 0;

	if (block->overlong)
		return reject_log_add(loader->log, block->file,
		    block->first_line, REJECT_LINE_LENGTH, block->text, error);
	for (; code == 0 && tsv_next_line(&rest, &line); place++) {
		code = row_loader_line(loader, block->file, line,
		    !block_is_late(block, place, &late), &reject, error);
		if (code == 0 && reject != REJECT_NONE)
			code = reject_log_add(loader->log, block->file,
			    block->first_line + place, reject, line, error);
	}
	atomic_fetch_add_explicit(
	    &loader->context->rows, loader->block_rows, memory_order_relaxed);
	loader->block_rows = 0;
	return code;
}

int
row_loader_finish(struct row_loader *loader, struct error *error)
{
	return copy_batch_finish(loader->batch, error);
}

const struct row_counts *
row_loader_counts(const struct row_loader *loader)
{
	return &loader->counts;
}
