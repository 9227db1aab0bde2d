/*
 * Inverse distribution functions.
 */
#include "etl/skew.h"

#include <math.h>

#include "util/hash.h"

#define RANK_MAX 1e12 /* beyond which a double's steps tell */

void
skew_seed(struct random *random, uint64_t seed, enum skew_stream stream,
    uint64_t ordinal)
{
	random_seed(random,
	    hash_mix(hash_mix(seed + 1) ^
		(((uint64_t)stream + 1) << 48 ^ (ordinal + 1))));
}

double
skew_value(const struct skew_quantiles *quantiles, double share)
{
	double place = share * (double)(quantiles->count - 1);
	size_t below = (size_t)place;
	const double *values = quantiles->values;

	if (below >= quantiles->count - 1)
		return values[quantiles->count - 1];
	return values[below] +
	    (place - (double)below) * (values[below + 1] - values[below]);
}

size_t
skew_pick(const double *upto, size_t count, double share)
{
	size_t low = 0;
	size_t high = count - 1;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (share < upto[middle])
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

uint32_t
skew_count(const struct skew_counts *counts, double share)
{
	double last = counts->upto[counts->count - 1];
	double value;

	if (share < last)
		return (uint32_t)skew_pick(counts->upto, counts->count, share);
	value = (double)counts->count *
	    pow((1 - share) / (1 - last), -1 / counts->shape);
	return value < counts->maximum ? (uint32_t)value : counts->maximum;
}

uint64_t
skew_rank(double share, double scale, double shape)
{
	double rank = scale * (pow(1 - share, -1 / shape) - 1);

	return (uint64_t)(rank < RANK_MAX ? rank : RANK_MAX);
}
