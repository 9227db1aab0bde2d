/*
 * marquee bench: measures, always beside a rival in the same run, and compares
 * the answers while it does.
 */
#include "cli/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench_parts.h"
#include "cli/command.h"
#include "index/query.h"
#include "util/clock.h"
#include "util/signal_flag.h"
#include "util/vectorised.h"

#define MEMORY_WORDS ((size_t)64 << 20) /* floats */

static int
ascending(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;

	return (left > right) - (left < right);
}

struct quantiles
bench_quantiles(double *times_us, size_t count)
{
	qsort(times_us, count, sizeof(*times_us), ascending);
	return (struct quantiles){times_us[(count - 1) / 2],
	    times_us[(count - 1) * 95 / 100], times_us[(count - 1) * 99 / 100]};
}

void
bench_put_quantiles(struct json_writer *json, const struct quantiles *times)
{
	json_member_fixed(json, "p50_us", times->p50, 2);
	json_member_fixed(json, "p95_us", times->p95, 2);
	json_member_fixed(json, "p99_us", times->p99, 2);
}

double
bench_us_since(uint64_t started_ns)
{
	return (double)(clock_monotonic_ns() - started_ns) / 1e3;
}

VECTORISED static float
sum_of(const float *words, size_t count)
{
	float sum = 0;

#pragma omp simd reduction(+ : sum)
	for (size_t i = 0; i < count; i++)
		sum += words[i];
	return sum;
}

double
bench_memory_gbs(void)
{
	float *words = malloc(MEMORY_WORDS * sizeof(*words));
	double best = 0;

	if (words == NULL)
		return 0;
	for (size_t i = 0; i < MEMORY_WORDS; i++)
		words[i] = (float)(i % 7);
	for (int round = 0; round < 3; round++) {
		uint64_t started_ns = clock_monotonic_ns();
		volatile float sum = sum_of(words, MEMORY_WORDS);
		double gbs = (double)(MEMORY_WORDS * sizeof(*words)) / 1e3 /
		    bench_us_since(started_ns);

		(void)sum;
		best = gbs > best ? gbs : best;
	}
	free(words);
	return best;
}

static const struct {
	const char *name;
	int (*run)(
	    const struct config *config, const struct bench_options *options);
} benchmarks[] = {
    {"query", bench_query},
    {"neighbors", bench_neighbors},
};

static int
run(const struct config *config, int argc, char **argv)
{
	int64_t k = 0;
	int64_t threads = 0;
	int64_t profile = 0;
	struct bench_options options = {0};
	const struct option_spec specs[] = {
	    {"-k", OPTION_INTEGER, 1, QUERY_MAX_K, &k},
	    {"--profile", OPTION_INTEGER, 1, 500, &profile},
	    {"--threads", OPTION_INTEGER, 1, 256, &threads},
	    {"--json", OPTION_FLAG, 0, 0, &options.json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	const char *what;
	int code;

	if (argc > 1 && strcmp(argv[1], "load") == 0)
		return bench_load(config, argc, argv);
	code =
	    options_parse(&command_bench, specs, argc, argv, &what, 1, 1, NULL);

	if (code != EXIT_OK)
		return code;
	options.k = (uint32_t)k;
	options.profile = (uint32_t)profile;
	options.threads = (int)threads;
	signal_flag_install();
	if (strcmp(what, "build") == 0)
		return bench_build(config, options.json);
	if (strcmp(what, "open") == 0)
		return bench_open(config, options.json);
	for (size_t i = 0; i < sizeof(benchmarks) / sizeof(benchmarks[0]); i++)
		if (strcmp(what, benchmarks[i].name) == 0)
			return benchmarks[i].run(config, &options);
	fprintf(stderr,
	    "marquee bench: there is no benchmark \"%s\"; allowed are query, "
	    "neighbors, build, open and load\n",
	    what);
	return EXIT_USAGE;
}

const struct command command_bench = {
    "bench",
    "measures, beside a rival, and compares the answers",
    "bench query|neighbors [-k N] [--profile N] [--threads N] [--json]\n"
    "bench build|open [--json]\n"
    "bench load [--titles N | --data-dir DIR] [--rival DIR] [--json]\n\n"
    "query finds the k (default 10) titles most similar to each of 10,000\n"
    "titles drawn from the snapshot at SNAPSHOT_PATH, warm, and prints the\n"
    "times' quantiles beside those of a scan that adds every posting of every\n"
    "term. With --profile it asks 1,000 times for a profile of N titles\n"
    "drawn. --threads defaults to QUERY_THREADS.\n\n"
    "neighbors finds the k (default 50) most similar of every title;\n"
    "--threads defaults to all cores.\n\n"
    "Both compare answers with scoring every title in full: they must be the\n"
    "same bit for bit.\n\n"
    "build builds the index from PostgreSQL, into a folder that is removed,\n"
    "beside a bare COPY of the same rows. open measures the time from a file\n"
    "in memory to the first answer, beside an opening that looks at every\n"
    "bound.\n\n"
    "load loads a million generated titles, or the files of DIR, into a\n"
    "database of its own beside the one that is configured; once by marquee,\n"
    "once as a bare COPY of the same rows, and once by a psql script (--rival,\n"
    "tests/bench/load_rival), by MAX_WORKERS connections.\n",
    run,
};
