/*
 * The blend as it is served, with a model that is trained as `marquee train`
 * does, on what may be seen alone; and the same with one part left out each,
 * which tells what the part brings.
 */
#include <stdlib.h>

#include "evaluate/contestant_list.h"
#include "evaluate/contestant_served.h"
#include "model/training.h"
#include "recommend/model_join.h"

struct blend_state {
	struct trained_model model;
	struct model_join join;
};

/* --- training ------------------------------------------------------------- */

static double
watched_share(const struct event *event, int32_t runtime_minutes)
{
	double share;

	if (event->duration_minutes <= 0)
		return 0.0;
	if (runtime_minutes <= 0)
		return 1.0;
	share = (double)event->duration_minutes / runtime_minutes;
	return share < 1.0 ? share : 1.0;
}

static int
add_history(const struct training *training, uint32_t user,
    struct interactions_builder *builder)
{
	const struct split *split = training->split;
	const struct event_set *events = split->events;
	int code = 0;

	for (size_t i = events->starts[user];
	     code == 0 && i < split->cuts[user]; i++) {
		const struct event *event = &events->events[i];

		if (!split_is_cold(split, event->item))
			code = interactions_builder_add(builder, user,
			    events->titles[event->item], event->watched_us,
			    event->rating,
			    watched_share(event,
				training->catalogue->runtimes[event->item]));
	}
	return code;
}

static int
gather(const struct training *training, struct interactions *interactions)
{
	struct interactions_builder *builder = interactions_builder_new();
	int code = builder == NULL ? ERROR_MEMORY : 0;

	for (uint32_t user = 0;
	     code == 0 && user < training->split->events->user_count; user++)
		code = add_history(training, user, builder);
	if (code == 0)
		code = interactions_builder_finish(builder, interactions);
	interactions_builder_free(builder);
	return code;
}

static void
release(void *memory)
{
	struct blend_state *state = memory;

	model_join_release(&state->join);
	trained_model_release(&state->model);
	free(state);
}

static int
train_with(const struct training *training,
    const struct training_options *options, void **out, struct error *error)
{
	const struct snapshot *snapshot = training->catalogue->snapshot;
	struct blend_state *state = calloc(1, sizeof(*state));
	struct interactions interactions = {.event_count = 0};
	int code =
	    state == NULL ? ERROR_MEMORY : gather(training, &interactions);

	if (code != 0)
		code = error_set(error, code, "%s", error_string(code));
	if (code == 0)
		code = training_run(
		    &interactions, snapshot, options, &state->model, error);
	if (code == 0 &&
	    model_join_init(&state->join, &state->model.view, snapshot) != 0) {
		trained_model_release(&state->model);
		code = error_set(error, ERROR_MEMORY, "out of memory");
	}
	interactions_release(&interactions);
	if (code == 0)
		*out = state;
	else
		free(state);
	/* too little to learn from: content is served then */
	return code == ERROR_CONFLICT ? 0 : code;
}

/* --- the blend and its parts ---------------------------------------------- */

static int
rank(const struct training *training, const void *memory,
    const struct ranking_request *request, struct ranking_scratch *scratch,
    struct ranked_list *list)
{
	const struct blend_state *state = memory;

	return contestant_rank_served(training,
	    state != NULL ? &state->join : NULL, request, scratch, list);
}

static int
train_blend(const struct training *training, void **state, struct error *error)
{
	struct training_options options;

	training_defaults(&options);
	return train_with(training, &options, state, error);
}

static int
train_no_content(
    const struct training *training, void **state, struct error *error)
{
	struct training_options options;

	training_defaults(&options);
	options.content_share = 0.0;
	return train_with(training, &options, state, error);
}

static int
train_no_popularity(
    const struct training *training, void **state, struct error *error)
{
	struct training_options options;

	training_defaults(&options);
	options.popularity_scale = 0.0;
	return train_with(training, &options, state, error);
}

static int
train_no_features(
    const struct training *training, void **state, struct error *error)
{
	struct training_options options;

	training_defaults(&options);
	options.feature_weight = 0.0;
	return train_with(training, &options, state, error);
}

static int
train_all_pairs(
    const struct training *training, void **state, struct error *error)
{
	struct training_options options;

	training_defaults(&options);
	options.kept = training->split->events->item_count;
	return train_with(training, &options, state, error);
}

const struct contestant contestant_blend = {
    .name = "blend",
    .what = "what is served with a model",
    .train = train_blend,
    .rank = rank,
    .release = release,
};

const struct contestant contestant_blend_no_content = {
    .name = "no-content",
    .what = "the blend without content's addend",
    .ablation = true,
    .train = train_no_content,
    .rank = rank,
    .release = release,
};

const struct contestant contestant_blend_no_popularity = {
    .name = "no-popularity",
    .what = "the blend without popularity's addend",
    .ablation = true,
    .train = train_no_popularity,
    .rank = rank,
    .release = release,
};

const struct contestant contestant_blend_no_features = {
    .name = "no-features",
    .what = "the blend whose model knows no content",
    .ablation = true,
    .train = train_no_features,
    .rank = rank,
    .release = release,
};

const struct contestant contestant_blend_all_pairs = {
    .name = "all-pairs",
    .what = "the blend without pruning",
    .ablation = true,
    .train = train_all_pairs,
    .rank = rank,
    .release = release,
};
