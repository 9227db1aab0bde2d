/*
 * Popularity: what votes and ratings say of a title before any query.
 *
 *	bayesian rating	(v R + m C) / (v + m)
 *	prior		.3 + .7 p^(1/2) (b - 1) / 9,  p = ln(1 + v) / ln(1 + max v)
 *
 * R mean rating and v votes of the title, C mean rating over all rated titles,
 * m = 5,000 votes, b the Bayesian rating (C for a title without a rating). The
 * prior lies in [.3, 1]: it lifts a known film over an unknown one of about
 * the same similarity and never over one that is three times as similar.
 */
#ifndef MARQUEE_INDEX_POPULARITY_H
#define MARQUEE_INDEX_POPULARITY_H

#include <stdint.h>

#define POPULARITY_PRIOR_MIN 0.3

struct popularity { /* begins zeroed */
	double rating_sum;
	uint64_t rated; /* titles with a rating */
	uint32_t max_votes;
};

/* Counts a title; rating 0 is none. */
void popularity_add(
    struct popularity *popularity, float rating, uint32_t votes);

/* C; 0 while no title is rated. */
double popularity_mean_rating(const struct popularity *popularity);

/* 0 for a title without a rating. */
float popularity_bayesian_rating(
    const struct popularity *popularity, float rating, uint32_t votes);

float popularity_prior(
    const struct popularity *popularity, float rating, uint32_t votes);

#endif
