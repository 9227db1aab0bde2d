/*
 * Skew: draws from measured distributions, each a pure function of a seed, a
 * stream (what is drawn) and an ordinal (for which thing), so that nothing that
 * was drawn has to be remembered.
 */
#ifndef MARQUEE_ETL_SKEW_H
#define MARQUEE_ETL_SKEW_H

#include <stddef.h>
#include <stdint.h>

#include "util/random.h"

/* What is drawn; each has numbers independent of all others. */
enum skew_stream {
	SKEW_TITLE,
	SKEW_TITLE_TEXT,
	SKEW_RATING,
	SKEW_CREDITS,
	SKEW_CREW_ROWS,
	SKEW_PERSON,
	SKEW_AKAS,
	SKEW_EPISODE,
	SKEW_SERIES,
	SKEW_NUMBER
};

/* Starts the numbers of one thing. */
void skew_seed(struct random *random, uint64_t seed, enum skew_stream stream,
    uint64_t ordinal);

/* A distribution as its quantiles at 0, 1/(n - 1), ..., 1. */
struct skew_quantiles {
	const double *values; /* [count], ascending */
	size_t count; /* at least 2 */
};

/* The value at `share` in [0, 1), linear between the quantiles. */
double skew_value(const struct skew_quantiles *quantiles, double share);

/*
 * Small numbers by their cumulative shares, above them a Pareto tail: from
 * `count` up, value x is exceeded with probability (count / x)^shape.
 */
struct skew_counts {
	const double *upto; /* [count]: share of values <= i */
	size_t count;
	double shape;
	uint32_t maximum;
};

uint32_t skew_count(const struct skew_counts *counts, double share);

/* The first of `count` cumulative shares above `share`. */
size_t skew_pick(const double *upto, size_t count, double share);

/*
 * Rank, from 0, of a thing that recurs: a Pareto distribution of the second
 * kind (Lomax), P(rank >= r) = (1 + r / scale)^-shape. Rank frequencies fall
 * as r^-(1 + shape), and of n draws about n^(1 / (1 + shape)) differ.
 */
uint64_t skew_rank(double share, double scale, double shape);

#endif
