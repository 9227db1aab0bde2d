/*
 * A person's or crew's line becomes several rows of several tables, each put
 * into the batch of its table; etl/row_kind.h says of which file how.
 */
#include "etl/row_loader.h"

#include <stdlib.h>

#include "etl/row_kind.h"
#include "store/connection.h"
#include "store/staging.h"

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

/* --- what kinds need ------------------------------------------------------ */

bool
row_has_title(const struct row_loader *loader, int32_t title)
{
	return number_set_has(&loader->context->titles, title);
}

bool
row_has_person(const struct row_loader *loader, int32_t person)
{
	return number_set_has(&loader->context->persons, person);
}

enum row_fate
row_judge_by_title(struct row_loader *loader, const union any_row *row)
{
	return row_has_title(loader, row->number) ? ROW_LOADED : ROW_DROPPED;
}

void
row_remember(struct row_loader *loader, struct number_set *set, int32_t number)
{
	if (number_set_add(set, number) < 0)
		loader->code =
		    error_set(loader->error, ERROR_MEMORY, "out of memory");
}

struct buffer *
row_begin(
    struct row_loader *loader, enum catalogue_table table, unsigned field_count)
{
	struct buffer *out = copy_batch_buffer(loader->batch, table);

	copy_put_row(out, field_count);
	return out;
}

void
row_end(struct row_loader *loader, enum catalogue_table table)
{
	loader->counts.rows[table]++;
	loader->block_rows++;
	if (loader->code == 0)
		loader->code =
		    copy_batch_row(loader->batch, table, loader->error);
}

/* --- lines and blocks ----------------------------------------------------- */

static const struct row_kind *const kinds[DATASET_FILE_COUNT] = {
    [DATASET_TITLES] = &title_kind,
    [DATASET_RATINGS] = &rating_kind,
    [DATASET_CREW] = &crew_kind,
    [DATASET_PRINCIPALS] = &principal_kind,
    [DATASET_PERSONS] = &person_kind,
    [DATASET_AKAS] = &aka_kind,
    [DATASET_EPISODES] = &episode_kind,
    [DATASET_EXTRAS] = &extra_kind,
};

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
	const struct row_kind *kind = kinds[file];
	struct slice fields[ROW_FIELDS_MAX];
	enum row_fate fate = ROW_LOADED;
	enum reject found;

	found = row_split_line(file, line, fields);
	loader->code = 0;
	loader->error = error;
	if (found == REJECT_NONE)
		found = row_parse(file, fields, &loader->row);
	if (found == REJECT_NONE)
		fate = kind->judge(loader, &loader->row);
	if (found == REJECT_NONE && load && fate == ROW_LOADED)
		kind->put(loader, &loader->row);
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
