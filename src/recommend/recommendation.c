/*
 * See recommendation.h.
 */
#include "recommend/recommendation.h"

#include <assert.h>

const char *
recommendation_source_name(enum recommendation_source source)
{
	static const char *const names[] = {
	    [RECOMMENDATION_CONTENT] = "content",
	    [RECOMMENDATION_POPULAR] = "popular",
	    [RECOMMENDATION_TRENDING] = "trending",
	    [RECOMMENDATION_BLEND] = "blend",
	};

	assert(source < sizeof(names) / sizeof(names[0]));
	return names[source];
}

void
recommendation_list_take(
    struct recommendation_list *list, const struct hit *hits, size_t hit_count)
{
	assert(hit_count <= RECOMMEND_MAX_LIMIT);
	for (size_t i = 0; i < hit_count; i++) {
		struct recommendation *item = &list->items[i];

		item->document = hits[i].document;
		item->score = hits[i].score;
		item->similarity = hits[i].similarity;
		item->source = RECOMMENDATION_CONTENT;
		item->reason_count = 0;
	}
	list->count = hit_count;
}
