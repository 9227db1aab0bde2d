#include "index/topk.h"

#include <stdlib.h>

bool
ranked_before(const struct ranked *a, const struct ranked *b)
{
	if (a->score != b->score)
		return a->score > b->score;
	return a->number < b->number;
}

void
topk_init(struct topk *topk, struct ranked *heap, size_t k)
{
	topk->heap = heap;
	topk->k = k;
	topk->count = 0;
}

static void
sift_up(struct ranked *heap, size_t at, struct ranked moving)
{
	while (at > 0) {
		size_t parent = (at - 1) / 2;

		if (!ranked_before(&heap[parent], &moving))
			break;
		heap[at] = heap[parent];
		at = parent;
	}
	heap[at] = moving;
}

static void
sift_down(struct ranked *heap, size_t count, struct ranked moving)
{
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= count)
			break;
		if (child + 1 < count &&
		    ranked_before(&heap[child], &heap[child + 1]))
			child++;
		if (!ranked_before(&moving, &heap[child]))
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = moving;
}

void
topk_push(struct topk *topk, const struct ranked *candidate)
{
	if (topk->count < topk->k)
		sift_up(topk->heap, topk->count++, *candidate);
	else if (topk->k > 0 && ranked_before(candidate, &topk->heap[0]))
		sift_down(topk->heap, topk->count, *candidate);
}

float
topk_threshold(const struct topk *topk)
{
	if (topk->count < topk->k || topk->k == 0)
		return 0;
	return topk->heap[0].score;
}

static int
compare(const void *a, const void *b)
{
	if (ranked_before(a, b))
		return -1;
	return ranked_before(b, a) ? 1 : 0;
}

void
topk_finish(struct topk *topk)
{
	if (topk->count > 1)
		qsort(topk->heap, topk->count, sizeof(*topk->heap), compare);
}
