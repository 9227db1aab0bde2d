/*
 * Inverting a shard is a stable sort of its (term, document) pairs by term:
 * the pairs come in order of document, so a radix sort by term leaves each
 * list ascending. Pairs are one number, term above and local id below.
 */
#include "index/shard.h"

#include <stdlib.h>
#include <string.h>

#define RADIX_BITS 11
#define RADIX_SIZE (1u << RADIX_BITS)

/* One shard's lists by ascending term; its postings begin at `first`. */
struct shard {
	uint32_t first_document;
	uint32_t end_document;
	uint32_t first; /* posting of the first document */
	uint32_t list_count;
	uint32_t *terms; /* [list_count], owned */
	struct posting_entry *entries; /* [list_count], owned */
};

/* One pass of the sort, from -> to, by 11 bits of the term. */
static void
sort_pass(const uint64_t *from, uint64_t *to, size_t count, unsigned shift)
{
	size_t starts[RADIX_SIZE + 1] = {0};

	for (size_t i = 0; i < count; i++)
		starts[((from[i] >> shift) & (RADIX_SIZE - 1)) + 1]++;
	for (size_t i = 0; i < RADIX_SIZE; i++)
		starts[i + 1] += starts[i];
	for (size_t i = 0; i < count; i++)
		to[starts[(from[i] >> shift) & (RADIX_SIZE - 1)]++] = from[i];
}

/* Sorts by term; returns whichever of the two arrays holds the result. */
static uint64_t *
sort_pairs(
    uint64_t *pairs, uint64_t *scratch, size_t count, uint32_t term_count)
{
	for (unsigned bits = 0; bits < 32 && (term_count >> bits) > 0;
	     bits += RADIX_BITS) {
		uint64_t *swapped = pairs;

		sort_pass(pairs, scratch, count, bits + 16);
		pairs = scratch;
		scratch = swapped;
	}
	return pairs;
}

static size_t
collect_pairs(
    const struct shard *shard, const struct vectors *vectors, uint64_t *pairs)
{
	size_t count = 0;

	for (uint32_t d = shard->first_document; d < shard->end_document; d++) {
		struct sparse_vector vector;
		uint64_t local = d - shard->first_document;

		vectors_at(vectors, d, &vector);
		for (size_t i = 0; i < vector.count; i++)
			pairs[count++] =
			    ((uint64_t)vector.terms[i] << 16) | local;
	}
	return count;
}

static uint32_t
count_terms(const uint64_t *pairs, size_t count)
{
	uint32_t terms = 0;

	for (size_t i = 0; i < count; i++)
		if (i == 0 || pairs[i] >> 16 != pairs[i - 1] >> 16)
			terms++;
	return terms;
}

/* Cuts the sorted pairs into lists and writes the local ids. */
static void
write_lists(struct shard *shard, uint16_t number, const uint64_t *pairs,
    size_t count, const float *scales, uint16_t *documents)
{
	uint32_t list = 0;

	for (size_t i = 0; i < count; i++) {
		uint16_t local = (uint16_t)(pairs[i] & UINT16_MAX);
		float scale = scales[shard->first_document + local];
		struct posting_entry *entry = &shard->entries[list];

		documents[shard->first + i] = local;
		if (i > 0 && pairs[i] >> 16 == pairs[i - 1] >> 16) {
			entry--;
			entry->last++;
			if (scale > entry->max_scale)
				entry->max_scale = scale;
			continue;
		}
		*entry = (struct posting_entry){
		    number, 0, shard->first + (uint32_t)i, scale};
		shard->terms[list++] = (uint32_t)(pairs[i] >> 16);
	}
}

static int
shard_build(struct shard *shard, uint16_t number, const struct vectors *vectors,
    const float *scales, uint32_t term_count, uint16_t *documents)
{
	size_t count =
	    vectors->starts[shard->end_document] - (size_t)shard->first;
	uint64_t *pairs = malloc((count + 1) * sizeof(*pairs));
	uint64_t *scratch = malloc((count + 1) * sizeof(*scratch));
	int result = ERROR_MEMORY;

	if (pairs != NULL && scratch != NULL) {
		const uint64_t *sorted;

		collect_pairs(shard, vectors, pairs);
		sorted = sort_pairs(pairs, scratch, count, term_count);
		shard->list_count = count_terms(sorted, count);
		shard->terms = malloc(
		    (shard->list_count + (size_t)1) * sizeof(*shard->terms));
		shard->entries = malloc(
		    (shard->list_count + (size_t)1) * sizeof(*shard->entries));
		if (shard->terms != NULL && shard->entries != NULL) {
			write_lists(
			    shard, number, sorted, count, scales, documents);
			result = 0;
		}
	}
	free(pairs);
	free(scratch);
	return result;
}

/* --- joining -------------------------------------------------------------- */

/* Turns the shards' lists into one directory by term, then by shard. */
static int
join_shards(struct shard_lists *lists, const struct shard *shards,
    uint32_t shard_count, uint32_t term_count)
{
	uint32_t *next;

	for (uint32_t s = 0; s < shard_count; s++)
		lists->list_count += shards[s].list_count;
	lists->lists = malloc((lists->list_count + 1) * sizeof(*lists->lists));
	next = calloc((size_t)term_count + 1, sizeof(*next));
	if (lists->lists == NULL || next == NULL) {
		free(next);
		return ERROR_MEMORY;
	}
	for (uint32_t s = 0; s < shard_count; s++)
		for (uint32_t i = 0; i < shards[s].list_count; i++)
			lists->term_lists[shards[s].terms[i] + 1]++;
	for (uint32_t t = 0; t < term_count; t++) {
		lists->term_lists[t + 1] += lists->term_lists[t];
		next[t] = lists->term_lists[t];
	}
	for (uint32_t s = 0; s < shard_count; s++)
		for (uint32_t i = 0; i < shards[s].list_count; i++)
			lists->lists[next[shards[s].terms[i]]++] =
			    shards[s].entries[i];
	free(next);
	return 0;
}

static int
build_shards(struct shard *shards, uint32_t shard_count,
    const struct vectors *vectors, const float *scales, uint32_t term_count,
    uint32_t shard_documents, uint16_t *documents, int threads)
{
	int failed = 0;

#pragma omp parallel for schedule(dynamic) num_threads(threads) \
    reduction(| \
	      : failed)
	for (uint32_t s = 0; s < shard_count; s++) {
		uint64_t end = ((uint64_t)s + 1) * shard_documents;

		shards[s].first_document = s * shard_documents;
		shards[s].end_document = end < vectors->document_count
		    ? (uint32_t)end
		    : vectors->document_count;
		shards[s].first = vectors->starts[shards[s].first_document];
		failed |= shard_build(&shards[s], (uint16_t)s, vectors, scales,
			      term_count, documents) != 0;
	}
	return failed ? ERROR_MEMORY : 0;
}

int
shard_lists_build(struct shard_lists *lists, const struct vectors *vectors,
    const float *scales, uint32_t term_count, uint32_t shard_documents,
    int threads, struct error *error)
{
	struct shard_lists built = {0};
	uint64_t shard_count =
	    ((uint64_t)vectors->document_count + shard_documents - 1) /
	    shard_documents;
	struct shard *shards = NULL;
	int result = ERROR_MEMORY;

	if (shard_count > UINT16_MAX + 1u)
		return error_set(error, ERROR_LIMIT,
		    "shards of %u documents would be more than %u",
		    shard_documents, UINT16_MAX + 1u);
	built.posting_count = vectors->posting_count;
	built.documents =
	    malloc((built.posting_count + 1) * sizeof(*built.documents));
	built.term_lists =
	    calloc((size_t)term_count + 1, sizeof(*built.term_lists));
	shards = calloc(shard_count + 1, sizeof(*shards));
	if (built.documents != NULL && built.term_lists != NULL &&
	    shards != NULL)
		result =
		    build_shards(shards, (uint32_t)shard_count, vectors, scales,
			term_count, shard_documents, built.documents, threads);
	if (result == 0)
		result = join_shards(
		    &built, shards, (uint32_t)shard_count, term_count);
	for (uint64_t s = 0; shards != NULL && s < shard_count; s++) {
		free(shards[s].terms);
		free(shards[s].entries);
	}
	free(shards);
	if (result != 0) {
		shard_lists_release(&built);
		return error_set(error, result, "out of memory");
	}
	*lists = built;
	return 0;
}

void
shard_lists_release(struct shard_lists *lists)
{
	free(lists->term_lists);
	free(lists->lists);
	free(lists->documents);
	memset(lists, 0, sizeof(*lists));
}
