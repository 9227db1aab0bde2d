#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "util/number_set.h"
#include "util/random.h"

Test(number_set, is_empty_at_first)
{
	struct number_set set = {0};

	cr_assert(not(number_set_has(&set, 0)));
	cr_assert(not(number_set_has(&set, INT32_MAX)));
	number_set_release(&set);
}

Test(number_set, has_what_was_added_and_none_of_its_neighbours)
{
	static const int32_t numbers[] = {
	    0, 63, 65, 32767, 32769, 1500000000, INT32_MAX};
	const size_t count = sizeof(numbers) / sizeof(numbers[0]);
	struct number_set set = {0};

	for (size_t i = 0; i < count; i++)
		cr_assert(eq(int, number_set_add(&set, numbers[i]), 0));
	for (size_t i = 0; i < count; i++)
		cr_assert(number_set_has(&set, numbers[i]));
	cr_assert(not(number_set_has(&set, 1)));
	cr_assert(not(number_set_has(&set, 64)));
	cr_assert(not(number_set_has(&set, 32768)));
	cr_assert(not(number_set_has(&set, INT32_MAX - 1)));
	cr_assert(not(number_set_has(&set, -1)));
	number_set_release(&set);
}

Test(number_set, agrees_with_a_table_of_truths)
{
	enum {
		BOUND = 100000
	};
	static bool truth[BOUND];
	struct number_set set = {0};
	struct random random;

	random_seed(&random, 20260101);
	for (int i = 0; i < BOUND / 3; i++) {
		int32_t number = (int32_t)random_below(&random, BOUND);

		truth[number] = true;
		cr_assert(eq(int, number_set_add(&set, number), 0));
	}
	for (int32_t i = 0; i < BOUND; i++)
		cr_assert(eq(int, number_set_has(&set, i), truth[i]), "%d", i);
	number_set_release(&set);
}
