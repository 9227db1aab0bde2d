/*
 * Query: the k best documents for a weighted set of terms, exactly.
 *
 * Score of document d for query q: (sum over shared terms of q_t d_t) x
 * prior(d), where q is used as it is given (the caller normalises). The sum is
 * taken in double precision in ascending order of terms and rounded to float
 * once, so that every path gives the same bits. Answers are ordered by score
 * descending, then by title number ascending; documents without a shared term
 * are no answers. Sets and filter belong to the query: k documents are answered
 * whenever k that they admit share a term.
 */
#ifndef MARQUEE_INDEX_QUERY_H
#define MARQUEE_INDEX_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/boost.h"
#include "index/document_set.h"
#include "index/filter.h"
#include "index/query_term.h"
#include "index/snapshot.h"
#include "util/error.h"

#define QUERY_MAX_K 1000

struct query {
	const struct query_term *terms; /* [term_count], ascending, unique */
	size_t term_count;
	/* of the snapshot, borrowed; NULL: none */
	const struct document_set *excluded; /* are never answered */
	const struct document_set *only; /* no others are answered */
	const struct filter *filter; /* bound */
	const struct boosts *boosts; /* bound; move scores, not similarities */
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

/* Whether the sets and the filter admit a document. */
bool query_admits(const struct query *query, const struct snapshot *snapshot,
    uint32_t document);

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
