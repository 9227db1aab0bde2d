/*
 * A coordinate search: each trial builds a catalogue with its weights and
 * measures it.
 */
#include "cli/evaluate_tune.h"

#include <inttypes.h>
#include <stdio.h>

#include "index/document.h"

#define BETTER 1e-5 /* less is noise */

struct tuning {
	struct evaluate_input *input;
	const struct contestant *model;
	struct config config; /* shallow: weights alone are its own */
	unsigned tried;
	struct error *error;
};

/* What weights are worth. */
struct worth {
	double ndcg; /* on what is held out of the histories */
	double likeness;
};

static int
measure(const struct tuning *tuning, const struct item_catalogue *catalogue,
    struct worth *worth)
{
	const struct experiment_options options = {.models = {tuning->model},
	    .model_count = 1,
	    .protocols = PROTOCOL_TEMPORAL,
	    .kind = SPLIT_VALIDATION};
	struct experiment experiment;
	int code = experiment_run(&experiment, &tuning->input->events,
	    catalogue, &options, tuning->error);

	if (code == 0)
		*worth = (struct worth){
		    experiment.trials[0].trial.means[0][METRIC_NDCG_100],
		    experiment.likeness.share};
	experiment_release(&experiment);
	return code;
}

/* Of tuning->config's weights. */
static int
weigh(struct tuning *tuning, struct worth *worth)
{
	struct item_catalogue catalogue = {.snapshot = NULL};
	struct snapshot *snapshot = NULL;
	int code = evaluate_input_rebuild(
	    tuning->input, &tuning->config, &snapshot, tuning->error);

	if (code == 0 &&
	    item_catalogue_init(&catalogue, &tuning->input->events, snapshot) !=
		0)
		code = error_set(tuning->error, ERROR_MEMORY, "out of memory");
	if (code == 0)
		code = measure(tuning, &catalogue, worth);
	item_catalogue_release(&catalogue);
	if (snapshot != NULL)
		snapshot_close(snapshot);
	tuning->tried++;
	return code;
}

/* Tries one field at `factor` of its weight; keeps what is better. */
static int
try_field(struct tuning *tuning, int field, float factor, struct worth *best,
    bool *found)
{
	float before = tuning->config.fields.weights[field];
	struct worth worth;
	int code;

	tuning->config.fields.weights[field] = before * factor;
	code = weigh(tuning, &worth);
	*found = code == 0 && worth.ndcg > best->ndcg + BETTER;
	if (!*found) {
		tuning->config.fields.weights[field] = before;
		return code;
	}
	*best = worth;
	progress_clear(tuning->input->progress);
	fprintf(stderr, "%s=%.3g: ndcg@100 %.4f, similar %.3f\n",
	    index_field_name((enum index_field)field),
	    (double)tuning->config.fields.weights[field], worth.ndcg,
	    worth.likeness);
	return 0;
}

/* One round over all fields; whether anything got better. */
static int
try_fields(
    struct tuning *tuning, float factor, struct worth *best, bool *better)
{
	*better = false;
	for (int field = 0; field < INDEX_FIELD_COUNT; field++) {
		bool found;
		int code = try_field(tuning, field, factor, best, &found);

		if (code == 0 && !found)
			code = try_field(
			    tuning, field, 1.0F / factor, best, &found);
		if (code != 0)
			return code;
		*better |= found;
	}
	return 0;
}

static void
put_weights(struct buffer *out, const struct config_fields *fields)
{
	buffer_append_string(out, "FIELD_WEIGHTS=");
	for (int field = 0; field < INDEX_FIELD_COUNT; field++)
		buffer_printf(out, "%s%s=%.3g^%g", field == 0 ? "" : ",",
		    index_field_name((enum index_field)field),
		    (double)fields->weights[field],
		    (double)fields->idf_exponents[field]);
	buffer_append_char(out, '\n');
}

int
evaluate_tune(struct evaluate_input *input, const struct contestant *model,
    struct buffer *out, struct error *error)
{
	static const float factors[] = {1.5F, 1.2F};
	struct tuning tuning = {.input = input,
	    .model = model,
	    .config = *input->config,
	    .error = error};
	struct worth first, best;
	int code = weigh(&tuning, &first);

	best = first;
	for (size_t i = 0;
	     code == 0 && i < sizeof(factors) / sizeof(factors[0]); i++) {
		bool better = true;

		while (code == 0 && better)
			code = try_fields(&tuning, factors[i], &best, &better);
	}
	if (code != 0)
		return code;
	put_weights(out, &tuning.config.fields);
	buffer_printf(out,
	    "%s on the last fifth of the histories: ndcg@100 %.4f, was %.4f; "
	    "similar titles %.3f, was %.3f; %u settings were tried\n",
	    model->name, best.ndcg, first.ndcg, best.likeness, first.likeness,
	    tuning.tried);
	return 0;
}
