/*
 * See popular.h. Cost: the excluded titles are walked past at most once, each
 * by binary search; the list itself is short.
 */
#include "recommend/popular.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#define BEST_RATING 10.0F

static int
compare_documents(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static bool
list_holds(const struct recommendation_list *list, uint32_t document)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].document == document)
			return true;
	return false;
}

static void
append(const struct snapshot *snapshot, uint32_t document, float scale,
    struct recommendation_list *list)
{
	struct recommendation *item = &list->items[list->count++];
	struct title_card card;

	snapshot_card(snapshot, document, &card);
	*item = (struct recommendation){
	    .document = document,
	    .score = scale * card.bayesian_rating / BEST_RATING,
	    .source = RECOMMENDATION_POPULAR,
	    .reason_count = 1,
	};
	item->reasons[0] =
	    (struct reason){.kind = REASON_POPULARITY, .share = 1.0F};
}

void
popular_fill(const struct snapshot *snapshot, const uint32_t *excluded,
    size_t excluded_count, const struct filter *filter, uint32_t limit,
    struct caps *caps, struct recommendation_list *list)
{
	const uint32_t *order = snapshot_order(snapshot, SNAPSHOT_ORDER_RATING);
	uint32_t count = snapshot_document_count(snapshot);
	float scale = 1.0F;

	assert(limit <= RECOMMEND_MAX_LIMIT);
	for (size_t i = 0; i < list->count; i++)
		if (i == 0 || list->items[i].score < scale)
			scale = list->items[i].score;
	for (uint32_t i = 0; i < count && list->count < limit; i++) {
		if (excluded_count > 0 &&
		    bsearch(&order[i], excluded, excluded_count,
			sizeof(*excluded), compare_documents) != NULL)
			continue;
		if (filter != NULL &&
		    !filter_admits(filter, snapshot, order[i]))
			continue;
		if (list_holds(list, order[i]) || !caps_admit(caps, order[i]))
			continue;
		caps_take(caps, order[i]);
		append(snapshot, order[i], scale, list);
	}
}
