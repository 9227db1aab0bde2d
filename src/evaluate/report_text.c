/*
 * The experiment as tables for a terminal of 80 columns.
 */
#include "evaluate/report.h"

#include <inttypes.h>
#include <math.h>

static void
put_header(struct buffer *out)
{
	buffer_printf(out, "%-16s %9s %7s %8s %8s %7s %9s\n", "model",
	    "recall@20", "ndcg@10", "ndcg@100", "coverage", "novelty",
	    "diversity");
}

static void
put_model(struct buffer *out, const struct trial *trial, size_t model)
{
	const double *means = trial->means[model];

	buffer_printf(out, "%-16s %9.4f %7.4f %8.4f %8.3f %7.2f %9.3f\n",
	    trial->models[model]->name, means[METRIC_RECALL_20],
	    means[METRIC_NDCG_10], means[METRIC_NDCG_100],
	    trial->coverage[model], means[METRIC_NOVELTY_20],
	    means[METRIC_DIVERSITY_20]);
}

/* The models that are ablations, or those that are none; whether there was
 * one. */
static bool
put_models(struct buffer *out, const struct trial *trial, bool ablations)
{
	bool any = false;

	for (size_t i = 0; i < trial->model_count; i++) {
		if (trial->models[i]->ablation != ablations)
			continue;
		if (!any && ablations)
			buffer_append_string(out, "ablations:\n");
		put_model(out, trial, i);
		any = true;
	}
	return any;
}

/* What is printed as zero has no minus. */
static double
unsigned_zero(double value)
{
	return fabs(value) < 0.00005 ? 0.0 : value;
}

static void
put_comparisons(struct buffer *out, const struct experiment_trial *result)
{
	const struct trial *trial = &result->trial;
	size_t reference = experiment_reference(trial);

	if (result->comparison_count == 0)
		return;
	buffer_printf(out,
	    "against %s (paired bootstrap, 95 %% of %d draws):\n",
	    trial->models[reference]->name, BOOTSTRAP_DRAWS);
	for (size_t i = 0; i < result->comparison_count; i++) {
		const struct comparison *comparison = &result->comparisons[i];

		if (comparison->other != reference)
			continue;
		buffer_printf(
		    out, "%-16s", trial->models[comparison->one]->name);
		for (size_t m = 0; m < METRIC_COMPARED; m += 2)
			buffer_printf(out, " %s %+.4f [%+.4f, %+.4f]",
			    metric_name((enum metric)m),
			    unsigned_zero(comparison->difference[m]),
			    unsigned_zero(comparison->interval[m].low),
			    unsigned_zero(comparison->interval[m].high));
		buffer_append_char(out, '\n');
	}
}

void
report_text(struct buffer *out, const struct experiment *experiment,
    const struct report_info *info)
{
	buffer_printf(out,
	    "%s on %s: %zu events of %" PRIu32 " users, %" PRIu32
	    " titles; %zu events are history\n",
	    info->ratings, info->source, experiment->events, experiment->users,
	    experiment->items, experiment->history_events);
	for (size_t i = 0; i < experiment->trial_count; i++) {
		const struct experiment_trial *result = &experiment->trials[i];

		buffer_printf(out, "\n%s: %s (%zu users)\n", result->trial.name,
		    trial_describe(result->trial.name),
		    result->trial.user_count);
		put_header(out);
		(void)put_models(out, &result->trial, false);
		(void)put_models(out, &result->trial, true);
		put_comparisons(out, result);
	}
	buffer_printf(out,
	    "\nsimilar titles: of the %d nearest by content %.3f are among "
	    "the %d nearest by\nco-watching (%" PRIu32
	    " titles with %d histories or more)\n",
	    LIKENESS_CONTENT, experiment->likeness.share, LIKENESS_WATCHED,
	    experiment->likeness.items, LIKENESS_MIN_USERS);
}
