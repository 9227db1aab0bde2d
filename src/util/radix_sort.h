/*
 * Radix sort: pairs of a key and a value, by key, in linear time.
 */
#ifndef MARQUEE_UTIL_RADIX_SORT_H
#define MARQUEE_UTIL_RADIX_SORT_H

#include <stddef.h>
#include <stdint.h>

struct radix_pair {
	uint64_t key;
	uint32_t value;
};

/* Sorts ascending by key; pairs of equal keys keep their order. Takes as much
 * memory again while it runs. 0 or ERROR_MEMORY. */
int radix_sort(struct radix_pair *pairs, size_t count);

#endif
