/*
 * From the lowest byte up; a byte in which all keys agree costs nothing.
 */
#include "util/radix_sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"

#define DIGITS 8 /* bytes of a key */
#define VALUES 256 /* of a byte */

static unsigned
digit_of(uint64_t key, unsigned digit)
{
	return (unsigned)(key >> (8 * digit)) & (VALUES - 1);
}

/* Moves the pairs by one byte of their keys. */
static void
scatter(const struct radix_pair *from, struct radix_pair *to, size_t count,
    unsigned digit, const size_t *counts)
{
	size_t next[VALUES];
	size_t at = 0;

	for (size_t i = 0; i < VALUES; i++) {
		next[i] = at;
		at += counts[i];
	}
	for (size_t i = 0; i < count; i++)
		to[next[digit_of(from[i].key, digit)]++] = from[i];
}

static bool
is_sorted(const struct radix_pair *pairs, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (pairs[i - 1].key > pairs[i].key)
			return false;
	return true;
}

int
radix_sort(struct radix_pair *pairs, size_t count)
{
	size_t counts[DIGITS][VALUES] = {{0}};
	struct radix_pair *scratch;
	struct radix_pair *from = pairs;
	struct radix_pair *to;

	if (is_sorted(pairs, count))
		return 0;
	scratch = malloc(count * sizeof(*scratch));
	if (scratch == NULL)
		return ERROR_MEMORY;
	to = scratch;
	for (size_t i = 0; i < count; i++)
		for (unsigned digit = 0; digit < DIGITS; digit++)
			counts[digit][digit_of(pairs[i].key, digit)]++;
	for (unsigned digit = 0; digit < DIGITS; digit++) {
		struct radix_pair *swapped = from;

		if (counts[digit][digit_of(pairs[0].key, digit)] == count)
			continue;
		scatter(from, to, count, digit, counts[digit]);
		from = to;
		to = swapped;
	}
	if (from != pairs)
		memcpy(pairs, from, count * sizeof(*pairs));
	free(scratch);
	return 0;
}
