/*
 * Picks: titles that somebody without an account names.
 */
#ifndef MARQUEE_RECOMMEND_PICKS_H
#define MARQUEE_RECOMMEND_PICKS_H

#include <stddef.h>
#include <stdint.h>

/* By number, borrowed; unknown ones count for nothing and are no error. None
 * of them is ever answered. */
struct picks {
	const int32_t *liked; /* [liked_count] */
	size_t liked_count;
	const int32_t *disliked; /* [disliked_count] */
	size_t disliked_count;
	const int32_t *seen; /* [seen_count]; says nothing of taste */
	size_t seen_count;
};

#endif
