/*
 * The steps of a load in their order. The main connection holds the lock from
 * the first to the last; workers and rejects have their own, as a COPY takes a
 * connection whole.
 */
#include "etl/load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "etl/disk_space.h"
#include "etl/load_summary.h"
#include "etl/pipeline.h"
#include "etl/reject_log.h"
#include "etl/row_loader.h"
#include "etl/source.h"
#include "store/connection.h"
#include "store/load_record.h"
#include "store/schema.h"
#include "store/staging.h"
#include "util/clock.h"
#include "util/embedded_file.h"
#include "util/hash.h"
#include "util/signal_flag.h"

/* Part of every checksum: raise it when the same files would be loaded
 * differently, so that they count as changed. */
#define LOAD_VERSION 2

struct load {
	const struct load_options *options; /* borrowed */
	struct load_report *report; /* borrowed */
	struct connection *connection; /* owned; holds the lock */
	struct dataset dataset;
	struct source *sources[DATASET_FILE_COUNT]; /* owned; NULL: no file */
	struct load_record records[DATASET_FILE_COUNT];
	size_t record_count;
	struct row_context context;
	struct late_lines late[DATASET_FILE_COUNT];
	struct row_counts counts;
	enum load_phase phase; /* the present one */
	uint64_t phase_ns; /* when it began */
	struct load_progress progress; /* what was told last */
};

static const char *const phase_names[LOAD_PHASE_COUNT] = {
    [LOAD_CHECKING] = "checking",
    [LOAD_STORING] = "storing",
    [LOAD_KEYS] = "keys",
    [LOAD_SWITCHING] = "switching",
    [LOAD_MERGING] = "merging",
    [LOAD_ANALYZING] = "analyzing",
};

const char *
load_phase_name(enum load_phase phase)
{
	return phase_names[phase];
}

/* --- progress ------------------------------------------------------------- */

/* Says once more what was said last, so that whoever listens sees that the work
 * goes on. */
static void
tell_again(void *context)
{
	struct load *load = context;

	load->progress.rows = atomic_load(&load->context.rows);
	if (load->options->progress != NULL)
		load->options->progress(
		    load->options->progress_context, &load->progress);
}

static void
tell(struct load *load, const char *what, uint64_t done, uint64_t total)
{
	load->progress = (struct load_progress){
	    .phase = load->phase, .what = what, .done = done, .total = total};
	tell_again(load);
}

/* Ends a phase, for the report, and begins another. */
static void
enter_phase(struct load *load, enum load_phase phase)
{
	const uint64_t now_ns = clock_monotonic_ns();

	load->report->stage_seconds[load->phase] +=
	    (double)(now_ns - load->phase_ns) / 1e9;
	load->phase = phase;
	load->phase_ns = now_ns;
}

/* Progress over all files; the first unfinished one is the one at work. */
static void
tell_bytes(void *context)
{
	struct load *load = context;
	const char *what = NULL;
	uint64_t done = 0;
	uint64_t total = 0;
	int file;

	for (file = 0; file < DATASET_FILE_COUNT; file++) {
		uint64_t size;
		uint64_t position;

		if (load->sources[file] == NULL)
			continue;
		size = source_size_bytes(load->sources[file]);
		position = source_position_bytes(load->sources[file]);
		done += position;
		total += size;
		if (what == NULL && position < size)
			what = dataset_format((enum dataset_file)file)->name;
	}
	tell(load, what != NULL ? what : "the rest", done, total);
}

static void
tell_statements(void *context, size_t done)
{
	struct load *load = context;
	uint64_t total = 0;
	int table;

	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		total += load->report->tables[table] ? 1 : 0;
	tell(load, "tables", done, total);
}

/* --- checking ------------------------------------------------------------- */

static int
check_interrupted(struct error *error)
{
	if (signal_flag_raised())
		return error_set(error, ERROR_INTERRUPTED, "interrupted");
	return 0;
}

static int
connect_and_lock(struct load *load, struct error *error)
{
	char *name = load_lock_name();
	int code;

	if (name == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = connection_open(
	    &load->connection, load->options->connection_string, name, error);
	free(name);
	if (code < 0)
		return code;
	connection_stop_on_signal(load->connection, true);
	load->progress.what = "the database";
	connection_tick(load->connection, tell_again, load);
	/* So that the server notices within seconds when we are killed in the
	 * middle of a long statement. Version 13 cannot; it takes longer. */
	(void)connection_execute(load->connection,
	    "SET client_connection_check_interval = '1s'", NULL);
	code = schema_check(load->connection, embedded_sql, error);
	if (code == 0)
		code = load_lock(load->connection, error);
	return code;
}

/* What a catalogue of that origin is called. */
static const char *
describe_origin(const char *origin)
{
	if (strcmp(origin, "sample") == 0)
		return "the sample catalogue";
	if (strcmp(origin, "imdb") == 0)
		return "IMDb's catalogue";
	return "a catalogue of one's own";
}

/* Refuses to put one catalogue in another's place unasked. */
static int
check_origin(const struct load *load, const char *present, struct error *error)
{
	if (present[0] == '\0' || load->options->replace ||
	    strcmp(present, load->dataset.origin) == 0)
		return 0;
	return error_set(error, ERROR_CONFLICT,
	    "the database holds %s, \"%s\" holds %s; --replace puts it in "
	    "the other's place",
	    describe_origin(present), load->options->data_dir,
	    describe_origin(load->dataset.origin));
}

static int
open_file(struct load *load, enum dataset_file file, struct error *error)
{
	struct load_record *record = &load->records[load->record_count];
	const char *types = load->context.excluded_types;
	struct source *source;
	uint64_t checksum;
	int code;

	code =
	    source_open(&load->sources[file], load->dataset.paths[file], error);
	if (code < 0)
		return code;
	source = load->sources[file];
	code = source_checksum(source, &checksum, error);
	if (code < 0)
		return code;
	/* Other types make other rows of the same files. */
	checksum = hash_mix(checksum ^ hash_fnv1a(types, strlen(types)));
	record->name = dataset_format(file)->name;
	record->size_bytes = source_size_bytes(source);
	record->modified_us = source_modified_us(source);
	snprintf(record->checksum, sizeof(record->checksum), "%d-%016" PRIx64,
	    LOAD_VERSION, checksum);
	load->record_count++;
	return 0;
}

/* Opens and hashes the files; *same when the last load read the very same. */
static int
check_files(struct load *load, bool *same, struct error *error)
{
	char present[LOAD_ORIGIN_SIZE];
	int file;
	int code;

	code = load_record_origin(load->connection, present, error);
	if (code == 0)
		code = check_origin(load, present, error);
	for (file = 0; file < DATASET_FILE_COUNT && code == 0; file++) {
		if (load->dataset.paths[file] == NULL)
			continue;
		tell(load, dataset_format((enum dataset_file)file)->name,
		    (uint64_t)file, DATASET_FILE_COUNT);
		code = open_file(load, (enum dataset_file)file, error);
	}
	if (code == 0)
		code = load_record_same(load->connection, load->records,
		    load->record_count, same, error);
	if (code == 0 && strcmp(present, load->report->origin) != 0)
		*same = false;
	return code;
}

/* --- storing -------------------------------------------------------------- */

static int
load_block(void *worker, const struct block *block, struct error *error)
{
	return row_loader_block(worker, block, error);
}

/* Reads all files, and again those with lines out of order. */
static int
run_pipeline(struct load *load, void **loaders, struct reject_log *log,
    struct error *error)
{
	struct pipeline pipeline = {
	    .sources = load->sources,
	    .late = load->late,
	    .workers = loaders,
	    .worker_count = load->options->worker_count,
	    .block = load_block,
	    .tick = tell_bytes,
	    .tick_context = load,
	};
	int file;
	int code;

	for (file = 0; file < DATASET_FILE_COUNT; file++)
		late_lines_init(&load->late[file], (enum dataset_file)file);
	code = pipeline_run(&pipeline, error);
	for (file = 0; file < DATASET_FILE_COUNT && code == 0; file++)
		if (load->late[file].count > 0)
			code = late_lines_load(&load->late[file],
			    load->sources[file], loaders[0], log, error);
	if (code == 0)
		load_summary_reading(
		    load->report, &pipeline, load->records, load->record_count);
	return code;
}

/* Makes the workers' rows visible and adds up what they did. */
static int
finish_loaders(struct load *load, void **loaders, struct error *error)
{
	size_t i;
	int code = 0;

	for (i = 0; i < load->options->worker_count && code == 0; i++) {
		code = row_loader_finish(loaders[i], error);
		row_counts_add(&load->counts, row_loader_counts(loaders[i]));
	}
	return code;
}

/* Reads all files into the staging tables. */
static int
store(struct load *load, struct error *error)
{
	const size_t count = load->options->worker_count;
	const char *target = load->options->connection_string;
	void **loaders = calloc(count, sizeof(*loaders)); /* row loaders */
	struct row_loader *loader;
	struct reject_log *log = NULL;
	size_t i;
	int code = 0;

	if (loaders == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = staging_create(load->connection, load->report->first, error);
	if (code == 0)
		code = reject_log_open(&log, target, error);
	for (i = 0; i < count && code == 0; i++) {
		code = row_loader_open(
		    &loader, target, &load->context, log, error);
		if (code == 0)
			loaders[i] = loader;
	}
	if (code == 0)
		code = run_pipeline(load, loaders, log, error);
	if (code == 0)
		code = finish_loaders(load, loaders, error);
	if (code == 0)
		code = reject_log_finish(log, error);
	for (i = 0; i < count; i++)
		row_loader_close(loaders[i]);
	reject_log_close(log);
	free(loaders);
	if (code == 0 && load->counts.rows[CATALOGUE_MOVIES] == 0)
		code = error_set(error, ERROR_INVALID,
		    "\"%s\" has not one good title", load->options->data_dir);
	return code;
}

/* --- making it visible ---------------------------------------------------- */

/* Which tables the files fill; the others stay as they are. */
static void
choose_tables(struct load *load)
{
	const char *file_of_table;
	int table;
	int file;

	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++) {
		file_of_table =
		    catalogue_columns((enum catalogue_table)table)->file;
		for (file = 0; file < DATASET_FILE_COUNT; file++)
			if (load->dataset.paths[file] != NULL &&
			    strcmp(
				dataset_format((enum dataset_file)file)->name,
				file_of_table) == 0)
				load->report->tables[table] = true;
	}
	/* Titles of one's own come from extras too. */
	if (load->dataset.paths[DATASET_EXTRAS] != NULL)
		load->report->tables[CATALOGUE_MOVIES] = true;
}

static struct statement_group
group_of(struct load *load)
{
	return (struct statement_group){
	    .connection_string = load->options->connection_string,
	    .name = "marquee load worker",
	    .connection_count = load->options->worker_count,
	    .tick = tell_statements,
	    .tick_context = load,
	};
}

static int
merge_table_at(struct load *load, size_t step, struct error *error)
{
	const struct merge_rules rules = {
	    .all_own = load->dataset.paths[DATASET_EXTRAS] != NULL,
	    .allow_shrink =
		load->options->allow_shrink || load->options->replace,
	};

	if (step < CATALOGUE_TABLE_COUNT && !load->report->tables[step])
		return 0;
	tell(load, merge_table(step), step, MERGE_STEP_COUNT);
	return merge_step(
	    load->connection, step, &rules, &load->report->merges[step], error);
}

/* Ends the transaction that is open: writes down what was loaded, commits. */
static int
commit(struct load *load, struct error *error)
{
	int code;

	code = load_record_write(load->connection, load->report->origin,
	    load->records, load->record_count, error);
	if (code == 0)
		code = check_interrupted(error);
	/* From here on it is done: a signal must not leave that in doubt. */
	connection_stop_on_signal(load->connection, false);
	if (code == 0)
		code = connection_execute(load->connection, "COMMIT", error);
	return code;
}

/* The staged tables become the catalogue's. */
static int
switch_in(struct load *load, struct error *error)
{
	const unsigned patience_s = load->options->switch_patience_s;
	struct statement_group keys = group_of(load);
	int table;
	int code;

	enter_phase(load, LOAD_KEYS);
	code = staging_build_keys(load->report->tables, &keys, error);
	enter_phase(load, LOAD_SWITCHING);
	tell(load, "the catalogue", 0, 0);
	if (code == 0)
		code = staging_switch(load->connection, load->report->tables,
		    patience_s > 0 ? patience_s : LOAD_SWITCH_PATIENCE_S,
		    error);
	if (code < 0)
		return code;
	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		load->report->merges[table].added =
		    (int64_t)load->counts.rows[table];
	code = merge_table_at(load, CATALOGUE_TABLE_COUNT, error);
	if (code == 0)
		code = commit(load, error);
	if (code < 0)
		(void)connection_execute(load->connection, "ROLLBACK", NULL);
	return code;
}

/* What differs from the catalogue is applied to it. */
static int
merge_in(struct load *load, struct error *error)
{
	size_t step;
	int code;

	enter_phase(load, LOAD_MERGING);
	tell(load, "staged rows", 0, MERGE_STEP_COUNT);
	code = staging_analyze(load->connection, error);
	if (code == 0)
		code = connection_execute(load->connection, "BEGIN", error);
	for (step = 0; step < MERGE_STEP_COUNT && code == 0; step++)
		code = merge_table_at(load, step, error);
	if (code == 0)
		code = commit(load, error);
	if (code < 0)
		(void)connection_execute(load->connection, "ROLLBACK", NULL);
	return code;
}

/* Refreshes the planner's knowledge of the tables that changed. */
static int
analyze(struct load *load, struct error *error)
{
	struct statement_group group = group_of(load);
	const char *statements[CATALOGUE_TABLE_COUNT];
	char texts[CATALOGUE_TABLE_COUNT][64];
	const struct merge_counts *merge;
	size_t step;

	enter_phase(load, LOAD_ANALYZING);
	for (step = 0; step < CATALOGUE_TABLE_COUNT; step++) {
		merge = &load->report->merges[step];
		if (merge->added + merge->changed + merge->gone == 0)
			continue;
		snprintf(texts[group.count], sizeof(texts[group.count]),
		    "ANALYZE public.%s", merge_table(step));
		statements[group.count] = texts[group.count];
		group.count++;
	}
	group.statements = statements;
	return statement_group_run(&group, error);
}

/* Stores, switches or merges; takes what is staged away in any case. */
static int
load_files(struct load *load, struct error *error)
{
	int code;

	choose_tables(load);
	enter_phase(load, LOAD_STORING);
	code = load_record_empty(load->connection, &load->report->first, error);
	if (code == 0)
		code = disk_space_check(load->options->database_dir,
		    load->sources, load->report->first, error);
	if (code == 0)
		code = store(load, error);
	if (code == 0)
		code = load->report->first ? switch_in(load, error)
					   : merge_in(load, error);
	connection_stop_on_signal(load->connection, false);
	/* A failure here is mended by the next load. */
	(void)staging_drop(load->connection, NULL);
	if (code == 0)
		code = analyze(load, error);
	if (code == 0)
		code =
		    load_summary_rejects(load->report, load->connection, error);
	if (code == 0)
		load_summary_files(load->report, &load->counts);
	return code;
}

static int
run(struct load *load, struct error *error)
{
	const struct load_options *options = load->options;
	bool same = false;
	int file;
	int code;

	code = dataset_open(&load->dataset, options->data_dir, options->akas,
	    options->episodes, error);
	if (code < 0)
		return code;
	load->report->origin = load->dataset.origin;
	for (file = 0; file < DATASET_FILE_COUNT; file++)
		if (load->dataset.paths[file] != NULL)
			load->report->files[file].name =
			    dataset_format((enum dataset_file)file)->name;
	code = connect_and_lock(load, error);
	if (code == 0)
		code = check_files(load, &same, error);
	if (code < 0)
		return code;
	load->report->unchanged = same && !options->force;
	if (load->report->unchanged)
		/* The last load may have been killed right behind its commit. */
		(void)staging_drop(load->connection, NULL);
	else
		code = load_files(load, error);
	enter_phase(load, LOAD_CHECKING);
	return code;
}

static void
load_release(struct load *load)
{
	int file;

	for (file = 0; file < DATASET_FILE_COUNT; file++) {
		source_close(load->sources[file]);
		late_lines_release(&load->late[file]);
	}
	row_context_release(&load->context);
	connection_close(load->connection);
	dataset_release(&load->dataset);
}

static const char *
excluded_types(const struct load_options *options)
{
	return options->excluded_types != NULL ? options->excluded_types : "";
}

int
load_run(const struct load_options *options, struct load_report *report,
    struct error *error)
{
	const uint64_t started_ns = clock_monotonic_ns();
	struct load_report made = {0};
	struct load load = {
	    .options = options,
	    .report = &made,
	    .context = {.excluded_types = excluded_types(options)},
	    .phase_ns = started_ns,
	};
	int code = run(&load, error);

	load_release(&load);
	if (code < 0)
		return code;
	made.seconds = (double)(clock_monotonic_ns() - started_ns) / 1e9;
	*report = made;
	return 0;
}
