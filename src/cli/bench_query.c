/*
 * marquee bench query: how long does it take to find the k titles most similar
 * to one, or to a profile of many?
 *
 * Up to 10,000 titles of the snapshot, drawn uniformly with a fixed seed, each
 * once, after one round to warm up; the title itself is excluded. Profiles are
 * of titles drawn likewise. The rival (index/exhaustive_scan.h) runs on every
 * n-th of the same queries, so that it takes about three seconds; answers are
 * compared with scoring every document in full on as many as fit three more.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench.h"
#include "cli/command.h"
#include "index/exhaustive_scan.h"
#include "index/query.h"
#include "index/snapshot.h"
#include "recommend/profile.h"
#include "util/clock.h"
#include "util/random.h"
#include "util/signal_flag.h"

#define TITLES 10000
#define PROFILES 1000
#define SEED 20260814u
#define RIVAL_NAME "scan of all postings"
#define BUDGET_NS 3000000000u

/* A query and what it borrows. */
struct drawn {
	struct query query;
	struct query_term *terms; /* owned, unless the profile's */
	struct document_set excluded;
	struct profile profile;
};

struct bench {
	struct snapshot *snapshot; /* owned, as all below */
	struct query_context *context;
	struct exhaustive_scan *rival;
	struct drawn *drawn; /* [count] */
	size_t count;
	double *ours_us; /* [count] */
	double *rival_us; /* [rival_count] */
	size_t rival_count;
	size_t compared_count;
	struct hit *hits; /* [k] */
	struct hit *expected; /* [k] */
	uint32_t k;
	int threads;
	struct query_stats stats; /* summed over all queries */
	double rival_gbs;
	double memory_gbs;
};

/* --- setup ---------------------------------------------------------------- */

static int
draw_title(
    const struct snapshot *snapshot, uint32_t document, struct drawn *drawn)
{
	struct sparse_vector vector;

	snapshot_vector(snapshot, document, &vector);
	drawn->terms = calloc(vector.count + 1, sizeof(*drawn->terms));
	if (drawn->terms == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < vector.count; i++)
		drawn->terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	drawn->query.terms = drawn->terms;
	drawn->query.term_count = vector.count;
	return document_set_init_of(
	    &drawn->excluded, snapshot_document_count(snapshot), &document, 1);
}

/* A profile of titles that all count the same. */
static int
draw_profile(const struct snapshot *snapshot, const uint32_t *documents,
    size_t count, struct drawn *drawn)
{
	struct taste_list tastes = {
	    .tastes = calloc(count + 1, sizeof(*tastes.tastes)),
	    .count = count,
	};
	int result = tastes.tastes == NULL
	    ? ERROR_MEMORY
	    : document_set_init_of(&drawn->excluded,
		  snapshot_document_count(snapshot), documents, count);

	if (result == 0) {
		uint32_t d = 0;

		for (size_t i = 0; document_set_next(&drawn->excluded, &d); d++)
			tastes.tastes[i++] = (struct taste){d, 1};
		result = profile_build(snapshot, &tastes, &drawn->profile);
	}
	taste_list_release(&tastes);
	drawn->query.terms = drawn->profile.terms;
	drawn->query.term_count = drawn->profile.term_count;
	return result;
}

/* The first `wanted` of a shuffle that goes on from call to call. */
static void
shuffle(struct random *random, uint32_t *all, size_t total, size_t wanted)
{
	for (size_t i = 0; i < wanted; i++) {
		size_t other = i + (size_t)random_below(random, total - i);
		uint32_t drawn = all[other];

		all[other] = all[i];
		all[i] = drawn;
	}
}

static int
draw(struct bench *bench, uint32_t *all, size_t total, size_t profile)
{
	struct random random;
	int result = 0;

	random_seed(&random, SEED);
	for (size_t i = 0; i < total; i++)
		all[i] = (uint32_t)i;
	if (profile == 0)
		shuffle(&random, all, total, bench->count);
	for (size_t i = 0; result == 0 && i < bench->count; i++) {
		struct drawn *drawn = &bench->drawn[i];

		if (profile > 0)
			shuffle(&random, all, total, profile);
		drawn->query.k = bench->k;
		drawn->query.threads = bench->threads;
		result = profile > 0
		    ? draw_profile(bench->snapshot, all, profile, drawn)
		    : draw_title(bench->snapshot, all[i], drawn);
		drawn->query.excluded = &drawn->excluded;
	}
	return result;
}

static int
bench_init(
    struct bench *bench, const char *path, size_t profile, struct error *error)
{
	size_t most = profile > 0 ? PROFILES : TITLES;
	uint32_t *all;
	size_t total;
	int result = snapshot_open(path, &bench->snapshot, error);

	if (result != 0)
		return result;
	total = snapshot_document_count(bench->snapshot);
	if (total == 0 || total < profile)
		return error_set(error, ERROR_MISSING,
		    "snapshot \"%s\" holds too few titles", path);
	bench->count = profile == 0 && total < most ? total : most;
	all = calloc(total, sizeof(*all));
	bench->context = query_context_new();
	bench->rival = exhaustive_scan_new(bench->snapshot);
	bench->drawn = calloc(bench->count, sizeof(*bench->drawn));
	bench->ours_us = calloc(bench->count, sizeof(*bench->ours_us));
	bench->rival_us = calloc(bench->count, sizeof(*bench->rival_us));
	bench->hits = calloc(bench->k, sizeof(*bench->hits));
	bench->expected = calloc(bench->k, sizeof(*bench->expected));
	if (all == NULL || bench->context == NULL || bench->rival == NULL ||
	    bench->drawn == NULL || bench->ours_us == NULL ||
	    bench->rival_us == NULL || bench->hits == NULL ||
	    bench->expected == NULL || draw(bench, all, total, profile) != 0)
		result = error_set(error, ERROR_MEMORY, "out of memory");
	free(all);
	return result;
}

static void
bench_release(struct bench *bench)
{
	for (size_t i = 0; bench->drawn != NULL && i < bench->count; i++) {
		free(bench->drawn[i].terms);
		document_set_release(&bench->drawn[i].excluded);
		profile_release(&bench->drawn[i].profile);
	}
	free(bench->drawn);
	exhaustive_scan_free(bench->rival);
	query_context_free(bench->context);
	snapshot_close(bench->snapshot);
	free(bench->ours_us);
	free(bench->rival_us);
	free(bench->hits);
	free(bench->expected);
}

/* --- measuring ------------------------------------------------------------ */

static int
query_failed(int result, struct error *error)
{
	return error_set(
	    error, result, "query failed: %s", error_string(result));
}

static int
run_ours(struct bench *bench, struct error *error)
{
	memset(&bench->stats, 0, sizeof(bench->stats));
	for (size_t i = 0; i < bench->count; i++) {
		struct query_stats stats = {0};
		uint64_t started_ns = clock_monotonic_ns();
		size_t count;
		int result = query_run(bench->context, bench->snapshot,
		    &bench->drawn[i].query, bench->hits, &count, &stats);

		bench->ours_us[i] = bench_us_since(started_ns);
		if (result != 0)
			return query_failed(result, error);
		if (signal_flag_raised())
			return error_set(
			    error, ERROR_INTERRUPTED, "interrupted");
		bench->stats.postings += stats.postings;
		bench->stats.rescored += stats.rescored;
		bench->stats.classes += stats.classes;
	}
	return 0;
}

/* Which of the queries are taken so that they fit a time, when one takes
 * `once_ns`: every n-th. */
static size_t
step_of(const struct bench *bench, uint64_t once_ns)
{
	return (size_t)(once_ns * bench->count / BUDGET_NS) + 1;
}

/* Adds to *bytes and returns the nanoseconds. */
static uint64_t
run_rival_once(struct bench *bench, size_t i, uint64_t *bytes)
{
	uint64_t started_ns = clock_monotonic_ns();
	size_t count;

	exhaustive_scan_run(bench->rival, &bench->drawn[i].query,
	    bench->expected, &count, bytes);
	return clock_monotonic_ns() - started_ns;
}

static int
run_rival(struct bench *bench, struct error *error)
{
	uint64_t bytes = 0;
	uint64_t once_ns = run_rival_once(bench, 0, &bytes);
	size_t step = step_of(bench, once_ns);
	uint64_t sum_ns = 0;

	bytes = 0;
	for (size_t i = 0; i < bench->count; i += step) {
		uint64_t ns = run_rival_once(bench, i, &bytes);

		bench->rival_us[bench->rival_count++] = (double)ns / 1e3;
		sum_ns += ns;
		if (signal_flag_raised())
			return error_set(
			    error, ERROR_INTERRUPTED, "interrupted");
	}
	bench->rival_gbs = (double)bytes / (double)sum_ns;
	bench->memory_gbs = bench_memory_gbs();
	return 0;
}

static int
compare_once(struct bench *bench, size_t i, struct error *error)
{
	const struct query *query = &bench->drawn[i].query;
	size_t expected_count = 0;
	size_t count = 0;
	int result = query_run_exhaustive(bench->context, bench->snapshot,
	    query, bench->expected, &expected_count);

	if (result == 0)
		result = query_run(bench->context, bench->snapshot, query,
		    bench->hits, &count, NULL);
	if (result != 0)
		return query_failed(result, error);
	for (size_t h = 0; h < count && h < expected_count; h++)
		if (bench->hits[h].document != bench->expected[h].document ||
		    memcmp(&bench->hits[h].score, &bench->expected[h].score,
			sizeof(float)) != 0)
			count = SIZE_MAX;
	if (count != expected_count)
		return error_set(error, ERROR_CORRUPT,
		    "the answer to query %zu differs from scoring every title",
		    i);
	bench->compared_count++;
	return 0;
}

static int
compare_answers(struct bench *bench, struct error *error)
{
	uint64_t started_ns = clock_monotonic_ns();
	int result = compare_once(bench, 0, error);
	size_t step = step_of(bench, clock_monotonic_ns() - started_ns);

	for (size_t i = step; result == 0 && i < bench->count; i += step) {
		result = compare_once(bench, i, error);
		if (result == 0 && signal_flag_raised())
			result =
			    error_set(error, ERROR_INTERRUPTED, "interrupted");
	}
	return result;
}

/* --- report --------------------------------------------------------------- */

static void
put_mean(struct json_writer *json, const struct bench *bench, const char *name,
    uint64_t sum)
{
	json_put_key(json, name);
	json_put_fixed(json, (double)sum / (double)bench->count, 1);
}

static void
put_rival(struct json_writer *json, const struct bench *bench,
    const struct quantiles *rival)
{
	json_member_object(json, "rival");
	json_member_string(json, "name", RIVAL_NAME);
	json_member_int(json, "queries", (int64_t)bench->rival_count);
	bench_put_quantiles(json, rival);
	json_member_fixed(json, "gbs", bench->rival_gbs, 1);
	json_member_fixed(json, "memory_gbs", bench->memory_gbs, 1);
	json_close_object(json);
}

static void
report_json(const struct bench *bench, const struct bench_options *options,
    const struct quantiles *ours, const struct quantiles *rival,
    struct buffer *out)
{
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	json_member_int(
	    &json, "titles", snapshot_document_count(bench->snapshot));
	json_member_int(&json, "queries", (int64_t)bench->count);
	if (options->profile > 0) {
		json_member_int(&json, "profile", options->profile);
	}
	json_member_int(&json, "k", bench->k);
	json_member_int(&json, "threads", bench->threads);
	bench_put_quantiles(&json, ours);
	put_mean(&json, bench, "postings", bench->stats.postings);
	put_mean(&json, bench, "classes", bench->stats.classes);
	put_mean(&json, bench, "rescored", bench->stats.rescored);
	json_member_int(&json, "compared", (int64_t)bench->compared_count);
	put_rival(&json, bench, rival);
	json_member_fixed(&json, "ratio", rival->p50 / ours->p50, 2);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}

static void
report_text(const struct bench *bench, const struct bench_options *options,
    const struct quantiles *ours, const struct quantiles *rival,
    struct buffer *out)
{
	double count = (double)bench->count;

	buffer_printf(out, "%" PRIu32 " titles, k = %" PRIu32 ", %d thread%s",
	    snapshot_document_count(bench->snapshot), bench->k, bench->threads,
	    bench->threads == 1 ? "" : "s");
	if (options->profile > 0)
		buffer_printf(
		    out, ", profiles of %" PRIu32 " titles", options->profile);
	buffer_printf(out, "\n%-20s %8s %10s %10s %10s\n", "", "queries",
	    "p50 us", "p95 us", "p99 us");
	buffer_printf(out, "%-20s %8zu %10.1f %10.1f %10.1f\n", "marquee",
	    bench->count, ours->p50, ours->p95, ours->p99);
	buffer_printf(out, "%-20s %8zu %10.1f %10.1f %10.1f\n", RIVAL_NAME,
	    bench->rival_count, rival->p50, rival->p95, rival->p99);
	buffer_printf(out,
	    "ratio %.1f (p50); the rival moves %.1f GB/s, memory gives %.1f\n"
	    "a query: %.0f postings read, %.0f classes looked into, %.1f "
	    "titles scored\n"
	    "%zu answers compared with scoring every title: all are equal\n",
	    rival->p50 / ours->p50, bench->rival_gbs, bench->memory_gbs,
	    (double)bench->stats.postings / count,
	    (double)bench->stats.classes / count,
	    (double)bench->stats.rescored / count, bench->compared_count);
}

static int
report(struct bench *bench, const struct bench_options *options)
{
	struct buffer out = BUFFER_INIT;
	struct quantiles ours = bench_quantiles(bench->ours_us, bench->count);
	struct quantiles rival =
	    bench_quantiles(bench->rival_us, bench->rival_count);
	int code;

	if (options->json)
		report_json(bench, options, &ours, &rival, &out);
	else
		report_text(bench, options, &ours, &rival, &out);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}

int
bench_query(const struct config *config, const struct bench_options *options)
{
	struct bench bench = {
	    .k = options->k > 0 ? options->k : 10,
	    .threads =
		options->threads > 0 ? options->threads : config->query_threads,
	};
	struct error error;
	int result =
	    bench_init(&bench, config->snapshot_path, options->profile, &error);
	int code;

	if (result == 0)
		result = run_ours(&bench, &error);
	if (result == 0)
		result = run_ours(&bench, &error);
	if (result == 0)
		result = run_rival(&bench, &error);
	if (result == 0)
		result = compare_answers(&bench, &error);
	code = result == 0
	    ? report(&bench, options)
	    : command_fail(
		  &error, result == ERROR_MISSING ? "marquee index" : NULL);
	bench_release(&bench);
	return code;
}
