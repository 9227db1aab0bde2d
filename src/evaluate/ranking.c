/*
 * A heap whose top is the worst of the best so far; most items are refused by
 * one comparison.
 */
#include "evaluate/ranking.h"

#include <math.h>
#include <stdlib.h>

/* The score of what may not be answered. */
#define BARRED (-(double)INFINITY)

int
item_catalogue_init(struct item_catalogue *catalogue,
    const struct event_set *events, const struct snapshot *snapshot)
{
	size_t count = (size_t)events->item_count + 1;

	*catalogue = (struct item_catalogue){.snapshot = snapshot,
	    .documents = calloc(count, sizeof(*catalogue->documents)),
	    .runtimes = calloc(count, sizeof(*catalogue->runtimes)),
	    .votes = calloc(count, sizeof(*catalogue->votes))};
	if (catalogue->documents == NULL || catalogue->runtimes == NULL ||
	    catalogue->votes == NULL)
		return ERROR_MEMORY;
	for (uint32_t item = 0; item < events->item_count; item++) {
		struct title_card card;

		(void)snapshot_find(snapshot, events->titles[item],
		    &catalogue->documents[item]);
		snapshot_card(snapshot, catalogue->documents[item], &card);
		catalogue->runtimes[item] = card.runtime_minutes;
		catalogue->votes[item] = card.votes;
	}
	return 0;
}

void
item_catalogue_release(struct item_catalogue *catalogue)
{
	free(catalogue->documents);
	free(catalogue->runtimes);
	free(catalogue->votes);
	*catalogue = (struct item_catalogue){0};
}

struct ranking_scratch *
ranking_scratch_new(uint32_t item_count)
{
	struct ranking_scratch *scratch = calloc(1, sizeof(*scratch));

	if (scratch == NULL)
		return NULL;
	scratch->scores =
	    calloc((size_t)item_count + 1, sizeof(*scratch->scores));
	scratch->queries = query_context_new();
	if (scratch->scores == NULL || scratch->queries == NULL) {
		ranking_scratch_free(scratch);
		return NULL;
	}
	return scratch;
}

void
ranking_scratch_free(struct ranking_scratch *scratch)
{
	if (scratch == NULL)
		return;
	query_context_free(scratch->queries);
	document_set_release(&scratch->candidates);
	free(scratch->scores);
	free(scratch->events);
	free(scratch);
}

void
ranking_history(const struct split *split,
    const struct ranking_request *request, size_t *first, size_t *end)
{
	*first = split->events->starts[request->user];
	*end = split->cuts[request->user];
	if (request->last != 0 && *end - *first > request->last)
		*first = *end - request->last;
}

/* Whether item `one` stands behind item `other`. */
static bool
is_behind(const double *scores, uint32_t one, uint32_t other)
{
	if (scores[one] != scores[other])
		return scores[one] < scores[other];
	return one > other;
}

/* Lets heap[at] sink below what stands behind it; heap[0] is the last. */
static void
sink(const double *scores, uint32_t *heap, uint32_t count, uint32_t at)
{
	for (;;) {
		uint32_t child = 2 * at + 1;
		uint32_t moved = heap[at];

		if (child >= count)
			return;
		if (child + 1 < count &&
		    is_behind(scores, heap[child + 1], heap[child]))
			child++;
		if (!is_behind(scores, heap[child], moved))
			return;
		heap[at] = heap[child];
		heap[child] = moved;
		at = child;
	}
}

static void
take(const double *scores, uint32_t item, uint32_t k, struct ranked_list *list)
{
	if (list->count < k) {
		list->items[list->count++] = item;
		for (uint32_t at = list->count / 2;
		     list->count == k && at-- > 0;)
			sink(scores, list->items, list->count, at);
		return;
	}
	if (!is_behind(scores, list->items[0], item))
		return;
	list->items[0] = item;
	sink(scores, list->items, list->count, 0);
}

/* Turns the items, in any order, into best first. */
static void
sort_list(const double *scores, struct ranked_list *list)
{
	uint32_t *heap = list->items;

	for (uint32_t at = list->count / 2; at-- > 0;)
		sink(scores, heap, list->count, at);
	for (uint32_t left = list->count; left > 1;) {
		uint32_t last = heap[0];

		heap[0] = heap[--left];
		heap[left] = last;
		sink(scores, heap, left, 0);
	}
}

void
ranking_take(const struct split *split, uint32_t user, double *scores,
    struct ranked_list *list)
{
	const struct event_set *events = split->events;

	for (size_t i = events->starts[user]; i < split->cuts[user]; i++)
		scores[events->events[i].item] = BARRED;
	list->count = 0;
	for (uint32_t item = 0; item < events->item_count; item++)
		if (scores[item] != BARRED && split_is_candidate(split, item))
			take(scores, item, METRICS_LIST, list);
	sort_list(scores, list);
}

void
ranking_take_best(const double *scores, uint32_t item_count, uint32_t k,
    struct ranked_list *list)
{
	list->count = 0;
	for (uint32_t item = 0; item < item_count; item++)
		if (scores[item] >= 0.0)
			take(scores, item, k, list);
	sort_list(scores, list);
}
