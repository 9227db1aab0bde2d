/*
 * marquee bench: measures, always beside a rival in the same run, and compares
 * the answers while it does.
 *
 * query: how long does it take to find the k titles most similar to one? Up to
 * 10,000 titles of the snapshot, drawn uniformly with a fixed seed, each once,
 * after one round to warm up; the title itself is excluded. The rival is the
 * exhaustive scan, which scores every document from its forward vector; it
 * runs on every n-th of the same titles, so that it takes about ten seconds.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench_parts.h"
#include "cli/command.h"
#include "index/query.h"
#include "index/snapshot.h"
#include "util/clock.h"
#include "util/json_writer.h"
#include "util/random.h"
#include "util/signal_flag.h"

#define BENCH_TITLES 10000
#define BENCH_SEED 20260814u
#define RIVAL_NAME "exhaustive scan"
#define RIVAL_BUDGET_NS 10000000000u

struct bench {
	struct snapshot *snapshot; /* owned, as all below */
	struct query_context *context;
	uint32_t *documents; /* [count], drawn */
	size_t count;
	double *ours_us; /* [count] */
	double *rival_us; /* [rival_count] */
	size_t rival_count;
	struct query_term *terms; /* of the longest vector */
	struct hit *hits; /* [k], twice */
	uint32_t k;
	int threads;
	struct query_stats stats; /* summed over all queries */
};

struct quantiles {
	double p50;
	double p95;
	double p99;
};

/* --- setup ---------------------------------------------------------------- */

static size_t
longest_vector(const struct snapshot *snapshot)
{
	size_t longest = 0;

	for (uint32_t d = 0; d < snapshot_document_count(snapshot); d++) {
		struct sparse_vector vector;

		snapshot_vector(snapshot, d, &vector);
		if (vector.count > longest)
			longest = vector.count;
	}
	return longest;
}

/* The first `count` of a shuffle of all documents. */
static void
draw(struct bench *bench, uint32_t *all, size_t total)
{
	struct random random;

	random_seed(&random, BENCH_SEED);
	for (size_t i = 0; i < total; i++)
		all[i] = (uint32_t)i;
	for (size_t i = 0; i < bench->count; i++) {
		size_t other = i + (size_t)random_below(&random, total - i);
		uint32_t drawn = all[other];

		all[other] = all[i];
		all[i] = drawn;
	}
	bench->documents = all;
}

static int
bench_init(struct bench *bench, const char *path, struct error *error)
{
	uint32_t *all;
	size_t total;
	int result = snapshot_open(path, &bench->snapshot, error);

	if (result != 0)
		return result;
	total = snapshot_document_count(bench->snapshot);
	if (total == 0)
		return error_set(error, ERROR_MISSING,
		    "snapshot \"%s\" holds no titles", path);
	bench->count = total < BENCH_TITLES ? total : BENCH_TITLES;
	all = calloc(total, sizeof(*all));
	bench->documents = all;
	bench->context = query_context_new();
	bench->ours_us = calloc(bench->count, sizeof(*bench->ours_us));
	bench->rival_us = calloc(bench->count, sizeof(*bench->rival_us));
	bench->terms =
	    calloc(longest_vector(bench->snapshot) + 1, sizeof(*bench->terms));
	bench->hits = calloc((size_t)bench->k * 2, sizeof(*bench->hits));
	if (all == NULL || bench->context == NULL || bench->ours_us == NULL ||
	    bench->rival_us == NULL || bench->terms == NULL ||
	    bench->hits == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	draw(bench, all, total);
	return 0;
}

static void
bench_release(struct bench *bench)
{
	snapshot_close(bench->snapshot);
	query_context_free(bench->context);
	free(bench->documents);
	free(bench->ours_us);
	free(bench->rival_us);
	free(bench->terms);
	free(bench->hits);
}

/* --- measuring ------------------------------------------------------------ */

static struct query
query_of(struct bench *bench, size_t i)
{
	struct sparse_vector vector;

	snapshot_vector(bench->snapshot, bench->documents[i], &vector);
	for (size_t t = 0; t < vector.count; t++)
		bench->terms[t] =
		    (struct query_term){vector.terms[t], vector.weights[t]};
	return (struct query){
	    .terms = bench->terms,
	    .term_count = vector.count,
	    .excluded = &bench->documents[i],
	    .excluded_count = 1,
	    .k = bench->k,
	    .threads = bench->threads,
	};
}

static double
us_since(uint64_t started_ns)
{
	return (double)(clock_monotonic_ns() - started_ns) / 1e3;
}

static int
run_ours(struct bench *bench, struct error *error)
{
	memset(&bench->stats, 0, sizeof(bench->stats));
	for (size_t i = 0; i < bench->count; i++) {
		struct query query = query_of(bench, i);
		struct query_stats stats = {0};
		uint64_t started_ns = clock_monotonic_ns();
		size_t count;
		int result = query_run(bench->context, bench->snapshot, &query,
		    bench->hits, &count, &stats);

		bench->ours_us[i] = us_since(started_ns);
		if (result != 0)
			return error_set(error, result, "query failed: %s",
			    error_string(result));
		if (signal_flag_raised())
			return error_set(
			    error, ERROR_INTERRUPTED, "interrupted");
		bench->stats.postings += stats.postings;
		bench->stats.rescored += stats.rescored;
	}
	return 0;
}

/* Times the rival on one title and compares its answer with ours. */
static int
run_rival_once(struct bench *bench, size_t i, struct error *error)
{
	struct query query = query_of(bench, i);
	struct hit *expected = bench->hits + bench->k;
	uint64_t started_ns = clock_monotonic_ns();
	size_t expected_count = 0;
	size_t count = 0;
	int result = query_run_exhaustive(
	    bench->context, bench->snapshot, &query, expected, &expected_count);

	bench->rival_us[bench->rival_count++] = us_since(started_ns);
	if (result == 0)
		result = query_run(bench->context, bench->snapshot, &query,
		    bench->hits, &count, NULL);
	if (result != 0)
		return error_set(
		    error, result, "query failed: %s", error_string(result));
	for (size_t h = 0; h < count && h < expected_count; h++)
		if (bench->hits[h].document != expected[h].document ||
		    memcmp(&bench->hits[h].score, &expected[h].score,
			sizeof(float)) != 0)
			count = SIZE_MAX;
	if (count != expected_count)
		return error_set(error, ERROR_CORRUPT,
		    "the answer for document %" PRIu32
		    " differs from the exhaustive scan's",
		    query.excluded[0]);
	return 0;
}

/* Runs the rival on titles spread over all, as many as fit its time. */
static int
run_rival(struct bench *bench, struct error *error)
{
	uint64_t started_ns = clock_monotonic_ns();
	int result = run_rival_once(bench, 0, error);
	uint64_t once_ns = clock_monotonic_ns() - started_ns;
	size_t step = (size_t)(once_ns * bench->count / RIVAL_BUDGET_NS) + 1;

	for (size_t i = step; result == 0 && i < bench->count; i += step) {
		result = run_rival_once(bench, i, error);
		if (result == 0 && signal_flag_raised())
			result =
			    error_set(error, ERROR_INTERRUPTED, "interrupted");
	}
	return result;
}

/* --- report --------------------------------------------------------------- */

static int
ascending(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;

	return (left > right) - (left < right);
}

static struct quantiles
quantiles_of(double *times_us, size_t count)
{
	qsort(times_us, count, sizeof(*times_us), ascending);
	return (struct quantiles){times_us[(count - 1) / 2],
	    times_us[(count - 1) * 95 / 100], times_us[(count - 1) * 99 / 100]};
}

static void
put_times(struct json_writer *json, const struct quantiles *times)
{
	json_put_key(json, "p50_us");
	json_put_fixed(json, times->p50, 2);
	json_put_key(json, "p95_us");
	json_put_fixed(json, times->p95, 2);
	json_put_key(json, "p99_us");
	json_put_fixed(json, times->p99, 2);
}

static void
report_json(const struct bench *bench, const struct quantiles *ours,
    const struct quantiles *rival, struct buffer *out)
{
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	json_put_key(&json, "titles");
	json_put_int(&json, snapshot_document_count(bench->snapshot));
	json_put_key(&json, "queries");
	json_put_int(&json, (int64_t)bench->count);
	json_put_key(&json, "k");
	json_put_int(&json, bench->k);
	json_put_key(&json, "threads");
	json_put_int(&json, bench->threads);
	put_times(&json, ours);
	json_put_key(&json, "postings");
	json_put_fixed(
	    &json, (double)bench->stats.postings / (double)bench->count, 1);
	json_put_key(&json, "rescored");
	json_put_fixed(
	    &json, (double)bench->stats.rescored / (double)bench->count, 1);
	json_put_key(&json, "rival");
	json_open_object(&json);
	json_put_key(&json, "name");
	json_put_string(&json, RIVAL_NAME);
	json_put_key(&json, "queries");
	json_put_int(&json, (int64_t)bench->rival_count);
	put_times(&json, rival);
	json_close_object(&json);
	json_put_key(&json, "ratio");
	json_put_fixed(&json, rival->p50 / ours->p50, 2);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}

static void
report_text(const struct bench *bench, const struct quantiles *ours,
    const struct quantiles *rival, struct buffer *out)
{
	double count = (double)bench->count;

	buffer_printf(out,
	    "%" PRIu32 " titles, k = %" PRIu32 ", %d thread%s\n"
	    "%-16s %8s %10s %10s %10s\n",
	    snapshot_document_count(bench->snapshot), bench->k, bench->threads,
	    bench->threads == 1 ? "" : "s", "", "queries", "p50 us", "p95 us",
	    "p99 us");
	buffer_printf(out, "%-16s %8zu %10.1f %10.1f %10.1f\n", "marquee",
	    bench->count, ours->p50, ours->p95, ours->p99);
	buffer_printf(out, "%-16s %8zu %10.1f %10.1f %10.1f\n", RIVAL_NAME,
	    bench->rival_count, rival->p50, rival->p95, rival->p99);
	buffer_printf(out,
	    "ratio %.1f (p50); %.0f postings read and %.1f documents scored a "
	    "query; all %zu answers compared are equal\n",
	    rival->p50 / ours->p50, (double)bench->stats.postings / count,
	    (double)bench->stats.rescored / count, bench->rival_count);
}

static int
bench_query(struct bench *bench, const char *path, bool json)
{
	struct buffer out = BUFFER_INIT;
	struct quantiles ours;
	struct quantiles rival;
	struct error error;
	int result = bench_init(bench, path, &error);
	int code;

	if (result == 0)
		result = run_ours(bench, &error);
	if (result == 0)
		result = run_ours(bench, &error);
	if (result == 0)
		result = run_rival(bench, &error);
	if (result != 0)
		return command_fail(
		    &error, result == ERROR_MISSING ? "marquee index" : NULL);
	ours = quantiles_of(bench->ours_us, bench->count);
	rival = quantiles_of(bench->rival_us, bench->rival_count);
	if (json)
		report_json(bench, &ours, &rival, &out);
	else
		report_text(bench, &ours, &rival, &out);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	int64_t k = 10;
	int64_t threads = config->query_threads;
	bool json = false;
	const struct option_spec specs[] = {
	    {"-k", OPTION_INTEGER, 1, QUERY_MAX_K, &k},
	    {"--threads", OPTION_INTEGER, 1, 256, &threads},
	    {"--json", OPTION_FLAG, 0, 0, &json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	struct bench bench = {0};
	const char *what;
	int code =
	    options_parse(&command_bench, specs, argc, argv, &what, 1, 1, NULL);

	if (code != EXIT_OK)
		return code;
	if (strcmp(what, "build") == 0)
		return bench_build(config, json);
	if (strcmp(what, "open") == 0)
		return bench_open(config, json);
	if (strcmp(what, "query") != 0) {
		fprintf(stderr,
		    "marquee bench: there is no benchmark \"%s\"; allowed are "
		    "query, build and open\n",
		    what);
		return EXIT_USAGE;
	}
	signal_flag_install();
	bench.k = (uint32_t)k;
	bench.threads = (int)threads;
	code = bench_query(&bench, config->snapshot_path, json);
	bench_release(&bench);
	return code;
}

const struct command command_bench = {
    "bench",
    "measures, beside a rival, and compares the answers",
    "bench query [-k N] [--threads N] [--json]\n"
    "bench build [--json]\n"
    "bench open [--json]\n\n"
    "Finds the k (default 10) titles most similar to each of 10,000 titles\n"
    "drawn from the snapshot at SNAPSHOT_PATH, warm, and prints the times'\n"
    "quantiles beside those of an exhaustive scan in the same run, whose\n"
    "answers must be the same bit for bit. --threads defaults to\n"
    "QUERY_THREADS.\n\n"
    "build builds the index from PostgreSQL, into a folder that is removed,\n"
    "beside a bare COPY of the same rows. open measures the time from a file\n"
    "in memory to the first answer, beside an opening that looks at every\n"
    "bound.\n",
    run,
};
