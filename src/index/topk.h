/*
 * Top-k: the k best hits of a stream, in the one order that answers have:
 * score descending, then title number ascending. A bounded heap with the worst
 * kept hit on top; pushing costs O(log k), and one comparison for most.
 */
#ifndef MARQUEE_INDEX_TOPK_H
#define MARQUEE_INDEX_TOPK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ranked {
	float score; /* never NaN */
	int32_t number; /* the title's; unique in a stream */
	uint32_t document;
	float similarity;
};

struct topk {
	struct ranked *heap; /* [k], borrowed; worst first while pushing */
	size_t k;
	size_t count;
};

/* Whether a comes before b in an answer. */
bool ranked_before(const struct ranked *a, const struct ranked *b);

/* `heap` has room for k entries and belongs to the caller. */
void topk_init(struct topk *topk, struct ranked *heap, size_t k);

void topk_push(struct topk *topk, const struct ranked *candidate);

/* The score that a candidate must at least reach to be kept: the k-th best so
 * far (a tie may still win by its number); 0 while fewer than k are held. */
float topk_threshold(const struct topk *topk);

/* Sorts heap[0 .. count) best first; push no more after it. */
void topk_finish(struct topk *topk);

#endif
