#include "recommend/blend_score.h"

#include "index/popularity.h"
#include "model/content_weight.h"

#define FADE_EVENTS 10.0 /* halve what popularity is worth twice */

static uint32_t
item_of(const struct blend *blend, uint32_t document)
{
	struct title_card card;

	snapshot_card(blend->snapshot, document, &card);
	return model_find(blend->join->model, card.number);
}

double
blend_content_factor(
    const struct blend *blend, uint32_t document, uint32_t item)
{
	const struct model_view *model = blend->join->model;
	uint32_t watched = item == UINT32_MAX ? 0 : model->counts[item];
	struct title_card card;

	snapshot_card(blend->snapshot, document, &card);
	return model->summary->content_scale * blend->profile->norm *
	    content_share(watched) * content_prior(&card, blend->votes_scale);
}

/* content_prior is at most the index's, and 1 where that is its least. */
double
blend_content_bound(const struct blend *blend)
{
	return blend->join->model->summary->content_scale *
	    blend->profile->norm * content_share(0) /
	    (blend->votes_scale > 0.0 ? 1.0 : POPULARITY_PRIOR_MIN);
}

double
blend_popularity(const struct blend *blend, uint32_t item)
{
	const struct model_view *model = blend->join->model;
	double fade =
	    FADE_EVENTS / (FADE_EVENTS + (double)blend->tastes->count);

	if (model->summary->users == 0)
		return 0.0;
	return model->summary->popularity_scale * fade * fade *
	    model->counts[item] / (double)model->summary->users;
}

float
blend_boost(const struct blend *blend, uint32_t document)
{
	return blend->query->boosts == NULL
	    ? 1.0F
	    : boosts_factor(blend->query->boosts, blend->snapshot, document);
}

void
blend_complete(const struct blend *blend, uint32_t document, uint32_t item,
    struct blend_score *score)
{
	struct sparse_vector vector;

	snapshot_vector(blend->snapshot, document, &vector);
	score->similarity = vector_similarity(
	    &vector, blend->profile->terms, blend->profile->term_count);
	score->content = (double)score->similarity *
	    blend_content_factor(blend, document, item);
	score->total = (score->watched + score->content + score->popularity) *
	    (double)blend_boost(blend, document);
}

void
blend_watched_sums(const struct blend *blend, double *sums)
{
	const struct model_view *model = blend->join->model;

	for (size_t i = 0; i < blend->tastes->count; i++) {
		const struct taste *taste = &blend->tastes->tastes[i];
		uint32_t item = item_of(blend, taste->document);

		if (item == UINT32_MAX || taste->weight == 0.0)
			continue;
		for (uint64_t at = model->starts[item];
		     at < model->starts[item + 1]; at++)
			sums[model->entries[at].item] +=
			    taste->weight * (double)model->entries[at].value;
	}
}

double
blend_entry(const struct model_view *model, uint32_t item, uint32_t of)
{
	uint64_t low = model->starts[item], high = model->starts[item + 1];

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (model->entries[middle].item < of)
			low = middle + 1;
		else
			high = middle;
	}
	return low < model->starts[item + 1] && model->entries[low].item == of
	    ? (double)model->entries[low].value
	    : 0.0;
}
