/*
 * Profile: a taste as a query.
 *
 *	q_t = sum over titles i of weight_i x v_it, v_i the title's unit vector
 *
 * Terms whose sum is not positive are dropped (a query's weights are > 0: what
 * is disliked takes away from what is liked, it never counts on its own), the
 * PROFILE_MAX_TERMS largest are kept, and what is left gets norm 1, so that
 * a document's sum is its cosine with the profile.
 *
 * Each term's weight is also kept apart by the liked titles it comes from, in
 * proportion to what each brought, so that the parts of a term sum to its
 * weight and a score can be divided among the titles without a remainder.
 */
#ifndef MARQUEE_RECOMMEND_PROFILE_H
#define MARQUEE_RECOMMEND_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "index/query.h"
#include "recommend/taste.h"

#define PROFILE_MAX_TERMS 512 /* bounds the cost of a query */

struct profile_part {
	uint32_t title; /* position in `titles` */
	float weight; /* > 0 */
};

/* Zeroed, it is the profile of nobody: no terms, no titles. */
struct profile {
	struct query_term *terms; /* [term_count], owned, ascending */
	size_t term_count;
	struct profile_part *parts; /* owned, grouped by term in order */
	size_t *part_end; /* [term_count], owned: term i's parts are
			   * [part_end[i - 1], part_end[i]) */
	uint32_t *titles; /* [title_count], owned: liked documents */
	size_t title_count;
	double norm; /* what the terms were divided by; 0: no terms */
};

/* Fills *profile from any taste, also an empty one. ERROR_MEMORY. */
int profile_build(const struct snapshot *snapshot,
    const struct taste_list *tastes, struct profile *profile);

/* The same with each term's weight multiplied by the content_factor of
 * model/content_weight.h, as the blend wants it. */
int profile_build_for_model(const struct snapshot *snapshot,
    const struct taste_list *tastes, struct profile *profile);

void profile_release(struct profile *profile);

#endif
