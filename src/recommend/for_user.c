/*
 * See for_user.h: taste -> profile -> query -> reasons, then popular titles.
 */
#include "recommend/for_user.h"

#include <stdlib.h>

#include "index/query_narrow.h"
#include "model/content_weight.h"
#include "recommend/blend.h"
#include "recommend/blend_explain.h"
#include "recommend/explain.h"
#include "recommend/popular.h"
#include "recommend/profile.h"
#include "recommend/taste.h"
#include "util/error.h"

/* Everything named is seen, whatever it says of taste; *seen is released by the
 * caller. */
static int
seen_documents(const struct snapshot *snapshot, const struct taste_list *tastes,
    struct document_set *seen)
{
	int code = document_set_init(seen, snapshot_document_count(snapshot));

	for (size_t i = 0; code == 0 && i < tastes->count; i++)
		code = document_set_add(seen, tastes->tastes[i].document);
	return code;
}

static int
run(struct query_context *context, const struct snapshot *snapshot,
    const struct profile *profile, const struct query *query,
    const struct for_user_options *options, struct caps *caps,
    struct recommendation_list *list)
{
	struct hit hits[RECOMMEND_MAX_LIMIT];
	size_t hit_count = 0;
	double *addends;
	int code = diversify_query(context, snapshot, query,
	    options->exhaustive, &options->diversify, caps, hits, &hit_count);

	if (code != 0)
		return code;
	addends = calloc(profile->title_count + 1, sizeof(*addends));
	if (addends == NULL)
		return ERROR_MEMORY;
	recommendation_list_take(list, hits, hit_count);
	for (size_t i = 0; i < hit_count; i++)
		explain_by_profile(snapshot, profile, addends, &list->items[i]);
	free(addends);
	return 0;
}

/* A blend as a ranking. */
struct blend_search {
	const struct blend *blend;
	struct query_context *context;
	bool exhaustive;
};

static int
find_blend(void *context, uint32_t k, struct hit *hits, size_t *hit_count)
{
	const struct blend_search *search = context;

	return blend_run(search->blend, search->context, search->exhaustive, k,
	    hits, hit_count);
}

static int
run_blend(struct query_context *context, const struct blend *blend,
    const struct for_user_options *options, struct caps *caps,
    struct recommendation_list *list)
{
	struct blend_search search = {blend, context, options->exhaustive};
	struct hit hits[RECOMMEND_MAX_LIMIT];
	size_t hit_count = 0;
	int code = diversify_ranking(blend->snapshot, find_blend, &search,
	    options->limit, &options->diversify, caps, hits, &hit_count);

	if (code != 0)
		return code;
	recommendation_list_take(list, hits, hit_count);
	for (size_t i = 0; i < hit_count; i++)
		list->items[i].source = RECOMMENDATION_BLEND;
	return blend_explain(blend, list);
}

static int
recommend_for_taste(struct query_context *context,
    const struct snapshot *snapshot, const struct taste_list *tastes,
    const struct for_user_options *options, struct recommendation_list *list)
{
	struct profile profile = {0};
	struct document_set seen = {0};
	struct document_set few = {0};
	struct query query;
	struct caps caps;
	int code = seen_documents(snapshot, tastes, &seen);

	if (code == 0)
		code = options->model != NULL
		    ? profile_build_for_model(snapshot, tastes, &profile)
		    : profile_build(snapshot, tastes, &profile);
	if (code != 0)
		goto out;
	query = (struct query){
	    .terms = profile.terms,
	    .term_count = profile.term_count,
	    .excluded = &seen,
	    .only = options->only,
	    .filter = options->filter,
	    .boosts = options->boosts,
	    .k = options->limit,
	    .threads = options->threads,
	};
	/* here, so that popular titles are found by it too */
	code = query_narrow(snapshot, &query, &few);
	if (code != 0)
		goto out;
	caps_init(&caps, snapshot, &options->diversify);
	list->count = 0;
	if (profile.title_count > 0 && options->model != NULL)
		code = run_blend(context,
		    &(struct blend){snapshot, options->model, tastes, &profile,
			&query, content_votes_scale(snapshot)},
		    options, &caps, list);
	else if (profile.term_count > 0)
		code = run(
		    context, snapshot, &profile, &query, options, &caps, list);
	if (code == 0)
		popular_fill(snapshot, &query, &caps, list);
out:
	profile_release(&profile);
	document_set_release(&few);
	document_set_release(&seen);
	return code;
}

static bool
limit_is_valid(const struct for_user_options *options)
{
	return options->limit >= 1 && options->limit <= RECOMMEND_MAX_LIMIT;
}

int
recommend_for_user(struct query_context *context,
    const struct snapshot *snapshot, const struct history *history,
    const struct for_user_options *options, struct recommendation_list *list)
{
	struct taste_list tastes;
	int code;

	if (!limit_is_valid(options))
		return ERROR_INVALID;
	if (options->model != NULL)
		code = taste_for_model(snapshot, history, &tastes);
	else
		code = taste_from_history(
		    snapshot, history, options->now_us, &tastes);
	if (code != 0)
		return code;
	code = recommend_for_taste(context, snapshot, &tastes, options, list);
	taste_list_release(&tastes);
	return code;
}

int
recommend_for_picks(struct query_context *context,
    const struct snapshot *snapshot, const struct picks *picks,
    const struct for_user_options *options, struct recommendation_list *list)
{
	struct taste_list tastes;
	int code;

	if (!limit_is_valid(options))
		return ERROR_INVALID;
	code = taste_from_picks(snapshot, picks, &tastes);
	if (code != 0)
		return code;
	code = recommend_for_taste(context, snapshot, &tastes, options, list);
	taste_list_release(&tastes);
	return code;
}
