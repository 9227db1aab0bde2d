/*
 * Trial: some contestants on one split, and what they were worth.
 */
#ifndef MARQUEE_EVALUATE_TRIAL_H
#define MARQUEE_EVALUATE_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evaluate/bootstrap.h"
#include "evaluate/contestant.h"

#define TRIAL_NAME_SIZE 32
#define TRIAL_MODELS_MAX 16

/* Which users of a split a trial is about, and how much of them is seen. */
struct trial_scope {
	const char *name; /* "temporal", copied */
	uint32_t last; /* events of a history; 0: all */
	double more_days; /* only users whose history spans more */
	bool keep_lists;
};

struct trial {
	char name[TRIAL_NAME_SIZE];
	uint32_t *users; /* [user_count], ascending; owned */
	uint32_t *places; /* [user_count], each one's in split->scored; owned */
	size_t user_count;
	const struct contestant *models[TRIAL_MODELS_MAX];
	size_t model_count; /* so far, of model_capacity */
	size_t model_capacity;
	/* [user_count * model_capacity * METRIC_COUNT], owned */
	double *values;
	double means[TRIAL_MODELS_MAX][METRIC_COUNT];
	double coverage[TRIAL_MODELS_MAX];
	/* [user_count] a model, owned; NULL: not kept */
	struct ranked_list *lists[TRIAL_MODELS_MAX];
};

/* The metrics of one user and model: [METRIC_COUNT]; borrowed. */
const double *trial_values(
    const struct trial *trial, size_t user, size_t model);

/* Makes a trial for up to `model_capacity` models. ERROR_MEMORY; release also
 * after a failure is harmless. */
int trial_init(struct trial *trial, const struct trial_scope *scope,
    const struct split *split, size_t model_capacity);

/*
 * Ranks and measures: adds a model to the trial. `state` is of its train.
 * ERROR_MEMORY, ERROR_INTERRUPTED and what it ranks with.
 */
int trial_run(struct trial *trial, const struct trial_scope *scope,
    const struct training *training, const struct contestant *model,
    const void *state, struct error *error);
void trial_release(struct trial *trial);

/* Draws over the users: column model * METRIC_COMPARED + metric. The trial must
 * have a user. ERROR_MEMORY. */
int trial_draw(const struct trial *trial, struct bootstrap *bootstrap);

/* Means of trials with the same models, as one without values: of folds. */
void trial_mean(struct trial *mean, const char *name,
    const struct trial *trials, size_t count);

#endif
