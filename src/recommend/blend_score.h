/*
 * The parts of a blend's score: one place for answers and their reasons.
 */
#ifndef MARQUEE_RECOMMEND_BLEND_SCORE_H
#define MARQUEE_RECOMMEND_BLEND_SCORE_H

#include "recommend/blend.h"

struct blend_score {
	double watched; /* sum of w_i B_ij */
	double content; /* s x what the profile says */
	double popularity;
	float similarity; /* cosine of profile and document */
	double total; /* of the three, boosted */
};

/* What the profile's sum of a document is multiplied by. `item` is
 * UINT32_MAX for a title that the model does not know. */
double blend_content_factor(
    const struct blend *blend, uint32_t document, uint32_t item);

/* No document's score has more of content than this times what query_run says
 * of it. */
double blend_content_bound(const struct blend *blend);

/* p(n) c_j */
double blend_popularity(const struct blend *blend, uint32_t item);

float blend_boost(const struct blend *blend, uint32_t document);

/* Completes *score, of which the model's parts are given. */
void blend_complete(const struct blend *blend, uint32_t document, uint32_t item,
    struct blend_score *score);

/* Adds the sums of the history's entries to sums[items of the model]. */
void blend_watched_sums(const struct blend *blend, double *sums);

/* The value of entry (item, of); 0 when there is none. */
double blend_entry(const struct model_view *model, uint32_t item, uint32_t of);

#endif
