#include "model/item_knn.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model/column_choice.h"
#include "model/gram.h"
#include "util/error.h"

struct counting {
	const struct sparse_rows *rows; /* users x items */
	struct sparse_rows columns; /* owned */
	double *diagonal; /* [item_count], owned */
};

static int
counting_init(struct counting *counting, const struct sparse_rows *events)
{
	*counting = (struct counting){
	    .rows = events,
	    .diagonal =
		calloc(events->column_count + (size_t)1, sizeof(double)),
	};
	if (counting->diagonal == NULL ||
	    sparse_rows_transpose(events, &counting->columns) != 0) {
		free(counting->diagonal);
		return ERROR_MEMORY;
	}
	for (uint32_t item = 0; item < events->column_count; item++)
		for (uint64_t i = counting->columns.starts[item];
		     i < counting->columns.starts[item + 1]; i++) {
			double value = counting->columns.values == NULL
			    ? 1.0
			    : (double)counting->columns.values[i];

			counting->diagonal[item] += value * value;
		}
	return 0;
}

static void
counting_release(struct counting *counting)
{
	sparse_rows_release(&counting->columns);
	free(counting->diagonal);
}

/* Column `item`, which is row `item` too. */
static void
read_column(const void *context, uint32_t item, double *values)
{
	const struct counting *counting = context;
	uint32_t count = counting->rows->column_count;

	memset(values, 0, count * sizeof(*values));
	gram_add_row(counting->rows, &counting->columns, item, 0, values);
	values[item] = 0.0;
	for (uint32_t i = 0; i < count; i++)
		if (values[i] > 0.0)
			values[i] /= sqrt(counting->diagonal[i] *
					 counting->diagonal[item]) +
			    ITEM_KNN_SHRINKAGE;
}

int
item_knn_columns(
    const struct sparse_rows *events, uint32_t kept, struct item_model *columns)
{
	struct counting counting;
	int code = counting_init(&counting, events);

	if (code != 0)
		return code;
	code = column_choice_run(
	    events->column_count, kept, read_column, &counting, columns);
	counting_release(&counting);
	return code;
}

static int
fill(const struct counting *counting, struct item_matrix *matrix)
{
	size_t count = matrix->item_count;
	bool failed = false;

#pragma omp parallel
	{
		double *values = calloc(count + 1, sizeof(*values));

		if (values == NULL) {
#pragma omp atomic write
			failed = true;
		}
#pragma omp barrier
#pragma omp for schedule(dynamic, 16)
		for (uint32_t item = 0; item < matrix->item_count; item++) {
			if (failed)
				continue;
			read_column(counting, item, values);
			for (size_t i = 0; i < count; i++)
				matrix->values[item * count + i] =
				    (float)values[i];
		}
		free(values);
	}
	return failed ? ERROR_MEMORY : 0;
}

int
item_knn_train(const struct sparse_rows *events, struct item_matrix *out)
{
	size_t count = events->column_count;
	struct item_matrix matrix = {
	    .values = calloc(count * count + 1, sizeof(float)),
	    .item_count = events->column_count,
	};
	struct counting counting;
	int code;

	if (matrix.values == NULL)
		return ERROR_MEMORY;
	code = counting_init(&counting, events);
	if (code == 0) {
		code = fill(&counting, &matrix);
		counting_release(&counting);
	}
	if (code != 0)
		item_matrix_release(&matrix);
	else
		*out = matrix;
	return code;
}
