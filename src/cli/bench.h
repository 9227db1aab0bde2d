/*
 * What the benchmarks share: one file a benchmark, one table in bench.c.
 */
#ifndef MARQUEE_CLI_BENCH_H
#define MARQUEE_CLI_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/config.h"
#include "util/error.h"
#include "util/json_writer.h"

struct bench_options {
	uint32_t k; /* 0: not given */
	uint32_t profile; /* titles of a profile; 0: one title's own vector */
	int threads; /* 0: not given */
	bool json;
};

struct quantiles {
	double p50;
	double p95;
	double p99;
};

/* Each returns an enum exit_code and has said what went wrong. */
int bench_query(
    const struct config *config, const struct bench_options *options);
int bench_neighbors(
    const struct config *config, const struct bench_options *options);

/* Sorts the times, of which there is at least one. */
struct quantiles bench_quantiles(double *times_us, size_t count);
void bench_put_quantiles(
    struct json_writer *json, const struct quantiles *times);

double bench_us_since(uint64_t started_ns);

/* Bytes a second, in billions, that one core reads from memory in order: the
 * best of three times 256 MiB. 0 when out of memory. */
double bench_memory_gbs(void);

#endif
