/*
 * Number ranks: the place of each number of a set among all of it. Counts by
 * page and by word of 64 bits, 1 KiB for each 4 KiB of the set, make it two
 * looks into tables that stay in cache.
 */
#ifndef MARQUEE_UTIL_NUMBER_RANKS_H
#define MARQUEE_UTIL_NUMBER_RANKS_H

#include <stdint.h>

#include "util/number_set.h"

struct rank_page {
	uint32_t first; /* numbers of the set before the page */
	uint16_t before[NUMBER_SET_PAGE_WORDS]; /* in the page, by word */
};

struct number_ranks {
	const struct number_set *set; /* borrowed, must not change */
	struct rank_page **pages; /* [NUMBER_SET_PAGES], owned */
	uint32_t count; /* numbers of the set */
};

/* 0 or ERROR_MEMORY. Release also after a failure is harmless, as it is of a
 * zeroed struct. */
int number_ranks_init(struct number_ranks *ranks, const struct number_set *set);
void number_ranks_release(struct number_ranks *ranks);

/* From 0 by ascending number; the number must be in the set. */
uint32_t number_ranks_of(const struct number_ranks *ranks, int32_t number);

/* Writes all numbers, ascending. */
void number_ranks_list(const struct number_ranks *ranks, uint32_t *numbers);

#endif
