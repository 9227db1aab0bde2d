/*
 * The steps of a load in their order, and the report. The main connection
 * holds the lock from the first to the last; workers and rejects have their
 * own, as a COPY takes a connection whole.
 */
#include "etl/load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
#include "util/signal_flag.h"

/* Part of every checksum: raise it when the same files would be loaded
 * differently, so that they count as changed. */
#define LOAD_VERSION 1

struct load {
	const struct load_options *options; /* borrowed */
	struct load_report *report; /* borrowed */
	struct connection *connection; /* owned; holds the lock */
	struct dataset dataset;
	struct source *sources[DATASET_FILE_COUNT]; /* owned */
	struct load_record records[DATASET_FILE_COUNT];
	struct staging_counts counts;
};

static double
seconds_between(uint64_t started_ns, uint64_t finished_ns)
{
	return finished_ns > started_ns
	    ? (double)(finished_ns - started_ns) / 1e9
	    : 0;
}

static void
tell(const struct load *load, enum load_phase phase, const char *what,
    uint64_t done, uint64_t total)
{
	const struct load_progress progress = {phase, what, done, total};

	if (load->options->progress != NULL)
		load->options->progress(
		    load->options->progress_context, &progress);
}

/* Progress over all files; the first unfinished one is the one at work. */
static void
tell_bytes(const struct load *load, enum load_phase phase)
{
	const char *what = NULL;
	uint64_t done = 0;
	uint64_t total = 0;
	int file;

	for (file = 0; file < DATASET_FILE_COUNT; file++) {
		uint64_t size = source_size_bytes(load->sources[file]);
		uint64_t position = source_position_bytes(load->sources[file]);

		done += position;
		total += size;
		if (what == NULL && position < size)
			what = dataset_format((enum dataset_file)file)->name;
	}
	tell(load, phase, what != NULL ? what : "the rest", done, total);
}

static void
tell_reading(void *context)
{
	tell_bytes(context, LOAD_READING);
}

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
	/* So that the server notices within seconds when we are killed in the
	 * middle of a long statement. Version 13 cannot; it takes longer. */
	(void)connection_execute(load->connection,
	    "SET client_connection_check_interval = '1s'", NULL);
	code = schema_check(load->connection, embedded_sql, error);
	if (code == 0)
		code = load_lock(load->connection, error);
	return code;
}

/* Refuses to put one catalogue in another's place unasked. */
static int
check_origin(const struct load *load, const char *present, struct error *error)
{
	const bool sample = strcmp(present, "sample") == 0;

	if (present[0] == '\0' || load->options->replace ||
	    sample == load->dataset.is_sample)
		return 0;
	return error_set(error, ERROR_CONFLICT,
	    "the database holds %s, \"%s\" holds %s; --replace puts it in "
	    "the other's place",
	    sample ? "the sample catalogue" : "IMDb's catalogue",
	    load->options->data_dir,
	    sample ? "IMDb's catalogue" : "the sample catalogue");
}

static int
open_file(struct load *load, enum dataset_file file, struct error *error)
{
	struct load_record *record = &load->records[file];
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
	record->name = dataset_format(file)->name;
	record->size_bytes = source_size_bytes(source);
	record->modified_us = source_modified_us(source);
	snprintf(record->checksum, sizeof(record->checksum), "%d-%016" PRIx64,
	    LOAD_VERSION, checksum);
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
		tell(load, LOAD_CHECKING,
		    dataset_format((enum dataset_file)file)->name,
		    (uint64_t)file, DATASET_FILE_COUNT);
		code = open_file(load, (enum dataset_file)file, error);
	}
	if (code == 0)
		code = load_record_same(load->connection, load->records,
		    DATASET_FILE_COUNT, same, error);
	if (code == 0 && strcmp(present, load->report->origin) != 0)
		*same = false;
	return code;
}

static void
report_reading(struct load *load, const struct pipeline *pipeline)
{
	struct load_file_report *report;
	int file;

	for (file = 0; file < DATASET_FILE_COUNT; file++) {
		report = &load->report->files[file];
		report->read = pipeline->line_counts[file];
		report->seconds = seconds_between(
		    pipeline->started_ns[file], pipeline->finished_ns[file]);
		load->records[file].row_count = report->read;
	}
}

static int
load_block(void *worker, const struct block *block, struct error *error)
{
	return row_loader_block(worker, block, error);
}

static int
finish_worker(void *worker, struct error *error)
{
	return row_loader_finish(worker, error);
}

static int
run_pipeline(
    struct load *load, void **loaders, size_t count, struct error *error)
{
	struct pipeline pipeline = {
	    .sources = load->sources,
	    .workers = loaders,
	    .worker_count = count,
	    .block = load_block,
	    .end = finish_worker,
	    .tick = tell_reading,
	    .tick_context = load,
	};
	int code = pipeline_run(&pipeline, error);

	if (code == 0)
		report_reading(load, &pipeline);
	return code;
}

/* Reads all files into the staging tables. */
static int
stage(struct load *load, struct error *error)
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
	code = staging_create(load->connection, error);
	if (code == 0)
		code = reject_log_open(&log, target, error);
	for (i = 0; i < count && code == 0; i++) {
		code = row_loader_open(&loader, target, log, error);
		if (code == 0)
			loaders[i] = loader;
	}
	if (code == 0)
		code = run_pipeline(load, loaders, count, error);
	if (code == 0)
		code = reject_log_finish(log, error);
	for (i = 0; i < count; i++)
		row_loader_close(loaders[i]);
	reject_log_close(log);
	free(loaders);
	return code;
}

static int
prepare(struct load *load, struct error *error)
{
	int code;

	tell(load, LOAD_PREPARING, "staged rows", 0, 0);
	code = staging_prepare(
	    load->connection, REJECT_DUPLICATE_REASON, &load->counts, error);
	if (code == 0 && load->counts.titles == 0)
		code = error_set(error, ERROR_INVALID,
		    "\"%s\" has not one good title",
		    load->dataset.paths[DATASET_TITLES]);
	return code;
}

static int
merge(struct load *load, struct error *error)
{
	size_t step;
	int code;

	code = connection_execute(load->connection, "BEGIN", error);
	for (step = 0; step < MERGE_STEP_COUNT && code == 0; step++) {
		tell(load, LOAD_MERGING, merge_table(step), step,
		    MERGE_STEP_COUNT);
		code = merge_step(
		    load->connection, step, &load->report->merges[step], error);
	}
	if (code == 0)
		code = load_record_write(load->connection, load->report->origin,
		    load->records, DATASET_FILE_COUNT, error);
	if (code == 0)
		code = check_interrupted(error);
	/* From here on it is done: a signal must not leave that in doubt. */
	connection_stop_on_signal(load->connection, false);
	if (code == 0)
		code = connection_execute(load->connection, "COMMIT", error);
	if (code < 0)
		(void)connection_execute(load->connection, "ROLLBACK", NULL);
	return code;
}

/* Counts the refused lines of the catalogue by file and reason. */
static int
report_rejects(struct load *load, struct error *error)
{
	struct load_report *report = load->report;
	struct load_reject_count *entry;
	struct result *rows;
	size_t i;
	int code;

	code = connection_query(load->connection,
	    "SELECT file, reason, count(*) FROM load_rejects "
	    "GROUP BY file, reason ORDER BY file, count(*) DESC, reason",
	    NULL, 0, &rows, error);
	if (code < 0)
		return code;
	for (i = 0; i < result_row_count(rows); i++) {
		if (i == LOAD_REJECT_COUNTS_MAX)
			break;
		entry = &report->rejects[i];
		snprintf(entry->file, sizeof(entry->file), "%s",
		    result_text(rows, i, 0));
		snprintf(entry->reason, sizeof(entry->reason), "%s",
		    result_text(rows, i, 1));
		entry->count = (uint64_t)result_integer(rows, i, 2);
	}
	report->reject_count = i;
	result_free(rows);
	return 0;
}

/* What became of the lines of each file. */
static void
report_files(struct load *load)
{
	const int64_t dropped[DATASET_FILE_COUNT] = {
	    [DATASET_RATINGS] = load->counts.dropped_ratings,
	    [DATASET_CREW] = load->counts.dropped_crew,
	    [DATASET_PRINCIPALS] = load->counts.dropped_principals,
	};
	struct load_report *report = load->report;
	size_t i;
	int file;

	for (file = 0; file < DATASET_FILE_COUNT; file++) {
		struct load_file_report *entry = &report->files[file];

		for (i = 0; i < report->reject_count; i++)
			if (strcmp(report->rejects[i].file, entry->name) == 0)
				entry->rejected += report->rejects[i].count;
		entry->dropped = (uint64_t)dropped[file];
		entry->loaded = entry->read - entry->rejected - entry->dropped;
	}
	report->dropped_known_for = load->counts.dropped_known_for;
	report->nameless_credits = load->counts.nameless_credits;
}

/* Refreshes the planner's knowledge of the tables that changed. */
static int
analyze(struct load *load, struct error *error)
{
	const struct merge_counts *merge;
	size_t step;
	int code = 0;

	for (step = 0; step < MERGE_STEP_COUNT && code == 0; step++) {
		merge = &load->report->merges[step];
		if (merge->added + merge->changed + merge->gone > 0)
			code = merge_analyze(load->connection, step, error);
	}
	return code;
}

/* Reads, prepares, merges; takes the staging tables away in any case. */
static int
load_files(struct load *load, struct error *error)
{
	int code;

	code = stage(load, error);
	if (code == 0)
		code = prepare(load, error);
	if (code == 0)
		code = merge(load, error);
	connection_stop_on_signal(load->connection, false);
	/* A failure here is mended by the next load. */
	(void)staging_drop(load->connection, NULL);
	if (code == 0)
		code = analyze(load, error);
	if (code == 0)
		code = report_rejects(load, error);
	if (code == 0)
		report_files(load);
	return code;
}

static int
run(struct load *load, struct error *error)
{
	bool same = false;
	int file;
	int code;

	code = dataset_open(&load->dataset, load->options->data_dir, error);
	if (code < 0)
		return code;
	load->report->origin = load->dataset.is_sample ? "sample" : "imdb";
	for (file = 0; file < DATASET_FILE_COUNT; file++)
		load->report->files[file].name =
		    dataset_format((enum dataset_file)file)->name;
	code = connect_and_lock(load, error);
	if (code == 0)
		code = check_files(load, &same, error);
	if (code < 0)
		return code;
	if (!same || load->options->force)
		return load_files(load, error);
	load->report->unchanged = true;
	return 0;
}

int
load_run(const struct load_options *options, struct load_report *report,
    struct error *error)
{
	const uint64_t started_ns = clock_monotonic_ns();
	struct load load = {.options = options};
	int file;
	int code;

	load.report = calloc(1, sizeof(*report));
	if (load.report == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = run(&load, error);
	if (code == 0) {
		load.report->seconds =
		    seconds_between(started_ns, clock_monotonic_ns());
		*report = *load.report;
	}
	for (file = 0; file < DATASET_FILE_COUNT; file++)
		source_close(load.sources[file]);
	dataset_release(&load.dataset);
	connection_close(load.connection);
	free(load.report);
	return code;
}
