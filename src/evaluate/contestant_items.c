/*
 * Contestants that know what is watched by the same people and nothing of
 * content: item-kNN and EASE, every pair of items, each event of a history
 * counted as 1. They are yardsticks, as others compute them; what is served is
 * pruned and weighted.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evaluate/contestant_list.h"
#include "evaluate/ranking.h"
#include "model/ease.h"
#include "model/item_knn.h"

#define EASE_L2 200.0
#define MEMORY_SHARE 0.8 /* of the machine's that a model may take */

/* --- training ------------------------------------------------------------- */

static int
compare_items(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* The histories of a split as users x items; released also after a failure. */
static int
take_histories(const struct split *split, struct sparse_rows *rows)
{
	const struct event_set *events = split->events;
	uint64_t count = 0;

	*rows = (struct sparse_rows){.row_count = events->user_count,
	    .column_count = events->item_count,
	    .starts =
		calloc((size_t)events->user_count + 1, sizeof(*rows->starts)),
	    .columns = calloc(events->event_count + 1, sizeof(*rows->columns))};
	if (rows->starts == NULL || rows->columns == NULL)
		return ERROR_MEMORY;
	for (uint32_t user = 0; user < events->user_count; user++) {
		for (size_t i = events->starts[user]; i < split->cuts[user];
		     i++)
			if (!split_is_cold(split, events->events[i].item))
				rows->columns[count++] = events->events[i].item;
		rows->starts[user + 1] = count;
		qsort(&rows->columns[rows->starts[user]],
		    count - rows->starts[user], sizeof(*rows->columns),
		    compare_items);
	}
	return 0;
}

static uint64_t
memory_limit_bytes(void)
{
	return (uint64_t)((double)sysconf(_SC_PHYS_PAGES) *
	    (double)sysconf(_SC_PAGESIZE) * MEMORY_SHARE);
}

/* Makes a matrix with `make` from the histories of the split. */
static int
train(const struct training *training, void **state,
    int (*make)(
	const struct sparse_rows *, struct item_matrix *, struct error *),
    struct error *error)
{
	struct item_matrix *matrix = calloc(1, sizeof(*matrix));
	struct sparse_rows rows = {.row_count = 0};
	int code = matrix == NULL ? ERROR_MEMORY
				  : take_histories(training->split, &rows);

	if (code != 0)
		code = error_set(error, code, "out of memory");
	if (code == 0)
		code = make(&rows, matrix, error);
	sparse_rows_release(&rows);
	if (code == 0)
		*state = matrix;
	else
		free(matrix);
	return code;
}

static int
make_item_knn(const struct sparse_rows *rows, struct item_matrix *matrix,
    struct error *error)
{
	uint64_t bytes =
	    (uint64_t)rows->column_count * rows->column_count * sizeof(float);

	if (bytes > memory_limit_bytes())
		return error_set(error, ERROR_LIMIT,
		    "every pair of %u titles takes more memory than there is",
		    rows->column_count);
	if (item_knn_train(rows, matrix) != 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int
train_item_knn(
    const struct training *training, void **state, struct error *error)
{
	return train(training, state, make_item_knn, error);
}

static int
make_ease(const struct sparse_rows *rows, struct item_matrix *matrix,
    struct error *error)
{
	const struct ease_options options = {
	    .l2 = EASE_L2, .memory_limit_bytes = memory_limit_bytes()};

	return ease_train(rows, &options, matrix, error);
}

static int
train_ease(const struct training *training, void **state, struct error *error)
{
	return train(training, state, make_ease, error);
}

static void
release(void *state)
{
	item_matrix_release(state);
	free(state);
}

/* --- ranking -------------------------------------------------------------- */

static int
rank(const struct training *training, const void *state,
    const struct ranking_request *request, struct ranking_scratch *scratch,
    struct ranked_list *list)
{
	const struct split *split = training->split;
	const struct event_set *events = split->events;
	uint32_t *seen;
	size_t first, end, count = 0;

	ranking_history(split, request, &first, &end);
	seen = calloc(end - first + 1, sizeof(*seen));
	if (seen == NULL)
		return ERROR_MEMORY;
	for (size_t i = first; i < end; i++)
		if (!split_is_cold(split, events->events[i].item))
			seen[count++] = events->events[i].item;
	memset(
	    scratch->scores, 0, events->item_count * sizeof(*scratch->scores));
	item_matrix_score(state, seen, NULL, count, scratch->scores);
	free(seen);
	ranking_take(split, request->user, scratch->scores, list);
	return 0;
}

const struct contestant contestant_item_knn = {
    .name = "itemknn",
    .what = "cosine of histories, shrunk by 50, every pair of titles",
    .train = train_item_knn,
    .rank = rank,
    .release = release,
};

const struct contestant contestant_ease = {
    .name = "ease",
    .what = "EASE with l2 = 200, every pair of titles",
    .train = train_ease,
    .rank = rank,
    .release = release,
};
