/*
 * See popular.h. Cost: what is not admitted is walked past; the list itself is
 * short.
 */
#include "recommend/popular.h"

#include <assert.h>
#include <stdbool.h>

#include "index/topk.h"

#define BEST_RATING 10.0F
#define FEW 10000 /* members of a set that are looked at, not the order */

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

/* Offers a document that is admitted and not in the list; false when none with
 * a lower Bayesian mean can be better. `most` is the largest boost. */
static bool
offer(const struct snapshot *snapshot, const struct query *query,
    uint32_t document, float most, struct topk *topk)
{
	struct ranked ranked = {.document = document};
	struct title_card card;

	snapshot_card(snapshot, document, &card);
	ranked.number = card.number;
	ranked.score = card.bayesian_rating / BEST_RATING;
	if (topk->count == topk->k &&
	    ranked.score * most < topk_threshold(topk))
		return false;
	if (query->boosts != NULL)
		ranked.score *=
		    boosts_factor(query->boosts, snapshot, document);
	topk_push(topk, &ranked);
	/* equal ones follow by number */
	return topk->count < topk->k || query->boosts != NULL;
}

static void
find_in_order(const struct snapshot *snapshot, const struct query *query,
    const struct recommendation_list *list, float most, struct topk *topk)
{
	const uint32_t *order = snapshot_order(snapshot, SNAPSHOT_ORDER_RATING);
	uint32_t count = snapshot_document_count(snapshot);

	for (uint32_t i = 0; i < count; i++)
		if (query_admits(query, snapshot, order[i]) &&
		    !list_holds(list, order[i]) &&
		    !offer(snapshot, query, order[i], most, topk))
			break;
}

static void
find_among_few(const struct snapshot *snapshot, const struct query *query,
    const struct recommendation_list *list, float most, struct topk *topk)
{
	for (uint32_t d = 0; document_set_next(query->only, &d); d++)
		if (query_admits(query, snapshot, d) && !list_holds(list, d))
			offer(snapshot, query, d, most, topk);
}

void
popular_fill(const struct snapshot *snapshot, const struct query *query,
    struct caps *caps, struct recommendation_list *list)
{
	struct ranked heap[QUERY_MAX_K];
	float most = query->boosts == NULL
	    ? 1.0F
	    : boosts_largest(query->boosts, 0, UINT16_MAX);
	float scale = 1.0F;
	struct topk topk;

	assert(query->k <= RECOMMEND_MAX_LIMIT);
	if (list->count >= query->k)
		return;
	for (size_t i = 0; i < list->count; i++)
		if (i == 0 || list->items[i].score < scale)
			scale = list->items[i].score;
	topk_init(&topk, heap,
	    caps_are_off(caps) ? query->k - list->count : QUERY_MAX_K);
	if (query->only != NULL && query->only->count <= FEW)
		find_among_few(snapshot, query, list, most, &topk);
	else
		find_in_order(snapshot, query, list, most, &topk);
	topk_finish(&topk);
	for (size_t i = 0; i < topk.count && list->count < query->k; i++) {
		if (!caps_admit(caps, topk.heap[i].document))
			continue;
		caps_take(caps, topk.heap[i].document);
		append(&topk.heap[i], scale / most, list);
	}
}
