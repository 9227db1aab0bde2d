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

/* What *slot points at, made of `count` zeroed elements of `size` bytes when
 * nobody has yet; NULL when out of memory. */
static void *
get_or_make(void **slot, size_t count, size_t size)
{
	void *present = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
	void *made;

	if (present != NULL)
		return present;
	made = calloc(count, size);
	if (made == NULL)
		return NULL;
	if (__atomic_compare_exchange_n(slot, &present, made, false,
		__ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return made;
	free(made);
	return present;
}

/* The page with that place in the table, made when it is missing; NULL when
 * out of memory. */
static uint64_t *
need_page(struct number_set *set, size_t at)
{
	uint64_t **pages =
	    get_or_make((void **)&set->pages, NUMBER_SET_PAGES, sizeof(*pages));

	if (pages == NULL)
		return NULL;
	return get_or_make((void **)&pages[at], PAGE_WORDS, sizeof(**pages));
}

int
number_set_add(struct number_set *set, int32_t number)
{
	uint64_t *page;

	assert(number >= 0);
	page = need_page(set, page_of(number));
	if (page == NULL)
		return ERROR_MEMORY;
	__atomic_fetch_or(
	    &page[word_of(number)], bit_of(number), __ATOMIC_RELAXED);
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
			__atomic_fetch_or(
			    &page[i], other->pages[at][i], __ATOMIC_RELAXED);
	}
	return 0;
}

bool
number_set_has(const struct number_set *set, int32_t number)
{
	uint64_t **pages = __atomic_load_n(&set->pages, __ATOMIC_ACQUIRE);
	const uint64_t *page;

	if (number < 0 || pages == NULL)
		return false;
	page = __atomic_load_n(&pages[page_of(number)], __ATOMIC_ACQUIRE);
	return page != NULL &&
	    (__atomic_load_n(&page[word_of(number)], __ATOMIC_RELAXED) &
		bit_of(number)) != 0;
}
