#include "model/interactions.h"

#include <criterion/criterion.h>

#include "model/sparse_rows.h"
#include "util/error.h"
#include "util/random.h"

Test(interactions, are_grouped_by_user_in_order_of_time)
{
	struct interactions_builder *builder = interactions_builder_new();
	struct interactions made;

	interactions_builder_add(builder, 9, 300, 50, 8, 1.0);
	interactions_builder_add(builder, 2, 200, 70, 0, 0.5);
	interactions_builder_add(builder, 9, 100, 40, 3, 2.0);
	interactions_builder_add(builder, 9, 200, 40, 10, -1.0);
	cr_assert_eq(interactions_builder_finish(builder, &made), 0);
	cr_assert_eq(made.user_count, 2);
	cr_assert_eq(made.item_count, 3);
	cr_assert_eq(made.event_count, 4);
	cr_assert_eq(made.titles[0], 100);
	cr_assert_eq(made.titles[2], 300);
	cr_assert_eq(made.starts[1], 1);
	cr_assert_eq(made.events[0].item, 1);
	cr_assert_eq(made.events[1].item, 0, "added before, at the same time");
	cr_assert_eq(made.events[2].item, 1);
	cr_assert_eq(made.events[3].item, 2);
	cr_assert_eq(made.events[3].rating, 8);
	cr_assert_eq(made.events[1].share, 1.0F, "cut");
	cr_assert_eq(made.events[2].share, 0.0F, "cut");
	cr_assert_eq(interactions_find(&made, 200), 1);
	cr_assert_eq(interactions_find(&made, 201), UINT32_MAX);
	interactions_release(&made);
	interactions_builder_free(builder);
}

Test(interactions, of_one_title_are_one)
{
	struct interactions_builder *builder = interactions_builder_new();
	struct interactions made;

	interactions_builder_add(builder, 1, 7, 30, 0, 0.25);
	interactions_builder_add(builder, 1, 7, 10, 4, 0.5);
	interactions_builder_add(builder, 1, 7, 20, 6, 0.0);
	interactions_builder_add(builder, 1, 8, 25, 0, 1.0);
	cr_assert_eq(interactions_builder_finish(builder, &made), 0);
	cr_assert_eq(made.event_count, 2);
	cr_assert_eq(made.events[0].item, 1);
	cr_assert_eq(made.events[1].watched_us, 30);
	cr_assert_eq(made.events[1].rating, 6, "the newest there is");
	cr_assert_eq(made.events[1].share, 0.75F);
	interactions_release(&made);
	interactions_builder_free(builder);
}

Test(interactions, of_nobody_are_none)
{
	struct interactions_builder *builder = interactions_builder_new();
	struct interactions made;

	cr_assert_eq(interactions_builder_add(builder, 1, 7, 30, 11, 1.0),
	    ERROR_INVALID);
	cr_assert_eq(interactions_builder_finish(builder, &made), 0);
	cr_assert_eq(made.user_count, 0);
	cr_assert_eq(made.item_count, 0);
	cr_assert_eq(interactions_find(&made, 7), UINT32_MAX);
	interactions_release(&made);
	interactions_builder_free(builder);
}

Test(sparse_rows, turned_twice_are_as_before)
{
	struct interactions_builder *builder = interactions_builder_new();
	struct interactions made;
	struct sparse_rows rows, columns, again;
	struct random random;

	random_seed(&random, 20260911);
	for (int i = 0; i < 3000; i++)
		interactions_builder_add(builder, random_below(&random, 80),
		    (int32_t)random_below(&random, 60), i, 0, 1.0);
	cr_assert_eq(interactions_builder_finish(builder, &made), 0);
	cr_assert_eq(sparse_rows_of_interactions(&made, &rows), 0);
	cr_assert_eq(sparse_rows_transpose(&rows, &columns), 0);
	cr_assert_eq(sparse_rows_transpose(&columns, &again), 0);
	cr_assert_eq(columns.row_count, made.item_count);
	cr_assert_arr_eq(rows.starts, again.starts,
	    (rows.row_count + 1) * sizeof(*rows.starts));
	cr_assert_arr_eq(rows.columns, again.columns,
	    made.event_count * sizeof(*rows.columns));
	for (uint32_t row = 0; row < rows.row_count; row++)
		for (uint64_t i = rows.starts[row] + 1;
		     i < rows.starts[row + 1]; i++)
			cr_assert_lt(rows.columns[i - 1], rows.columns[i]);
	sparse_rows_release(&again);
	sparse_rows_release(&columns);
	sparse_rows_release(&rows);
	interactions_release(&made);
	interactions_builder_free(builder);
}
