/*
 * Each column's choice goes to a place of its own of `kept` entries; then they
 * are moved together.
 */
#include "model/column_choice.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"

struct choice {
	struct item_entry *entries; /* [item_count * kept] */
	uint64_t *counts; /* [item_count + 1]: that of item i at i + 1 */
	uint32_t kept;
};

static int
compare_values(const void *left, const void *right)
{
	const struct item_entry *a = left, *b = right;

	if (a->value > b->value || a->value < b->value)
		return a->value > b->value ? -1 : 1;
	return (a->item > b->item) - (a->item < b->item);
}

static int
compare_items(const void *left, const void *right)
{
	const struct item_entry *a = left, *b = right;

	return (a->item > b->item) - (a->item < b->item);
}

/* Moves the `kept` first in the order of compare_values to the front, in any
 * order (Hoare 1961, "Find"). */
static void
select_first(struct item_entry *all, size_t count, size_t kept)
{
	while (kept > 0 && kept < count) {
		struct item_entry pivot = all[count / 2];
		size_t low = 0, after = count; /* after: one past `high` */

		while (low < after) {
			struct item_entry swapped;

			while (compare_values(&all[low], &pivot) < 0)
				low++;
			while (compare_values(&all[after - 1], &pivot) > 0)
				after--;
			if (low >= after)
				break;
			swapped = all[low];
			all[low++] = all[after - 1];
			all[--after] = swapped;
		}
		/* [0, after) are not after the pivot, [low, count) not before;
		 * what lies between is the pivot, in its place */
		if (kept <= after) {
			count = after;
		} else if (kept >= low) {
			all += low;
			count -= low;
			kept -= low;
		} else {
			return;
		}
	}
}

/* `all` is scratch of item_count. */
static void
choose(const double *values, uint32_t item_count, uint32_t item,
    struct item_entry *all, const struct choice *choice)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < item_count; i++)
		if (i != item && (float)values[i] > 0.0F)
			all[count++] = (struct item_entry){i, (float)values[i]};
	if (count > choice->kept) {
		select_first(all, count, choice->kept);
		count = choice->kept;
		qsort(all, count, sizeof(*all), compare_items);
	}
	memcpy(choice->entries + (size_t)item * choice->kept, all,
	    count * sizeof(*all));
	choice->counts[item + 1] = count;
}

static int
choose_all(const struct choice *choice, uint32_t item_count, column_read *read,
    const void *context)
{
	bool failed = false;

#pragma omp parallel
	{
		double *values = calloc(item_count, sizeof(*values));
		struct item_entry *all = calloc(item_count, sizeof(*all));

		if (values == NULL || all == NULL) {
#pragma omp atomic write
			failed = true;
		}
#pragma omp barrier
#pragma omp for schedule(dynamic, 16)
		for (uint32_t item = 0; item < item_count; item++) {
			if (failed)
				continue;
			read(context, item, values);
			choose(values, item_count, item, all, choice);
		}
		free(values);
		free(all);
	}
	return failed ? ERROR_MEMORY : 0;
}

static void
move_together(const struct choice *choice, uint32_t item_count)
{
	for (uint32_t item = 0; item < item_count; item++) {
		memmove(choice->entries + choice->counts[item],
		    choice->entries + (size_t)item * choice->kept,
		    choice->counts[item + 1] * sizeof(*choice->entries));
		choice->counts[item + 1] += choice->counts[item];
	}
}

int
column_choice_run(uint32_t item_count, uint32_t kept, column_read *read,
    const void *context, struct item_model *columns)
{
	struct choice choice = {
	    .kept = kept < item_count ? kept : item_count,
	    .counts = calloc(item_count + (size_t)1, sizeof(*choice.counts)),
	};
	struct item_model made = {
	    .starts = choice.counts, .item_count = item_count};
	struct item_entry *fitting;
	int code = ERROR_MEMORY;

	choice.entries = calloc(
	    (size_t)item_count * choice.kept + 1, sizeof(*choice.entries));
	made.entries = choice.entries;
	if (choice.counts != NULL && choice.entries != NULL)
		code = item_count == 0
		    ? 0
		    : choose_all(&choice, item_count, read, context);
	if (code != 0) {
		item_model_release(&made);
		return code;
	}
	move_together(&choice, item_count);
	fitting = reallocarray(made.entries,
	    choice.counts[item_count] + (size_t)1, sizeof(*made.entries));
	if (fitting != NULL)
		made.entries = fitting;
	*columns = made;
	return 0;
}
