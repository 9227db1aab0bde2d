/*
 * bench load: how long does it take from files to a catalogue? Three ways, on
 * the same server, into databases of their own, one after the other:
 *
 *	marquee      etl/load.h, an empty catalogue
 *	bare COPY    the floor: the same rows as files in PostgreSQL's binary
 *	             format, by as many connections, then the same keys
 *	psql script  the rival: what one types by hand, tests/bench/load_rival
 *
 * All tables are logged, all keys and checks the same, and each ends with a
 * CHECKPOINT, so that nothing is left to be written. At the end the three must
 * hold the same rows.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "cli/bench_databases.h"
#include "cli/bench_parts.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "etl/generate.h"
#include "etl/load.h"
#include "store/staging.h"
#include "util/clock.h"
#include "util/json_writer.h"
#include "util/signal_flag.h"

#define DEFAULT_TITLES 1000000
#define RIVAL_FOLDER "tests/bench/load_rival"

enum side {
	SIDE_MARQUEE,
	SIDE_FLOOR,
	SIDE_RIVAL,
	SIDE_COUNT
};

static const char *const side_names[SIDE_COUNT] = {
    "marquee", "bare COPY", "psql script"};

enum part {
	PART_STORED, /* up to the last row */
	PART_KEYS, /* keys and indexes, what the planner knows, the switch */
	PART_CHECKPOINT,
	PART_COUNT
};

static const char *const part_names[PART_COUNT] = {
    "rows stored", "keys", "checkpoint"};

struct bench_load {
	struct bench_databases databases;
	char settings[BENCH_SETTINGS_SIZE]; /* of the server */
	const char *folder; /* of the files */
	const char *rival_folder;
	size_t connections;
	double seconds[SIDE_COUNT][PART_COUNT];
	struct load_report report; /* of ours */
	long memory_kib; /* the most this process had */
	uint64_t part_ns; /* when the present part began */
};

/* --- parts ---------------------------------------------------------------- */

static void
begin_part(struct bench_load *bench)
{
	bench->part_ns = clock_monotonic_ns();
}

static void
end_part(struct bench_load *bench, enum side side, enum part part)
{
	const uint64_t now_ns = clock_monotonic_ns();

	bench->seconds[side][part] += (double)(now_ns - bench->part_ns) / 1e9;
	bench->part_ns = now_ns;
}

/* Nothing of what went before is to be paid by who comes. */
static int
begin_side(struct bench_load *bench, enum side side, struct error *error)
{
	int code;

	fprintf(stderr, "%s\n", side_names[side]);
	code = bench_database_create(&bench->databases, (int)side, error);
	if (code == 0)
		code = bench_checkpoint(&bench->databases, error);
	begin_part(bench);
	return code;
}

static int
end_side(struct bench_load *bench, enum side side, struct error *error)
{
	int code = bench_checkpoint(&bench->databases, error);

	end_part(bench, side, PART_CHECKPOINT);
	return code;
}

/* --- the three sides ------------------------------------------------------ */

static void
show_progress(void *context, const struct load_progress *progress)
{
	progress_update(context, load_phase_name(progress->phase),
	    progress->what, progress->done, progress->total,
	    progress->phase == LOAD_STORING);
}

static int
run_marquee(struct bench_load *bench, struct error *error)
{
	struct progress progress;
	struct load_options options = {
	    .data_dir = bench->folder,
	    .worker_count = bench->connections,
	    .excluded_types = "tvEpisode,videoGame",
	    .progress = show_progress,
	    .progress_context = &progress,
	};
	const double *stages = bench->report.stage_seconds;
	struct rusage usage;
	int code;

	code = begin_side(bench, SIDE_MARQUEE, error);
	options.connection_string =
	    bench_database(&bench->databases, SIDE_MARQUEE);
	progress_init(&progress);
	if (code == 0)
		code = load_run(&options, &bench->report, error);
	progress_clear(&progress);
	if (code < 0)
		return code;
	end_part(bench, SIDE_MARQUEE, PART_KEYS);
	bench->seconds[SIDE_MARQUEE][PART_STORED] =
	    stages[LOAD_CHECKING] + stages[LOAD_STORING];
	bench->seconds[SIDE_MARQUEE][PART_KEYS] -=
	    bench->seconds[SIDE_MARQUEE][PART_STORED];
	getrusage(RUSAGE_SELF, &usage);
	bench->memory_kib = usage.ru_maxrss;
	return end_side(bench, SIDE_MARQUEE, error);
}

/* The tables that our load filled. */
static void
filled_tables(const struct bench_load *bench, bool filled[])
{
	int table;

	for (table = 0; table < CATALOGUE_TABLE_COUNT; table++)
		filled[table] = bench->report.tables[table];
}

static int
run_floor(struct bench_load *bench, struct error *error)
{
	const char *database;
	bool tables[CATALOGUE_TABLE_COUNT];
	struct statement_group keys;
	int code;

	filled_tables(bench, tables);
	code = bench_dump(&bench->databases, (int)SIDE_MARQUEE, tables,
	    bench->connections, error);
	if (code == 0)
		code = begin_side(bench, SIDE_FLOOR, error);
	if (code < 0)
		return code;
	database = bench_database(&bench->databases, SIDE_FLOOR);
	keys = (struct statement_group){.connection_string = database,
	    .name = "marquee bench",
	    .connection_count = bench->connections};
	code = bench_stage(&bench->databases, (int)SIDE_FLOOR, error);
	begin_part(bench);
	if (code == 0)
		code = bench_copy(&bench->databases, (int)SIDE_FLOOR, tables,
		    bench->connections, error);
	end_part(bench, SIDE_FLOOR, PART_STORED);
	if (code == 0)
		code = staging_build_keys(tables, &keys, error);
	end_part(bench, SIDE_FLOOR, PART_KEYS);
	return code == 0 ? end_side(bench, SIDE_FLOOR, error) : code;
}

static int
run_script(struct bench_load *bench, const char *name, struct error *error)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", bench->rival_folder, name);
	return bench_psql(
	    &bench->databases, (int)SIDE_RIVAL, path, bench->folder, error);
}

static int
run_rival(struct bench_load *bench, struct error *error)
{
	int code = begin_side(bench, SIDE_RIVAL, error);

	if (code == 0)
		code = run_script(bench, "1_copy.sql", error);
	if (code == 0)
		code = run_script(bench, "2_insert.sql", error);
	end_part(bench, SIDE_RIVAL, PART_STORED);
	if (code == 0)
		code = run_script(bench, "3_keys.sql", error);
	end_part(bench, SIDE_RIVAL, PART_KEYS);
	return code == 0 ? end_side(bench, SIDE_RIVAL, error) : code;
}

static int
compare(struct bench_load *bench, struct error *error)
{
	static const char *const schemas[SIDE_COUNT] = {
	    "public", "staging", "rival"};
	bool tables[CATALOGUE_TABLE_COUNT];
	int side;
	int code = 0;

	filled_tables(bench, tables);
	for (side = SIDE_FLOOR; side < SIDE_COUNT && code == 0; side++)
		code =
		    bench_compare(&bench->databases, tables, (int)SIDE_MARQUEE,
			schemas[SIDE_MARQUEE], side, schemas[side], error);
	return code;
}

static int
run_sides(struct bench_load *bench, struct error *error)
{
	int code = run_marquee(bench, error);

	if (code == 0)
		code = run_floor(bench, error);
	if (code == 0)
		code = run_rival(bench, error);
	if (code == 0)
		code = compare(bench, error);
	return code;
}

/* --- report --------------------------------------------------------------- */

static double
whole(const struct bench_load *bench, enum side side)
{
	double seconds = 0;
	int part;

	for (part = 0; part < PART_COUNT; part++)
		seconds += bench->seconds[side][part];
	return seconds;
}

static double
stored_ratio(const struct bench_load *bench)
{
	return bench->seconds[SIDE_RIVAL][PART_STORED] /
	    bench->seconds[SIDE_MARQUEE][PART_STORED];
}

static void
report_text(const struct bench_load *bench, struct buffer *out)
{
	int part;
	int side;

	buffer_printf(out,
	    "%s\n\n%" PRIu64 " titles, %" PRIu64
	    " rows, %zu connections\n%-12s",
	    bench->settings, bench->report.files[DATASET_TITLES].loaded,
	    bench->report.rows, bench->connections, "seconds");
	for (side = 0; side < SIDE_COUNT; side++)
		buffer_printf(out, " %12s", side_names[side]);
	for (part = 0; part < PART_COUNT; part++) {
		buffer_printf(out, "\n%-12s", part_names[part]);
		for (side = 0; side < SIDE_COUNT; side++)
			buffer_printf(
			    out, " %12.2f", bench->seconds[side][part]);
	}
	buffer_printf(out, "\n%-12s", "whole");
	for (side = 0; side < SIDE_COUNT; side++)
		buffer_printf(out, " %12.2f", whole(bench, (enum side)side));
	buffer_printf(out,
	    "\n\npsql script / marquee: %.2f (up to the last row: %.2f)\n"
	    "marquee / bare COPY: %.2f\n"
	    "memory of the loader: %ld MiB; the rows of all three are the "
	    "same\n",
	    whole(bench, SIDE_RIVAL) / whole(bench, SIDE_MARQUEE),
	    stored_ratio(bench),
	    whole(bench, SIDE_MARQUEE) / whole(bench, SIDE_FLOOR),
	    bench->memory_kib / 1024);
}

static void
put_side(
    struct json_writer *json, const struct bench_load *bench, enum side side)
{
	json_member_fixed(json, "seconds", whole(bench, side), 3);
	json_member_fixed(
	    json, "stored_seconds", bench->seconds[side][PART_STORED], 3);
	json_member_fixed(
	    json, "keys_seconds", bench->seconds[side][PART_KEYS], 3);
	json_member_fixed(json, "checkpoint_seconds",
	    bench->seconds[side][PART_CHECKPOINT], 3);
}

static void
put_other(struct json_writer *json, const struct bench_load *bench,
    const char *key, enum side side)
{
	json_member_object(json, key);
	json_member_string(json, "name", side_names[side]);
	put_side(json, bench, side);
	json_close_object(json);
}

static void
report_json(const struct bench_load *bench, struct buffer *out)
{
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	json_member_int(&json, "titles",
	    (int64_t)bench->report.files[DATASET_TITLES].loaded);
	json_member_int(&json, "rows", (int64_t)bench->report.rows);
	json_member_int(&json, "connections", (int64_t)bench->connections);
	put_side(&json, bench, SIDE_MARQUEE);
	put_other(&json, bench, "rival", SIDE_RIVAL);
	put_other(&json, bench, "floor", SIDE_FLOOR);
	json_member_fixed(&json, "ratio",
	    whole(bench, SIDE_RIVAL) / whole(bench, SIDE_MARQUEE), 3);
	json_member_fixed(&json, "stored_ratio", stored_ratio(bench), 3);
	json_member_fixed(&json, "times_the_floor",
	    whole(bench, SIDE_MARQUEE) / whole(bench, SIDE_FLOOR), 3);
	json_member_int(
	    &json, "memory_bytes", (int64_t)bench->memory_kib * 1024);
	json_member_string(&json, "server", bench->settings);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}

/* --- the command ---------------------------------------------------------- */

static int
generate(const char *folder, uint64_t titles, struct error *error)
{
	const struct generate_options options = {.titles = titles,
	    .episodes = titles / 10,
	    .seed = 1,
	    .folder = folder};
	struct generate_report report;

	fprintf(stderr, "generating %" PRIu64 " titles\n", titles);
	return generate_run(&options, &report, error);
}

static int
measure(struct bench_load *bench, const struct config *config, int64_t titles,
    struct error *error)
{
	char folder[4096];
	int code;

	code = bench_databases_open(&bench->databases, config, error);
	if (code == 0 && bench->folder == NULL) {
		snprintf(folder, sizeof(folder), "%s/files",
		    bench->databases.folder);
		code = generate(folder, (uint64_t)titles, error);
		bench->folder = folder;
	}
	if (code == 0)
		code = run_sides(bench, error);
	snprintf(bench->settings, sizeof(bench->settings), "%s",
	    bench->databases.settings);
	bench_databases_close(&bench->databases);
	bench->folder = NULL;
	return code;
}

int
bench_load(const struct config *config, int argc, char **argv)
{
	struct bench_load bench = {.rival_folder = RIVAL_FOLDER,
	    .connections = (size_t)config->max_workers};
	int64_t titles = DEFAULT_TITLES;
	bool json = false;
	const struct option_spec specs[] = {
	    {"--titles", OPTION_INTEGER, 1, GENERATE_TITLES_MAX, &titles},
	    {"--data-dir", OPTION_TEXT, 0, 0, &bench.folder},
	    {"--rival", OPTION_TEXT, 0, 0, &bench.rival_folder},
	    {"--json", OPTION_FLAG, 0, 0, &json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	struct buffer out = BUFFER_INIT;
	const char *what;
	struct error error;
	struct stat scripts;
	int code =
	    options_parse(&command_bench, specs, argc, argv, &what, 1, 1, NULL);

	if (code != EXIT_OK)
		return code;
	if (stat(bench.rival_folder, &scripts) < 0) {
		fprintf(stderr,
		    "marquee bench load: no folder \"%s\"; --rival says where "
		    "the rival's scripts are\n",
		    bench.rival_folder);
		return EXIT_USAGE;
	}
	signal_flag_install();
	code = measure(&bench, config, titles, &error);
	if (code < 0)
		return command_fail(&error, NULL);
	if (json)
		report_json(&bench, &out);
	else
		report_text(&bench, &out);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}
