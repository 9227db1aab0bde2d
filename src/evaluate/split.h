/*
 * Split: which events are a user's history and which are held out.
 *
 * Of the held-out ones those are relevant that were rated RELEVANT_RATING half
 * stars or more, or not rated and watched to the half at least. Who has none
 * is not scored. Everything before the cut is history, and all that any model
 * may see.
 *
 * Users of origin background have no cut: all of theirs is history, and they
 * are not scored.
 */
#ifndef MARQUEE_EVALUATE_SPLIT_H
#define MARQUEE_EVALUATE_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "evaluate/event_set.h"

#define SPLIT_RELEVANT_RATING 7
#define SPLIT_NO_FOLD (-1)
#define SPLIT_FOLDS 5

enum split_kind {
	SPLIT_PER_USER, /* the last 20 % of each user, rounded up */
	SPLIT_GLOBAL, /* what is not before the 80th percentile of all times */
	SPLIT_VALIDATION /* the last 20 % of each user's history as
			  * SPLIT_PER_USER has it: what parameters may be
			  * chosen on */
};

struct split {
	const struct event_set *events; /* borrowed */
	enum split_kind kind;
	size_t *cuts; /* [user_count], owned: history is
		       * [starts[u], cuts[u]) */
	uint32_t *scored; /* [scored_count], users, ascending; owned */
	uint32_t scored_count;
	size_t *relevant_starts; /* [scored_count + 1], owned */
	uint32_t *relevant; /* items, ascending for each user; owned */
	int fold; /* SPLIT_NO_FOLD, or the fold whose items are cold: the
		   * history has none of them, relevant are they alone */
};

/*
 * Cuts a finished set. `runtimes`, in minutes by item, tell what is half of a
 * title; 0: not known. ERROR_MEMORY. Release also after a failure is harmless.
 */
int split_make(struct split *split, const struct event_set *events,
    const int32_t *runtimes, enum split_kind kind, int fold);
void split_release(struct split *split);

/* Scores at most `users` users, those whose hash is lowest: always the same of a
 * data set, and of a smaller sample all. ERROR_MEMORY. */
int split_sample(struct split *split, uint32_t users);

/* Whether an item is one of the fold's; never without a fold. */
bool split_is_cold(const struct split *split, uint32_t item);

/* Whether an item may be answered at all. */
bool split_is_candidate(const struct split *split, uint32_t item);

/* Days from the first to the last event of a user's history. */
double split_history_days(const struct split *split, uint32_t user);

/* Users that have each item in their history: **new** [item_count]. NULL when
 * out of memory. */
uint32_t *split_item_counts(const struct split *split);

#endif
