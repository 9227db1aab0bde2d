/*
 * The stages of a load in their order; etl/load_check.c, load_store.c and
 * load_publish.c have one each. The main connection holds the lock from the
 * first to the last.
 */
#include "etl/load.h"

#include <stdatomic.h>
#include <string.h>

#include "etl/disk_space.h"
#include "etl/load_stages.h"
#include "etl/load_summary.h"
#include "store/staging.h"
#include "util/clock.h"
#include "util/signal_flag.h"

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

void
load_tell_again(void *context)
{
	struct load *load = context;

	load->progress.rows = atomic_load(&load->context.rows);
	if (load->options->progress != NULL)
		load->options->progress(
		    load->options->progress_context, &load->progress);
}

void
load_tell(struct load *load, const char *what, uint64_t done, uint64_t total)
{
	load->progress = (struct load_progress){
	    .phase = load->phase, .what = what, .done = done, .total = total};
	load_tell_again(load);
}

void
load_enter(struct load *load, enum load_phase phase)
{
	const uint64_t now_ns = clock_monotonic_ns();

	load->report->stage_seconds[load->phase] +=
	    (double)(now_ns - load->phase_ns) / 1e9;
	load->phase = phase;
	load->phase_ns = now_ns;
}

int
load_check_interrupted(struct error *error)
{
	if (signal_flag_raised())
		return error_set(error, ERROR_INTERRUPTED, "interrupted");
	return 0;
}

/* --- the stages ----------------------------------------------------------- */

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

/* Stores, switches or merges; takes what is staged away in any case. */
static int
load_files(struct load *load, struct error *error)
{
	int code;

	choose_tables(load);
	load_enter(load, LOAD_STORING);
	code = load_record_empty(load->connection, &load->report->first, error);
	if (code == 0)
		code = disk_space_check(load->options->database_dir,
		    load->sources, load->report->first, error);
	if (code == 0)
		code = load_store(load, error);
	if (code == 0)
		code = load_publish(load, error);
	connection_stop_on_signal(load->connection, false);
	/* A failure here is mended by the next load. */
	(void)staging_drop(load->connection, NULL);
	if (code == 0)
		code = load_analyze(load, error);
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
	code = load_connect(load, error);
	if (code == 0)
		code = load_check_files(load, &same, error);
	if (code < 0)
		return code;
	load->report->unchanged = same && !options->force;
	if (load->report->unchanged)
		/* The last load may have been killed right behind its commit. */
		(void)staging_drop(load->connection, NULL);
	else
		code = load_files(load, error);
	load_enter(load, LOAD_CHECKING);
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
