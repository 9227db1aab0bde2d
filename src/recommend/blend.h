/*
 * Blend: what people watched together, what titles are about, and what is
 * watched by many, as one score.
 *
 *	score(j) = boost(j) x (sum over the history i of w_i A_ij + p(n) c_j)
 *	A_ij     = B_ij + s (1 + 1 / (1 + users who watched j)) C_ij P_j
 *	p(n)     = p (10 / (10 + n))^2
 *
 * w is model/event_weight.h, B the model's entries, C the content that two
 * titles share and P its prior (model/content_weight.h), c_j the share of the
 * model's users who watched j, n the titles of the history; s and p are
 * constants of the model. Nothing is brought to scale by
 * looking at all titles, so each watched title's addend w_i A_ij can be named,
 * and taking it away takes away just that from every score (the other weights
 * and p(n) being what they were).
 *
 * The sum is over what is known, so the parts weigh by how much is known: a
 * title that nobody watched has content alone, and has it at once; one that
 * few watched leans on B's side information; for a short history popularity
 * counts for much, for a long one for little. What was disliked in picks takes
 * away. What comes to 0 or less is no answer.
 *
 * Exact: the k best of all documents. Content's best are asked of the index;
 * any other document's content is at most that of the last of these. So only
 * titles of the model whose other parts come that near to the k-th score are
 * looked at, and when a title outside of the model could still come in, more
 * are asked of the index. blend_run with `exhaustive` scores every document and
 * gives the same bits.
 */
#ifndef MARQUEE_RECOMMEND_BLEND_H
#define MARQUEE_RECOMMEND_BLEND_H

#include <stdbool.h>

#include "index/query.h"
#include "recommend/model_join.h"
#include "recommend/profile.h"
#include "recommend/taste.h"

struct blend {
	const struct snapshot *snapshot;
	const struct model_join *join;
	const struct taste_list *tastes; /* by taste_for_model, or of picks */
	const struct profile *profile; /* of these, for the model */
	const struct query *query; /* of the profile: what is admitted */
	double votes_scale; /* content_votes_scale */
};

/* Writes at most k (QUERY_MAX_K) hits, best first, and their number. Their
 * similarity is the cosine of profile and document. ERROR_MEMORY,
 * ERROR_INVALID. */
int blend_run(const struct blend *blend, struct query_context *context,
    bool exhaustive, uint32_t k, struct hit *hits, size_t *hit_count);

#endif
