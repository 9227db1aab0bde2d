/*
 * The inside of a query's context: memory that goes from one query to the next,
 * grown as it is wanted. For query*.c alone.
 */
#ifndef MARQUEE_INDEX_QUERY_CONTEXT_H
#define MARQUEE_INDEX_QUERY_CONTEXT_H

#include <stddef.h>
#include <stdint.h>

#include "index/query.h"
#include "index/scan.h"

struct query_context {
	struct scan_scratch *scratches; /* [scratch_count], owned */
	int scratch_count;
	struct query_term *terms; /* [term_capacity], owned, as all below */
	struct scan_list *lists; /* [term_capacity] */
	size_t term_capacity;
	float *set_constants; /* [set_capacity] */
	float *set_bounds; /* [set_capacity] */
	uint16_t *set_matches; /* [set_capacity], see struct scan_boosts */
	size_t set_capacity;
	float *class_terms; /* [class_term_capacity], see query_plan.c */
	uint16_t *class_matches; /* [class_term_capacity], likewise */
	size_t class_term_capacity;
	struct scan_boosts boosts;
	_Atomic uint32_t threshold; /* see struct scan */
};

/* Room for so many; what was held may be lost. ERROR_MEMORY. */
int query_context_reserve_terms(struct query_context *context, size_t count);
int query_context_reserve_sets(struct query_context *context, size_t count);
int query_context_reserve_class_terms(
    struct query_context *context, size_t count);

/* Of the threads; kept. */
int query_context_reserve_scratches(struct query_context *context, int count);

/* Fills in what of a scan follows from its terms: lists, constants, bounds.
 * ERROR_MEMORY. */
int query_plan(struct query_context *context, struct scan *scan);

float query_field_weight(const struct snapshot *snapshot, uint32_t term);

#endif
