/*
 * Query term: a term of the vocabulary and how much it counts.
 */
#ifndef MARQUEE_INDEX_QUERY_TERM_H
#define MARQUEE_INDEX_QUERY_TERM_H

#include <stdint.h>

#define QUERY_WEIGHT_MIN 1e-12f /* what is less does not count */
#define QUERY_WEIGHT_MAX 1e12f

struct query_term {
	uint32_t term;
	float weight; /* 0 to QUERY_WEIGHT_MAX */
};

#endif
