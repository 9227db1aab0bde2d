/*
 * Metrics: counters in memory that all workers share, one row a worker, summed
 * when they are read. A worker that is restarted goes on counting in its row.
 */
#ifndef MARQUEE_SERVER_METRICS_H
#define MARQUEE_SERVER_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "server/router.h"
#include "util/buffer.h"

#define METRICS_WORKERS_MAX 64
#define METRICS_ROUTES_MAX 32 /* the last one: no route matched */
#define METRICS_STATUSES_MAX 32

struct metrics; /* shared memory */

/* What a worker knows of itself at present. */
struct metrics_gauges {
	uint64_t snapshot_generation; /* 0: none */
	uint64_t snapshot_documents;
	uint64_t model_generation; /* 0: none */
	uint32_t store_up; /* 1 or 0 */
	uint32_t cache_up; /* 1, 0 */
};

/* **new**, zeroed, shared with every process forked after it; NULL when there
 * is no memory. Never freed: it lives as long as the parent. */
struct metrics *metrics_new(void);

/* Counts one answer; `route` is an index into the table of routes, or
 * METRICS_ROUTES_MAX - 1. */
void metrics_count(
    struct metrics *metrics, unsigned worker, size_t route, int status);

/* Counts a look-up in the cache: "hit", "miss" or "bypass". */
void metrics_count_cache(
    struct metrics *metrics, unsigned worker, const char *outcome);

void metrics_set(struct metrics *metrics, unsigned worker,
    const struct metrics_gauges *gauges);

/* Appends all of it as Prometheus text; `routes` names the route indexes. */
void metrics_write(const struct metrics *metrics, unsigned workers,
    const struct route *routes, struct buffer *out);

#endif
