/*
 * The steps of a scan (index/scan.h), and what they share. For scan*.c alone.
 */
#ifndef MARQUEE_INDEX_SCAN_STEPS_H
#define MARQUEE_INDEX_SCAN_STEPS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "index/scan.h"

/* Costs in nanoseconds, of which only the proportions matter. */
#define SCAN_COST_POSTING 8.0 /* to add a posting to the sums */
#define SCAN_COST_SCORE 250.0 /* to score a document exactly */
#define SCAN_COST_SEARCH 60.0 /* to find a class in a list */
#define SCAN_COST_CLASS 20.0 /* to look at a class */
#define SCAN_COST_SUM 1.0 /* to look at a document's sum in a class */
#define SCAN_READ_FIRST 512 /* postings that are read without a question */

/* Scores are not negative, so their bits order as they do. */
static inline float
scan_threshold(const struct scan *scan)
{
	uint32_t bits =
	    atomic_load_explicit(scan->threshold, memory_order_relaxed);
	float score;

	memcpy(&score, &bits, sizeof(score));
	return score;
}

static inline void
scan_raise_threshold(const struct scan *scan, float score)
{
	uint32_t known =
	    atomic_load_explicit(scan->threshold, memory_order_relaxed);
	uint32_t bits;

	memcpy(&bits, &score, sizeof(bits));
	while (bits > known &&
	    !atomic_compare_exchange_weak_explicit(scan->threshold, &known,
		bits, memory_order_relaxed, memory_order_relaxed))
		;
}

/* Whether a document may be answered, as far as its class does not decide it:
 * constants of classes that are not admitted are minus infinity. */
static inline bool
scan_admits(const struct scan *scan, uint32_t document)
{
	const struct query *query = scan->query;

	return (query->excluded == NULL ||
		   !document_set_holds(query->excluded, document)) &&
	    (query->only == NULL ||
		document_set_holds(query->only, document)) &&
	    (query->filter == NULL ||
		filter_admits_ranges(query->filter, scan->snapshot, document));
}

/* What one unit of a document's sum is worth. */
static inline float
scan_factor(const struct scan *scan, uint32_t document)
{
	const struct snapshot *snapshot = scan->snapshot;

	if (scan->query->prior_off)
		return snapshot->classes.places[document].scale /
		    snapshot->priors[document];
	return snapshot->classes.places[document].scale;
}

/* What genres, decade and type add to every document of a class. */
static inline float
scan_class_constant(const struct scan *scan, uint32_t c)
{
	const struct document_class *class =
	    &scan->snapshot->classes.classes[c];

	return scan->set_constants[class->genre_set] +
	    scan->decades[class->decade] + scan->types[class->type];
}

/* The largest boost of a class, a document's boost, and the largest of a set;
 * out of line, so that queries without boosts pay a comparison. */
float scan_find_class_boost(const struct scan *scan, uint32_t c);
float scan_find_boost(const struct scan *scan, uint32_t document);
float scan_find_set_boost(const struct scan *scan, uint32_t s);

static inline float
scan_class_boost(const struct scan *scan, uint32_t c)
{
	return __builtin_expect(scan->boosts == NULL, 1)
	    ? 1
	    : scan_find_class_boost(scan, c);
}

static inline float
scan_boost(const struct scan *scan, uint32_t document)
{
	return __builtin_expect(scan->boosts == NULL, 1)
	    ? 1
	    : scan_find_boost(scan, document);
}

/* The largest scale of a set's documents, times their largest boost. */
static inline float
scan_set_scale(const struct scan *scan, uint32_t s)
{
	float scale = scan->snapshot->classes.sets[s].max_scale;

	if (__builtin_expect(scan->boosts != NULL, 0))
		scale *= scan_find_set_boost(scan, s);
	return scale;
}

/* Weights of the lists that are not read. */
static inline float
scan_rest(const struct scan *scan)
{
	return scan->read < scan->list_count ? scan->lists[scan->read].rest : 0;
}

/* Whether looking a class up in the lists not read is cheaper than scoring the
 * `prefix` documents at its beginning. */
static inline bool
scan_is_long(const struct scan *scan, uint32_t prefix)
{
	return prefix * SCAN_COST_SCORE >
	    (double)(scan->list_count - scan->read) * SCAN_COST_SEARCH +
	    prefix * SCAN_COST_SUM;
}

/* The first of elements[0 .. count) that is not below `document`. */
static inline uint32_t
scan_lower_bound(const struct posting_list *list, uint32_t document)
{
	uint32_t low = 0;
	uint32_t count = list->count;

	while (count > 0) {
		uint32_t half = count / 2;
		bool right = list->elements[low + half] < document;

		low += right ? half + 1 : 0;
		count = right ? count - half - 1 : half;
	}
	return low;
}

/* Step 2: raises the threshold by sums and by all classes, or, the second time,
 * by those that were gathered. */
void scan_seed(struct scan *scan);
void scan_seed_again(struct scan *scan);

/* Steps 1 and 3: reads lists until `postings` are read, and at least one.
 * ERROR_MEMORY. */
int scan_read(struct scan *scan, uint64_t postings, struct query_stats *stats);

/* Step 3: gathers the classes that reach the threshold, and reads on while
 * that is cheaper than looking into them. ERROR_MEMORY. */
int scan_read_on(struct scan *scan, struct query_stats *stats);

#endif
