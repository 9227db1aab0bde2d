/*
 * Item models against naive ones: G counted pair by pair, the inverse by
 * Gauss and Jordan.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "model/ease.h"
#include "model/item_knn.h"
#include "model/item_model.h"
#include "util/random.h"

enum {
	USERS = 70,
	ITEMS = 37,
	TERMS = 11
};

/* A dense matrix and the same as sparse rows. */
struct both {
	double dense[USERS][ITEMS];
	struct sparse_rows rows;
};

static void
make(struct both *both, uint32_t row_count, uint32_t column_count,
    double density, bool with_values, uint64_t seed)
{
	size_t capacity = (size_t)row_count * column_count;
	struct random random;
	uint64_t at = 0;

	random_seed(&random, seed);
	memset(both, 0, sizeof(*both));
	both->rows = (struct sparse_rows){
	    .starts = calloc(row_count + 1, sizeof(uint64_t)),
	    .columns = calloc(capacity, sizeof(uint32_t)),
	    .values = with_values ? calloc(capacity, sizeof(float)) : NULL,
	    .row_count = row_count,
	    .column_count = column_count,
	};
	for (uint32_t i = 0; i < row_count; i++) {
		for (uint32_t j = 0; j < column_count; j++) {
			float value = with_values
			    ? (float)random_unit(&random) + 0.1F
			    : 1.0F;

			if (random_unit(&random) >= density)
				continue;
			both->rows.columns[at] = j;
			if (with_values)
				both->rows.values[at] = value;
			both->dense[i][j] = (double)value;
			at++;
		}
		both->rows.starts[i + 1] = at;
	}
}

static void
add_gram(const struct both *both, double weight, double sum[ITEMS][ITEMS])
{
	for (uint32_t row = 0; row < both->rows.row_count; row++)
		for (int i = 0; i < ITEMS; i++)
			for (int j = 0; j < ITEMS; j++)
				sum[i][j] += weight * both->dense[row][i] *
				    both->dense[row][j];
}

/* Of a positive definite matrix. */
static void
invert(double matrix[ITEMS][ITEMS], double out[ITEMS][ITEMS])
{
	for (int i = 0; i < ITEMS; i++)
		for (int j = 0; j < ITEMS; j++)
			out[i][j] = i == j;
	for (int pivot = 0; pivot < ITEMS; pivot++) {
		double divisor = matrix[pivot][pivot];

		for (int j = 0; j < ITEMS; j++) {
			matrix[pivot][j] /= divisor;
			out[pivot][j] /= divisor;
		}
		for (int i = 0; i < ITEMS; i++) {
			double factor = matrix[i][pivot];

			for (int j = 0; i != pivot && j < ITEMS; j++) {
				matrix[i][j] -= factor * matrix[pivot][j];
				out[i][j] -= factor * out[pivot][j];
			}
		}
	}
}

static void
assert_near(const struct item_matrix *matrix, double expected[ITEMS][ITEMS])
{
	for (int i = 0; i < ITEMS; i++)
		for (int j = 0; j < ITEMS; j++)
			cr_assert_float_eq(matrix->values[i * ITEMS + j],
			    i == j ? 0.0 : expected[i][j], 1e-6, "entry %d, %d",
			    i, j);
}

Test(ease, is_the_formula_with_features)
{
	static double gram[ITEMS][ITEMS], inverse[ITEMS][ITEMS];
	struct both events, features;
	struct item_matrix matrix;
	struct ease_options options = {.l2 = 20.0, .feature_weight = 3.0};

	make(&events, USERS, ITEMS, 0.2, false, 20260912);
	make(&features, TERMS, ITEMS, 0.3, true, 20260913);
	options.features = &features.rows;
	cr_assert_eq(ease_train(&events.rows, &options, &matrix, NULL), 0);
	add_gram(&events, 1.0, gram);
	add_gram(&features, 3.0, gram);
	for (int i = 0; i < ITEMS; i++)
		gram[i][i] += 20.0;
	invert(gram, inverse);
	for (int i = 0; i < ITEMS; i++)
		for (int j = 0; j < ITEMS; j++)
			gram[i][j] = -inverse[i][j] / inverse[j][j];
	assert_near(&matrix, gram);
	item_matrix_release(&matrix);
	sparse_rows_release(&events.rows);
	sparse_rows_release(&features.rows);
}

/* It solves what it minimises: at the minimum the derivative of column j,
 * (G + (l2 + d) I) B_j - G_j - d R_j, is 0 but at j. */
Test(ease, with_a_prior_is_where_the_derivative_is_zero)
{
	static double gram[ITEMS][ITEMS];
	struct both events, prior;
	struct item_matrix matrix;
	struct ease_options options = {.l2 = 8.0, .prior_weight = 5.0};

	make(&events, USERS, ITEMS, 0.2, false, 20260914);
	make(&prior, ITEMS, ITEMS, 0.2, true, 20260915);
	for (int i = 0; i < ITEMS; i++)
		for (uint64_t at = prior.rows.starts[i];
		     at < prior.rows.starts[i + 1]; at++)
			if (prior.rows.columns[at] == (uint32_t)i)
				prior.rows.values[at] = 0.0F;
	options.prior = &prior.rows;
	cr_assert_eq(ease_train(&events.rows, &options, &matrix, NULL), 0);
	add_gram(&events, 1.0, gram);
	for (int j = 0; j < ITEMS; j++)
		for (int i = 0; i < ITEMS; i++) {
			double slope = -gram[i][j] - 5.0 * prior.dense[i][j];

			if (i == j)
				continue;
			for (int k = 0; k < ITEMS; k++)
				slope += (gram[i][k] + (i == k) * 13.0) *
				    (double)matrix.values[k * ITEMS + j];
			cr_assert_float_eq(slope, 0.0, 1e-4);
		}
	item_matrix_release(&matrix);
	sparse_rows_release(&events.rows);
	sparse_rows_release(&prior.rows);
}

Test(ease, says_what_memory_it_needs_before_it_takes_it)
{
	struct both events;
	struct item_matrix matrix = {.values = NULL};
	struct ease_options options = {.l2 = 1.0};
	uint64_t needed = ease_memory_bytes(ITEMS, &options);
	struct error error;

	make(&events, USERS, ITEMS, 0.2, false, 20260916);
	options.memory_limit_bytes = needed - 1;
	cr_assert_eq(
	    ease_train(&events.rows, &options, &matrix, &error), ERROR_LIMIT);
	cr_assert_not_null(strstr(error.message, "37 titles takes 97 MiB"),
	    "%s", error.message);
	cr_assert_null(matrix.values);
	options.memory_limit_bytes = needed;
	cr_assert_eq(ease_train(&events.rows, &options, &matrix, &error), 0);
	cr_assert_eq(ease_items_within(needed, &options), ITEMS);
	cr_assert_eq(ease_items_within(needed - 1, &options), ITEMS - 1);
	item_matrix_release(&matrix);
	options.l2 = 0.0;
	cr_assert_eq(
	    ease_train(&events.rows, &options, &matrix, &error), ERROR_INVALID);
	sparse_rows_release(&events.rows);
}

Test(item_knn, is_the_formula)
{
	static double gram[ITEMS][ITEMS], expected[ITEMS][ITEMS];
	struct both events;
	struct item_matrix matrix;

	make(&events, USERS, ITEMS, 0.3, false, 20260917);
	add_gram(&events, 1.0, gram);
	for (int i = 0; i < ITEMS; i++)
		for (int j = 0; j < ITEMS; j++)
			expected[i][j] =
			    gram[i][j] / (sqrt(gram[i][i] * gram[j][j]) + 50.0);
	cr_assert_eq(item_knn_train(&events.rows, &matrix), 0);
	assert_near(&matrix, expected);
	item_matrix_release(&matrix);
	sparse_rows_release(&events.rows);
}

/* Whether entry i of a column is among its `kept` largest. */
static bool
is_chosen(const struct item_matrix *matrix, int i, int j, uint32_t kept)
{
	float value = matrix->values[i * ITEMS + j];
	uint32_t before = 0;

	for (int k = 0; k < ITEMS; k++) {
		float other = matrix->values[k * ITEMS + j];

		before += other > value || (other == value && k < i);
	}
	return value > 0.0F && before < kept;
}

Test(item_knn, keeps_the_largest_of_each_column)
{
	struct both events;
	struct item_matrix matrix;
	struct item_model columns, postings;

	make(&events, USERS, ITEMS, 0.15, false, 20260918);
	cr_assert_eq(item_knn_train(&events.rows, &matrix), 0);
	cr_assert_eq(item_knn_columns(&events.rows, 6, &columns), 0);
	for (int j = 0; j < ITEMS; j++) {
		uint64_t at = columns.starts[j];

		for (int i = 0; i < ITEMS; i++) {
			if (!is_chosen(&matrix, i, j, 6))
				continue;
			cr_assert_lt(at, columns.starts[j + 1]);
			cr_assert_eq(columns.entries[at].item, (uint32_t)i);
			cr_assert_eq(columns.entries[at].value,
			    matrix.values[i * ITEMS + j]);
			at++;
		}
		cr_assert_eq(at, columns.starts[j + 1]);
	}
	cr_assert_eq(item_model_transpose(&columns, &postings), 0);
	for (uint32_t i = 0; i < ITEMS; i++)
		for (uint64_t at = postings.starts[i];
		     at < postings.starts[i + 1]; at++) {
			uint32_t j = postings.entries[at].item;

			cr_assert(is_chosen(&matrix, (int)i, (int)j, 6));
			cr_assert_eq(postings.entries[at].value,
			    matrix.values[i * ITEMS + j]);
		}
	cr_assert_eq(postings.starts[ITEMS], columns.starts[ITEMS]);
	item_model_release(&postings);
	item_model_release(&columns);
	item_matrix_release(&matrix);
	sparse_rows_release(&events.rows);
}

/* The least of what is kept is not smaller than the most of what is dropped,
 * but for a 128th. */
Test(item_model, keeps_the_largest_of_all_whatever_their_sign)
{
	struct both events;
	struct item_matrix matrix;
	struct item_model postings;
	struct ease_options options = {.l2 = 5.0};
	float least = INFINITY, most = 0.0F;
	bool negative = false;

	make(&events, USERS, ITEMS, 0.2, false, 20260922);
	cr_assert_eq(ease_train(&events.rows, &options, &matrix, NULL), 0);
	cr_assert_eq(item_model_prune(&matrix, 9, &postings), 0);
	cr_assert_leq(postings.starts[ITEMS], 9 * ITEMS);
	cr_assert_geq(postings.starts[ITEMS], 8 * ITEMS);
	for (uint32_t i = 0; i < ITEMS; i++) {
		uint64_t at = postings.starts[i];

		for (uint32_t j = 0; j < ITEMS; j++) {
			float value = matrix.values[i * ITEMS + j];

			if (at == postings.starts[i + 1] ||
			    postings.entries[at].item != j) {
				most = fmaxf(most, fabsf(value));
				continue;
			}
			cr_assert_eq(postings.entries[at].value, value);
			least = fminf(least, fabsf(value));
			negative |= value < 0.0F;
			at++;
		}
		cr_assert_eq(at, postings.starts[i + 1]);
	}
	cr_assert(negative);
	cr_assert_gt(least, most * 0.992F);
	item_model_release(&postings);
	item_matrix_release(&matrix);
	sparse_rows_release(&events.rows);
}

Test(item_model, scores_alike_when_nothing_is_pruned)
{
	static const uint32_t items[] = {3, 11, 30};
	static const double weights[] = {1.0, 0.25, -0.5};
	double dense[ITEMS] = {0}, sparse[ITEMS] = {0};
	struct both events;
	struct item_matrix matrix;
	struct item_model postings;

	make(&events, USERS, ITEMS, 0.15, false, 20260919);
	cr_assert_eq(item_knn_train(&events.rows, &matrix), 0);
	cr_assert_eq(item_model_prune(&matrix, ITEMS, &postings), 0);
	item_matrix_score(&matrix, items, weights, 3, dense);
	item_model_score(&postings, items, weights, 3, sparse);
	for (int j = 0; j < ITEMS; j++)
		cr_assert_float_eq(dense[j], sparse[j], 1e-15);
	item_model_release(&postings);
	item_matrix_release(&matrix);
	sparse_rows_release(&events.rows);
}

Test(item_model, is_the_same_with_any_number_of_threads)
{
	struct both events, features;
	struct item_matrix one, several;
	struct ease_options options = {.l2 = 20.0, .feature_weight = 3.0};

	make(&events, USERS, ITEMS, 0.2, false, 20260920);
	make(&features, TERMS, ITEMS, 0.3, true, 20260921);
	options.features = &features.rows;
	omp_set_num_threads(1);
	cr_assert_eq(ease_train(&events.rows, &options, &one, NULL), 0);
	omp_set_num_threads(8);
	cr_assert_eq(ease_train(&events.rows, &options, &several, NULL), 0);
	cr_assert_arr_eq(
	    one.values, several.values, ITEMS * ITEMS * sizeof(float));
	item_matrix_release(&several);
	item_matrix_release(&one);
	sparse_rows_release(&events.rows);
	sparse_rows_release(&features.rows);
}
