/*
 * The parts of a blend's score: one place for answers and their reasons.
 */
#ifndef MARQUEE_RECOMMEND_BLEND_SCORE_H
#define MARQUEE_RECOMMEND_BLEND_SCORE_H

#include "recommend/blend.h"

struct blend_score {
	double watched; /* sum of w_i B_ij, not below 0 */
	double content; /* s x what the profile says */
	double popularity;
	float similarity; /* cosine of profile and document */
	double total; /* of the three, boosted */
};

/* What content's cosine x prior is multiplied by. */
double blend_content_scale(const struct blend *blend);

/* p c_j */
double blend_popularity(const struct blend *blend, uint32_t item);

float blend_boost(const struct blend *blend, uint32_t document);

/* Completes *score, of which the model's parts are given. */
void blend_complete(
    const struct blend *blend, uint32_t document, struct blend_score *score);

/* Adds the sums of the history's entries to sums[items of the model]. */
void blend_watched_sums(const struct blend *blend, double *sums);

/* The value of entry (item, of); 0 when there is none. */
double blend_entry(const struct model_view *model, uint32_t item, uint32_t of);

#endif
