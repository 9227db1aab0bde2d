#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "util/hash.h"
#include "util/random.h"

Test(random, repeats_its_sequence)
{
	struct random a;
	struct random b;

	random_seed(&a, 42);
	random_seed(&b, 42);
	for (int i = 0; i < 100; i++)
		cr_assert(eq(u64, random_u64(&a), random_u64(&b)));
	random_seed(&b, 43);
	cr_assert(ne(u64, random_u64(&a), random_u64(&b)));
}

Test(random, is_uniform_below_a_bound)
{
	enum {
		BOUND = 7,
		DRAWS = 70000
	};
	struct random random;
	int counts[BOUND] = {0};

	random_seed(&random, 5);
	for (int i = 0; i < DRAWS; i++)
		counts[random_below(&random, BOUND)]++;
	/* 10,000 expected, deviation 93: six deviations either way. */
	for (int i = 0; i < BOUND; i++)
		cr_assert(counts[i] > 9440 && counts[i] < 10560);
}

Test(random, is_normal_with_mean_0_and_deviation_1)
{
	enum {
		DRAWS = 100000
	};
	struct random random;
	double sum = 0;
	double squares = 0;

	random_seed(&random, 6);
	for (int i = 0; i < DRAWS; i++) {
		double x = random_normal(&random);

		sum += x;
		squares += x * x;
	}
	cr_assert(sum / DRAWS > -0.02 && sum / DRAWS < 0.02);
	cr_assert(squares / DRAWS > 0.97 && squares / DRAWS < 1.03);
}

Test(hash, is_fnv_1a)
{
	/* Test vectors of draft-eastlake-fnv, appendix C. */
	cr_assert(eq(u64, hash_fnv1a("", 0), UINT64_C(0xcbf29ce484222325)));
	cr_assert(eq(u64, hash_fnv1a("a", 1), UINT64_C(0xaf63dc4c8601ec8c)));
	cr_assert(
	    eq(u64, hash_fnv1a("foobar", 6), UINT64_C(0x85944171f73967e8)));
}
