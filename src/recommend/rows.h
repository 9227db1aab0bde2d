/*
 * Rows: what the first page shows a person, in rows of titles. No title stands
 * in two rows, none was seen.
 *
 *	top picks	the recommendations; for somebody without a history
 *			popular titles
 *	because		similar titles of what was watched and liked lately:
 *			the one or two titles of the largest weight in the
 *			taste, not both of one franchise or director
 *	trending	what is watched at present
 *	new		of the last three years, in the three genres that say
 *			most of the taste
 *	hidden gems	rated 7 and better, near the taste, and less known than
 *			the 20,000 best known titles (or half of them), with at
 *			least a twentieth of the votes of the last of these
 *
 * A row of fewer than ROW_MIN titles is left out.
 */
#ifndef MARQUEE_RECOMMEND_ROWS_H
#define MARQUEE_RECOMMEND_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recommend/for_user.h"
#include "recommend/trend.h"

#define ROWS_MAX 6
#define ROW_MIN 3
#define ROW_LIMIT_MAX 20 /* titles of a row */

enum row_kind {
	ROW_TOP_PICKS,
	ROW_POPULAR, /* in their place */
	ROW_BECAUSE_WATCHED,
	ROW_BECAUSE_LIKED,
	ROW_TRENDING,
	ROW_NEW_IN_GENRES,
	ROW_NEW, /* without a taste */
	ROW_HIDDEN_GEMS
};

struct row {
	enum row_kind kind;
	uint32_t document; /* of ROW_BECAUSE_...: the title */
	struct recommendation_list list;
};

struct rows {
	size_t count;
	struct row rows[ROWS_MAX];
};

/*
 * Fills *rows; options->limit is a row's, 1 to ROW_LIMIT_MAX. `trends` are best
 * first, and may be none. ERROR_MEMORY, ERROR_INVALID.
 */
int rows_build(struct query_context *context, const struct snapshot *snapshot,
    const struct history *history, const struct trend *trends,
    size_t trend_count, const struct for_user_options *options,
    struct rows *rows);

#endif
