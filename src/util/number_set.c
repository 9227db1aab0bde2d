/*
 * Two levels of bits: a table of pages, each with a bit a number.
 */
#include "util/number_set.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>

#include "util/error.h"

#define PAGE_WORDS ((size_t)1 << (NUMBER_SET_PAGE_BITS - 6))

static size_t
page_of(int32_t number)
{
	return (size_t)number >> NUMBER_SET_PAGE_BITS;
}

static size_t
word_of(int32_t number)
{
	return ((size_t)number >> 6) & (PAGE_WORDS - 1);
}

static uint64_t
bit_of(int32_t number)
{
	return UINT64_C(1) << ((unsigned)number & 63);
}

void
number_set_release(struct number_set *set)
{
	size_t i;

	if (set->pages != NULL)
		for (i = 0; i < NUMBER_SET_PAGES; i++)
			free(set->pages[i]);
	free(set->pages);
	set->pages = NULL;
}

int
number_set_add(struct number_set *set, int32_t number)
{
	uint64_t **page;

	assert(number >= 0);
	if (set->pages == NULL)
		set->pages = calloc(NUMBER_SET_PAGES, sizeof(*set->pages));
	if (set->pages == NULL)
		return ERROR_MEMORY;
	page = &set->pages[page_of(number)];
	if (*page == NULL)
		*page = calloc(PAGE_WORDS, sizeof(**page));
	if (*page == NULL)
		return ERROR_MEMORY;
	(*page)[word_of(number)] |= bit_of(number);
	return 0;
}

bool
number_set_has(const struct number_set *set, int32_t number)
{
	const uint64_t *page;

	if (number < 0 || set->pages == NULL)
		return false;
	page = set->pages[page_of(number)];
	return page != NULL && (page[word_of(number)] & bit_of(number)) != 0;
}
