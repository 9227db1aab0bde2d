/*
 * bench open: how long does it take from a file to the first answer? A worker
 * that starts, and every command, waits for this.
 *
 * The snapshot at SNAPSHOT_PATH is opened and asked for the ten titles most
 * similar to its best known one, again and again; it is in memory already, as
 * it is after `marquee index`. The rival opens it too, but looks at every
 * offset, order and bound in it, as one would have to without the writer's
 * seal (index/section_file.h). Each in turn; the medians count.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/bench_parts.h"
#include "cli/command.h"
#include "index/query.h"
#include "index/snapshot.h"
#include "util/clock.h"
#include "util/json_writer.h"

#define ROUNDS 15
#define TERMS_MAX 4096
#define K 10
#define RIVAL_NAME "open and check every bound"

typedef int open_snapshot(
    const char *path, struct snapshot **out, struct error *error);

/* Asks a snapshot that was just opened. */
static int
ask(const struct snapshot *snapshot, struct error *error)
{
	static struct query_term terms[TERMS_MAX];
	uint32_t document =
	    snapshot_order(snapshot, SNAPSHOT_ORDER_POPULARITY)[0];
	struct query_context *context = query_context_new();
	struct sparse_vector vector;
	struct hit hits[K];
	struct document_set own = {0};
	struct query query = {
	    .terms = terms, .excluded = &own, .k = K, .threads = 1};
	size_t count;
	int result = context == NULL
	    ? ERROR_MEMORY
	    : document_set_init_of(
		  &own, snapshot_document_count(snapshot), &document, 1);

	if (result != 0) {
		query_context_free(context);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	snapshot_vector(snapshot, document, &vector);
	for (; query.term_count < vector.count && query.term_count < TERMS_MAX;
	     query.term_count++)
		terms[query.term_count] =
		    (struct query_term){vector.terms[query.term_count],
			vector_weight(&vector, query.term_count)};
	result = query_run(context, snapshot, &query, hits, &count, NULL);
	query_context_free(context);
	document_set_release(&own);
	if (result != 0)
		return error_set(
		    error, result, "query failed: %s", error_string(result));
	return 0;
}

static int
measure(open_snapshot *open, const char *path, double *seconds,
    uint32_t *titles, struct error *error)
{
	uint64_t started_ns = clock_monotonic_ns();
	struct snapshot *snapshot;
	int result = open(path, &snapshot, error);

	if (result != 0)
		return result;
	*titles = snapshot_document_count(snapshot);
	if (*titles == 0)
		result = error_set(error, ERROR_MISSING,
		    "snapshot \"%s\" holds no titles", path);
	else
		result = ask(snapshot, error);
	*seconds = (double)(clock_monotonic_ns() - started_ns) / 1e9;
	snapshot_close(snapshot);
	return result;
}

static int
ascending(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;

	return (left > right) - (left < right);
}

static void
report(
    uint32_t titles, double ours, double rival, bool json, struct buffer *out)
{
	struct json_writer writer;

	if (!json) {
		buffer_printf(out,
		    "%" PRIu32 " titles, file to first answer, median of %d\n"
		    "marquee                      %8.1f ms\n"
		    "%-28s %8.1f ms\nratio %.1f\n",
		    titles, ROUNDS, ours * 1e3, RIVAL_NAME, rival * 1e3,
		    rival / ours);
		return;
	}
	json_writer_init(&writer, out);
	json_open_object(&writer);
	json_member_int(&writer, "titles", titles);
	json_member_fixed(&writer, "seconds", ours, 5);
	json_member_object(&writer, "rival");
	json_member_string(&writer, "name", RIVAL_NAME);
	json_member_fixed(&writer, "seconds", rival, 5);
	json_close_object(&writer);
	json_member_fixed(&writer, "ratio", rival / ours, 2);
	json_close_object(&writer);
	buffer_append_char(out, '\n');
}

int
bench_open(const struct config *config, bool json)
{
	const char *path = config->snapshot_path;
	struct buffer out = BUFFER_INIT;
	double ours[ROUNDS];
	double rival[ROUNDS];
	uint32_t titles = 0;
	struct error error;
	int code = 0;

	for (int i = -1; code == 0 && i < ROUNDS; i++) {
		int place = i < 0 ? 0 : i; /* one round to warm up */

		code =
		    measure(snapshot_open, path, &ours[place], &titles, &error);
		if (code == 0)
			code = measure(snapshot_open_checked, path,
			    &rival[place], &titles, &error);
	}
	if (code != 0)
		return command_fail(&error, "marquee index");
	qsort(ours, ROUNDS, sizeof(*ours), ascending);
	qsort(rival, ROUNDS, sizeof(*rival), ascending);
	report(titles, ours[ROUNDS / 2], rival[ROUNDS / 2], json, &out);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}
