#include "util/number_ranks.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "util/random.h"

Test(number_ranks, are_places_in_the_ascending_list)
{
	enum {
		COUNT = 20000
	};
	struct number_set set = {NULL};
	struct number_ranks ranks;
	struct random random;
	uint32_t *listed;

	random_seed(&random, 20260902);
	for (int i = 0; i < COUNT; i++)
		cr_assert_eq(number_set_add(&set,
				 (int32_t)random_below(
				     &random, i % 2 == 0 ? 40000 : INT32_MAX)),
		    0);
	number_set_add(&set, 0);
	number_set_add(&set, INT32_MAX);
	cr_assert_eq(number_ranks_init(&ranks, &set), 0);
	listed = calloc(ranks.count, sizeof(*listed));
	number_ranks_list(&ranks, listed);
	cr_assert_eq(listed[0], 0);
	cr_assert_eq(listed[ranks.count - 1], INT32_MAX);
	for (uint32_t i = 0; i < ranks.count; i++) {
		cr_assert(number_set_has(&set, (int32_t)listed[i]));
		cr_assert_eq(number_ranks_of(&ranks, (int32_t)listed[i]), i);
		cr_assert(i == 0 || listed[i - 1] < listed[i]);
	}
	free(listed);
	number_ranks_release(&ranks);
	number_set_release(&set);
}

Test(number_ranks, of_nothing_are_none)
{
	struct number_set set = {NULL};
	struct number_ranks ranks;

	cr_assert_eq(number_ranks_init(&ranks, &set), 0);
	cr_assert_eq(ranks.count, 0);
	number_ranks_list(&ranks, NULL);
	number_ranks_release(&ranks);
}

Test(number_set, unites)
{
	struct number_set one = {NULL};
	struct number_set other = {NULL};

	cr_assert_eq(number_set_unite(&one, &other), 0);
	number_set_add(&one, 5);
	number_set_add(&other, 6);
	number_set_add(&other, 1000000);
	cr_assert_eq(number_set_unite(&one, &other), 0);
	cr_assert(number_set_has(&one, 5));
	cr_assert(number_set_has(&one, 6));
	cr_assert(number_set_has(&one, 1000000));
	cr_assert_not(number_set_has(&one, 7));
	number_set_release(&one);
	number_set_release(&other);
}
