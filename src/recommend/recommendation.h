/*
 * Recommendation: a ranked title and the reasons for it, and the list that
 * every way of recommending fills.
 */
#ifndef MARQUEE_RECOMMEND_RECOMMENDATION_H
#define MARQUEE_RECOMMEND_RECOMMENDATION_H

#include <stddef.h>
#include <stdint.h>

#include "index/query.h"

#define RECOMMEND_MAX_LIMIT 100
#define RECOMMEND_MAX_REASONS 6 /* 5 named ones and the rest */
#define RECOMMEND_MAX_THROUGH 2

enum reason_kind {
	REASON_WATCHED, /* a title of the history */
	REASON_TERM, /* a shared person, genre, word, ... */
	REASON_POPULARITY, /* no content: popular titles */
	REASON_OTHER /* all that is not named */
};

struct reason {
	enum reason_kind kind;
	uint32_t document; /* of REASON_WATCHED */
	uint32_t term; /* of REASON_TERM */
	float share; /* of the score, in (0, 1]; a list sums to 1 */
	uint32_t through[RECOMMEND_MAX_THROUGH]; /* [through_count], of
			 * REASON_WATCHED: terms, the most telling first */
	size_t through_count;
};

enum recommendation_source {
	RECOMMENDATION_CONTENT, /* "content": the index */
	RECOMMENDATION_POPULAR, /* "popular": the fallback */
	RECOMMENDATION_TRENDING, /* "trending": what is watched at present */
	RECOMMENDATION_BLEND /* "blend": a model and the index */
};

const char *recommendation_source_name(enum recommendation_source source);

struct recommendation {
	uint32_t document;
	float score; /* descending, unless the list was diversified */
	float similarity; /* cosine without the prior */
	enum recommendation_source source;
	size_t reason_count;
	struct reason reasons[RECOMMEND_MAX_REASONS]; /* largest share first,
					     * popularity/other last */
};

struct recommendation_list {
	size_t count;
	struct recommendation items[RECOMMEND_MAX_LIMIT];
};

/* Makes the list of the hits, in their order, without reasons yet. At most
 * RECOMMEND_MAX_LIMIT hits. */
void recommendation_list_take(
    struct recommendation_list *list, const struct hit *hits, size_t hit_count);

#endif
