/*
 * Users are ranked on all cores; each writes to its own place, so the result
 * does not depend on who was first.
 */
#include "evaluate/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/signal_flag.h"

static bool
is_in_scope(
    const struct trial_scope *scope, const struct split *split, uint32_t user)
{
	return scope->more_days <= 0.0 ||
	    split_history_days(split, user) > scope->more_days;
}

int
trial_init(struct trial *trial, const struct trial_scope *scope,
    const struct split *split, size_t model_capacity)
{
	size_t capacity = (size_t)split->scored_count + 1;

	*trial = (struct trial){
	    .users = calloc(capacity, sizeof(*trial->users)),
	    .places = calloc(capacity, sizeof(*trial->places)),
	    .values = calloc(capacity,
		(model_capacity + 1) * METRIC_COUNT * sizeof(*trial->values)),
	    .model_capacity = model_capacity};
	snprintf(trial->name, sizeof(trial->name), "%s", scope->name);
	if (trial->users == NULL || trial->places == NULL ||
	    trial->values == NULL)
		return ERROR_MEMORY;
	for (uint32_t i = 0; i < split->scored_count; i++) {
		if (!is_in_scope(scope, split, split->scored[i]))
			continue;
		trial->users[trial->user_count] = split->scored[i];
		trial->places[trial->user_count++] = i;
	}
	return 0;
}

void
trial_release(struct trial *trial)
{
	free(trial->users);
	free(trial->places);
	free(trial->values);
	for (size_t i = 0; i < TRIAL_MODELS_MAX; i++)
		free(trial->lists[i]);
	*trial = (struct trial){0};
}

static double *
values_of(const struct trial *trial, size_t user, size_t model)
{
	return trial->values +
	    (user * trial->model_capacity + model) * METRIC_COUNT;
}

const double *
trial_values(const struct trial *trial, size_t user, size_t model)
{
	return values_of(trial, user, model);
}

/* Everything that ranking one model's lists needs. */
struct run {
	const struct trial *trial;
	const struct trial_scope *scope;
	const struct training *training;
	const struct contestant *model;
	const void *state;
	size_t place; /* of the model in the trial */
	struct ranked_list *lists;
};

static int
rank_user(const struct run *run, size_t index, struct ranking_scratch *scratch)
{
	const struct split *split = run->training->split;
	struct ranking_request request = {
	    .user = run->trial->users[index], .last = run->scope->last};
	struct ranked_list *list = &run->lists[index];
	double *values = values_of(run->trial, index, run->place);
	size_t place = run->trial->places[index];
	size_t first = split->relevant_starts[place];
	int code = run->model->rank(
	    run->training, run->state, &request, scratch, list);

	if (code != 0)
		return code;
	metrics_rate(list, &split->relevant[first],
	    split->relevant_starts[place + 1] - first, values);
	values[METRIC_NOVELTY_20] = metrics_novelty(
	    list, run->training->counts, split->events->user_count);
	values[METRIC_DIVERSITY_20] =
	    metrics_diversity(list, run->training->catalogue->snapshot,
		run->training->catalogue->documents);
	return 0;
}

static int
rank_users(const struct run *run)
{
	uint32_t items = run->training->split->events->item_count;
	int failed = 0;

#pragma omp parallel reduction(min : failed)
	{
		struct ranking_scratch *scratch = ranking_scratch_new(items);
		int code = scratch == NULL ? ERROR_MEMORY : 0;

#pragma omp for schedule(dynamic, 4)
		for (size_t i = 0; i < run->trial->user_count; i++) {
			if (code == 0 && signal_flag_raised())
				code = ERROR_INTERRUPTED;
			if (code == 0)
				code = rank_user(run, i, scratch);
		}
		ranking_scratch_free(scratch);
		failed = code;
	}
	return failed < 0 ? failed : 0;
}

static void
average(struct trial *trial, size_t model)
{
	for (size_t metric = 0; metric < METRIC_COUNT; metric++) {
		double sum = 0.0;

		for (size_t user = 0; user < trial->user_count; user++)
			sum += values_of(trial, user, model)[metric];
		trial->means[model][metric] = trial->user_count == 0
		    ? 0.0
		    : sum / (double)trial->user_count;
	}
}

int
trial_run(struct trial *trial, const struct trial_scope *scope,
    const struct training *training, const struct contestant *model,
    const void *state, struct error *error)
{
	struct run run = {.trial = trial,
	    .scope = scope,
	    .training = training,
	    .model = model,
	    .state = state,
	    .place = trial->model_count,
	    .lists = calloc(trial->user_count + 1, sizeof(*run.lists))};
	int code = run.lists == NULL ? ERROR_MEMORY : 0;

	if (code == 0)
		code = rank_users(&run);
	if (code == 0) {
		trial->models[trial->model_count++] = model;
		average(trial, run.place);
		trial->coverage[run.place] = metrics_coverage(run.lists,
		    trial->user_count, training->split->events->item_count);
		if (trial->coverage[run.place] < 0.0)
			code = ERROR_MEMORY;
	}
	if (code == 0 && scope->keep_lists)
		trial->lists[run.place] = run.lists;
	else
		free(run.lists);
	if (code != 0)
		return error_set(
		    error, code, "%s: %s", model->name, error_string(code));
	return 0;
}

int
trial_draw(const struct trial *trial, struct bootstrap *bootstrap)
{
	size_t columns = trial->model_count * METRIC_COMPARED;
	double *compared =
	    calloc(trial->user_count, columns * sizeof(*compared));
	int code;

	if (compared == NULL)
		return ERROR_MEMORY;
	for (size_t user = 0; user < trial->user_count; user++)
		for (size_t model = 0; model < trial->model_count; model++)
			memcpy(
			    compared + user * columns + model * METRIC_COMPARED,
			    values_of(trial, user, model),
			    METRIC_COMPARED * sizeof(*compared));
	code = bootstrap_draw(bootstrap, compared, trial->user_count, columns);
	free(compared);
	return code;
}

void
trial_mean(struct trial *mean, const char *name, const struct trial *trials,
    size_t count)
{
	*mean = (struct trial){.model_count = trials[0].model_count};
	snprintf(mean->name, sizeof(mean->name), "%s", name);
	for (size_t i = 0; i < count; i++)
		mean->user_count += trials[i].user_count;
	for (size_t model = 0; model < mean->model_count; model++) {
		mean->models[model] = trials[0].models[model];
		for (size_t i = 0; i < count; i++) {
			mean->coverage[model] +=
			    trials[i].coverage[model] / (double)count;
			for (size_t m = 0; m < METRIC_COUNT; m++)
				mean->means[model][m] +=
				    trials[i].means[model][m] / (double)count;
		}
	}
}
