#include "model/training_scale.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/content_weight.h"
#include "model/event_weight.h"
#include "util/error.h"

#define SAMPLED_USERS 300

/* Scratch of the sample. */
struct measure {
	const struct interactions *interactions;
	const struct sparse_rows *features;
	const struct item_model *postings;
	double *priors; /* [item_count] */
	double *factors; /* [term_count] */
	double *profile; /* [term_count] */
	double *scores; /* [item_count] */
	uint32_t *items; /* [item_count] of one history */
	double *weights; /* likewise */
};

/* The user's items and what each weighs; returns how many. */
static size_t
weigh(struct measure *measure, uint32_t user)
{
	const struct interactions *all = measure->interactions;
	uint64_t first = all->starts[user], end = all->starts[user + 1];
	size_t count = end - first;

	for (uint64_t at = first; at < end;) {
		uint64_t same = at + 1;
		double age;

		while (same < end &&
		    all->events[same].watched_us == all->events[at].watched_us)
			same++;
		age = event_age(end - same, end - at);
		for (; at < same; at++) {
			const struct interaction *event = &all->events[at];

			measure->items[at - first] = event->item;
			measure->weights[at - first] = age *
			    event_opinion(event->rating, (double)event->share);
		}
	}
	return count;
}

/* Over what the user has not watched; the rest is struck out. */
static double
sum_of_squares(struct measure *measure, size_t history_count)
{
	size_t count = measure->interactions->item_count;
	double sum = 0.0;

	for (size_t i = 0; i < history_count; i++)
		measure->scores[measure->items[i]] = 0.0;
	for (size_t i = 0; i < count; i++)
		sum += measure->scores[i] * measure->scores[i];
	return sum;
}

static double
watching_squares(struct measure *measure, size_t count)
{
	size_t items = measure->interactions->item_count;

	memset(measure->scores, 0, items * sizeof(*measure->scores));
	item_model_score(measure->postings, measure->items, measure->weights,
	    count, measure->scores);
	return sum_of_squares(measure, count);
}

static double
content_squares(struct measure *measure, size_t count)
{
	const struct sparse_rows *features = measure->features;
	uint32_t items = features->row_count;

	memset(measure->profile, 0,
	    features->column_count * sizeof(*measure->profile));
	for (size_t i = 0; i < count; i++)
		for (uint64_t at = features->starts[measure->items[i]];
		     at < features->starts[measure->items[i] + 1]; at++)
			measure->profile[features->columns[at]] +=
			    measure->weights[i] * (double)features->values[at];
	for (uint32_t item = 0; item < items; item++) {
		double sum = 0.0;

		for (uint64_t at = features->starts[item];
		     at < features->starts[item + 1]; at++)
			sum += (double)features->values[at] *
			    measure->factors[features->columns[at]] *
			    measure->profile[features->columns[at]];
		measure->scores[item] = sum * measure->priors[item];
	}
	return sum_of_squares(measure, count);
}

static int
compare_doubles(const void *left, const void *right)
{
	const double *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static double
median_ratio(struct measure *measure)
{
	uint32_t users = measure->interactions->user_count;
	uint32_t step = users / SAMPLED_USERS + 1;
	double ratios[SAMPLED_USERS];
	size_t counted = 0;

	for (uint32_t user = 0; user < users; user += step) {
		size_t count = weigh(measure, user);
		double watching = watching_squares(measure, count);
		double content = content_squares(measure, count);

		if (content > 0.0)
			ratios[counted++] = sqrt(watching / content);
	}
	if (counted == 0)
		return 0.0;
	qsort(ratios, counted, sizeof(*ratios), compare_doubles);
	return (ratios[(counted - 1) / 2] + ratios[counted / 2]) / 2.0;
}

/* Priors by item and factors by term. */
static void
look_up(struct measure *measure, const struct snapshot *snapshot)
{
	const struct interactions *all = measure->interactions;
	double votes_scale = content_votes_scale(snapshot);

	for (uint32_t i = 0; i < all->item_count; i++) {
		struct sparse_vector vector;
		struct title_card card;
		uint32_t document;

		if (!snapshot_find(snapshot, all->titles[i], &document))
			continue;
		snapshot_card(snapshot, document, &card);
		measure->priors[i] = content_prior(&card, votes_scale);
		snapshot_vector(snapshot, document, &vector);
		for (size_t j = 0; j < vector.count; j++)
			measure->factors[vector.terms[j]] =
			    content_factor(vector.weights, vector.terms[j]);
	}
}

int
training_scale(const struct interactions *interactions,
    const struct snapshot *snapshot, const struct sparse_rows *features,
    const struct item_model *postings, double *scale)
{
	size_t items = interactions->item_count + (size_t)1;
	struct measure measure = {
	    .interactions = interactions,
	    .features = features,
	    .postings = postings,
	    .priors = calloc(items, sizeof(double)),
	    .profile =
		calloc(features->column_count + (size_t)1, sizeof(double)),
	    .factors =
		calloc(features->column_count + (size_t)1, sizeof(double)),
	    .scores = calloc(items, sizeof(double)),
	    .items = calloc(items, sizeof(uint32_t)),
	    .weights = calloc(items, sizeof(double)),
	};
	int code = ERROR_MEMORY;

	if (measure.priors != NULL && measure.profile != NULL &&
	    measure.factors != NULL && measure.scores != NULL &&
	    measure.items != NULL && measure.weights != NULL) {
		look_up(&measure, snapshot);
		*scale = median_ratio(&measure);
		code = 0;
	}
	free(measure.priors);
	free(measure.factors);
	free(measure.profile);
	free(measure.scores);
	free(measure.items);
	free(measure.weights);
	return code;
}
