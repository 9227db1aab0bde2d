/*
 * See ease.h. The matrix is filled on and above the diagonal by rows, which is
 * on and below it for LAPACK, whose matrices go by columns.
 */
#include "model/ease.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/gram.h"
#include "model/lapack.h"

#define BLOCK 64 /* items a side of what is mirrored at once */
#define SMALL_BYTES ((uint64_t)96 << 20) /* OpenBLAS's buffers and the like */
#define MIB ((uint64_t)1 << 20)

static uint64_t
bytes_a_pair(const struct ease_options *options)
{
	return options->prior != NULL ? sizeof(double) + sizeof(float)
				      : sizeof(double);
}

uint64_t
ease_memory_bytes(uint32_t item_count, const struct ease_options *options)
{
	return SMALL_BYTES +
	    (uint64_t)item_count * item_count * bytes_a_pair(options);
}

uint32_t
ease_items_within(uint64_t memory_bytes, const struct ease_options *options)
{
	double pairs;

	if (memory_bytes <= SMALL_BYTES)
		return 0;
	pairs = (double)(memory_bytes - SMALL_BYTES) /
	    (double)bytes_a_pair(options);
	return pairs >= 4e18 ? INT32_MAX : (uint32_t)sqrt(pairs);
}

static int
check(const struct sparse_rows *events, const struct ease_options *options,
    struct error *error)
{
	uint64_t needed = ease_memory_bytes(events->column_count, options);
	uint64_t limit = options->memory_limit_bytes;

	if (!(options->l2 > 0.0))
		return error_set(error, ERROR_INVALID,
		    "l2 is %g; it must be above 0", options->l2);
	if (events->column_count > INT32_MAX)
		return error_set(error, ERROR_LIMIT, "%" PRIu32 " items",
		    events->column_count);
	if (limit != 0 && needed > limit)
		return error_set(error, ERROR_LIMIT,
		    "EASE of %" PRIu32 " titles takes %" PRIu64
		    " MiB; allowed are %" PRIu64 " MiB",
		    events->column_count, (needed + MIB - 1) / MIB,
		    limit / MIB);
	return 0;
}

/* G + alpha F F' + (l2 + d) I: **new**. */
static double *
system_matrix(
    const struct sparse_rows *events, const struct ease_options *options)
{
	size_t count = events->column_count;
	double *matrix = calloc(count * count + 1, sizeof(*matrix));
	double ridge = options->l2;

	if (matrix == NULL)
		return NULL;
	if (gram_add(events, 1.0, matrix) != 0 ||
	    (options->features != NULL &&
		gram_add(options->features, options->feature_weight, matrix) !=
		    0)) {
		free(matrix);
		return NULL;
	}
	if (options->prior != NULL)
		ridge += options->prior_weight;
	for (size_t i = 0; i < count; i++)
		matrix[i * count + i] += ridge;
	return matrix;
}

/* Copies what is above the diagonal to below, block by block. */
static void
mirror(double *matrix, size_t count)
{
#pragma omp parallel for schedule(dynamic)
	for (size_t top = 0; top < count; top += BLOCK)
		for (size_t left = 0; left <= top; left += BLOCK)
			for (size_t i = top; i < count && i < top + BLOCK; i++)
				for (size_t j = left; j < i && j < left + BLOCK;
				     j++)
					matrix[i * count + j] =
					    matrix[j * count + i];
}

static int
invert(double *matrix, uint32_t count, struct error *error)
{
	int n = (int)count;
	int info = 0;

	if (n == 0)
		return 0;
	dpotrf_("L", &n, matrix, &n, &info, 1);
	if (info == 0)
		dpotri_("L", &n, matrix, &n, &info, 1);
	if (info != 0)
		return error_set(error, ERROR_INVALID,
		    "the matrix of %" PRIu32
		    " titles cannot be inverted (LAPACK says %d); take a "
		    "larger l2",
		    count, info);
	mirror(matrix, count);
	return 0;
}

/*
 * B of P, in the same memory: entry i of the result ends where entry i / 2 of
 * what was there ends, so it never overtakes the reader.
 */
static void
divide_in_place(double *matrix, size_t count, const double *diagonal)
{
	unsigned char *out = (unsigned char *)matrix;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			float value = i == j
			    ? 0.0F
			    : (float)(-matrix[i * count + j] / diagonal[j]);

			memcpy(out, &value, sizeof(value));
			out += sizeof(value);
		}
}

/* Row i of d PR, in double. */
static void
prior_row(const struct ease_options *options, const double *row, size_t count,
    double *sums)
{
	const struct sparse_rows *prior = options->prior;

	memset(sums, 0, count * sizeof(*sums));
	for (uint32_t k = 0; k < prior->row_count; k++) {
		double factor = options->prior_weight * row[k];

		for (uint64_t i = prior->starts[k]; i < prior->starts[k + 1];
		     i++)
			sums[prior->columns[i]] += factor *
			    (prior->values == NULL ? 1.0
						   : (double)prior->values[i]);
	}
}

/* d (PR)_jj; P is symmetric, so its column j is its row j. */
static void
prior_diagonal(const struct ease_options *options, const double *matrix,
    size_t count, double *out)
{
	const struct sparse_rows *prior = options->prior;

	memset(out, 0, count * sizeof(*out));
	for (uint32_t k = 0; k < prior->row_count; k++)
		for (uint64_t i = prior->starts[k]; i < prior->starts[k + 1];
		     i++) {
			uint32_t j = prior->columns[i];

			out[j] += options->prior_weight *
			    matrix[j * count + k] *
			    (prior->values == NULL ? 1.0
						   : (double)prior->values[i]);
		}
}

static int
add_prior(const struct ease_options *options, const double *matrix,
    size_t count, const double *diagonal, float *values)
{
	double *with_prior = calloc(count + 1, sizeof(*with_prior));
	int failed = 0;

	if (with_prior == NULL)
		return ERROR_MEMORY;
	prior_diagonal(options, matrix, count, with_prior);
#pragma omp parallel reduction(| : failed)
	{
		double *sums = calloc(count + 1, sizeof(*sums));

		failed = sums == NULL;
#pragma omp for schedule(dynamic, 16)
		for (size_t i = 0; i < count; i++) {
			if (sums == NULL)
				continue;
			prior_row(options, matrix + i * count, count, sums);
			for (size_t j = 0; j < count; j++)
				values[i * count + j] = i == j
				    ? 0.0F
				    : (float)(sums[j] -
					  matrix[i * count + j] *
					      (1.0 + with_prior[j]) /
					      diagonal[j]);
		}
		free(sums);
	}
	free(with_prior);
	return failed ? ERROR_MEMORY : 0;
}

/* B of P, whose memory it takes over, or frees on failure. */
static int
finish(double *matrix, uint32_t item_count, const struct ease_options *options,
    struct item_matrix *out)
{
	size_t count = item_count;
	double *diagonal = calloc(count + 1, sizeof(*diagonal));
	float *values = NULL;
	int code = ERROR_MEMORY;

	if (diagonal == NULL)
		goto out;
	for (size_t i = 0; i < count; i++)
		diagonal[i] = matrix[i * count + i];
	if (options->prior != NULL) {
		values = calloc(count * count + 1, sizeof(*values));
		if (values == NULL ||
		    add_prior(options, matrix, count, diagonal, values) != 0)
			goto out;
	} else {
		divide_in_place(matrix, count, diagonal);
		values = realloc(matrix, (count * count + 1) * sizeof(*values));
		if (values == NULL)
			goto out;
		matrix = NULL;
	}
	*out = (struct item_matrix){values, item_count};
	values = NULL;
	code = 0;
out:
	free(values);
	free(diagonal);
	free(matrix);
	return code;
}

int
ease_train(const struct sparse_rows *events, const struct ease_options *options,
    struct item_matrix *out, struct error *error)
{
	int code = check(events, options, error);
	double *matrix;

	if (code != 0)
		return code;
	matrix = system_matrix(events, options);
	if (matrix == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = invert(matrix, events->column_count, error);
	if (code != 0) {
		free(matrix);
		return code;
	}
	if (finish(matrix, events->column_count, options, out) != 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}
