/*
 * Exhaustive scan: the rival of every measurement of queries.
 *
 * It is what an inverted index without any pruning does at its best: one list
 * of 32-bit document ids a term, genres and types included; every posting of
 * every term of the query is added into an array of floats; then the array is
 * multiplied by the documents' scales and the k best are selected, both with
 * vector instructions. Adding stays scalar, unrolled by four: scatter
 * instructions were measured to take half as long again.
 */
#ifndef MARQUEE_INDEX_EXHAUSTIVE_SCAN_H
#define MARQUEE_INDEX_EXHAUSTIVE_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "index/query.h"
#include "index/snapshot.h"

struct exhaustive_scan;

/* **new**; the snapshot is borrowed. NULL when out of memory. */
struct exhaustive_scan *exhaustive_scan_new(const struct snapshot *snapshot);
void exhaustive_scan_free(struct exhaustive_scan *scan);

/*
 * Writes at most k hits, best first, whose scores are sums of floats, and their
 * number; adds the bytes that it moved to *bytes. The prior is always on; of
 * what is not admitted it knows the excluded documents alone.
 */
void exhaustive_scan_run(struct exhaustive_scan *scan,
    const struct query *query, struct hit *hits, size_t *hit_count,
    uint64_t *bytes);

#endif
