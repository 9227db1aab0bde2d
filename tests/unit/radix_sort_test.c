#include "util/radix_sort.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "util/random.h"

static int
compare(const void *a, const void *b)
{
	const struct radix_pair *left = a;
	const struct radix_pair *right = b;

	if (left->key != right->key)
		return left->key < right->key ? -1 : 1;
	return (left->value > right->value) - (left->value < right->value);
}

/* Values ascend at first, so that a stable sort orders equal keys by them. */
static void
check(size_t count, uint64_t bound, unsigned shift)
{
	struct radix_pair *pairs = calloc(count + 1, sizeof(*pairs));
	struct radix_pair *expected = calloc(count + 1, sizeof(*pairs));
	struct random random;

	random_seed(&random, 20260901);
	for (size_t i = 0; i < count; i++) {
		pairs[i].key = random_below(&random, bound) << shift;
		pairs[i].value = (uint32_t)i;
		expected[i] = pairs[i];
	}
	qsort(expected, count, sizeof(*expected), compare);
	cr_assert_eq(radix_sort(pairs, count), 0);
	for (size_t i = 0; i < count; i++) {
		cr_assert_eq(pairs[i].key, expected[i].key);
		cr_assert_eq(pairs[i].value, expected[i].value);
	}
	free(pairs);
	free(expected);
}

Test(radix_sort, sorts_and_keeps_the_order_of_equal_keys)
{
	check(0, 1, 0);
	check(1, 10, 0);
	check(1000, 1, 0);
	check(1000, 10, 0);
	check(5000, UINT64_MAX, 0);
	check(5000, 1000, 30);
	check(5000, 3, 62);
}
