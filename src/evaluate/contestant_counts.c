/*
 * Contestants that know of no taste: what most users have watched, and what has
 * most votes.
 */
#include "evaluate/contestant_list.h"
#include "evaluate/ranking.h"

static int
rank_by(const uint32_t *numbers, const struct training *training,
    const struct ranking_request *request, struct ranking_scratch *scratch,
    struct ranked_list *list)
{
	uint32_t items = training->split->events->item_count;

	for (uint32_t item = 0; item < items; item++)
		scratch->scores[item] = numbers[item];
	ranking_take(training->split, request->user, scratch->scores, list);
	return 0;
}

static int
rank_popular(const struct training *training, const void *state,
    const struct ranking_request *request, struct ranking_scratch *scratch,
    struct ranked_list *list)
{
	(void)state;
	return rank_by(training->counts, training, request, scratch, list);
}

static int
rank_votes(const struct training *training, const void *state,
    const struct ranking_request *request, struct ranking_scratch *scratch,
    struct ranked_list *list)
{
	(void)state;
	return rank_by(
	    training->catalogue->votes, training, request, scratch, list);
}

const struct contestant contestant_popular = {
    .name = "popular",
    .what = "what most histories hold",
    .rank = rank_popular,
};

const struct contestant contestant_votes = {
    .name = "votes",
    .what = "what has most votes",
    .rank = rank_votes,
};
