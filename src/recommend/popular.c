/*
 * See popular.h. Cost: what is not admitted is walked past; the list itself is
 * short.
 */
#include "recommend/popular.h"

#include <assert.h>
#include <stdbool.h>

#include "index/topk.h"

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
append(
    const struct ranked *ranked, float scale, struct recommendation_list *list)
{
	struct recommendation *item = &list->items[list->count++];

	*item = (struct recommendation){
	    .document = ranked->document,
	    .score = scale * ranked->score,
	    .source = RECOMMENDATION_POPULAR,
	    .reason_count = 1,
	};
	item->reasons[0] =
	    (struct reason){.kind = REASON_POPULARITY, .share = 1.0F};
}

/* The best that the list does not hold. */
static void
find_best(const struct snapshot *snapshot, const struct query *query,
    const struct recommendation_list *list, float most, struct topk *topk)
{
	const uint32_t *order = snapshot_order(snapshot, SNAPSHOT_ORDER_RATING);
	uint32_t count = snapshot_document_count(snapshot);

	for (uint32_t i = 0; i < count; i++) {
		struct ranked ranked = {.document = order[i]};
		struct title_card card;

		if (!query_admits(query, snapshot, order[i]) ||
		    list_holds(list, order[i]))
			continue;
		snapshot_card(snapshot, order[i], &card);
		ranked.number = card.number;
		ranked.score = card.bayesian_rating / BEST_RATING;
		/* without boosts none that follows is better */
		if (topk->count == topk->k &&
		    (query->boosts == NULL ||
			ranked.score * most < topk_threshold(topk)))
			break;
		if (query->boosts != NULL)
			ranked.score *=
			    boosts_factor(query->boosts, snapshot, order[i]);
		topk_push(topk, &ranked);
	}
	topk_finish(topk);
}

void
popular_fill(const struct snapshot *snapshot, const struct query *query,
    struct recommendation_list *list)
{
	struct ranked heap[RECOMMEND_MAX_LIMIT];
	float most = query->boosts == NULL
	    ? 1.0F
	    : boosts_largest(query->boosts, 0, UINT16_MAX);
	float scale = 1.0F / most;
	struct topk topk;

	assert(query->k <= RECOMMEND_MAX_LIMIT);
	if (list->count >= query->k)
		return;
	if (list->count > 0)
		scale *= list->items[list->count - 1].score;
	topk_init(&topk, heap, query->k - list->count);
	find_best(snapshot, query, list, most, &topk);
	for (size_t i = 0; i < topk.count; i++)
		append(&topk.heap[i], scale, list);
}
