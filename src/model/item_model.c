#include "model/item_model.h"

#include <stdbool.h>
#include <stdlib.h>

#include "model/column_choice.h"
#include "util/error.h"

void
item_matrix_release(struct item_matrix *matrix)
{
	free(matrix->values);
	*matrix = (struct item_matrix){.values = NULL};
}

void
item_model_release(struct item_model *model)
{
	free(model->starts);
	free(model->entries);
	*model = (struct item_model){.starts = NULL};
}

/* Gathers one column of the matrix. */
struct matrix_column {
	const struct item_matrix *matrix;
};

static void
read_column(const void *context, uint32_t item, double *values)
{
	const struct matrix_column *column = context;
	size_t count = column->matrix->item_count;

	for (size_t i = 0; i < count; i++)
		values[i] = (double)column->matrix->values[i * count + item];
}

int
item_model_prune(
    const struct item_matrix *matrix, uint32_t kept, struct item_model *columns)
{
	struct matrix_column column = {matrix};

	return column_choice_run(
	    matrix->item_count, kept, read_column, &column, columns);
}

int
item_model_transpose(const struct item_model *model, struct item_model *out)
{
	uint64_t entries = model->starts[model->item_count];
	size_t count = model->item_count;
	struct item_model made = {
	    .starts = calloc(count + 2, sizeof(*made.starts)),
	    .entries = calloc(entries + 1, sizeof(*made.entries)),
	    .item_count = model->item_count,
	};

	if (made.starts == NULL || made.entries == NULL) {
		item_model_release(&made);
		return ERROR_MEMORY;
	}
	/* starts[i + 1] is where list i is filled; then it is its end */
	for (uint64_t i = 0; i < entries; i++)
		made.starts[model->entries[i].item + 2]++;
	for (size_t i = 0; i < count; i++)
		made.starts[i + 2] += made.starts[i + 1];
	for (uint32_t item = 0; item < model->item_count; item++)
		for (uint64_t i = model->starts[item];
		     i < model->starts[item + 1]; i++) {
			const struct item_entry *entry = &model->entries[i];

			made.entries[made.starts[entry->item + 1]++] =
			    (struct item_entry){item, entry->value};
		}
	*out = made;
	return 0;
}

void
item_matrix_score(const struct item_matrix *matrix, const uint32_t *items,
    const double *weights, size_t count, double *scores)
{
	size_t item_count = matrix->item_count;

	for (size_t i = 0; i < count; i++) {
		const float *row = matrix->values + items[i] * item_count;
		double weight = weights == NULL ? 1.0 : weights[i];

		for (size_t j = 0; j < item_count; j++)
			scores[j] += weight * (double)row[j];
	}
}

void
item_model_score(const struct item_model *postings, const uint32_t *items,
    const double *weights, size_t count, double *scores)
{
	for (size_t i = 0; i < count; i++) {
		double weight = weights == NULL ? 1.0 : weights[i];

		for (uint64_t at = postings->starts[items[i]];
		     at < postings->starts[items[i] + 1]; at++)
			scores[postings->entries[at].item] +=
			    weight * (double)postings->entries[at].value;
	}
}
