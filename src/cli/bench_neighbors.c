/*
 * marquee bench neighbors: how long does it take to find the k most similar
 * titles of every title of the snapshot at SNAPSHOT_PATH?
 *
 * Once to warm up, then three times, of which the best counts. The rival is
 * the scan of all postings (index/exhaustive_scan.h) on as many titles, evenly
 * spread, as fit three seconds, times the number of titles, over the threads:
 * as if it scaled without loss.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench.h"
#include "cli/command.h"
#include "index/exhaustive_scan.h"
#include "index/neighbors.h"
#include "index/snapshot.h"
#include "util/clock.h"
#include "util/signal_flag.h"

#define ROUNDS 3
#define BLOCK 16384u /* titles whose hits are held */
#define RIVAL_NAME "scan of all postings"
#define BUDGET_NS 3000000000u

struct bench {
	struct snapshot *snapshot; /* owned, as all below */
	struct exhaustive_scan *rival;
	struct query_context *context;
	struct hit *hits; /* [BLOCK x k] */
	size_t *counts; /* [BLOCK] */
	struct hit *expected; /* [k] */
	uint32_t k;
	int threads;
	double seconds;
	double rival_seconds;
	size_t rival_count;
	size_t compared_count;
	struct query_stats stats; /* of one round */
};

static int
bench_init(struct bench *bench, const char *path, struct error *error)
{
	int result = snapshot_open(path, &bench->snapshot, error);

	if (result != 0)
		return result;
	if (snapshot_document_count(bench->snapshot) == 0)
		return error_set(error, ERROR_MISSING,
		    "snapshot \"%s\" holds no titles", path);
	bench->rival = exhaustive_scan_new(bench->snapshot);
	bench->context = query_context_new();
	bench->hits = malloc((size_t)BLOCK * bench->k * sizeof(*bench->hits));
	bench->counts = malloc(BLOCK * sizeof(*bench->counts));
	bench->expected = malloc(bench->k * sizeof(*bench->expected));
	if (bench->rival == NULL || bench->context == NULL ||
	    bench->hits == NULL || bench->counts == NULL ||
	    bench->expected == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static void
bench_release(struct bench *bench)
{
	exhaustive_scan_free(bench->rival);
	query_context_free(bench->context);
	snapshot_close(bench->snapshot);
	free(bench->hits);
	free(bench->counts);
	free(bench->expected);
}

static int
run_round(struct bench *bench, struct error *error)
{
	uint32_t total = snapshot_document_count(bench->snapshot);

	memset(&bench->stats, 0, sizeof(bench->stats));
	for (uint32_t first = 0; first < total; first += BLOCK) {
		uint32_t left = total - first;
		int result = neighbors_find(bench->snapshot, first,
		    left < BLOCK ? left : BLOCK, bench->k, bench->threads,
		    bench->hits, bench->counts, &bench->stats);

		if (result != 0)
			return error_set(error, result, "queries failed: %s",
			    error_string(result));
		if (signal_flag_raised())
			return error_set(
			    error, ERROR_INTERRUPTED, "interrupted");
	}
	return 0;
}

static int
run_ours(struct bench *bench, struct error *error)
{
	int result = run_round(bench, error);

	for (int round = 0; result == 0 && round < ROUNDS; round++) {
		uint64_t started_ns = clock_monotonic_ns();
		double seconds;

		result = run_round(bench, error);
		seconds = bench_us_since(started_ns) / 1e6;
		if (round == 0 || seconds < bench->seconds)
			bench->seconds = seconds;
	}
	return result;
}

/* A title's vector as a query. */
struct asked {
	struct query query;
	struct query_term *terms; /* owned */
	struct document_set own; /* the title */
};

/* *asked is released by the caller, whatever this returns. */
static int
ask(const struct bench *bench, uint32_t document, struct asked *asked)
{
	struct sparse_vector vector;

	memset(asked, 0, sizeof(*asked));
	snapshot_vector(bench->snapshot, document, &vector);
	asked->terms = calloc(vector.count + 1, sizeof(*asked->terms));
	if (asked->terms == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < vector.count; i++)
		asked->terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	asked->query = (struct query){
	    .terms = asked->terms,
	    .term_count = vector.count,
	    .excluded = &asked->own,
	    .k = bench->k,
	};
	return document_set_init_of(&asked->own,
	    snapshot_document_count(bench->snapshot), &document, 1);
}

static void
asked_release(struct asked *asked)
{
	document_set_release(&asked->own);
	free(asked->terms);
}

/* Scores every title for one of the titles whose hits are held. */
static int
compare_once(struct bench *bench, uint32_t document, const struct hit *hits,
    size_t count, struct error *error)
{
	size_t expected_count = 0;
	struct asked asked;
	int result = ask(bench, document, &asked);

	if (result == 0)
		result = query_run_exhaustive(bench->context, bench->snapshot,
		    &asked.query, bench->expected, &expected_count);
	asked_release(&asked);
	if (result != 0)
		return error_set(
		    error, result, "query failed: %s", error_string(result));
	for (size_t h = 0; h < count && h < expected_count; h++)
		if (hits[h].document != bench->expected[h].document ||
		    memcmp(&hits[h].score, &bench->expected[h].score,
			sizeof(float)) != 0)
			count = SIZE_MAX;
	if (count != expected_count)
		return error_set(error, ERROR_CORRUPT,
		    "the neighbors of document %" PRIu32
		    " differ from those of scoring every title",
		    document);
	bench->compared_count++;
	return 0;
}

/* Compares the last block's answers, as many as fit the time. */
static int
compare_answers(struct bench *bench, struct error *error)
{
	uint32_t total = snapshot_document_count(bench->snapshot);
	uint32_t first = (total - 1) / BLOCK * BLOCK;
	uint64_t started_ns = clock_monotonic_ns();
	int result = 0;

	for (uint32_t d = first; result == 0 && d < total &&
	     clock_monotonic_ns() - started_ns < BUDGET_NS;
	     d += 7)
		result = compare_once(bench, d,
		    bench->hits + (size_t)(d - first) * bench->k,
		    bench->counts[d - first], error);
	return result;
}

static int
run_rival(struct bench *bench, struct error *error)
{
	uint32_t total = snapshot_document_count(bench->snapshot);
	uint32_t step = total / 4096 + 1;
	uint64_t sum_ns = 0;
	uint64_t bytes = 0;

	for (uint32_t d = 0; d < total && sum_ns < BUDGET_NS; d += step) {
		struct asked asked;
		int result = ask(bench, d, &asked);
		uint64_t started_ns = clock_monotonic_ns();
		size_t count;

		if (result == 0)
			exhaustive_scan_run(bench->rival, &asked.query,
			    bench->expected, &count, &bytes);
		sum_ns += clock_monotonic_ns() - started_ns;
		asked_release(&asked);
		if (result != 0)
			return error_set(error, result, "out of memory");
		bench->rival_count++;
	}
	bench->rival_seconds = (double)sum_ns / 1e9 * total /
	    (double)bench->rival_count / bench->threads;
	return 0;
}

static void
report_json(const struct bench *bench, struct buffer *out)
{
	double total = snapshot_document_count(bench->snapshot);
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	json_member_int(&json, "titles", (int64_t)total);
	json_member_int(&json, "k", bench->k);
	json_member_int(&json, "threads", bench->threads);
	json_member_fixed(&json, "seconds", bench->seconds, 3);
	json_member_fixed(
	    &json, "postings", (double)bench->stats.postings / total, 1);
	json_member_fixed(
	    &json, "rescored", (double)bench->stats.rescored / total, 1);
	json_member_int(&json, "compared", (int64_t)bench->compared_count);
	json_member_object(&json, "rival");
	json_member_string(&json, "name", RIVAL_NAME);
	json_member_int(&json, "queries", (int64_t)bench->rival_count);
	json_member_fixed(&json, "seconds", bench->rival_seconds, 3);
	json_close_object(&json);
	json_member_fixed(
	    &json, "ratio", bench->rival_seconds / bench->seconds, 2);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}

static void
report_text(const struct bench *bench, struct buffer *out)
{
	double total = snapshot_document_count(bench->snapshot);

	buffer_printf(out,
	    "%.0f titles, k = %" PRIu32 ", %d thread%s\n"
	    "%-20s %10.3f s\n"
	    "%-20s %10.3f s (from %zu titles)\n"
	    "ratio %.2f; a title: %.0f postings read, %.1f titles scored\n"
	    "%zu answers compared with scoring every title: all are equal\n",
	    total, bench->k, bench->threads, bench->threads == 1 ? "" : "s",
	    "marquee", bench->seconds, RIVAL_NAME, bench->rival_seconds,
	    bench->rival_count, bench->rival_seconds / bench->seconds,
	    (double)bench->stats.postings / total,
	    (double)bench->stats.rescored / total, bench->compared_count);
}

int
bench_neighbors(
    const struct config *config, const struct bench_options *options)
{
	struct bench bench = {
	    .k = options->k > 0 ? options->k : 50,
	    .threads =
		options->threads > 0 ? options->threads : config->max_workers,
	};
	struct buffer out = BUFFER_INIT;
	struct error error;
	int result = bench_init(&bench, config->snapshot_path, &error);
	int code;

	if (result == 0)
		result = run_ours(&bench, &error);
	if (result == 0)
		result = compare_answers(&bench, &error);
	if (result == 0)
		result = run_rival(&bench, &error);
	if (result == 0) {
		if (options->json)
			report_json(&bench, &out);
		else
			report_text(&bench, &out);
		code = command_output(&out);
	} else
		code = command_fail(
		    &error, result == ERROR_MISSING ? "marquee index" : NULL);
	buffer_release(&out);
	bench_release(&bench);
	return code;
}
