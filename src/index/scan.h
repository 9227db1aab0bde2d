/*
 * Scan: the search for the k best documents within one shard, term at a time.
 *
 * The lists of the query's terms are read from the shortest on, each adding
 * its term's constant to the accumulators of its documents. As soon as
 * documents that no list has named yet cannot reach the k-th best score any
 * more, the remaining (long) lists are not read at all; what they might add is
 * a bound, and every document whose bound reaches the k-th score is scored
 * exactly from its forward vector. So the answer is that of scoring all.
 *
 * Accumulators are single precision sums of at most m positive addends. With
 * the roundings of constants, scales and weights they differ from the exact
 * score by less than (m + 16) 2^-23 of it; bounds are widened by that, and a
 * document is left out only if its widened bound is below a score that k
 * documents surely reach.
 */
#ifndef MARQUEE_INDEX_SCAN_H
#define MARQUEE_INDEX_SCAN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/posting.h"
#include "index/query.h"
#include "index/snapshot_view.h"
#include "index/topk.h"

/* One list of a query in one shard. */
struct scan_list {
	struct posting_list postings;
	float weight; /* query weight x field weight x idf */
};

/* The lists of one shard, shortest first. */
struct scan_shard {
	uint32_t shard;
	const struct scan_list *lists; /* [count], borrowed */
	size_t count;
	float bound; /* no document's score is above it */
};

/* A query while it runs; shared by its threads. */
struct scan {
	const struct snapshot *snapshot;
	const struct query *query;
	const struct query_term *terms; /* [term_count], those that count */
	size_t term_count;
	_Atomic uint32_t threshold; /* bits of a score that k documents reach */
};

/* Memory of one thread. */
struct scan_scratch {
	float *accumulators; /* [65,536], all 0 between scans; owned */
	uint16_t *touched; /* [65,537], documents with a sum; owned */
	float *partial; /* [65,536], scores so far, as touched; owned */
	float *best; /* [QUERY_MAX_K], the largest of them; owned */
	struct ranked *heap; /* [QUERY_MAX_K], owned */
	struct topk topk; /* in heap */
	struct query_stats stats;
};

/* ERROR_MEMORY. */
int scan_scratch_init(struct scan_scratch *scratch);
void scan_scratch_release(struct scan_scratch *scratch);

/* The score below which nothing is wanted any more. */
float scan_threshold(const struct scan *scan);

/* The bound of a shard: what a document with every term at the largest scale
 * would score. */
float scan_bound(
    const struct scan *scan, const struct scan_list *lists, size_t count);

/* Pushes the shard's best documents into scratch->topk. */
void scan_run(struct scan *scan, const struct scan_shard *shard,
    struct scan_scratch *scratch);

/* Scores a document exactly and pushes it, unless it shares no term. */
void scan_score(const struct scan *scan, uint32_t document, struct topk *topk);

#endif
