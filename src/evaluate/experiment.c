/*
 * Trials are opened for one split, then each model is trained, ranks for all of
 * them and is released, so that one model at a time is in memory.
 */
#include "evaluate/experiment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	unsigned protocol;
} protocols[] = {
    {"temporal", PROTOCOL_TEMPORAL},
    {"long", PROTOCOL_LONG},
    {"short", PROTOCOL_SHORT},
    {"global", PROTOCOL_GLOBAL},
    {"cold", PROTOCOL_COLD},
    {"counts", PROTOCOL_COUNTS},
    {"all", PROTOCOL_ALL},
};

unsigned
protocol_find(const char *name)
{
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (strcmp(protocols[i].name, name) == 0)
			return protocols[i].protocol;
	return 0;
}

const char *
trial_describe(const char *name)
{
	static const char *const texts[][2] = {
	    {"temporal", "each user's last 20 % held out"},
	    {"long", "users whose history spans more than 30 days"},
	    {"short-1", "only the last event of a history is seen"},
	    {"short-3", "only the last 3 events of a history are seen"},
	    {"short-5", "only the last 5 events of a history are seen"},
	    {"short-10", "only the last 10 events of a history are seen"},
	    {"global", "all after the 80th percentile of times held out"},
	    {"cold", "titles without events, mean of 5 folds"},
	    {"counts", "temporal, with histories in place of votes"},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i][0], name) == 0)
			return texts[i][1];
	return "";
}

/* --- one split ------------------------------------------------------------ */

/* A run of an experiment. */
struct running {
	struct experiment *experiment;
	const struct event_set *events;
	const struct experiment_options *options;
	size_t done; /* models of trials */
	size_t total;
	struct error *error;
};

static int
out_of_memory(struct running *running)
{
	return error_set(running->error, ERROR_MEMORY, "out of memory");
}

static void
report(struct running *running, const char *trial, const char *model)
{
	const struct experiment_options *options = running->options;

	if (options->progress != NULL)
		options->progress(options->context, trial, model, running->done,
		    running->total);
	running->done++;
}

static void
skip(struct running *running, const char *trial, const char *model)
{
	const struct experiment_options *options = running->options;
	struct error unheard = {.message = ""};
	struct error *error =
	    running->error != NULL ? running->error : &unheard;

	error_prefix(error, "%s is left out", model);
	if (options->skipped != NULL)
		options->skipped(options->context, trial, error->message);
}

/* Trains one model and lets it rank in each of the trials. */
static int
run_model(struct running *running, const struct training *training,
    const struct contestant *model, const struct trial_scope *scopes,
    struct trial *const *trials, size_t count)
{
	void *state = NULL;
	int code = 0;

	report(running, scopes[0].name, model->name);
	if (model->train != NULL)
		code = model->train(training, &state, running->error);
	if (code == ERROR_LIMIT) {
		skip(running, scopes[0].name, model->name);
		return 0;
	}
	for (size_t i = 0; code == 0 && i < count; i++)
		code = trial_run(trials[i], &scopes[i], training, model, state,
		    running->error);
	if (state != NULL)
		model->release(state);
	return code;
}

/* Runs all models on one split, in `count` trials. */
static int
run_split(struct running *running, const struct split *split,
    const struct item_catalogue *catalogue, const struct trial_scope *scopes,
    struct trial *const *trials, size_t count)
{
	struct training training = {.split = split, .catalogue = catalogue};
	uint32_t *counts = split_item_counts(split);
	int code = counts == NULL ? out_of_memory(running) : 0;

	training.counts = counts;
	for (size_t i = 0; code == 0 && i < count; i++)
		if (trial_init(trials[i], &scopes[i], split,
			running->options->model_count) != 0)
			code = out_of_memory(running);
	for (size_t i = 0; code == 0 && i < running->options->model_count; i++)
		code = run_model(running, &training,
		    running->options->models[i], scopes, trials, count);
	if (code == 0 && split == &running->experiment->split &&
	    likeness_measure(&training, &running->experiment->likeness) != 0)
		code = out_of_memory(running);
	free(counts);
	return code;
}

static struct trial *
next_trial(struct experiment *experiment)
{
	return &experiment->trials[experiment->trial_count++].trial;
}

/* --- protocols ------------------------------------------------------------ */

static int
make_split(struct running *running, struct split *split,
    const struct item_catalogue *catalogue, enum split_kind kind, int fold)
{
	uint32_t users = running->options->users;
	int code =
	    split_make(split, running->events, catalogue->runtimes, kind, fold);

	if (code == 0 && users != 0)
		code = split_sample(split, users);
	return code == 0 ? 0 : out_of_memory(running);
}

/* The temporal split: whole histories, long ones and short ones. */
static int
run_temporal(struct running *running, const struct item_catalogue *catalogue)
{
	static const struct trial_scope shorts[] = {
	    {.name = "short-1", .last = 1},
	    {.name = "short-3", .last = 3},
	    {.name = "short-5", .last = 5},
	    {.name = "short-10", .last = 10},
	};
	const struct experiment_options *options = running->options;
	struct split *split = &running->experiment->split;
	struct trial_scope scopes[2 + sizeof(shorts) / sizeof(shorts[0])];
	struct trial *trials[2 + sizeof(shorts) / sizeof(shorts[0])];
	size_t count = 0;
	int code =
	    make_split(running, split, catalogue, options->kind, SPLIT_NO_FOLD);

	if (code != 0)
		return code;
	if (split->scored_count == 0)
		return error_set(running->error, ERROR_CONFLICT,
		    "nobody can be scored: no user has a title that was rated "
		    "3.5 stars or more among the last fifth of the history");
	for (uint32_t user = 0; user < running->events->user_count; user++)
		running->experiment->history_events +=
		    split->cuts[user] - running->events->starts[user];
	scopes[count++] = (struct trial_scope){
	    .name = "temporal", .keep_lists = options->keep_lists};
	if (options->protocols & PROTOCOL_LONG)
		scopes[count++] = (struct trial_scope){
		    .name = "long", .more_days = EXPERIMENT_LONG_DAYS};
	for (size_t i = 0; (options->protocols & PROTOCOL_SHORT) &&
	     i < sizeof(shorts) / sizeof(shorts[0]);
	     i++)
		scopes[count++] = shorts[i];
	for (size_t i = 0; i < count; i++)
		trials[i] = next_trial(running->experiment);
	return run_split(running, split, catalogue, scopes, trials, count);
}

static int
run_other(struct running *running, const struct item_catalogue *catalogue,
    const char *name, enum split_kind kind)
{
	const struct trial_scope scope = {.name = name};
	struct trial *trial = next_trial(running->experiment);
	struct split split;
	int code = make_split(running, &split, catalogue, kind, SPLIT_NO_FOLD);

	if (code == 0)
		code = run_split(running, &split, catalogue, &scope, &trial, 1);
	split_release(&split);
	return code;
}

static int
run_cold(struct running *running, const struct item_catalogue *catalogue)
{
	const struct trial_scope scope = {.name = "cold"};
	struct trial *mean = next_trial(running->experiment);
	struct trial folds[SPLIT_FOLDS] = {{.model_count = 0}};
	int code = 0;

	for (int fold = 0; code == 0 && fold < SPLIT_FOLDS; fold++) {
		struct trial *trial = &folds[fold];
		struct split split;

		code = make_split(
		    running, &split, catalogue, running->options->kind, fold);
		if (code == 0)
			code = run_split(
			    running, &split, catalogue, &scope, &trial, 1);
		split_release(&split);
	}
	if (code == 0)
		trial_mean(mean, "cold", folds, SPLIT_FOLDS);
	for (int fold = 0; fold < SPLIT_FOLDS; fold++)
		trial_release(&folds[fold]);
	return code;
}

/* --- comparisons ---------------------------------------------------------- */

/* The same seen from the other side. */
static struct comparison
reversed(const struct comparison *comparison)
{
	struct comparison other = {
	    .one = comparison->other, .other = comparison->one};

	for (size_t m = 0; m < METRIC_COMPARED; m++) {
		other.difference[m] = -comparison->difference[m];
		other.interval[m] =
		    (struct interval){-comparison->interval[m].high,
			-comparison->interval[m].low};
	}
	return other;
}

static int
compare(struct experiment_trial *result, const struct bootstrap *bootstrap,
    size_t one, size_t other)
{
	struct comparison *comparison =
	    &result->comparisons[result->comparison_count];
	const struct trial *trial = &result->trial;
	int code = 0;

	*comparison = (struct comparison){.one = one, .other = other};
	for (size_t m = 0; code == 0 && m < METRIC_COMPARED; m++) {
		comparison->difference[m] =
		    trial->means[one][m] - trial->means[other][m];
		code =
		    bootstrap_difference(bootstrap, one * METRIC_COMPARED + m,
			other * METRIC_COMPARED + m, &comparison->interval[m]);
	}
	comparison[1] = reversed(comparison);
	result->comparison_count += 2;
	return code;
}

static int
compare_all(struct experiment_trial *result)
{
	const struct trial *trial = &result->trial;
	struct bootstrap bootstrap = {0};
	int code;

	if (trial->user_count == 0 || trial->values == NULL ||
	    trial->model_count < 2)
		return 0;
	result->comparisons = calloc(trial->model_count * trial->model_count,
	    sizeof(*result->comparisons));
	if (result->comparisons == NULL)
		return ERROR_MEMORY;
	code = trial_draw(trial, &bootstrap);
	for (size_t one = 0; code == 0 && one < trial->model_count; one++)
		for (size_t other = 0; code == 0 && other < one; other++)
			code = compare(result, &bootstrap, one, other);
	bootstrap_release(&bootstrap);
	return code;
}

size_t
experiment_reference(const struct trial *trial)
{
	for (size_t i = 0; i < trial->model_count; i++)
		if (strcmp(trial->models[i]->name, "ease") == 0)
			return i;
	return 0;
}

/* --- all ------------------------------------------------------------------ */

/* Its boundary knows what is held out, so parameters are not chosen by it. */
static bool
runs_global(const struct experiment_options *options)
{
	return (options->protocols & PROTOCOL_GLOBAL) != 0 &&
	    options->kind != SPLIT_VALIDATION;
}

static size_t
count_steps(const struct experiment_options *options)
{
	size_t splits = 1;

	splits += runs_global(options);
	splits += (options->protocols & PROTOCOL_COLD) ? SPLIT_FOLDS : 0;
	splits += (options->protocols & PROTOCOL_COUNTS) != 0 &&
	    options->counts_catalogue != NULL;
	return splits * options->model_count;
}

int
experiment_run(struct experiment *experiment, const struct event_set *events,
    const struct item_catalogue *catalogue,
    const struct experiment_options *options, struct error *error)
{
	struct running running = {.experiment = experiment,
	    .events = events,
	    .options = options,
	    .total = count_steps(options),
	    .error = error};
	int code;

	*experiment = (struct experiment){.users = events->user_count,
	    .items = events->item_count,
	    .events = events->event_count};
	code = run_temporal(&running, catalogue);
	if (code == 0 && runs_global(options))
		code = run_other(&running, catalogue, "global", SPLIT_GLOBAL);
	if (code == 0 && (options->protocols & PROTOCOL_COLD))
		code = run_cold(&running, catalogue);
	if (code == 0 && (options->protocols & PROTOCOL_COUNTS) &&
	    options->counts_catalogue != NULL)
		code = run_other(&running, options->counts_catalogue, "counts",
		    options->kind);
	for (size_t i = 0; code == 0 && i < experiment->trial_count; i++)
		if (compare_all(&experiment->trials[i]) != 0)
			code = out_of_memory(&running);
	return code;
}

void
experiment_release(struct experiment *experiment)
{
	for (size_t i = 0; i < experiment->trial_count; i++) {
		trial_release(&experiment->trials[i].trial);
		free(experiment->trials[i].comparisons);
	}
	split_release(&experiment->split);
	experiment->trial_count = 0;
}
