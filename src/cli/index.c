/*
 * marquee index: builds the snapshot and publishes it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble/index_build.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "store/load_progress.h"
#include "util/clock.h"
#include "util/json_writer.h"
#include "util/signal_flag.h"

#define TSV_PREFIX "tsv:"

/* Where it is told how far the work has come. */
struct watchers {
	struct progress progress; /* on the terminal */
	struct load_progress_writer *writer; /* to servers; NULL: none */
};

static void
show_progress(void *context, uint64_t titles)
{
	struct watchers *watchers = context;
	struct load_progress_state state = {
	    .stage = LOAD_PROGRESS_INDEXING, .rows = (int64_t)titles};

	progress_update(
	    &watchers->progress, "indexing", "titles", titles, 0, false);
	load_progress_put(watchers->writer, &state);
}

static void
print_number(struct buffer *out, const char *name, uint64_t value)
{
	buffer_printf(out, "%-11s %12" PRIu64 "\n", name, value);
}

static void
print_text(struct buffer *out, const struct snapshot_writer_stats *stats,
    double seconds)
{
	print_number(out, "documents", stats->documents);
	print_number(out, "people", stats->people);
	print_number(out, "terms", stats->terms);
	print_number(out, "postings", stats->postings);
	print_number(out, "bytes", stats->file_bytes);
	print_number(out, "generation", stats->generation);
	buffer_printf(out, "%-11s %12.2f\n", "seconds", seconds);
}

static void
print_json(struct buffer *out, const struct snapshot_writer_stats *stats,
    double seconds, const char *path)
{
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	json_member_int(&json, "documents", (int64_t)stats->documents);
	json_member_int(&json, "people", (int64_t)stats->people);
	json_member_int(&json, "terms", (int64_t)stats->terms);
	json_member_int(&json, "postings", (int64_t)stats->postings);
	json_member_int(&json, "bytes", (int64_t)stats->file_bytes);
	json_member_int(&json, "generation", (int64_t)stats->generation);
	json_member_fixed(&json, "seconds", seconds, 3);
	json_member_string(&json, "path", path);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}

/* What to type after a failure; NULL when nothing helps. */
static const char *
next_command(int code, bool tsv)
{
	switch (code) {
	case ERROR_MISSING:
		return tsv ? "scripts/download_data.sh" : "marquee load";
	case ERROR_CONFLICT:
		return tsv ? NULL : "marquee migrate";
	case ERROR_UNAVAILABLE:
		return "marquee config";
	default:
		return NULL;
	}
}

/* Only who waits for a first catalogue looks at it, so that nothing depends on
 * whether it can be written. */
static void
open_writer(struct watchers *watchers, const char *connection_string)
{
	struct load_progress_state state = {.stage = LOAD_PROGRESS_INDEXING};

	(void)load_progress_open(
	    &watchers->writer, connection_string, "marquee index", NULL);
	load_progress_put(watchers->writer, &state);
}

static int
build(const struct index_build_options *options, bool json)
{
	struct watchers *watchers = options->context;
	struct snapshot_writer_stats stats = {0};
	struct buffer out = BUFFER_INIT;
	uint64_t started_ns = clock_monotonic_ns();
	struct error error;
	double seconds;
	int code;

	signal_flag_install();
	if (options->tsv_folder == NULL)
		open_writer(watchers, options->connection_string);
	code = index_build(options, &stats, &error);
	load_progress_close(watchers->writer);
	progress_clear(&watchers->progress);
	if (code != 0)
		return command_fail(
		    &error, next_command(code, options->tsv_folder != NULL));
	seconds = (double)(clock_monotonic_ns() - started_ns) / 1e9;
	if (json)
		print_json(&out, &stats, seconds, options->path);
	else
		print_text(&out, &stats, seconds);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	const char *source = "postgres";
	const char *path = config->snapshot_path;
	bool allow_shrink = false;
	bool json = false;
	const struct option_spec specs[] = {
	    {"--source", OPTION_TEXT, 0, 0, &source},
	    {"--out", OPTION_TEXT, 0, 0, &path},
	    {"--allow-shrink", OPTION_FLAG, 0, 0, &allow_shrink},
	    {"--json", OPTION_FLAG, 0, 0, &json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	struct watchers watchers = {.writer = NULL};
	struct index_build_options options = index_build_options_of(config);
	char *connection_string;
	int code =
	    options_parse(&command_index, specs, argc, argv, NULL, 0, 0, NULL);

	if (code != EXIT_OK)
		return code;
	progress_init(&watchers.progress);
	if (strncmp(source, TSV_PREFIX, strlen(TSV_PREFIX)) == 0 &&
	    source[strlen(TSV_PREFIX)] != '\0') {
		options.tsv_folder = source + strlen(TSV_PREFIX);
	} else if (strcmp(source, "postgres") != 0) {
		fprintf(stderr,
		    "marquee index: --source is \"%s\"; allowed are postgres "
		    "and tsv:FOLDER\n",
		    source);
		return EXIT_USAGE;
	}
	connection_string = config_connection_string(config);
	if (connection_string == NULL) {
		fprintf(stderr, "marquee index: out of memory\n");
		return EXIT_FAILED;
	}
	options.connection_string = connection_string;
	options.path = path;
	options.allow_shrink = allow_shrink;
	options.progress = show_progress;
	options.context = &watchers;
	code = build(&options, json);
	free(connection_string);
	return code;
}

const struct command command_index = {
    "index",
    "builds the snapshot that answers everything",
    "index [--source postgres|tsv:DIR] [--out FILE] [--allow-shrink] [--json]\n\n"
    "Reads all titles from PostgreSQL, or straight from IMDb's files and your\n"
    "own extras.tsv in DIR, and publishes them as FILE.FORMAT.GENERATION; FILE (default:\n"
    "SNAPSHOT_PATH) becomes a link to it. A running server takes the new\n"
    "snapshot over by itself. The newest three are kept (marquee snapshots,\n"
    "marquee rollback). A snapshot with fewer than 90 % of the titles of the\n"
    "one it would replace is refused without --allow-shrink. FIELD_WEIGHTS,\n"
    "EXCLUDE_TYPES, LOAD_AKAS (of files in DIR), INCLUDE_ADULT and MAX_WORKERS\n"
    "apply.\n",
    run,
};
