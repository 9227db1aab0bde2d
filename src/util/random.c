/*
 * xoshiro256** 1.0, seeded by splitmix64 (Blackman and Vigna, "Scrambled
 * linear pseudorandom number generators", 2018); bounded numbers by Lemire's
 * multiplication ("Fast random integer generation in an interval", 2019).
 */
#include "util/random.h"

#include <math.h>

static uint64_t
rotate_left(uint64_t value, int bits)
{
	return (value << bits) | (value >> (64 - bits));
}

void
random_seed(struct random *random, uint64_t seed)
{
	for (int i = 0; i < 4; i++) {
		uint64_t z = (seed += UINT64_C(0x9e3779b97f4a7c15));

		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
		random->state[i] = z ^ (z >> 31);
	}
}

uint64_t
random_u64(struct random *random)
{
	uint64_t *s = random->state;
	uint64_t result = rotate_left(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate_left(s[3], 45);
	return result;
}

uint64_t
random_below(struct random *random, uint64_t bound)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)random_u64(random) * bound;

	if ((uint64_t)product < bound) {
		uint64_t floor = -bound % bound;

		while ((uint64_t)product < floor)
			product = (wide)random_u64(random) * bound;
	}
	return (uint64_t)(product >> 64);
}

double
random_unit(struct random *random)
{
	return (double)(random_u64(random) >> 11) * 0x1.0p-53;
}

double
random_normal(struct random *random)
{
	/* Box and Muller; 1 - u keeps the logarithm's argument above 0. */
	double radius = sqrt(-2.0 * log(1.0 - random_unit(random)));

	return radius * cos(6.283185307179586 * random_unit(random));
}
