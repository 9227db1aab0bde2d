/*
 * A set of numbers from 0 to 2,147,483,647, as IMDb's ids are: two levels of
 * bits, so that a million neighbours take 128 KiB and the empty ranges between
 * nothing. Several threads may add and ask at once; whoever asks may not yet see
 * what another adds at the same time.
 */
#ifndef MARQUEE_UTIL_NUMBER_SET_H
#define MARQUEE_UTIL_NUMBER_SET_H

#include <stdbool.h>
#include <stdint.h>

#define NUMBER_SET_PAGE_BITS 15 /* numbers a page: 32,768 */
#define NUMBER_SET_PAGES (1 << (31 - NUMBER_SET_PAGE_BITS))
#define NUMBER_SET_PAGE_WORDS (1 << (NUMBER_SET_PAGE_BITS - 6))

struct number_set {
	/* [NUMBER_SET_PAGES] of [NUMBER_SET_PAGE_WORDS] words, lowest bit
	 * first; owned; NULL: none of them */
	uint64_t **pages;
};

/* Zero-initialised is empty. */
void number_set_release(struct number_set *set);

/* 0 or ERROR_MEMORY; `number` >= 0. */
int number_set_add(struct number_set *set, int32_t number);
bool number_set_has(const struct number_set *set, int32_t number);

/* Adds all of `other`; 0 or ERROR_MEMORY. */
int number_set_unite(struct number_set *set, const struct number_set *other);

#endif
