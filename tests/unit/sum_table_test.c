/*
 * The table of sums against an array of all documents.
 */
#include "index/sum_table.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "util/random.h"

#define DOCUMENTS 5000

Test(sum_table, holds_the_sums_that_an_array_would)
{
	static float expected[DOCUMENTS];
	struct sum_table table = {0};
	struct random random;

	random_seed(&random, 61);
	for (int list = 0; list < 40; list++) {
		uint32_t documents[200];
		uint32_t document = 0;
		size_t count = 0;

		while (count < 200) {
			document += 1 + (uint32_t)random_below(&random, 20);
			expected[document] += (float)list + 1;
			documents[count++] = document;
		}
		cr_assert_eq(
		    sum_table_reserve(&table, table.count + count + 1), 0);
		sum_table_add(&table, documents, count, (float)list + 1);
	}
	for (uint32_t d = 0; d < DOCUMENTS; d++) {
		cr_assert_eq(sum_table_holds(&table, d), expected[d] > 0,
		    "document %u", d);
		if (expected[d] > 0)
			cr_assert(table.slots[sum_table_find(&table, d)].sum ==
			    expected[d]);
	}
	sum_table_release(&table);
}

Test(sum_table, is_empty_after_a_clear)
{
	const uint32_t documents[] = {0, 7, UINT32_MAX - 1};
	struct sum_table table = {0};

	cr_assert_eq(sum_table_reserve(&table, 4), 0);
	for (int round = 0; round < 3; round++) {
		sum_table_add(&table, documents, 3, 1);
		cr_assert_eq(table.count, 3);
		cr_assert(sum_table_holds(&table, UINT32_MAX - 1));
		sum_table_clear(&table);
		for (size_t i = 0; i < 3; i++)
			cr_assert_not(sum_table_holds(&table, documents[i]));
	}
	sum_table_release(&table);
}
