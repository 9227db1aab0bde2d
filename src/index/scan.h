/*
 * Scan: the search for the k best documents.
 *
 * A query's terms are of two kinds. Genres, decade and type add one constant
 * to all documents of a class (index/document_class.h); all others, people and
 * words of titles, have lists of documents, and most of these are short.
 *
 *	1 short lists are read, each adding its term's weight to the sums of
 *	  its documents
 *	2 a score that k documents surely reach is found from those sums and
 *	  from the best classes, best document first
 *	3 lists are read on, from the shortest, as long as that costs less than
 *	  looking for their documents class by class
 *	4 documents with a sum, and the beginnings of all classes whose bound
 *	  reaches that score, with the lists not read as part of the bound, are
 *	  scored exactly from their forward vectors
 *
 * So the answer is that of scoring every document. Sums are single precision
 * sums of at most m positive addends. With the roundings of constants, scales
 * and weights they differ from the exact score by less than (m + 24) 2^-23 of
 * it; bounds, times a boost where there is one, are widened by that, and a document is left out only if its
 * widened bound is below a score that k documents surely reach. A bound that
 * is equal to it is kept, since a lower title number may lie behind it.
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
#include "index/sum_table.h"
#include "index/topk.h"

/* A term of the query with a list of documents. */
struct scan_list {
	struct posting_list postings;
	float weight; /* query weight x field weight x idf */
	float rest; /* the weights of this and all longer lists */
};

/* A class that may hold an answer. */
struct scan_class {
	uint32_t id;
	uint32_t prefix; /* documents at its beginning that may be one */
	float constant; /* what genres, decade and type add */
	float max_boost; /* of its documents, 1 without boosts */
	float max_scale; /* of its first document, times max_boost */
};

/* What boosts are known to do by class: clauses as bits (index/boost.h). */
struct scan_boosts {
	const struct boosts *boosts; /* borrowed */
	const uint16_t *sets; /* [set_count], clauses on genres that match */
	uint16_t
	    *decades; /* clauses on ranges that may match; as scan.decades */
	const uint16_t *types; /* clauses on types that match */
	uint16_t other; /* all that are not on genres */
};

/* A query while it runs, over a range of genre sets; each thread has its own.
 * All arrays are borrowed, and those of sets and terms are shared. */
struct scan {
	const struct snapshot *snapshot;
	const struct query *query;
	const struct query_term *terms; /* [term_count], those that count */
	size_t term_count;
	uint32_t first_set; /* genre sets [first_set, end_set) */
	uint32_t end_set;
	const struct scan_list *lists; /* [list_count], shortest first */
	size_t list_count;
	size_t read; /* lists [0, read) are in the sums */
	struct sum_table *sums;
	float *set_constants; /* [set_count], what its genres add */
	float *set_bounds; /* [set_count], without any list */
	struct scan_class *classes; /* [class_count] of room for all */
	uint32_t class_count;
	const struct scan_boosts *boosts; /* NULL: none */
	const float *decades; /* what a class's decade adds; [0] is 0 */
	const float *types;
	float decade_max; /* the largest of them */
	float type_max;
	float slack; /* widens a bound, > 1 */
	float sure; /* narrows a score to what is surely reached, < 1 */
	float limit; /* no document's factor is above its scale x limit */
	float *best; /* [k] */
	/* bits of a score that k documents reach; shared */
	_Atomic uint32_t *threshold;
};

/* Memory of one thread. */
struct scan_scratch {
	struct sum_table table;
	struct scan_class *classes; /* [class_capacity], owned */
	size_t class_capacity;
	struct scan_list *lists; /* [list_capacity], owned */
	size_t list_capacity;
	float best[QUERY_MAX_K];
	float *sums; /* [capacity], of the beginning of a class; owned */
	size_t capacity;
	struct ranked *heap; /* [QUERY_MAX_K], owned */
	struct topk topk; /* in heap */
	struct query_stats stats;
};

/* ERROR_MEMORY. */
int scan_scratch_init(struct scan_scratch *scratch);
void scan_scratch_release(struct scan_scratch *scratch);

/* Fills the constants and bounds of all sets; `genres` is what each genre
 * adds. */
void scan_plan(struct scan *scan, const float *genres);

/* Sorts lists, shortest first, and fills their rests. */
void scan_sort_lists(struct scan_list *lists, size_t count);

/* Pushes the best documents into the threads' topk: each thread takes a range
 * of genre sets, and all raise one threshold. ERROR_MEMORY. */
int scan_run(
    const struct scan *scan, struct scan_scratch *scratches, int threads);

/* Scores a document exactly and pushes it, unless it shares no term. */
void scan_score(const struct scan *scan, uint32_t document, struct topk *topk);

#endif
