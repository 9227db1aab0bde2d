/*
 * Contestants that are what the server answers: recommend_for_user with its
 * defaults, over the snapshot, asked for the titles that are candidates.
 *
 * The present is the moment of the newest event that is seen, so that nothing
 * depends on a clock. As in the server, the newest VIEWING_HISTORY_MAX events
 * are read.
 */
#include "evaluate/contestant_served.h"

#include <stdlib.h>

#include "evaluate/contestant_list.h"
#include "evaluate/ranking.h"
#include "recommend/for_user.h"
#include "recommend/profile.h"
#include "recommend/taste.h"
#include "store/viewing_history.h"

/* --- history and candidates ----------------------------------------------- */

/* What the server would read of the history. */
static int
read_history(const struct training *training,
    const struct ranking_request *request, struct ranking_scratch *scratch,
    struct history *history)
{
	const struct split *split = training->split;
	size_t first, end;

	ranking_history(split, request, &first, &end);
	if (end - first > VIEWING_HISTORY_MAX)
		first = end - VIEWING_HISTORY_MAX;
	if (scratch->events == NULL)
		scratch->events =
		    calloc(VIEWING_HISTORY_MAX, sizeof(*scratch->events));
	if (scratch->events == NULL)
		return ERROR_MEMORY;
	*history = (struct history){.events = scratch->events};
	for (size_t i = end; i-- > first;) {
		const struct event *event = &split->events->events[i];

		if (split_is_cold(split, event->item))
			continue;
		scratch->events[history->count++] = (struct history_event){
		    .number = split->events->titles[event->item],
		    .watched_us = event->watched_us,
		    .duration_minutes = event->duration_minutes,
		    .rating = event->rating};
	}
	return 0;
}

static int64_t
newest_us(const struct history *history)
{
	return history->count == 0 ? 0 : history->events[0].watched_us;
}

static int
need_candidates(
    const struct training *training, struct ranking_scratch *scratch)
{
	const struct item_catalogue *catalogue = training->catalogue;
	struct document_set *set = &scratch->candidates;
	int code = 0;

	if (set->pages != NULL)
		return 0;
	code = document_set_init(
	    set, snapshot_document_count(catalogue->snapshot));
	for (uint32_t item = 0;
	     code == 0 && item < training->split->events->item_count; item++)
		if (split_is_candidate(training->split, item))
			code =
			    document_set_add(set, catalogue->documents[item]);
	return code;
}

/* Takes the whole history out of the candidates, or puts it back. */
static int
bar_history(const struct training *training, uint32_t user, bool bar,
    struct document_set *set)
{
	const struct split *split = training->split;
	const struct event_set *events = split->events;
	int code = 0;

	for (size_t i = events->starts[user];
	     code == 0 && i < split->cuts[user]; i++) {
		uint32_t item = events->events[i].item;
		uint32_t document = training->catalogue->documents[item];

		if (!split_is_candidate(split, item))
			continue;
		if (bar)
			document_set_remove(set, document);
		else
			code = document_set_add(set, document);
	}
	return code;
}

/* --- lists ---------------------------------------------------------------- */

static int
compare_numbers(const void *left, const void *right)
{
	const int32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static void
put_document(const struct training *training, uint32_t document,
    struct ranked_list *list)
{
	const struct event_set *events = training->split->events;
	const int32_t *found;
	struct title_card card;

	snapshot_card(training->catalogue->snapshot, document, &card);
	found = bsearch(&card.number, events->titles, events->item_count,
	    sizeof(card.number), compare_numbers);
	list->items[list->count++] = (uint32_t)(found - events->titles);
}

/* Ranks by `recommend`, with candidates that are not in the history. */
static int
rank_with(const struct training *training,
    const struct ranking_request *request, struct ranking_scratch *scratch,
    int (*recommend)(const struct training *, const struct model_join *,
	struct ranking_scratch *, const struct history *),
    const struct model_join *model, struct ranked_list *list)
{
	struct history history;
	int code = need_candidates(training, scratch);

	if (code == 0)
		code = read_history(training, request, scratch, &history);
	if (code == 0)
		code = bar_history(
		    training, request->user, true, &scratch->candidates);
	if (code == 0)
		code = recommend(training, model, scratch, &history);
	if (code == 0)
		code = bar_history(
		    training, request->user, false, &scratch->candidates);
	list->count = 0;
	for (size_t i = 0; code == 0 && i < scratch->list.count; i++)
		put_document(training, scratch->list.items[i].document, list);
	return code;
}

/* --- as served ------------------------------------------------------------ */

static int
recommend_served(const struct training *training,
    const struct model_join *model, struct ranking_scratch *scratch,
    const struct history *history)
{
	const struct for_user_options options = {.limit = METRICS_LIST,
	    .now_us = newest_us(history),
	    .only = &scratch->candidates,
	    .model = model,
	    .threads = 1};

	return recommend_for_user(scratch->queries,
	    training->catalogue->snapshot, history, &options, &scratch->list);
}

int
contestant_rank_served(const struct training *training,
    const struct model_join *model, const struct ranking_request *request,
    struct ranking_scratch *scratch, struct ranked_list *list)
{
	return rank_with(
	    training, request, scratch, recommend_served, model, list);
}

static int
rank_tfidf(const struct training *training, const void *state,
    const struct ranking_request *request, struct ranking_scratch *scratch,
    struct ranked_list *list)
{
	(void)state;
	return contestant_rank_served(training, NULL, request, scratch, list);
}

const struct contestant contestant_tfidf = {
    .name = "tfidf",
    .what = "what is served without a model: the index, with its prior",
    .rank = rank_tfidf,
};

/* --- content without the prior -------------------------------------------- */

static int
query_profile(const struct snapshot *snapshot, const struct profile *profile,
    struct ranking_scratch *scratch)
{
	struct hit hits[METRICS_LIST];
	const struct query query = {.terms = profile->terms,
	    .term_count = profile->term_count,
	    .only = &scratch->candidates,
	    .k = METRICS_LIST,
	    .prior_off = true};
	size_t count = 0;
	int code = 0;

	if (profile->term_count > 0)
		code = query_run(
		    scratch->queries, snapshot, &query, hits, &count, NULL);
	if (code == 0)
		recommendation_list_take(&scratch->list, hits, count);
	return code;
}

static int
recommend_bare(const struct training *training, const struct model_join *model,
    struct ranking_scratch *scratch, const struct history *history)
{
	const struct snapshot *snapshot = training->catalogue->snapshot;
	struct profile profile = {0};
	struct taste_list tastes;
	int code =
	    taste_from_history(snapshot, history, newest_us(history), &tastes);

	(void)model;
	if (code != 0)
		return code;
	code = profile_build(snapshot, &tastes, &profile);
	if (code == 0)
		code = query_profile(snapshot, &profile, scratch);
	profile_release(&profile);
	taste_list_release(&tastes);
	return code;
}

static int
rank_bare(const struct training *training, const void *state,
    const struct ranking_request *request, struct ranking_scratch *scratch,
    struct ranked_list *list)
{
	(void)state;
	return rank_with(
	    training, request, scratch, recommend_bare, NULL, list);
}

const struct contestant contestant_tfidf_bare = {
    .name = "tfidf-no-prior",
    .what = "the same by bare cosine: no votes, ratings or counts",
    .ablation = true,
    .rank = rank_bare,
};
