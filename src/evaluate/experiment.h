/*
 * Experiment: contestants under several protocols, each a trial.
 *
 *	temporal   each user's last 20 %, the first of all
 *	long       the same, users whose history spans more than 30 days
 *	short-N    the same, only the last N = 1, 3, 5, 10 events of a history
 *	           are seen; what was left out is answered neither
 *	global     what is not before the 80th percentile of all times
 *	cold       five folds by title number: a fold's items have no events, and
 *	           are the only candidates; means of the five
 *	counts     temporal, with histories in place of votes
 *
 * A model is trained once a split: temporal, long and short share one.
 */
#ifndef MARQUEE_EVALUATE_EXPERIMENT_H
#define MARQUEE_EVALUATE_EXPERIMENT_H

#include <stddef.h>
#include <stdint.h>

#include "evaluate/likeness.h"
#include "evaluate/trial.h"

#define EXPERIMENT_LONG_DAYS 30
#define EXPERIMENT_TRIALS_MAX 16

enum protocol {
	PROTOCOL_TEMPORAL = 1,
	PROTOCOL_LONG = 2,
	PROTOCOL_SHORT = 4,
	PROTOCOL_GLOBAL = 8,
	PROTOCOL_COLD = 16,
	PROTOCOL_COUNTS = 32,
	PROTOCOL_ALL = 63
};

/* By name; 0 when there is none. "all" is PROTOCOL_ALL. */
unsigned protocol_find(const char *name);

struct experiment_options {
	const struct contestant *models[TRIAL_MODELS_MAX]; /* [model_count] */
	size_t model_count;
	unsigned protocols; /* PROTOCOL_TEMPORAL is always run */
	uint32_t users; /* that are scored at most, a sample; 0: all */
	bool keep_lists; /* of the temporal trial */
	enum split_kind kind; /* of the temporal split: SPLIT_PER_USER, or
			       * SPLIT_VALIDATION */
	/* What has the histories' counts for votes; NULL: no PROTOCOL_COUNTS */
	const struct item_catalogue *counts_catalogue;
	/* Before each model of each trial; may be NULL. */
	void (*progress)(void *context, const char *trial, const char *model,
	    size_t done, size_t total);
	/* A model that is left out, as it would take more memory than there is;
	 * may be NULL. */
	void (*skipped)(void *context, const char *trial, const char *reason);
	void *context;
};

/* One model against another; intervals are of the difference. */
struct comparison {
	size_t one; /* models of the trial */
	size_t other;
	double difference[METRIC_COMPARED];
	struct interval interval[METRIC_COMPARED];
};

struct experiment_trial {
	struct trial trial;
	struct comparison *comparisons; /* [comparison_count], every pair;
					 * owned; none of `cold` */
	size_t comparison_count;
};

struct experiment {
	struct experiment_trial trials[EXPERIMENT_TRIALS_MAX];
	size_t trial_count;
	struct likeness likeness; /* of the temporal split */
	struct split split; /* the temporal one */
	uint32_t users; /* with any event */
	uint32_t items;
	size_t events;
	size_t history_events;
};

/*
 * ERROR_CONFLICT when no user is scored, ERROR_MEMORY, ERROR_INTERRUPTED, and
 * what models fail with. Release also after a failure is harmless.
 */
int experiment_run(struct experiment *experiment,
    const struct event_set *events, const struct item_catalogue *catalogue,
    const struct experiment_options *options, struct error *error);
void experiment_release(struct experiment *experiment);

/* What a trial of this name measures, in a line; static. */
const char *trial_describe(const char *name);

/* The model that the others are compared with in print: ease, where it is, or
 * the first. */
size_t experiment_reference(const struct trial *trial);

#endif
