#include "index/posting.h"

#include <inttypes.h>
#include <math.h>

void
postings_of(const struct postings *postings, uint32_t term, uint32_t *first,
    uint32_t *end)
{
	*first = postings->term_lists[term];
	*end = postings->term_lists[term + 1];
}

void
posting_list_at(
    const struct postings *postings, uint32_t entry, struct posting_list *list)
{
	const struct posting_entry *packed = &postings->lists[entry];

	list->documents = postings->documents + packed->first;
	list->count = (uint32_t)packed->last + 1;
	list->shard = packed->shard;
	list->max_scale = packed->max_scale;
}

uint32_t
postings_document_frequency(const struct postings *postings, uint32_t term)
{
	uint32_t count = 0;
	uint32_t first;
	uint32_t end;

	postings_of(postings, term, &first, &end);
	for (uint32_t entry = first; entry < end; entry++)
		count += (uint32_t)postings->lists[entry].last + 1;
	return count;
}

void
postings_each(const struct postings *postings, uint32_t term,
    bool (*visit)(void *context, uint32_t document), void *context)
{
	uint32_t first;
	uint32_t end;

	postings_of(postings, term, &first, &end);
	for (uint32_t entry = first; entry < end; entry++) {
		struct posting_list list;
		uint32_t base;

		posting_list_at(postings, entry, &list);
		base = list.shard * postings->shard_documents;
		for (uint32_t i = 0; i < list.count; i++)
			if (!visit(context, base + list.documents[i]))
				return;
	}
}

/* --- check ---------------------------------------------------------------- */

static int
check_directory(const struct postings *postings, struct error *error)
{
	const uint32_t *lists = postings->term_lists;

	for (uint32_t term = 0; term < postings->term_count; term++)
		if (lists[term] >= lists[term + 1])
			return error_set(error, ERROR_CORRUPT,
			    "lists: term %" PRIu32 " has none", term);
	if (lists[0] != 0 ||
	    lists[postings->term_count] != postings->list_count)
		return error_set(
		    error, ERROR_CORRUPT, "lists: the terms do not cover them");
	return 0;
}

/* Documents of a shard; 0 when there is no such shard. */
static uint32_t
shard_size(const struct postings *postings, uint32_t shard)
{
	uint64_t base = (uint64_t)shard * postings->shard_documents;
	uint64_t left;

	if (base >= postings->document_count)
		return 0;
	left = postings->document_count - base;
	return left < postings->shard_documents ? (uint32_t)left
						: postings->shard_documents;
}

static int
check_list(const struct postings *postings, uint32_t entry, struct error *error)
{
	const struct posting_entry *packed = &postings->lists[entry];
	uint32_t size = shard_size(postings, packed->shard);
	struct posting_list list;
	bool ascending = true;

	if ((uint64_t)packed->first + packed->last >= postings->posting_count)
		return error_set(error, ERROR_CORRUPT,
		    "lists: list %" PRIu32 " leaves the postings", entry);
	if (!isfinite(packed->max_scale) || packed->max_scale < 0)
		return error_set(error, ERROR_CORRUPT,
		    "lists: list %" PRIu32 " has no bound", entry);
	posting_list_at(postings, entry, &list);
	for (uint32_t i = 1; i < list.count; i++)
		ascending &= list.documents[i - 1] < list.documents[i];
	if (!ascending || list.documents[list.count - 1] >= size)
		return error_set(error, ERROR_CORRUPT,
		    "postings: list %" PRIu32
		    " does not ascend below its shard's %" PRIu32 " documents",
		    entry, size);
	return 0;
}

int
postings_check(const struct postings *postings, struct error *error)
{
	uint64_t covered = 0;
	int result = check_directory(postings, error);

	for (uint32_t term = 0; result == 0 && term < postings->term_count;
	     term++) {
		uint32_t first;
		uint32_t end;

		postings_of(postings, term, &first, &end);
		for (uint32_t i = first; result == 0 && i < end; i++) {
			if (i > first &&
			    postings->lists[i].shard <=
				postings->lists[i - 1].shard)
				return error_set(error, ERROR_CORRUPT,
				    "lists: shards of term %" PRIu32
				    " do not ascend",
				    term);
			result = check_list(postings, i, error);
			covered += (uint64_t)postings->lists[i].last + 1;
		}
	}
	if (result == 0 && covered != postings->posting_count)
		return error_set(error, ERROR_CORRUPT,
		    "postings: the lists hold %" PRIu64 " of %" PRIu64, covered,
		    postings->posting_count);
	return result;
}
