/*
 * bench build: how long does it take from PostgreSQL to a published snapshot?
 *
 * The index is built as `marquee index` builds it, into a folder of its own
 * beside SNAPSHOT_PATH, which is removed. The rival only reads: it copies the
 * same rows with COPY (SELECT ...) TO STDOUT, table by table over one
 * connection, and throws them away; nobody who reads over one connection can
 * build anything faster. Each runs once to warm up PostgreSQL's cache, rival
 * first, and once for the figures.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assemble/index_build.h"
#include "cli/bench_parts.h"
#include "cli/command.h"
#include "index/published.h"
#include "store/title_source.h"
#include "util/clock.h"
#include "util/json_writer.h"
#include "util/signal_flag.h"

#define RIVAL_NAME "COPY (SELECT ...) TO STDOUT"

struct build_bench {
	const struct config *config;
	char *connection_string; /* owned, as all below; a secret */
	char *folder; /* NULL: none was made */
	char *path; /* of the link in it */
	struct snapshot_writer_stats stats;
	uint64_t rival_rows;
	uint64_t rival_bytes;
	double seconds;
	double rival_seconds;
};

static double
seconds_since(uint64_t started_ns)
{
	return (double)(clock_monotonic_ns() - started_ns) / 1e9;
}

static int
run_rival(struct build_bench *bench, struct error *error)
{
	struct title_source_options options = {
	    .excluded_types = bench->config->exclude_types,
	    .include_adult = bench->config->include_adult};
	uint64_t started_ns = clock_monotonic_ns();
	struct title_source *source;
	int code = title_source_open(
	    &source, bench->connection_string, &options, error);

	if (code != 0)
		return code;
	code = title_source_copy_rows(
	    source, &bench->rival_rows, &bench->rival_bytes, error);
	title_source_close(source);
	bench->rival_seconds = seconds_since(started_ns);
	return code;
}

static int
run_ours(struct build_bench *bench, struct error *error)
{
	struct index_build_options options =
	    index_build_options_of(bench->config);
	uint64_t started_ns = clock_monotonic_ns();
	int code;

	options.connection_string = bench->connection_string;
	options.path = bench->path;
	code = index_build(&options, &bench->stats, error);
	bench->seconds = seconds_since(started_ns);
	return code;
}

static int
run_all(struct build_bench *bench, struct error *error)
{
	int code = 0;

	for (int round = 0; round < 2 && code == 0; round++) {
		code = run_rival(bench, error);
		if (code == 0)
			code = run_ours(bench, error);
	}
	return code;
}

static void
report_text(const struct build_bench *bench, struct buffer *out)
{
	buffer_printf(out,
	    "%" PRIu64 " titles, PostgreSQL to a published snapshot\n"
	    "marquee                      %9.2f s  %12" PRIu64
	    " bytes written\n"
	    "%-28s %9.2f s  %12" PRIu64 " bytes read in %" PRIu64 " rows\n"
	    "ratio %.2f\n",
	    bench->stats.documents, bench->seconds, bench->stats.file_bytes,
	    RIVAL_NAME, bench->rival_seconds, bench->rival_bytes,
	    bench->rival_rows, bench->rival_seconds / bench->seconds);
}

static void
report_json(const struct build_bench *bench, struct buffer *out)
{
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	json_member_int(&json, "titles", (int64_t)bench->stats.documents);
	json_member_int(&json, "bytes", (int64_t)bench->stats.file_bytes);
	json_member_fixed(&json, "seconds", bench->seconds, 3);
	json_member_object(&json, "rival");
	json_member_string(&json, "name", RIVAL_NAME);
	json_member_int(&json, "rows", (int64_t)bench->rival_rows);
	json_member_int(&json, "bytes", (int64_t)bench->rival_bytes);
	json_member_fixed(&json, "seconds", bench->rival_seconds, 3);
	json_close_object(&json);
	json_member_fixed(
	    &json, "ratio", bench->rival_seconds / bench->seconds, 3);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}

static int
make_folder(struct build_bench *bench, struct error *error)
{
	char *folder;

	if (asprintf(&folder, "%s.bench-XXXXXX", bench->config->snapshot_path) <
	    0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (mkdtemp(folder) == NULL) {
		error_set_errno(error, ERROR_IO, errno,
		    "could not make a folder beside \"%s\"",
		    bench->config->snapshot_path);
		free(folder);
		return ERROR_IO;
	}
	bench->folder = folder;
	if (asprintf(&bench->path, "%s/titles", folder) < 0) {
		bench->path = NULL;
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	return 0;
}

static void
remove_folder(struct build_bench *bench)
{
	struct published_files files = {NULL, 0};

	if (bench->path != NULL &&
	    published_list(bench->path, &files, NULL) == 0) {
		for (size_t i = 0; i < files.count; i++)
			unlink(files.items[i].path);
		unlink(bench->path);
	}
	published_files_release(&files);
	if (bench->folder != NULL)
		rmdir(bench->folder);
	free(bench->path);
	free(bench->folder);
}

int
bench_build(const struct config *config, bool json)
{
	struct build_bench bench = {.config = config};
	struct buffer out = BUFFER_INIT;
	struct error error;
	int code;

	signal_flag_install();
	bench.connection_string = config_connection_string(config);
	if (bench.connection_string == NULL)
		code = error_set(&error, ERROR_MEMORY, "out of memory");
	else
		code = make_folder(&bench, &error);
	if (code == 0)
		code = run_all(&bench, &error);
	remove_folder(&bench);
	free(bench.connection_string);
	if (code != 0)
		return command_fail(
		    &error, code == ERROR_MISSING ? "marquee load" : NULL);
	if (json)
		report_json(&bench, &out);
	else
		report_text(&bench, &out);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}
