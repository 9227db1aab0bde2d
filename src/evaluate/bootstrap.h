/*
 * Paired bootstrap over users (Efron and Tibshirani 1993, chapter 16): is one
 * model better than another, or were these users kind to it?
 *
 * Each draw takes as many users as there are, with replacement, and averages
 * the difference of two models over them, the same users for both; 95 % of the
 * draws lie in the interval. Draw i has a generator of its own, seeded from the
 * seed and i, so the answer is the same whatever the number of threads.
 */
#ifndef MARQUEE_EVALUATE_BOOTSTRAP_H
#define MARQUEE_EVALUATE_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#define BOOTSTRAP_DRAWS 10000
#define BOOTSTRAP_SEED 20180924

struct bootstrap {
	double *means; /* [BOOTSTRAP_DRAWS * columns], draw by draw; owned */
	size_t columns;
};

struct interval {
	double low; /* the 2.5th percentile of the draws */
	double high; /* the 97.5th */
};

/*
 * Draws, and averages values[user * columns + column] over each draw; `users`
 * is at least 1. ERROR_MEMORY. Release also after a failure is harmless.
 */
int bootstrap_draw(struct bootstrap *bootstrap, const double *values,
    size_t users, size_t columns);
void bootstrap_release(struct bootstrap *bootstrap);

/* Of column `one` - column `other`. ERROR_MEMORY. */
int bootstrap_difference(const struct bootstrap *bootstrap, size_t one,
    size_t other, struct interval *interval);

#endif
