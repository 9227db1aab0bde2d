/*
 * Posting lists: the documents of a term, cut by shard.
 *
 * Within a term's field all documents have the same raw weight (field weight x
 * idf, for tf is 1), so a posting is a document and nothing else: what differs
 * from title to title, norm and prior, is one factor of the document (its
 * scale), applied once a document instead of once a posting. A list therefore
 * is an ascending array of local ids of 16 bits, 2 bytes a posting, and its
 * bound is the largest scale of its documents.
 *
 * The directory is by term, the bodies are by shard: a rare term costs nothing
 * in shards that it does not occur in, and a query walks one shard's bodies
 * before it goes to the next.
 */
#ifndef MARQUEE_INDEX_POSTING_H
#define MARQUEE_INDEX_POSTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

/* One list as it lies in the file: a term in a shard. */
struct posting_entry {
	uint16_t shard;
	uint16_t last; /* its length - 1 */
	uint32_t first; /* of its local ids in the array of all */
	float max_scale; /* the largest scale of its documents, >= 0 */
};

_Static_assert(sizeof(struct posting_entry) == 12, "part of the format");

struct postings {
	const uint32_t *term_lists; /* [term_count + 1], into lists */
	const struct posting_entry *lists; /* [list_count], a term's by shard */
	const uint16_t *documents; /* [posting_count], local ids */
	uint32_t term_count;
	uint64_t list_count;
	uint64_t posting_count;
	uint32_t document_count;
	uint32_t shard_documents; /* of every shard but the last */
};

struct posting_list {
	const uint16_t *documents; /* [count], ascending local ids, borrowed */
	uint32_t count; /* 1 to 65,536 */
	uint32_t shard;
	float max_scale;
};

/* Checks every bound; ERROR_CORRUPT. */
int postings_check(const struct postings *postings, struct error *error);

/* The lists of a term: entries [*first, *end). */
void postings_of(const struct postings *postings, uint32_t term,
    uint32_t *first, uint32_t *end);

void posting_list_at(
    const struct postings *postings, uint32_t entry, struct posting_list *list);

uint32_t postings_document_frequency(
    const struct postings *postings, uint32_t term);

/* Calls `visit` for each document of the term, ascending, until it returns
 * false. */
void postings_each(const struct postings *postings, uint32_t term,
    bool (*visit)(void *context, uint32_t document), void *context);

#endif
