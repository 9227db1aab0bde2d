/*
 * Taste: how much each title of a history says for or against its like.
 *
 * All events of one title are one: durations add up (a film seen on two
 * evenings was seen whole), the newest rating and the newest date count.
 *
 *	weight  = opinion x watched x 2^-(age / TASTE_HALF_LIFE_DAYS)
 *	opinion = (rating - 4) / 6: 10 is 1, 7 is 1/2, 4 is 0, 1 is -1/2
 *	          without a rating 1/2, as if it were a 7, the usual mark
 *	watched = share = duration / runtime, at most 1
 *	          (1 + share) / 2 with a rating above 4, which says more than
 *	          the clock; 1 for a dislike, whose film nobody sees to the end
 *
 * What was said of a title without watching it counts in the place of rating
 * and share: opinion 1 for liked, -1/2 for not wanted, watched 1.
 *
 * A runtime that is not known counts as watched whole, if at all. Age is cut
 * at ten half-lives, so that an old history still says something.
 */
#ifndef MARQUEE_RECOMMEND_TASTE_H
#define MARQUEE_RECOMMEND_TASTE_H

#include <stddef.h>
#include <stdint.h>

#include "index/snapshot.h"
#include "recommend/history.h"
#include "recommend/picks.h"

#define TASTE_HALF_LIFE_DAYS 365
#define TASTE_MAX_TITLES 500 /* the newest; older ones have weight 0 */

struct taste {
	uint32_t document;
	double weight; /* > 0 liked, < 0 disliked, 0 merely seen */
};

struct taste_list {
	struct taste *tastes; /* [count], owned, ascending by document */
	size_t count;
};

/* Both fill *list with every title that the snapshot knows. ERROR_MEMORY. */
int taste_from_history(const struct snapshot *snapshot,
    const struct history *history, int64_t now_us, struct taste_list *list);

/* The same with the weights that a model is made for (model/event_weight.h),
 * which are below 0 only for what is not wanted. ERROR_MEMORY. */
int taste_for_model(const struct snapshot *snapshot,
    const struct history *history, struct taste_list *list);

/* Liked titles weigh 1, disliked ones -1/2, one that is both 1/2. */
int taste_from_picks(const struct snapshot *snapshot, const struct picks *picks,
    struct taste_list *list);

void taste_list_release(struct taste_list *list);

#endif
