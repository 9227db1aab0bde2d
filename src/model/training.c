#include "model/training.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/ease.h"
#include "model/item_knn.h"
#include "model/sparse_rows.h"
#include "model/training_scale.h"

#define LIKED_RATING 7 /* half stars */

void
training_defaults(struct training_options *options)
{
	*options = (struct training_options){
	    .l2 = TRAINING_L2,
	    .feature_weight = TRAINING_FEATURE_WEIGHT,
	    .kept = TRAINING_KEPT,
	    .content_share = TRAINING_CONTENT_SHARE,
	    .popularity_scale = TRAINING_POPULARITY_SCALE,
	};
}

void
trained_model_release(struct trained_model *model)
{
	free(model->titles);
	free(model->counts);
	item_model_release(&model->postings);
	*model = (struct trained_model){.titles = NULL};
}

/* What steps hand to one another; all owned but what is given. */
struct training {
	const struct interactions *interactions;
	const struct snapshot *snapshot;
	const struct training_options *options;
	struct sparse_rows events; /* users x items */
	struct sparse_rows features; /* items x terms */
	uint32_t *places; /* [items]: in the EASE of the most watched, or
			   * UINT32_MAX */
	uint32_t ease_items;
	const uint32_t *counts; /* [items], borrowed of the model */
};

static void
training_release(struct training *training)
{
	sparse_rows_release(&training->events);
	sparse_rows_release(&training->features);
	free(training->places);
}

static void
tell(const struct training *training, const char *what)
{
	if (training->options->step != NULL)
		training->options->step(training->options->context, what);
}

/* The vectors of the items, as the index has them. */
static int
make_features(struct training *training)
{
	const struct interactions *all = training->interactions;
	struct sparse_rows features = {
	    .row_count = all->item_count,
	    .column_count = snapshot_term_count(training->snapshot),
	    .starts =
		calloc(all->item_count + (size_t)1, sizeof(*features.starts)),
	};
	struct sparse_vector vector;
	uint64_t count = 0;

	if (features.starts == NULL)
		return ERROR_MEMORY;
	for (uint32_t i = 0; i < all->item_count; i++) {
		uint32_t document;

		if (snapshot_find(
			training->snapshot, all->titles[i], &document)) {
			snapshot_vector(training->snapshot, document, &vector);
			count += vector.count;
		}
		features.starts[i + 1] = count;
	}
	features.columns = calloc(count + 1, sizeof(*features.columns));
	features.values = calloc(count + 1, sizeof(*features.values));
	if (features.columns == NULL || features.values == NULL) {
		sparse_rows_release(&features);
		return ERROR_MEMORY;
	}
	for (uint32_t i = 0; i < all->item_count; i++) {
		uint64_t first = features.starts[i];
		uint32_t document;

		if (features.starts[i + 1] == first ||
		    !snapshot_find(
			training->snapshot, all->titles[i], &document))
			continue;
		snapshot_vector(training->snapshot, document, &vector);
		for (size_t j = 0; j < vector.count; j++) {
			features.columns[first + j] = vector.terms[j];
			features.values[first + j] = vector_weight(&vector, j);
		}
	}
	training->features = features;
	return 0;
}

/* --- which items by EASE -------------------------------------------------- */

struct counted {
	uint32_t item;
	uint32_t count;
};

static int
compare_counted(const void *left, const void *right)
{
	const struct counted *a = left, *b = right;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return (a->item > b->item) - (a->item < b->item);
}

static int
choose_items(struct training *training, const uint32_t *counts)
{
	uint32_t items = training->interactions->item_count;
	struct counted *order = calloc(items + (size_t)1, sizeof(*order));
	uint32_t place = 0;

	training->places = calloc(items + (size_t)1, sizeof(*training->places));
	if (order == NULL || training->places == NULL) {
		free(order);
		return ERROR_MEMORY;
	}
	for (uint32_t i = 0; i < items; i++)
		order[i] = (struct counted){i, counts[i]};
	qsort(order, items, sizeof(*order), compare_counted);
	for (uint32_t i = 0; i < items; i++)
		training->places[order[i].item] =
		    i < training->ease_items ? 0 : UINT32_MAX;
	for (uint32_t i = 0; i < items; i++)
		if (training->places[i] == 0)
			training->places[i] = place++;
	free(order);
	return 0;
}

/* Rows without the columns that EASE does not take. */
static int
narrow(const struct sparse_rows *rows, const uint32_t *places,
    uint32_t column_count, struct sparse_rows *out)
{
	uint64_t entries = rows->starts[rows->row_count];
	struct sparse_rows made = {
	    .starts = calloc(rows->row_count + (size_t)1, sizeof(*made.starts)),
	    .columns = calloc(entries + 1, sizeof(*made.columns)),
	    .values = rows->values == NULL
		? NULL
		: calloc(entries + 1, sizeof(*made.values)),
	    .row_count = rows->row_count,
	    .column_count = column_count,
	};
	uint64_t at = 0;

	if (made.starts == NULL || made.columns == NULL ||
	    (rows->values != NULL && made.values == NULL)) {
		sparse_rows_release(&made);
		return ERROR_MEMORY;
	}
	for (uint32_t row = 0; row < rows->row_count; row++) {
		for (uint64_t i = rows->starts[row]; i < rows->starts[row + 1];
		     i++) {
			if (places[rows->columns[i]] == UINT32_MAX)
				continue;
			made.columns[at] = places[rows->columns[i]];
			if (made.values != NULL)
				made.values[at] = rows->values[i];
			at++;
		}
		made.starts[row + 1] = at;
	}
	*out = made;
	return 0;
}

/* --- posting lists -------------------------------------------------------- */

/* Multiplies each column by what its count makes of it. ERROR_MEMORY. */
static int
level_columns(const struct training *training, struct item_matrix *matrix)
{
	uint32_t items = training->interactions->item_count;
	size_t count = matrix->item_count;
	float *factors = calloc(count + 1, sizeof(*factors));
	uint32_t most = 0;

	if (factors == NULL)
		return ERROR_MEMORY;
	for (uint32_t i = 0; i < items; i++)
		if (training->counts[i] > most)
			most = training->counts[i];
	for (uint32_t i = 0; i < items; i++)
		if (training->places[i] != UINT32_MAX)
			factors[training->places[i]] = (float)pow(
			    (1.0 + training->counts[i]) / (1.0 + most),
			    -TRAINING_LEVEL);
	for (size_t row = 0; row < count; row++)
		for (size_t column = 0; column < count; column++)
			matrix->values[row * count + column] *= factors[column];
	free(factors);
	return 0;
}

/* By EASE, of the chosen items among themselves, in their places. */
static int
ease_postings(const struct training *training, struct item_model *postings,
    struct error *error)
{
	struct ease_options options = {
	    .l2 = training->options->l2,
	    .feature_weight = training->options->feature_weight,
	    .memory_limit_bytes = training->options->memory_limit_bytes,
	};
	struct sparse_rows events = {.starts = NULL};
	struct sparse_rows terms = {.starts = NULL};
	struct sparse_rows chosen_terms = {.starts = NULL};
	struct item_matrix matrix = {.values = NULL};
	int code;

	error_set(error, ERROR_MEMORY, "out of memory");
	code = narrow(
	    &training->events, training->places, training->ease_items, &events);
	if (code == 0)
		code = sparse_rows_transpose(&training->features, &terms);
	if (code == 0)
		code = narrow(&terms, training->places, training->ease_items,
		    &chosen_terms);
	if (code == 0) {
		options.features = &chosen_terms;
		code = ease_train(&events, &options, &matrix, error);
	}
	if (code == 0) {
		code = level_columns(training, &matrix);
		if (code == 0)
			code = item_model_prune(
			    &matrix, training->options->kept, postings);
		if (code != 0)
			error_set(error, code, "out of memory");
	}
	item_matrix_release(&matrix);
	sparse_rows_release(&chosen_terms);
	sparse_rows_release(&terms);
	sparse_rows_release(&events);
	return code;
}

/* What brings item-kNN to the scale of EASE: the ratio of the sums of what
 * both say above 0. */
static double
scale_of(const struct training *training, const struct item_model *ease,
    const struct item_model *knn)
{
	double by_ease = 0.0, by_knn = 0.0;

	for (uint64_t i = 0; i < ease->starts[ease->item_count]; i++)
		if (ease->entries[i].value > 0.0F)
			by_ease += (double)ease->entries[i].value;
	for (uint64_t i = 0; i < knn->starts[knn->item_count]; i++)
		if (training->places[knn->entries[i].item] != UINT32_MAX)
			by_knn += (double)knn->entries[i].value;
	return by_ease > 0.0 && by_knn > 0.0 ? by_ease / by_knn : 1.0;
}

/* One title's list, of both, ascending; returns how many entries it has. */
static uint64_t
join_lists(const struct training *training, uint32_t item,
    const struct item_model *ease, const uint32_t *chosen,
    const struct item_model *knn, float scale, struct item_entry *out)
{
	uint32_t place = training->places[item];
	uint64_t at = place == UINT32_MAX ? 0 : ease->starts[place];
	uint64_t end = place == UINT32_MAX ? 0 : ease->starts[place + 1];
	uint64_t count = 0;

	for (uint64_t i = knn->starts[item]; i < knn->starts[item + 1]; i++) {
		struct item_entry entry = knn->entries[i];

		if (training->places[entry.item] != UINT32_MAX)
			continue;
		for (; at < end && chosen[ease->entries[at].item] < entry.item;
		     at++)
			out[count++] =
			    (struct item_entry){chosen[ease->entries[at].item],
				ease->entries[at].value};
		entry.value *= scale;
		out[count++] = entry;
	}
	for (; at < end; at++)
		out[count++] = (struct item_entry){
		    chosen[ease->entries[at].item], ease->entries[at].value};
	return count;
}

/* EASE speaks for the chosen items, item-kNN for the others. */
static int
join(const struct training *training, const struct item_model *ease,
    const struct item_model *knn, struct item_model *out)
{
	uint32_t items = training->interactions->item_count;
	size_t entries = ease->starts[ease->item_count] + knn->starts[items];
	float scale = (float)scale_of(training, ease, knn);
	struct item_model made = {
	    .starts = calloc(items + (size_t)1, sizeof(*made.starts)),
	    .entries = calloc(entries + 1, sizeof(*made.entries)),
	    .item_count = items,
	};
	uint32_t *chosen =
	    calloc(training->ease_items + (size_t)1, sizeof(*chosen));

	if (made.starts == NULL || made.entries == NULL || chosen == NULL) {
		item_model_release(&made);
		free(chosen);
		return ERROR_MEMORY;
	}
	for (uint32_t i = 0; i < items; i++)
		if (training->places[i] != UINT32_MAX)
			chosen[training->places[i]] = i;
	for (uint32_t i = 0; i < items; i++)
		made.starts[i + 1] = made.starts[i] +
		    join_lists(training, i, ease, chosen, knn, scale,
			made.entries + made.starts[i]);
	free(chosen);
	*out = made;
	return 0;
}

static int
make_postings(const struct training *training, struct item_model *postings,
    struct error *error)
{
	struct item_model ease = {.starts = NULL};
	struct item_model columns = {.starts = NULL};
	struct item_model knn = {.starts = NULL};
	int code;

	if (training->ease_items == training->interactions->item_count)
		return ease_postings(training, postings, error);
	code = ease_postings(training, &ease, error);
	if (code == 0) {
		tell(training, "counting the other titles");
		code = item_knn_columns(
		    &training->events, training->options->kept, &columns);
		if (code == 0)
			code = item_model_transpose(&columns, &knn);
		if (code == 0)
			code = join(training, &ease, &knn, postings);
		if (code != 0)
			error_set(error, code, "out of memory");
	}
	item_model_release(&ease);
	item_model_release(&columns);
	item_model_release(&knn);
	return code;
}

/* --- all of it ------------------------------------------------------------ */

static int
check(const struct interactions *interactions, struct error *error)
{
	if (interactions->user_count < TRAINING_MIN_USERS ||
	    interactions->event_count < TRAINING_MIN_EVENTS)
		return error_set(error, ERROR_CONFLICT,
		    "%" PRIu32 " users with %" PRIu64 " watched titles are "
		    "too few to learn from; %d and %d are needed",
		    interactions->user_count, interactions->event_count,
		    TRAINING_MIN_USERS, TRAINING_MIN_EVENTS);
	return 0;
}

static void
plan(struct training *training)
{
	const struct training_options *options = training->options;
	uint32_t items = training->interactions->item_count;
	struct ease_options ease = {.l2 = options->l2};
	uint32_t fitting = items;

	if (options->memory_limit_bytes != 0)
		fitting = ease_items_within(options->memory_limit_bytes, &ease);
	training->ease_items = fitting < items ? fitting : items;
	if (options->plan != NULL)
		options->plan(options->context, items, training->ease_items,
		    ease_memory_bytes(training->ease_items, &ease));
}

/* What the model says of itself, and its counts. */
static int
describe(const struct training *training, struct trained_model *model)
{
	const struct interactions *all = training->interactions;
	size_t items = all->item_count;

	model->titles = calloc(items + 1, sizeof(*model->titles));
	model->counts = calloc(items + 1, sizeof(*model->counts));
	if (model->titles == NULL || model->counts == NULL)
		return ERROR_MEMORY;
	memcpy(model->titles, all->titles, items * sizeof(*model->titles));
	for (uint64_t i = 0; i < all->event_count; i++)
		model->counts[all->events[i].item]++;
	model->summary = (struct model_summary){
	    .users = all->user_count,
	    .events = all->event_count,
	    .l2 = training->options->l2,
	    .feature_weight = training->options->feature_weight,
	    .popularity_scale = training->options->popularity_scale,
	    .items = all->item_count,
	    .ease_items = training->ease_items,
	    .kept = training->options->kept,
	};
	return 0;
}

/* A title that was rated low was watched, but not for its like. */
static int
weigh_events(struct training *training)
{
	const struct interactions *all = training->interactions;
	struct sparse_rows *rows = &training->events;

	rows->values = calloc(all->event_count + 1, sizeof(*rows->values));
	if (rows->values == NULL)
		return ERROR_MEMORY;
	for (uint32_t user = 0; user < all->user_count; user++)
		for (uint64_t i = all->starts[user]; i < all->starts[user + 1];
		     i++) {
			const struct interaction *event = &all->events[i];
			uint64_t place =
			    sparse_rows_find(rows, user, event->item);

			rows->values[place] =
			    event->rating == 0 || event->rating >= LIKED_RATING
			    ? 1.0F
			    : (float)TRAINING_DISLIKE;
		}
	return 0;
}

static int
train(
    struct training *training, struct trained_model *model, struct error *error)
{
	double scale = 0.0;
	int code;

	error_set(error, ERROR_MEMORY, "out of memory");
	if (describe(training, model) != 0 ||
	    choose_items(training, model->counts) != 0 ||
	    make_features(training) != 0 ||
	    sparse_rows_of_interactions(
		training->interactions, &training->events) != 0 ||
	    weigh_events(training) != 0)
		return ERROR_MEMORY;
	tell(training, "inverting");
	training->counts = model->counts;
	code = make_postings(training, &model->postings, error);
	if (code != 0)
		return code;
	error_set(error, ERROR_MEMORY, "out of memory");
	tell(training, "scaling");
	code = training_scale(training->interactions, training->snapshot,
	    &training->features, &model->postings, &scale);
	model->summary.content_scale = training->options->content_share * scale;
	return code;
}

int
training_run(const struct interactions *interactions,
    const struct snapshot *snapshot, const struct training_options *options,
    struct trained_model *out, struct error *error)
{
	struct training training = {.interactions = interactions,
	    .snapshot = snapshot,
	    .options = options};
	struct trained_model model = {.titles = NULL};
	int code = check(interactions, error);

	if (code != 0)
		return code;
	plan(&training);
	code = train(&training, &model, error);
	training_release(&training);
	if (code != 0) {
		trained_model_release(&model);
		return code;
	}
	*out = model;
	out->view = (struct model_view){&out->summary, out->titles, out->counts,
	    out->postings.starts, out->postings.entries};
	return 0;
}
