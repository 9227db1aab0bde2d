#include "etl/line_order.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <string.h>

#include "etl/late_lines.h"
#include "util/random.h"

/* Lines with commas between; which of them are late, as "0,2". */
static void
assert_late(enum dataset_file file, const char *ids, const char *expected)
{
	struct block block = {.file = file};
	struct late_lines late;
	struct error error;
	char text[512];
	char found[128] = "";

	snprintf(text, sizeof(text), "%s\tx\n", ids);
	for (char *at = text; (at = strchr(at, ',')) != NULL;)
		*at = '\n';
	block.text = (struct slice){text, strlen(text)};
	late_lines_init(&late, file);
	cr_assert(
	    late_lines_mark(&late, &block, (struct slice){"", 0}, &error) == 0);
	for (size_t i = 0; i < block.late_count; i++)
		snprintf(found + strlen(found), sizeof(found) - strlen(found),
		    "%s%u", i > 0 ? "," : "", block.late[i]);
	cr_expect(eq(str, found, (char *)expected), "%s", ids);
	cr_expect(eq(sz, late.count, block.late_count));
	late_lines_release(&late);
	free(block.late);
}

Test(line_order, takes_ascending_numbers)
{
	assert_late(DATASET_TITLES, "tt0000001\t,tt0000002\t,tt0000009\t", "");
	assert_late(DATASET_TITLES, "tt9999999\t,tt10000000\t", "");
	assert_late(DATASET_TITLES, "tt0000001\t,my0000001\t", "");
}

Test(line_order, takes_ids_sorted_as_text)
{
	assert_late(DATASET_TITLES,
	    "tt1000000\t,tt10000000\t,tt10000001\t,tt1000001\t,tt9\t", "3,4");
	assert_late(DATASET_TITLES, "my0000001\t,tt0000001\t", "");
	assert_late(
	    DATASET_PERSONS, "nm1000000\t,nm10000000\t,nm1000001\t", "");
}

Test(line_order, finds_the_line_that_is_out_of_place)
{
	/* behind its place */
	assert_late(DATASET_TITLES,
	    "tt0000001\t,tt0000005\t,tt0000006\t,tt0000002\t,tt0000007\t",
	    "2,3");
	/* before its place: the peak alone, not all that follow it */
	assert_late(DATASET_TITLES,
	    "tt0000001\t,tt0900000\t,tt0000002\t,tt0000003\t,tt0000004\t", "1");
}

Test(line_order, finds_a_second_line_with_the_same_key)
{
	assert_late(DATASET_TITLES, "tt0000001\t,tt0000001\t", "1");
	assert_late(DATASET_TITLES, "tt0000001\t,tt1\t", "1");
	assert_late(DATASET_PRINCIPALS,
	    "tt0000001\t1\t,tt0000001\t2\t,tt0000001\t2\t", "2");
	assert_late(DATASET_PRINCIPALS, "tt0000001\t2\t,tt0000001\t10\t", "");
}

Test(line_order, leaves_lines_without_a_key_alone)
{
	assert_late(DATASET_TITLES, "tt0000005\t,xx\t,\t,tt0000006\t", "");
	assert_late(DATASET_PRINCIPALS, "tt0000005\t1\t,tt0000005\t0\t", "");
}

/* Whatever the order, no two lines that ascend have the same key. */
Test(line_order, never_lets_a_key_ascend_twice)
{
	enum {
		LINES = 20000
	};
	static bool seen[1000000];
	struct line_order order = {.file = DATASET_TITLES};
	struct random random;
	uint64_t key = 0;
	uint64_t next = 1;

	cr_log_info("seed 3");
	random_seed(&random, 3);
	for (int i = 0; i < LINES; i++) {
		key = next;
		/* mostly ascending, with jumps in both directions */
		next = random_below(&random, 10) == 0
		    ? 1 + random_below(&random, 999998)
		    : 1 + (key + random_below(&random, 50)) % 999998;
		if (!line_order_ascends(&order, key << 16, next << 16))
			continue;
		cr_assert(
		    not(seen[key]), "%lu ascends twice", (unsigned long)key);
		seen[key] = true;
	}
}
