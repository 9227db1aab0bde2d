/*
 * marquee load: IMDb's files into PostgreSQL.
 */
#include "etl/load.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/progress.h"
#include "store/load_progress.h"
#include "util/buffer.h"
#include "util/json_writer.h"
#include "util/signal_flag.h"

/* Who hears how far it has come. */
struct watchers {
	struct progress progress; /* on the terminal */
	struct load_progress_writer *writer; /* to servers; NULL: none */
	bool begun; /* it came beyond the checks */
};

static void
show_progress(void *context, const struct load_progress *progress)
{
	struct watchers *watchers = context;
	const struct load_progress_state state = {
	    .stage = load_phase_name(progress->phase),
	    .file = progress->what,
	    .done = (int64_t)progress->done,
	    .total = (int64_t)progress->total,
	    .rows = (int64_t)progress->rows,
	};

	watchers->begun = progress->phase != LOAD_CHECKING;
	progress_update(&watchers->progress, state.stage, progress->what,
	    progress->done, progress->total, progress->phase == LOAD_STORING);
	load_progress_put(watchers->writer, &state);
}

static double
rows_per_second(const struct load_file_report *file)
{
	return file->seconds > 0 ? (double)file->read / file->seconds : 0;
}

static void
put_files(struct buffer *out, const struct load_report *report)
{
	const struct load_file_report *file;
	int i;

	buffer_printf(out, "%-18s %10s %10s %9s %9s %9s %8s %10s\n", "file",
	    "rows read", "loaded", "rejected", "skipped", "dropped", "seconds",
	    "rows/s");
	for (i = 0; i < DATASET_FILE_COUNT; i++) {
		file = &report->files[i];
		if (file->name == NULL)
			continue;
		buffer_printf(out,
		    "%-18s %10" PRIu64 " %10" PRIu64 " %9" PRIu64 " %9" PRIu64
		    " %9" PRIu64 " %8.2f %10.0f\n",
		    file->name, file->read, file->loaded, file->rejected,
		    file->skipped, file->dropped, file->seconds,
		    rows_per_second(file));
	}
}

static bool
has_changes(const struct merge_counts *merge)
{
	return merge->added + merge->changed + merge->gone > 0;
}

/* Returns whether anything changed. */
static bool
put_merges(struct buffer *out, const struct load_report *report)
{
	const struct merge_counts *merge;
	bool any = false;
	size_t i;

	buffer_printf(out, "\n%-18s %10s %10s %9s\n", "table", "added",
	    "changed", "gone");
	for (i = 0; i < MERGE_STEP_COUNT; i++) {
		merge = &report->merges[i];
		any = any || has_changes(merge);
		if (i < CATALOGUE_TABLE_COUNT && !report->tables[i])
			continue;
		buffer_printf(out,
		    "%-18s %10" PRId64 " %10" PRId64 " %9" PRId64 "\n",
		    merge_table(i), merge->added, merge->changed, merge->gone);
	}
	return any;
}

static double
stage_rows_per_second(const struct load_report *report, int phase)
{
	const double seconds = report->stage_seconds[phase];

	if (phase == LOAD_CHECKING || phase == LOAD_SWITCHING || seconds <= 0)
		return 0;
	return (double)report->rows / seconds;
}

static void
put_stages(struct buffer *out, const struct load_report *report)
{
	int phase;

	buffer_printf(out, "\n%-18s %10s %10s\n", "stage", "seconds", "rows/s");
	for (phase = 0; phase < LOAD_PHASE_COUNT; phase++)
		if (report->stage_seconds[phase] > 0)
			buffer_printf(out, "%-18s %10.2f %10.0f\n",
			    load_phase_name((enum load_phase)phase),
			    report->stage_seconds[phase],
			    stage_rows_per_second(report, phase));
}

static void
put_rejects(struct buffer *out, const struct load_report *report)
{
	size_t i;

	if (report->reject_count > 0)
		buffer_append_string(
		    out, "\nrejected lines (each is in table load_rejects)\n");
	for (i = 0; i < report->reject_count; i++)
		buffer_printf(out, "%-18s %10" PRIu64 "  %s\n",
		    report->rejects[i].file, report->rejects[i].count,
		    report->rejects[i].reason);
}

static void
put_report(struct buffer *out, const struct load_report *report)
{
	bool changed;

	if (report->unchanged) {
		buffer_append_string(
		    out, "unchanged: the files are those of the last load\n");
		return;
	}
	put_files(out, report);
	changed = put_merges(out, report);
	put_stages(out, report);
	put_rejects(out, report);
	if (report->dropped_known_for > 0)
		buffer_printf(out,
		    "\n%" PRIu64 " known-for titles are not in title.basics\n",
		    report->dropped_known_for);
	if (report->nameless_credits > 0)
		buffer_printf(out,
		    "%" PRIu64 " credits are of people who are not in "
		    "name.basics\n",
		    report->nameless_credits);
	buffer_printf(out, "\n%s the %s catalogue in %.2f s\n",
	    changed ? "loaded" : "nothing changed in", report->origin,
	    report->seconds);
}

static void
put_json_files(struct json_writer *json, const struct load_report *report)
{
	const struct load_file_report *file;
	int i;

	json_member_array(json, "files");
	for (i = 0; i < DATASET_FILE_COUNT; i++) {
		file = &report->files[i];
		if (file->name == NULL)
			continue;
		json_open_object(json);
		json_member_string(json, "file", file->name);
		json_member_int(json, "read", (int64_t)file->read);
		json_member_int(json, "loaded", (int64_t)file->loaded);
		json_member_int(json, "rejected", (int64_t)file->rejected);
		json_member_int(json, "skipped", (int64_t)file->skipped);
		json_member_int(json, "dropped", (int64_t)file->dropped);
		json_member_fixed(json, "seconds", file->seconds, 3);
		json_member_fixed(
		    json, "rows_per_second", rows_per_second(file), 0);
		json_close_object(json);
	}
	json_close_array(json);
}

static void
put_json_merges(struct json_writer *json, const struct load_report *report)
{
	size_t i;

	json_member_array(json, "tables");
	for (i = 0; i < MERGE_STEP_COUNT; i++) {
		if (i < CATALOGUE_TABLE_COUNT && !report->tables[i])
			continue;
		json_open_object(json);
		json_member_string(json, "table", merge_table(i));
		json_member_int(json, "added", report->merges[i].added);
		json_member_int(json, "changed", report->merges[i].changed);
		json_member_int(json, "gone", report->merges[i].gone);
		json_close_object(json);
	}
	json_close_array(json);
}

static void
put_json_stages(struct json_writer *json, const struct load_report *report)
{
	int phase;

	json_member_array(json, "stages");
	for (phase = 0; phase < LOAD_PHASE_COUNT; phase++) {
		if (report->stage_seconds[phase] <= 0)
			continue;
		json_open_object(json);
		json_member_string(
		    json, "stage", load_phase_name((enum load_phase)phase));
		json_member_fixed(
		    json, "seconds", report->stage_seconds[phase], 3);
		json_member_fixed(json, "rows_per_second",
		    stage_rows_per_second(report, phase), 0);
		json_close_object(json);
	}
	json_close_array(json);
}

static void
put_json_rejects(struct json_writer *json, const struct load_report *report)
{
	size_t i;

	json_member_array(json, "rejects");
	for (i = 0; i < report->reject_count; i++) {
		json_open_object(json);
		json_member_string(json, "file", report->rejects[i].file);
		json_member_string(json, "reason", report->rejects[i].reason);
		json_member_int(
		    json, "count", (int64_t)report->rejects[i].count);
		json_close_object(json);
	}
	json_close_array(json);
}

static void
put_json(struct buffer *out, const struct load_report *report)
{
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	json_member_string(&json, "catalogue", report->origin);
	json_member_bool(&json, "unchanged", report->unchanged);
	if (!report->unchanged) {
		put_json_files(&json, report);
		put_json_merges(&json, report);
		put_json_stages(&json, report);
		put_json_rejects(&json, report);
		json_member_bool(&json, "first", report->first);
		json_member_int(&json, "rows", (int64_t)report->rows);
		json_member_int(&json, "dropped_known_for",
		    (int64_t)report->dropped_known_for);
		json_member_int(&json, "nameless_credits",
		    (int64_t)report->nameless_credits);
	}
	json_member_fixed(&json, "seconds", report->seconds, 3);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}

/* The command that helps after a failure, or NULL. `begun`: PostgreSQL did
 * answer, so that its address is not what is wrong. */
static const char *
next_command(int code, bool begun)
{
	switch (code) {
	case ERROR_MISSING:
	case ERROR_CORRUPT:
		return "scripts/download_data.sh";
	case ERROR_UNAVAILABLE:
		return begun ? "marquee load" : "marquee config";
	case ERROR_INTERRUPTED:
	case ERROR_BUSY:
	case ERROR_DATABASE:
	case ERROR_LIMIT:
		return "marquee load";
	default:
		return NULL;
	}
}

static int
load(const struct load_options *wanted, bool json)
{
	struct watchers watchers = {.writer = NULL};
	struct load_options options = *wanted;
	struct buffer out = BUFFER_INIT;
	struct load_report report;
	struct error error;
	int code;

	progress_init(&watchers.progress);
	options.progress = show_progress;
	options.progress_context = &watchers;
	/* Without the schema or the server there is nobody to tell. */
	(void)load_progress_open(&watchers.writer, options.connection_string,
	    "marquee load progress", NULL);
	code = load_run(&options, &report, &error);
	load_progress_close(watchers.writer);
	progress_clear(&watchers.progress);
	if (code < 0)
		return command_fail(&error, next_command(code, watchers.begun));
	if (json)
		put_json(&out, &report);
	else
		put_report(&out, &report);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	struct load_options options = {
	    .data_dir = config->data_dir,
	    .worker_count = (size_t)config->max_workers,
	    .excluded_types = config->exclude_types,
	    .akas = dataset_choice_of(config->load_akas),
	    .episodes = dataset_choice_of(config->load_episodes),
	    .database_dir = config->db_data_dir,
	};
	bool json = false;
	const struct option_spec specs[] = {
	    {"--data-dir", OPTION_TEXT, 0, 0, &options.data_dir},
	    {"--replace", OPTION_FLAG, 0, 0, &options.replace},
	    {"--force", OPTION_FLAG, 0, 0, &options.force},
	    {"--allow-shrink", OPTION_FLAG, 0, 0, &options.allow_shrink},
	    {"--json", OPTION_FLAG, 0, 0, &json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	struct error error;
	char *connection_string;
	int code;

	code =
	    options_parse(&command_load, specs, argc, argv, NULL, 0, 0, NULL);
	if (code != EXIT_OK)
		return code;
	connection_string = config_connection_string(config);
	if (connection_string == NULL) {
		error_set(&error, ERROR_MEMORY, "out of memory");
		return command_fail(&error, NULL);
	}
	signal_flag_install();
	options.connection_string = connection_string;
	code = load(&options, json);
	free(connection_string);
	return code;
}

const struct command command_load = {
    "load",
    "loads IMDb's files and your own into the database",
    "load [--data-dir DIR] [--replace] [--force] [--allow-shrink] [--json]\n\n"
    "Reads title.basics, title.ratings, title.crew, title.principals and\n"
    "name.basics, title.akas and title.episode as LOAD_AKAS and LOAD_EPISODES\n"
    "say, and extras where it is (.tsv or .tsv.gz). Into an empty database it\n"
    "puts whole tables; into one that has rows it applies what changed. Either\n"
    "is one transaction; whatever fails leaves the database as it was. Titles\n"
    "of EXCLUDE_TYPES are left out. Lines that cannot be loaded are counted\n"
    "and kept in table load_rejects.\n\n"
    "  --data-dir DIR  the folder of the files (default: DATA_DIR)\n"
    "  --replace       let one catalogue take the other's place: the sample,\n"
    "                  IMDb's or your own\n"
    "  --force         compare with the database even when the files are\n"
    "                  those of the last load\n"
    "  --allow-shrink  let more than 5 % of a table's rows go\n"
    "  --json          print the report as JSON\n",
    run,
};
