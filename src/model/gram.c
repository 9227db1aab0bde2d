#include "model/gram.h"

#include <omp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"

static double
value_at(const struct sparse_rows *rows, uint64_t place)
{
	return rows->values == NULL ? 1.0 : (double)rows->values[place];
}

void
gram_add_row(const struct sparse_rows *rows, const struct sparse_rows *columns,
    uint32_t item, uint32_t from, double *sums)
{
	uint64_t end = columns->starts[item + 1];

	for (uint64_t i = columns->starts[item]; i < end; i++) {
		uint32_t row = columns->columns[i];
		double value = value_at(columns, i);
		uint64_t row_end = rows->starts[row + 1];

		for (uint64_t at = sparse_rows_find(rows, row, from);
		     at < row_end; at++)
			sums[rows->columns[at]] += value * value_at(rows, at);
	}
}

int
gram_add(const struct sparse_rows *rows, double weight, double *matrix)
{
	size_t count = rows->column_count;
	struct sparse_rows columns;
	bool failed = false;

	if (sparse_rows_transpose(rows, &columns) != 0)
		return ERROR_MEMORY;
#pragma omp parallel
	{
		double *sums = calloc(count + 1, sizeof(*sums));

		if (sums == NULL) {
#pragma omp atomic write
			failed = true;
		}
#pragma omp barrier
#pragma omp for schedule(dynamic, 16)
		for (uint32_t item = 0; item < rows->column_count; item++) {
			if (failed)
				continue;
			memset(sums + item, 0, (count - item) * sizeof(*sums));
			gram_add_row(rows, &columns, item, item, sums);
			for (size_t j = item; j < count; j++)
				matrix[item * count + j] += weight * sums[j];
		}
		free(sums);
	}
	sparse_rows_release(&columns);
	return failed ? ERROR_MEMORY : 0;
}
