/*
 * See popular.h. Cost: what is not admitted is walked past; the list itself is
 * short.
 */
#include "recommend/popular.h"

#include <assert.h>
#include <stdbool.h>

#define BEST_RATING 10.0F

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
popular_fill(const struct snapshot *snapshot, const struct query *query,
    struct recommendation_list *list)
{
	const uint32_t *order = snapshot_order(snapshot, SNAPSHOT_ORDER_RATING);
	uint32_t count = snapshot_document_count(snapshot);
	float scale = 1.0F;

	assert(query->k <= RECOMMEND_MAX_LIMIT);
	if (list->count > 0)
		scale = list->items[list->count - 1].score;
	for (uint32_t i = 0; i < count && list->count < query->k; i++)
		if (query_admits(query, snapshot, order[i]) &&
		    !list_holds(list, order[i]))
			append(snapshot, order[i], scale, list);
}
