/*
 * Fuzzes opening a snapshot, and reading all of one that opens. The first byte
 * chooses whether the bytes are taken as they are or their checksums are made
 * right first, so that what lies behind the checksums is reached.
 *
 * Good seeds: small files that `marquee index` wrote, with a byte before them.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "index/query.h"
#include "index/snapshot_view.h"
#include "unit/section_reseal.h"

#define QUERIES 20 /* documents of a snapshot that are asked for */
#define TERMS_MAX 256
#define K 10

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
count_posting(void *context, uint32_t document)
{
	*(uint64_t *)context += document;
	return true;
}

static void
read_terms(const struct snapshot *snapshot, uint64_t *sum)
{
	for (uint32_t t = 0; t < snapshot_term_count(snapshot); t++) {
		struct term_label label;

		snapshot_term(snapshot, t, &label);
		*sum += label.text != NULL ? strlen(label.text) : 0;
		*sum += snapshot_document_frequency(snapshot, t);
		snapshot_each_posting(snapshot, t, count_posting, sum);
	}
}

static void
read_people(const struct snapshot *snapshot, const struct person_list *people,
    uint64_t *sum)
{
	for (size_t i = 0; i < people->count; i++) {
		const char *name =
		    snapshot_person_name(snapshot, people->numbers[i]);

		*sum += name != NULL ? strlen(name) : 0;
	}
}

static void
read_documents(const struct snapshot *snapshot, uint64_t *sum)
{
	for (uint32_t d = 0; d < snapshot_document_count(snapshot); d++) {
		struct title_card card;
		uint32_t found;

		snapshot_card(snapshot, d, &card);
		*sum += strlen(card.title) + strlen(card.original_title) +
		    strlen(card.type) + strlen(card.genres);
		read_people(snapshot, &card.directors, sum);
		read_people(snapshot, &card.writers, sum);
		read_people(snapshot, &card.cast, sum);
		*sum += snapshot_find(snapshot, card.number, &found);
		for (int i = 0; i < SNAPSHOT_ORDER_COUNT; i++)
			*sum +=
			    snapshot_order(snapshot, (enum snapshot_order)i)[d];
	}
}

static void
run_queries(const struct snapshot *snapshot)
{
	struct query_context *context = query_context_new();

	for (uint32_t d = 0; context != NULL && d < QUERIES &&
	     d < snapshot_document_count(snapshot);
	     d++) {
		struct query_term terms[TERMS_MAX];
		struct hit hits[K];
		struct sparse_vector vector;
		struct query query = {.terms = terms, .k = K};
		size_t count;

		snapshot_vector(snapshot, d, &vector);
		for (size_t i = 0; i < vector.count && i < TERMS_MAX; i++)
			terms[query.term_count++] = (struct query_term){
			    vector.terms[i], vector_weight(&vector, i)};
		if (query_run(context, snapshot, &query, hits, &count, NULL) !=
			0 ||
		    query_run_exhaustive(
			context, snapshot, &query, hits, &count) != 0)
			abort();
	}
	query_context_free(context);
}

static void
read_all(const struct snapshot *snapshot)
{
	struct buffer out = BUFFER_INIT;
	uint64_t sum = 0;
	uint32_t first;
	uint32_t end;

	snapshot_describe(snapshot, true, &out);
	buffer_release(&out);
	read_terms(snapshot, &sum);
	read_documents(snapshot, &sum);
	snapshot_title_prefix(snapshot, SNAPSHOT_TITLES, "a", 1, &first, &end);
	for (uint32_t i = first; i < end; i++) {
		const char *folded;

		snapshot_title_entry(snapshot, SNAPSHOT_TITLES, i, &folded);
		sum += strlen(folded);
	}
	snapshot_find_term(snapshot, INDEX_FIELD_TITLE, "a\0b", 3, &first);
	run_queries(snapshot);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snapshot snapshot = {0};
	unsigned char *bytes;

	if (size == 0)
		return 0;
	/* an allocation of its own: aligned, and its end is watched */
	bytes = malloc(size);
	if (bytes == NULL)
		return 0;
	memcpy(bytes, data + 1, size - 1);
	if (data[0] % 2 == 1)
		section_reseal(bytes, size - 1);
	if (snapshot_load(&snapshot, bytes, size - 1, NULL) == 0)
		read_all(&snapshot);
	free(bytes);
	return 0;
}
