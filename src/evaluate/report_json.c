/*
 * The experiment as JSON.
 */
#include "evaluate/report.h"

#include "util/json_writer.h"

#define DIGITS 6

static void
put_number(struct json_writer *json, const char *key, double value)
{
	json_member_fixed(json, key, value, DIGITS);
}

static void
put_model(struct json_writer *json, const struct trial *trial, size_t model)
{
	json_put_key(json, trial->models[model]->name);
	json_open_object(json);
	for (int m = 0; m < METRIC_COUNT; m++)
		put_number(
		    json, metric_name((enum metric)m), trial->means[model][m]);
	put_number(json, "coverage@20", trial->coverage[model]);
	json_close_object(json);
}

static void
put_models(struct json_writer *json, const struct trial *trial, bool ablations)
{
	json_put_key(json, ablations ? "ablations" : "models");
	json_open_object(json);
	for (size_t i = 0; i < trial->model_count; i++)
		if (trial->models[i]->ablation == ablations)
			put_model(json, trial, i);
	json_close_object(json);
}

static void
put_comparison(struct json_writer *json, const struct trial *trial,
    const struct comparison *comparison)
{
	json_open_object(json);
	json_put_key(json, "model");
	json_put_string(json, trial->models[comparison->one]->name);
	json_put_key(json, "against");
	json_put_string(json, trial->models[comparison->other]->name);
	for (int m = 0; m < METRIC_COMPARED; m++) {
		json_put_key(json, metric_name((enum metric)m));
		json_open_object(json);
		put_number(json, "difference", comparison->difference[m]);
		put_number(json, "low", comparison->interval[m].low);
		put_number(json, "high", comparison->interval[m].high);
		json_close_object(json);
	}
	json_close_object(json);
}

static void
put_trial(struct json_writer *json, const struct experiment_trial *result)
{
	put_models(json, &result->trial, false);
	put_models(json, &result->trial, true);
	json_put_key(json, "comparisons");
	json_open_array(json);
	for (size_t i = 0; i < result->comparison_count; i++)
		put_comparison(json, &result->trial, &result->comparisons[i]);
	json_close_array(json);
}

void
report_json(struct buffer *out, const struct experiment *experiment,
    const struct report_info *info)
{
	const struct experiment_trial *first = &experiment->trials[0];
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	json_member_int(&json, "users", (int64_t)first->trial.user_count);
	json_member_int(&json, "items", (int64_t)experiment->items);
	json_member_int(&json, "events", (int64_t)experiment->events);
	json_member_int(
	    &json, "history_events", (int64_t)experiment->history_events);
	json_member_int(&json, "left_out", (int64_t)info->left_out);
	json_member_int(&json, "refused", (int64_t)info->refused);
	json_put_key(&json, "too_few");
	json_put_bool(&json, first->trial.user_count < REPORT_FEW_USERS);
	json_member_int(&json, "bootstrap_draws", (int64_t)BOOTSTRAP_DRAWS);
	json_member_int(&json, "bootstrap_seed", (int64_t)BOOTSTRAP_SEED);
	put_trial(&json, first);
	json_put_key(&json, "similar");
	json_open_object(&json);
	json_member_int(&json, "items", (int64_t)experiment->likeness.items);
	put_number(&json, "share", experiment->likeness.share);
	json_close_object(&json);
	json_put_key(&json, "protocols");
	json_open_object(&json);
	for (size_t i = 1; i < experiment->trial_count; i++) {
		json_put_key(&json, experiment->trials[i].trial.name);
		json_open_object(&json);
		json_member_int(&json, "users",
		    (int64_t)experiment->trials[i].trial.user_count);
		put_trial(&json, &experiment->trials[i]);
		json_close_object(&json);
	}
	json_close_object(&json);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}
