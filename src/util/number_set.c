/*
 * Two levels of bits: a table of pages, each with a bit a number.
 */
#include "util/number_set.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>

#include "util/error.h"

#define PAGE_WORDS ((size_t)NUMBER_SET_PAGE_WORDS)

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

/* The page with that place in the table, made when it is missing; NULL when
 * out of memory. */
static uint64_t *
need_page(struct number_set *set, size_t at)
{
	if (set->pages == NULL)
		set->pages = calloc(NUMBER_SET_PAGES, sizeof(*set->pages));
	if (set->pages == NULL)
		return NULL;
	if (set->pages[at] == NULL)
		set->pages[at] = calloc(PAGE_WORDS, sizeof(*set->pages[at]));
	return set->pages[at];
}

int
number_set_add(struct number_set *set, int32_t number)
{
	uint64_t *page;

	assert(number >= 0);
	page = need_page(set, page_of(number));
	if (page == NULL)
		return ERROR_MEMORY;
	page[word_of(number)] |= bit_of(number);
	return 0;
}

int
number_set_unite(struct number_set *set, const struct number_set *other)
{
	if (other->pages == NULL)
		return 0;
	for (size_t at = 0; at < NUMBER_SET_PAGES; at++) {
		uint64_t *page;

		if (other->pages[at] == NULL)
			continue;
		page = need_page(set, at);
		if (page == NULL)
			return ERROR_MEMORY;
		for (size_t i = 0; i < PAGE_WORDS; i++)
			page[i] |= other->pages[at][i];
	}
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
