#include "index/popularity.h"

#include <math.h>

#define CONFIDENCE_VOTES 5000.0 /* m: votes that weigh as much as the mean */
#define RATING_MIN 1.0
#define RATING_RANGE 9.0

void
popularity_add(struct popularity *popularity, float rating, uint32_t votes)
{
	if (votes > popularity->max_votes)
		popularity->max_votes = votes;
	if (rating > 0) {
		popularity->rating_sum += (double)rating;
		popularity->rated++;
	}
}

double
popularity_mean_rating(const struct popularity *popularity)
{
	if (popularity->rated == 0)
		return 0;
	return popularity->rating_sum / (double)popularity->rated;
}

static double
bayesian(const struct popularity *popularity, float rating, uint32_t votes)
{
	double mean = popularity_mean_rating(popularity);
	double v = votes;

	if (!(rating > 0))
		return mean;
	return (v * (double)rating + CONFIDENCE_VOTES * mean) /
	    (v + CONFIDENCE_VOTES);
}

float
popularity_bayesian_rating(
    const struct popularity *popularity, float rating, uint32_t votes)
{
	return rating > 0 ? (float)bayesian(popularity, rating, votes) : 0;
}

float
popularity_prior(
    const struct popularity *popularity, float rating, uint32_t votes)
{
	double known = popularity->max_votes > 0
	    ? log1p(votes) / log1p(popularity->max_votes)
	    : 0;
	double liked =
	    (bayesian(popularity, rating, votes) - RATING_MIN) / RATING_RANGE;

	return (float)(POPULARITY_PRIOR_MIN +
	    (1 - POPULARITY_PRIOR_MIN) * sqrt(known) * fmax(liked, 0));
}
