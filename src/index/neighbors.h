/*
 * Neighbors: the k most similar titles of every title, exactly as query_run
 * finds them for one.
 *
 * Documents stand by class, so neighbours in number ask for the same classes
 * and much the same lists; threads take runs of documents and find what they
 * read in their caches.
 */
#ifndef MARQUEE_INDEX_NEIGHBORS_H
#define MARQUEE_INDEX_NEIGHBORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/query.h"
#include "index/snapshot.h"
#include "util/error.h"

/*
 * Fills hits[i x k ..] with the hits of document first + i, best first, the
 * document itself left out, and counts[i] with their number, for `count`
 * documents. `threads` >= 1. `stats`, which may be NULL, is added to.
 * ERROR_MEMORY, ERROR_INVALID.
 */
int neighbors_find(const struct snapshot *snapshot, uint32_t first,
    uint32_t count, uint32_t k, int threads, struct hit *hits, size_t *counts,
    struct query_stats *stats);

#endif
