#include "util/number_ranks.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"

#define WORD_BITS 64

static struct rank_page *
count_page(const uint64_t *words, uint32_t *count)
{
	struct rank_page *page = malloc(sizeof(*page));

	if (page == NULL)
		return NULL;
	page->first = *count;
	for (size_t i = 0; i < NUMBER_SET_PAGE_WORDS; i++) {
		page->before[i] = (uint16_t)(*count - page->first);
		*count += (uint32_t)__builtin_popcountll(words[i]);
	}
	return page;
}

int
number_ranks_init(struct number_ranks *ranks, const struct number_set *set)
{
	memset(ranks, 0, sizeof(*ranks));
	ranks->set = set;
	if (set->pages == NULL)
		return 0;
	ranks->pages = calloc(NUMBER_SET_PAGES, sizeof(struct rank_page *));
	if (ranks->pages == NULL)
		return ERROR_MEMORY;
	for (size_t at = 0; at < NUMBER_SET_PAGES; at++) {
		if (set->pages[at] == NULL)
			continue;
		ranks->pages[at] = count_page(set->pages[at], &ranks->count);
		if (ranks->pages[at] == NULL)
			return ERROR_MEMORY;
	}
	return 0;
}

void
number_ranks_release(struct number_ranks *ranks)
{
	if (ranks->pages != NULL)
		for (size_t at = 0; at < NUMBER_SET_PAGES; at++)
			free(ranks->pages[at]);
	free(ranks->pages);
	memset(ranks, 0, sizeof(*ranks));
}

uint32_t
number_ranks_of(const struct number_ranks *ranks, int32_t number)
{
	size_t at = (size_t)number >> NUMBER_SET_PAGE_BITS;
	size_t word = ((size_t)number / WORD_BITS) % NUMBER_SET_PAGE_WORDS;
	uint64_t below = (UINT64_C(1) << ((unsigned)number % WORD_BITS)) - 1;
	const struct rank_page *page = ranks->pages[at];

	return page->first + page->before[word] +
	    (uint32_t)__builtin_popcountll(ranks->set->pages[at][word] & below);
}

void
number_ranks_list(const struct number_ranks *ranks, uint32_t *numbers)
{
	size_t next = 0;

	for (size_t at = 0; next < ranks->count; at++) {
		const uint64_t *page = ranks->set->pages[at];

		for (size_t i = 0; page != NULL && i < NUMBER_SET_PAGE_WORDS;
		     i++)
			for (uint64_t left = page[i]; left != 0;
			     left &= left - 1)
				numbers[next++] =
				    (uint32_t)((at << NUMBER_SET_PAGE_BITS) +
					i * WORD_BITS +
					(size_t)__builtin_ctzll(left));
	}
}
