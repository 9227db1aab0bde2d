/*
 * The files become rows of the staging tables. Workers and rejects have
 * connections of their own, as a COPY takes a connection whole.
 */
#include <stdlib.h>

#include "etl/load_stages.h"
#include "etl/load_summary.h"
#include "etl/pipeline.h"
#include "etl/reject_log.h"
#include "store/staging.h"

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
	load_tell(load, what != NULL ? what : "the rest", done, total);
}

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

int
load_store(struct load *load, struct error *error)
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
