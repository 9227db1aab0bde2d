/*
 * See blend.h. A title of the model has a base, which is known before content
 * is: its boosted watched sum and popularity.
 */
#include "recommend/blend.h"

#include <math.h>
#include <stdlib.h>

#include "index/topk.h"
#include "recommend/blend_score.h"
#include "util/error.h"

#define FIRST_HITS 100 /* asked of the index at first */
#define MORE 4 /* times as many, when these do not suffice */
#define SLACK 1.00001 /* more than any rounding of a bound */

/* All of one answer; arrays by item of the model. */
struct blending {
	const struct blend *blend;
	struct query_context *context;
	double *sums; /* [items + 1], owned */
	double *bases; /* [items + 1], owned: -INFINITY where it is no
			* answer */
	bool *offered; /* [items + 1], owned */
	struct hit hits[QUERY_MAX_K]; /* by content */
	size_t hit_count;
	double last; /* score of the last hit, if there may be more */
	double unseen; /* no document that is no hit has more of content */
	uint32_t k;
	struct ranked heap[QUERY_MAX_K];
	struct topk best;
};

static void
blending_free(struct blending *blending)
{
	if (blending == NULL)
		return;
	free(blending->sums);
	free(blending->bases);
	free(blending->offered);
	free(blending);
}

static struct blending *
blending_new(
    const struct blend *blend, struct query_context *context, uint32_t k)
{
	size_t items = blend->join->model->summary->items + (size_t)1;
	struct blending *blending = calloc(1, sizeof(*blending));

	if (blending == NULL)
		return NULL;
	blending->blend = blend;
	blending->context = context;
	blending->k = k;
	blending->sums = calloc(items, sizeof(*blending->sums));
	blending->bases = calloc(items, sizeof(*blending->bases));
	blending->offered = calloc(items, sizeof(*blending->offered));
	if (blending->sums != NULL && blending->bases != NULL &&
	    blending->offered != NULL)
		return blending;
	blending_free(blending);
	return NULL;
}

static void
find_bases(struct blending *blending)
{
	const struct blend *blend = blending->blend;
	uint32_t items = blend->join->model->summary->items;

	blend_watched_sums(blend, blending->sums);
	for (uint32_t i = 0; i < items; i++) {
		uint32_t document = blend->join->documents[i];

		blending->bases[i] = -(double)INFINITY;
		if (document == MODEL_JOIN_NONE ||
		    !query_admits(blend->query, blend->snapshot, document))
			continue;
		blending->bases[i] =
		    (blending->sums[i] + blend_popularity(blend, i)) *
		    (double)blend_boost(blend, document);
	}
}

/* Scores a document in full; `item` UINT32_MAX: it is not in the model. */
static void
offer(struct blending *blending, uint32_t document, uint32_t item)
{
	struct blend_score score = {.watched = 0.0};
	struct title_card card;
	struct ranked ranked = {.document = document};

	if (item != UINT32_MAX) {
		score.watched = blending->sums[item];
		score.popularity = blend_popularity(blending->blend, item);
	}
	blend_complete(blending->blend, document, item, &score);
	if (!(score.total > 0.0))
		return;
	snapshot_card(blending->blend->snapshot, document, &card);
	ranked.number = card.number;
	ranked.score = (float)score.total;
	ranked.similarity = score.similarity;
	topk_push(&blending->best, &ranked);
}

static int
find_hits(struct blending *blending, uint32_t wanted)
{
	const struct blend *blend = blending->blend;
	struct query query = *blend->query;
	int code;

	blending->hit_count = 0;
	blending->last = 0.0;
	blending->unseen = 0.0;
	if (query.term_count == 0)
		return 0;
	query.k = wanted;
	code = query_run(blending->context, blend->snapshot, &query,
	    blending->hits, &blending->hit_count, NULL);
	if (code == 0 && blending->hit_count == wanted) {
		blending->last = (double)blending->hits[wanted - 1].score;
		blending->unseen =
		    blend_content_bound(blend) * SLACK * blending->last;
	}
	return code;
}

static void
offer_hits(struct blending *blending)
{
	const struct blend *blend = blending->blend;

	for (size_t i = 0; i < blending->hit_count; i++) {
		uint32_t document = blending->hits[i].document;
		struct title_card card;
		uint32_t item;

		snapshot_card(blend->snapshot, document, &card);
		item = model_find(blend->join->model, card.number);
		if (item != UINT32_MAX)
			blending->offered[item] = true;
		offer(blending, document, item);
	}
}

/* The k-th largest base: k documents have at least this score. */
static double
reached(const struct blending *blending, struct ranked *heap)
{
	const struct blend *blend = blending->blend;
	uint32_t items = blend->join->model->summary->items;
	struct topk topk;

	topk_init(&topk, heap, blending->k);
	for (uint32_t i = 0; i < items; i++)
		if (blending->bases[i] > 0.0)
			topk_push(&topk,
			    &(struct ranked){.score = (float)blending->bases[i],
				.number = (int32_t)i});
	return topk.count < topk.k ? 0.0 : (double)topk_threshold(&topk);
}

/* The most that content can add to a title which is no hit: its similarity
 * times the index's prior and boost is not above that of the last hit. */
static double
content_most(const struct blending *blending, uint32_t item)
{
	const struct blend *blend = blending->blend;
	uint32_t document = blend->join->documents[item];

	return blend_content_factor(blend, document, item) * SLACK *
	    blending->last / (double)snapshot_prior(blend->snapshot, document);
}

/* Those titles of the model that are no hits and could be an answer. */
static void
offer_items(struct blending *blending)
{
	const struct blend *blend = blending->blend;
	uint32_t items = blend->join->model->summary->items;
	struct ranked heap[QUERY_MAX_K];
	double least = reached(blending, heap) / SLACK;

	for (uint32_t i = 0; i < items; i++) {
		double base = blending->bases[i] +
		    fabs(blending->bases[i]) * (SLACK - 1.0);
		double wanted =
		    fmax(least, (double)topk_threshold(&blending->best));

		if (blending->offered[i] || base + blending->unseen < wanted ||
		    !(base + blending->unseen > 0.0) ||
		    base + content_most(blending, i) < wanted)
			continue;
		offer(blending, blend->join->documents[i], i);
	}
}

/* Whether no document that was not scored can be an answer. */
static bool
is_exact(const struct blending *blending)
{
	return blending->unseen <= 0.0 ||
	    (blending->best.count == blending->best.k &&
		(double)topk_threshold(&blending->best) > blending->unseen);
}

static void
offer_all(struct blending *blending)
{
	const struct blend *blend = blending->blend;
	uint32_t count = snapshot_document_count(blend->snapshot);

	topk_init(&blending->best, blending->heap, blending->k);
	for (uint32_t document = 0; document < count; document++) {
		struct title_card card;

		if (!query_admits(blend->query, blend->snapshot, document))
			continue;
		snapshot_card(blend->snapshot, document, &card);
		offer(blending, document,
		    model_find(blend->join->model, card.number));
	}
}

static int
find_best(struct blending *blending)
{
	const struct blend *blend = blending->blend;
	uint32_t items = blend->join->model->summary->items;

	for (uint32_t wanted = FIRST_HITS;; wanted *= MORE) {
		int code;

		if (wanted > QUERY_MAX_K)
			break;
		code = find_hits(blending, wanted);
		if (code != 0)
			return code;
		topk_init(&blending->best, blending->heap, blending->k);
		for (uint32_t i = 0; i < items; i++)
			blending->offered[i] = false;
		offer_hits(blending);
		offer_items(blending);
		if (is_exact(blending))
			return 0;
	}
	offer_all(blending);
	return 0;
}

static void
take(struct blending *blending, struct hit *hits, size_t *hit_count)
{
	struct topk *best = &blending->best;

	topk_finish(best);
	*hit_count = best->count;
	for (size_t i = 0; i < best->count; i++)
		hits[i] = (struct hit){best->heap[i].document,
		    best->heap[i].score, best->heap[i].similarity};
}

int
blend_run(const struct blend *blend, struct query_context *context,
    bool exhaustive, uint32_t k, struct hit *hits, size_t *hit_count)
{
	struct blending *blending;
	int code = 0;

	if (k < 1 || k > QUERY_MAX_K)
		return ERROR_INVALID;
	blending = blending_new(blend, context, k);
	if (blending == NULL)
		return ERROR_MEMORY;
	find_bases(blending);
	if (exhaustive)
		offer_all(blending);
	else
		code = find_best(blending);
	if (code == 0)
		take(blending, hits, hit_count);
	blending_free(blending);
	return code;
}
