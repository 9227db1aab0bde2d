#include "model/item_model.h"

#include <stdlib.h>
#include <string.h>

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

/* --- pruning -------------------------------------------------------------- */

/* Entries without sign by the upper half of their bits, which is ascending. */
#define BUCKETS 32768

static uint32_t
bucket_of(float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return (bits & UINT32_C(0x7fffffff)) >> 16;
}

/* The least bucket so that it and those above hold at most `limit` entries;
 * zeros are in none of them. */
static uint32_t
least_bucket(const struct item_matrix *matrix, uint64_t limit, uint64_t *counts)
{
	size_t count = (size_t)matrix->item_count * matrix->item_count;
	uint64_t sum = 0;
	uint32_t bucket = BUCKETS;

	for (size_t i = 0; i < count; i++)
		counts[bucket_of(matrix->values[i])]++;
	while (bucket > 1 && sum + counts[bucket - 1] <= limit)
		sum += counts[--bucket];
	return bucket;
}

static uint64_t
count_from(const struct item_matrix *matrix, uint32_t bucket, uint64_t *starts)
{
	size_t items = matrix->item_count;
	uint64_t sum = 0;

	for (size_t i = 0; i < items; i++) {
		const float *row = matrix->values + i * items;

		for (size_t j = 0; j < items; j++)
			sum += bucket_of(row[j]) >= bucket;
		starts[i + 1] = sum;
	}
	return sum;
}

int
item_model_prune(const struct item_matrix *matrix, uint32_t kept,
    struct item_model *postings)
{
	size_t items = matrix->item_count;
	struct item_model made = {
	    .starts = calloc(items + 1, sizeof(*made.starts)),
	    .item_count = matrix->item_count,
	};
	uint64_t *counts = calloc(BUCKETS, sizeof(*counts));
	uint64_t at = 0;
	uint32_t bucket;

	if (made.starts == NULL || counts == NULL)
		goto failed;
	bucket = least_bucket(matrix, (uint64_t)kept * items, counts);
	made.entries = calloc(
	    count_from(matrix, bucket, made.starts) + 1, sizeof(*made.entries));
	if (made.entries == NULL)
		goto failed;
	for (size_t i = 0; i < items; i++)
		for (size_t j = 0; j < items; j++) {
			float value = matrix->values[i * items + j];

			if (bucket_of(value) >= bucket)
				made.entries[at++] =
				    (struct item_entry){(uint32_t)j, value};
		}
	free(counts);
	*postings = made;
	return 0;
failed:
	free(counts);
	item_model_release(&made);
	return ERROR_MEMORY;
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
