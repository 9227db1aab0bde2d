/*
 * Content weight: how content counts in the blend, for training, which fixes
 * its scale, and for serving alike.
 *
 *	C_j = sum over shared terms t of F_t u_t N_t v_jt
 *	N_t = sum over the history's titles with t of w_i / |u_i|
 *	F_t = c_field idf_t^e_field / u_t^2
 *
 * u_t is the index's raw weight, idf_t its idf and v its vectors
 * (index/vector.h). What makes two titles alike is not what makes somebody
 * watch the next one: F takes the index's field weights out again and puts
 * others in their place. C is linear in the history.
 */
#ifndef MARQUEE_MODEL_CONTENT_WEIGHT_H
#define MARQUEE_MODEL_CONTENT_WEIGHT_H

#include <math.h>
#include <stdint.h>

#include "index/snapshot.h"

/* What a title with few votes has at least of its content: a new one must be
 * able to come in. */
#define CONTENT_PRIOR_MIN 0.05

/* F of a term. */
static inline double
content_factor(const struct term_weights *weights, uint32_t term)
{
	static const struct {
		double factor; /* c */
		float idf_exponent; /* e */
	} fields[INDEX_FIELD_COUNT] = {
	    [INDEX_FIELD_GENRE] = {1.1, 2.0F},
	    [INDEX_FIELD_TITLE] = {0.5, 2.5F},
	    [INDEX_FIELD_DIRECTOR] = {1.0, 2.0F},
	    [INDEX_FIELD_WRITER] = {1.0, 2.5F},
	    [INDEX_FIELD_CAST] = {0.6, 2.0F},
	    [INDEX_FIELD_DECADE] = {6.0, 3.0F},
	    [INDEX_FIELD_TYPE] = {0.5, 2.0F},
	    [INDEX_FIELD_KEYWORD] = {0.7, 2.0F},
	    [INDEX_FIELD_OVERVIEW] = {0.3, 2.0F},
	};
	double weight = term_weight(weights, term);
	int field = 0;

	while (term >= weights->field_first[field + 1])
		field++;
	if (!(weight > 0.0))
		return 0.0;
	return fields[field].factor *
	    idf_power((double)weights->idf[term], fields[field].idf_exponent) /
	    (weight * weight);
}

/* What the most votes of a snapshot's titles make of the prior below. */
static inline double
content_votes_scale(const struct snapshot *snapshot)
{
	struct title_card card;

	if (snapshot_document_count(snapshot) == 0)
		return 0.0;
	snapshot_card(snapshot,
	    snapshot_order(snapshot, SNAPSHOT_ORDER_POPULARITY)[0], &card);
	return log1p((double)card.votes);
}

/*
 * How a title's content counts, by votes and Bayesian rating: at least
 * CONTENT_PRIOR_MIN, and never above 1. Where no title has votes, 1.
 */
static inline double
content_prior(const struct title_card *card, double votes_scale)
{
	double known, liked;

	if (!(votes_scale > 0.0))
		return 1.0;
	known = log1p((double)card->votes) / votes_scale;
	liked = ((double)card->bayesian_rating - 1.0) / 9.0;
	return CONTENT_PRIOR_MIN +
	    (1.0 - CONTENT_PRIOR_MIN) * known * known * fmax(liked, 0.0);
}

/* Content counts for more where watching has little to say. */
static inline double
content_share(uint32_t watched_by)
{
	return 1.0 + 1.0 / (1.0 + (double)watched_by);
}

#endif
