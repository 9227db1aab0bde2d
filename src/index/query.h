/*
 * Query: the k best documents for a weighted set of terms, exactly.
 *
 * Score of document d for query q: (sum over shared terms of q_t d_t) x
 * prior(d), where q is used as it is given (the caller normalises). The sum is
 * taken in double precision in ascending order of terms and rounded to float
 * once, so that every path gives the same bits. Answers are ordered by score
 * descending, then by title number ascending; documents without a shared term
 * are no answers.
 */
#ifndef MARQUEE_INDEX_QUERY_H
#define MARQUEE_INDEX_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/filter.h"
#include "index/query_term.h"
#include "index/snapshot.h"
#include "util/error.h"

#define QUERY_MAX_K 1000

struct query {
	const struct query_term *terms; /* [term_count], ascending, unique */
	size_t term_count;
	const uint32_t *excluded; /* [excluded_count] documents, ascending:
				   * never answered */
	size_t excluded_count;
	const struct filter *filter; /* bound to the snapshot; NULL: none */
	uint32_t k; /* 1 to QUERY_MAX_K */
	bool prior_off; /* rank by the bare sum */
	int threads; /* 0 or 1: the caller's alone */
};

struct hit {
	uint32_t document;
	float score; /* similarity x prior, or similarity */
	float similarity; /* the bare sum: cosine when q has norm 1 */
};

struct query_stats { /* the work done */
	uint64_t postings; /* touched */
	uint64_t rescored; /* candidates scored in full precision */
	uint64_t classes; /* of documents, looked into */
};

/* Scratch memory of a thread of queries: reused from one to the next. */
struct query_context;

/* **new**, for any snapshot; NULL when out of memory. */
struct query_context *query_context_new(void);
void query_context_free(struct query_context *context);

/*
 * Writes at most k hits, best first, and their number. `stats` may be NULL.
 * ERROR_MEMORY; ERROR_INVALID when k or the terms break what is said above.
 */
int query_run(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, struct hit *hits, size_t *hit_count,
    struct query_stats *stats);

/* The oracle: the same answer by scoring every document. */
int query_run_exhaustive(struct query_context *context,
    const struct snapshot *snapshot, const struct query *query,
    struct hit *hits, size_t *hit_count);

#endif
