#include "model/sparse_rows.h"

#include <stdlib.h>

#include "util/error.h"

static int
allocate(struct sparse_rows *rows, uint64_t entries, int with_values)
{
	rows->starts =
	    calloc(rows->row_count + (size_t)1, sizeof(*rows->starts));
	rows->columns = calloc(entries + 1, sizeof(*rows->columns));
	rows->values =
	    with_values ? calloc(entries + 1, sizeof(*rows->values)) : NULL;
	if (rows->starts != NULL && rows->columns != NULL &&
	    (rows->values != NULL || !with_values))
		return 0;
	sparse_rows_release(rows);
	return ERROR_MEMORY;
}

static int
compare_columns(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

int
sparse_rows_of_interactions(
    const struct interactions *interactions, struct sparse_rows *out)
{
	struct sparse_rows rows = {
	    .row_count = interactions->user_count,
	    .column_count = interactions->item_count,
	};

	if (allocate(&rows, interactions->event_count, 0) != 0)
		return ERROR_MEMORY;
	for (uint64_t i = 0; i < interactions->event_count; i++)
		rows.columns[i] = interactions->events[i].item;
	for (uint32_t user = 0; user < rows.row_count; user++) {
		uint64_t first = interactions->starts[user];
		uint64_t end = interactions->starts[user + 1];

		rows.starts[user + 1] = end;
		qsort(rows.columns + first, end - first, sizeof(*rows.columns),
		    compare_columns);
	}
	*out = rows;
	return 0;
}

uint64_t
sparse_rows_find(const struct sparse_rows *rows, uint32_t row, uint32_t column)
{
	uint64_t low = rows->starts[row], high = rows->starts[row + 1];

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (rows->columns[middle] < column)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int
sparse_rows_transpose(const struct sparse_rows *rows, struct sparse_rows *out)
{
	uint64_t entries = rows->starts[rows->row_count];
	struct sparse_rows made = {
	    .row_count = rows->column_count,
	    .column_count = rows->row_count,
	};
	uint64_t *next;

	if (allocate(&made, entries, rows->values != NULL) != 0)
		return ERROR_MEMORY;
	next = calloc(made.row_count + (size_t)1, sizeof(*next));
	if (next == NULL) {
		sparse_rows_release(&made);
		return ERROR_MEMORY;
	}
	for (uint64_t i = 0; i < entries; i++)
		made.starts[rows->columns[i] + 1]++;
	for (uint32_t row = 0; row < made.row_count; row++) {
		made.starts[row + 1] += made.starts[row];
		next[row] = made.starts[row];
	}
	for (uint32_t row = 0; row < rows->row_count; row++)
		for (uint64_t i = rows->starts[row]; i < rows->starts[row + 1];
		     i++) {
			uint64_t place = next[rows->columns[i]]++;

			made.columns[place] = row;
			if (made.values != NULL)
				made.values[place] = rows->values[i];
		}
	free(next);
	*out = made;
	return 0;
}

void
sparse_rows_release(struct sparse_rows *rows)
{
	free(rows->starts);
	free(rows->columns);
	free(rows->values);
	*rows = (struct sparse_rows){.starts = NULL};
}
