/*
 * Catalogue: listing and searching titles, both from the snapshot alone.
 */
#ifndef MARQUEE_RECOMMEND_CATALOGUE_H
#define MARQUEE_RECOMMEND_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/filter.h"
#include "index/snapshot.h"
#include "text/tokenizer.h"

struct catalogue_filter {
	const char *type; /* NULL: any; as IMDb writes it */
	size_t type_length;
	uint32_t min_votes;
	const struct filter *filter; /* bound; NULL: none */
};

struct catalogue_page {
	uint32_t limit; /* 1 to RECOMMEND_MAX_LIMIT */
	uint32_t offset;
};

/*
 * Writes at most page->limit documents in the given order; returns how many.
 * Titles without a year, or without a rating, stand last in either direction.
 */
size_t catalogue_list(const struct snapshot *snapshot,
    enum snapshot_order order, bool ascending,
    const struct catalogue_filter *filter, const struct catalogue_page *page,
    uint32_t *documents);

/*
 * Titles by words, best first: the exact title, also behind an English
 * article, then titles that begin with the words, then those that hold all of
 * them (the last one may be unfinished), each by votes, then by lower title
 * number; primary and original titles, without case and accents. A query
 * without a word finds nothing. ERROR_MEMORY.
 */
int catalogue_search(const struct snapshot *snapshot,
    struct tokenizer *tokenizer, const char *words, size_t length,
    const struct catalogue_filter *filter, const struct catalogue_page *page,
    uint32_t *documents, size_t *document_count);

#endif
