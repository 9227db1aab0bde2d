#include "index/document_set.h"

#include <stdlib.h>
#include <string.h>

static uint32_t
page_count(uint32_t document_count)
{
	return document_count / DOCUMENT_SET_PAGE + 1;
}

int
document_set_init(struct document_set *set, uint32_t document_count)
{
	struct document_page **pages =
	    calloc(page_count(document_count), sizeof(struct document_page *));

	if (pages == NULL)
		return ERROR_MEMORY;
	set->pages = pages;
	set->document_count = document_count;
	set->count = 0;
	return 0;
}

void
document_set_release(struct document_set *set)
{
	if (set->pages == NULL)
		return;
	for (uint32_t i = 0; i < page_count(set->document_count); i++)
		free(set->pages[i]);
	free(set->pages);
	memset(set, 0, sizeof(*set));
}

int
document_set_add(struct document_set *set, uint32_t document)
{
	struct document_page **page = &set->pages[document / DOCUMENT_SET_PAGE];
	uint32_t bit = document % DOCUMENT_SET_PAGE;

	if (document_set_holds(set, document))
		return 0;
	if (*page == NULL)
		*page = calloc(1, sizeof(**page));
	if (*page == NULL)
		return ERROR_MEMORY;
	(*page)->words[bit / 64] |= UINT64_C(1) << bit % 64;
	set->count++;
	return 0;
}

void
document_set_remove(struct document_set *set, uint32_t document)
{
	uint32_t bit = document % DOCUMENT_SET_PAGE;

	if (!document_set_holds(set, document))
		return;
	set->pages[document / DOCUMENT_SET_PAGE]->words[bit / 64] &=
	    ~(UINT64_C(1) << bit % 64);
	set->count--;
}

int
document_set_init_of(struct document_set *set, uint32_t document_count,
    const uint32_t *documents, size_t count)
{
	struct document_set filled;
	int result = document_set_init(&filled, document_count);

	if (result != 0)
		return result;
	for (size_t i = 0; result == 0 && i < count; i++)
		result = document_set_add(&filled, documents[i]);
	if (result != 0)
		document_set_release(&filled);
	else
		*set = filled;
	return result;
}

/* As document_set_next, in one page; `bit` is where to begin. */
static bool
next_in_page(const struct document_page *page, uint32_t bit, uint32_t *found)
{
	uint64_t word;

	if (page == NULL)
		return false;
	word = page->words[bit / 64] >> bit % 64 << bit % 64;
	for (uint32_t i = bit / 64;; word = page->words[i]) {
		if (word != 0) {
			*found = i * 64 + (uint32_t)__builtin_ctzll(word);
			return true;
		}
		if (++i == DOCUMENT_SET_PAGE / 64)
			return false;
	}
}

bool
document_set_next(const struct document_set *set, uint32_t *document)
{
	uint32_t bit = *document % DOCUMENT_SET_PAGE;

	for (uint32_t i = *document / DOCUMENT_SET_PAGE;
	     i < page_count(set->document_count); i++) {
		uint32_t found;

		if (next_in_page(set->pages[i], bit, &found)) {
			*document = i * DOCUMENT_SET_PAGE + found;
			return true;
		}
		bit = 0;
	}
	return false;
}
