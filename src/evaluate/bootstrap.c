/*
 * Users are drawn once a draw, and each drawn user's row is added to the sums
 * of all columns.
 */
#include "evaluate/bootstrap.h"

#include <stdlib.h>

#include "util/error.h"
#include "util/hash.h"
#include "util/random.h"

static void
average_draw(const double *values, size_t users, size_t columns, size_t draw,
    double *means)
{
	struct random random;

	random_seed(&random, hash_mix(BOOTSTRAP_SEED + draw));
	for (size_t i = 0; i < users; i++) {
		const double *row =
		    values + random_below(&random, users) * columns;

		for (size_t column = 0; column < columns; column++)
			means[column] += row[column];
	}
	for (size_t column = 0; column < columns; column++)
		means[column] /= (double)users;
}

int
bootstrap_draw(struct bootstrap *bootstrap, const double *values, size_t users,
    size_t columns)
{
	*bootstrap = (struct bootstrap){.columns = columns,
	    .means = calloc(BOOTSTRAP_DRAWS * (columns + 1), sizeof(double))};
	if (bootstrap->means == NULL)
		return ERROR_MEMORY;
#pragma omp parallel for schedule(static)
	for (size_t draw = 0; draw < BOOTSTRAP_DRAWS; draw++)
		average_draw(values, users, columns, draw,
		    bootstrap->means + draw * columns);
	return 0;
}

void
bootstrap_release(struct bootstrap *bootstrap)
{
	free(bootstrap->means);
	*bootstrap = (struct bootstrap){0};
}

static int
compare_doubles(const void *left, const void *right)
{
	const double *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

int
bootstrap_difference(const struct bootstrap *bootstrap, size_t one,
    size_t other, struct interval *interval)
{
	double *differences = calloc(BOOTSTRAP_DRAWS, sizeof(*differences));

	if (differences == NULL)
		return ERROR_MEMORY;
	for (size_t draw = 0; draw < BOOTSTRAP_DRAWS; draw++) {
		const double *means =
		    bootstrap->means + draw * bootstrap->columns;

		differences[draw] = means[one] - means[other];
	}
	qsort(differences, BOOTSTRAP_DRAWS, sizeof(*differences),
	    compare_doubles);
	interval->low = differences[BOOTSTRAP_DRAWS * 25 / 1000];
	interval->high = differences[BOOTSTRAP_DRAWS * 975 / 1000 - 1];
	free(differences);
	return 0;
}
