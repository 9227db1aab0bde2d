/*
 * A seeded generator of pseudo-random numbers, the same sequence on every
 * machine: xoshiro256** seeded by splitmix64 (Blackman and Vigna). Not for
 * secrets.
 */
#ifndef MARQUEE_UTIL_RANDOM_H
#define MARQUEE_UTIL_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state[4];
};

void random_seed(struct random *random, uint64_t seed);
uint64_t random_u64(struct random *random);

/* Uniform in [0, bound), without bias; bound > 0. */
uint64_t random_below(struct random *random, uint64_t bound);

/* Uniform in [0, 1), 53 bits. */
double random_unit(struct random *random);

/* Normal with mean 0 and deviation 1. */
double random_normal(struct random *random);

#endif
