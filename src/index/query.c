/*
 * Query: checks, plan, scan of the shards, merge.
 *
 * The plan groups the lists of all terms by shard. Terms are ordered by their
 * number of postings first, so that every group comes out shortest list first.
 * Shards are visited from the highest bound on; once a bound is below the k-th
 * score all the rest is skipped.
 */
#include "index/query.h"

#include <inttypes.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "index/scan.h"
#include "index/snapshot_view.h"
#include "index/topk.h"

/* A term of the query with all its lists. */
struct plan_term {
	uint32_t first; /* list entries [first, end) */
	uint32_t end;
	uint64_t postings;
	float weight;
};

struct query_context {
	struct scan_scratch *scratches; /* [scratch_count], owned */
	int scratch_count;
	struct query_term *terms; /* [term_capacity], owned, as all below */
	struct plan_term *plan_terms; /* [term_capacity] */
	size_t term_capacity;
	struct scan_list *lists; /* [list_capacity] */
	size_t list_capacity;
	struct scan_shard *shards; /* [shard_capacity] */
	size_t *starts; /* [shard_capacity + 1] */
	size_t shard_capacity;
};

struct query_context *
query_context_new(void)
{
	return calloc(1, sizeof(struct query_context));
}

void
query_context_free(struct query_context *context)
{
	if (context == NULL)
		return;
	for (int i = 0; i < context->scratch_count; i++)
		scan_scratch_release(&context->scratches[i]);
	free(context->scratches);
	free(context->terms);
	free(context->plan_terms);
	free(context->lists);
	free(context->shards);
	free(context->starts);
	free(context);
}

/* --- memory --------------------------------------------------------------- */

/* Grows *array, whose contents may be lost, to `count` elements. */
static int
grow(void *array, size_t count, size_t element_bytes)
{
	void *grown = malloc((count + 1) * element_bytes);
	void *old;

	if (grown == NULL)
		return ERROR_MEMORY;
	memcpy(&old, array, sizeof(old));
	free(old);
	memcpy(array, &grown, sizeof(grown));
	/* cppcheck-suppress memleak; *array holds it */
	return 0;
}

static int
reserve_terms(struct query_context *context, size_t count)
{
	int result;

	if (count <= context->term_capacity)
		return 0;
	result = grow(&context->terms, count, sizeof(*context->terms));
	if (result == 0)
		result = grow(
		    &context->plan_terms, count, sizeof(*context->plan_terms));
	if (result == 0)
		context->term_capacity = count;
	return result;
}

static int
reserve_lists(struct query_context *context, size_t count)
{
	int result;

	if (count <= context->list_capacity)
		return 0;
	result = grow(&context->lists, count, sizeof(*context->lists));
	if (result == 0)
		context->list_capacity = count;
	return result;
}

static int
reserve_shards(struct query_context *context, size_t count)
{
	int result;

	if (count <= context->shard_capacity)
		return 0;
	result = grow(&context->shards, count, sizeof(*context->shards));
	if (result == 0)
		result =
		    grow(&context->starts, count + 1, sizeof(*context->starts));
	if (result == 0)
		context->shard_capacity = count;
	return result;
}

static int
reserve_scratches(struct query_context *context, int count)
{
	struct scan_scratch *scratches;

	if (count <= context->scratch_count)
		return 0;
	scratches =
	    realloc(context->scratches, (size_t)count * sizeof(*scratches));
	if (scratches == NULL)
		return ERROR_MEMORY;
	context->scratches = scratches;
	while (context->scratch_count < count) {
		int result =
		    scan_scratch_init(&scratches[context->scratch_count]);

		if (result != 0)
			return result;
		context->scratch_count++;
	}
	return 0;
}

/* --- checks --------------------------------------------------------------- */

static bool
is_sound(const struct snapshot *snapshot, const struct query *query)
{
	if (query->k < 1 || query->k > QUERY_MAX_K)
		return false;
	for (size_t i = 0; i < query->term_count; i++) {
		const struct query_term *term = &query->terms[i];

		if (term->term >= snapshot->postings.term_count ||
		    (i > 0 && term->term <= term[-1].term) ||
		    !(term->weight >= 0 && term->weight <= QUERY_WEIGHT_MAX))
			return false;
	}
	for (size_t i = 0; i < query->excluded_count; i++)
		if (query->excluded[i] >= snapshot->document_count ||
		    (i > 0 && query->excluded[i] <= query->excluded[i - 1]))
			return false;
	return true;
}

static float
field_weight(const struct snapshot *snapshot, uint32_t term)
{
	return snapshot->summary
	    ->field_weights[vocabulary_field(&snapshot->vocabulary, term)];
}

/* Copies the terms that count into the context. */
static int
choose_terms(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, struct scan *scan)
{
	int result = reserve_terms(context, query->term_count);
	size_t count = 0;

	if (result != 0)
		return result;
	for (size_t i = 0; i < query->term_count; i++)
		if (query->terms[i].weight >= QUERY_WEIGHT_MIN &&
		    field_weight(snapshot, query->terms[i].term) > 0)
			context->terms[count++] = query->terms[i];
	scan->snapshot = snapshot;
	scan->query = query;
	scan->terms = context->terms;
	scan->term_count = count;
	atomic_init(&scan->threshold, 0);
	return 0;
}

static int
begin(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, int scratch_count, struct scan *scan)
{
	int result;

	if (!is_sound(snapshot, query))
		return ERROR_INVALID;
	result = reserve_scratches(context, scratch_count);
	if (result == 0)
		result = choose_terms(context, snapshot, query, scan);
	for (int i = 0; result == 0 && i < scratch_count; i++) {
		struct scan_scratch *scratch = &context->scratches[i];

		topk_init(&scratch->topk, scratch->heap, query->k);
		memset(&scratch->stats, 0, sizeof(scratch->stats));
	}
	return result;
}

/* --- plan ----------------------------------------------------------------- */

static int
by_postings(const void *a, const void *b)
{
	const struct plan_term *left = a;
	const struct plan_term *right = b;

	if (left->postings != right->postings)
		return left->postings < right->postings ? -1 : 1;
	return (left->first > right->first) - (left->first < right->first);
}

/* Fills plan_terms, fewest postings first; returns the number of lists. */
static size_t
plan_terms(struct query_context *context, const struct scan *scan)
{
	const struct snapshot *snapshot = scan->snapshot;
	size_t lists = 0;

	for (size_t i = 0; i < scan->term_count; i++) {
		uint32_t term = scan->terms[i].term;
		struct plan_term *planned = &context->plan_terms[i];

		postings_of(
		    &snapshot->postings, term, &planned->first, &planned->end);
		planned->postings =
		    postings_document_frequency(&snapshot->postings, term);
		planned->weight = scan->terms[i].weight *
		    field_weight(snapshot, term) *
		    snapshot->vocabulary.idf[term];
		lists += planned->end - planned->first;
	}
	qsort(context->plan_terms, scan->term_count,
	    sizeof(*context->plan_terms), by_postings);
	return lists;
}

/* Deals the lists of the terms out to their shards, in the terms' order. */
static void
deal_lists(struct query_context *context, const struct scan *scan)
{
	const struct postings *postings = &scan->snapshot->postings;
	size_t shard_count = scan->snapshot->summary->shard_count;
	size_t *starts = context->starts;

	memset(starts, 0, (shard_count + 1) * sizeof(*starts));
	for (size_t i = 0; i < scan->term_count; i++)
		for (uint32_t l = context->plan_terms[i].first;
		     l < context->plan_terms[i].end; l++)
			starts[postings->lists[l].shard + 1]++;
	for (size_t s = 0; s < shard_count; s++)
		starts[s + 1] += starts[s];
	for (size_t i = 0; i < scan->term_count; i++)
		for (uint32_t l = context->plan_terms[i].first;
		     l < context->plan_terms[i].end; l++) {
			size_t at = starts[postings->lists[l].shard]++;

			posting_list_at(
			    postings, l, &context->lists[at].postings);
			context->lists[at].weight =
			    context->plan_terms[i].weight;
		}
}

static int
by_bound(const void *a, const void *b)
{
	const struct scan_shard *left = a;
	const struct scan_shard *right = b;

	if (left->bound != right->bound)
		return left->bound > right->bound ? -1 : 1;
	return (left->shard > right->shard) - (left->shard < right->shard);
}

/* Fills context->shards with those that hold a list, highest bound first. */
static int
plan(struct query_context *context, const struct scan *scan,
    size_t *planned_count)
{
	size_t shard_count = scan->snapshot->summary->shard_count;
	size_t list_count;
	size_t count = 0;
	size_t first = 0;
	int result;

	*planned_count = 0;
	if (scan->term_count == 0)
		return 0;
	result = reserve_shards(context, shard_count);
	if (result != 0)
		return result;
	list_count = plan_terms(context, scan);
	result = reserve_lists(context, list_count);
	if (result != 0)
		return result;
	deal_lists(context, scan);
	/* starts[s] has moved on to the end of shard s */
	for (size_t s = 0; s < shard_count; first = context->starts[s++]) {
		struct scan_shard *shard = &context->shards[count];

		if (context->starts[s] == first)
			continue;
		shard->shard = (uint32_t)s;
		shard->lists = context->lists + first;
		shard->count = context->starts[s] - first;
		shard->bound = scan_bound(scan, shard->lists, shard->count);
		count++;
	}
	qsort(context->shards, count, sizeof(*context->shards), by_bound);
	*planned_count = count;
	return 0;
}

/* --- run ------------------------------------------------------------------ */

static void
scan_shards(struct query_context *context, struct scan *scan,
    size_t shard_count, int threads)
{
	if (threads == 1) {
		for (size_t i = 0; i < shard_count &&
		     context->shards[i].bound >= scan_threshold(scan);
		     i++)
			scan_run(
			    scan, &context->shards[i], &context->scratches[0]);
		return;
	}
#pragma omp parallel for schedule(dynamic) num_threads(threads)
	for (size_t i = 0; i < shard_count; i++)
		if (context->shards[i].bound >= scan_threshold(scan))
			scan_run(scan, &context->shards[i],
			    &context->scratches[omp_get_thread_num()]);
}

/* Joins the threads' answers into the first one's and writes the hits. */
static size_t
collect(struct query_context *context, int threads, struct hit *hits,
    struct query_stats *stats)
{
	struct topk *all = &context->scratches[0].topk;
	struct query_stats sum = context->scratches[0].stats;

	for (int i = 1; i < threads; i++) {
		const struct scan_scratch *scratch = &context->scratches[i];

		for (size_t j = 0; j < scratch->topk.count; j++)
			topk_push(all, &scratch->heap[j]);
		sum.postings += scratch->stats.postings;
		sum.rescored += scratch->stats.rescored;
	}
	topk_finish(all);
	for (size_t i = 0; i < all->count; i++)
		hits[i] = (struct hit){all->heap[i].document,
		    all->heap[i].score, all->heap[i].similarity};
	if (stats != NULL)
		*stats = sum;
	return all->count;
}

int
query_run(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, struct hit *hits, size_t *hit_count,
    struct query_stats *stats)
{
	int threads = query->threads > 1 ? query->threads : 1;
	size_t shard_count = 0;
	struct scan scan;
	int result;

	if ((uint32_t)threads > snapshot->summary->shard_count)
		threads = snapshot->summary->shard_count > 1
		    ? (int)snapshot->summary->shard_count
		    : 1;
	result = begin(context, snapshot, query, threads, &scan);
	if (result == 0)
		result = plan(context, &scan, &shard_count);
	if (result != 0)
		return result;
	scan_shards(context, &scan, shard_count, threads);
	*hit_count = collect(context, threads, hits, stats);
	return 0;
}

int
query_run_exhaustive(struct query_context *context,
    const struct snapshot *snapshot, const struct query *query,
    struct hit *hits, size_t *hit_count)
{
	size_t excluded = 0;
	struct scan scan;
	int result = begin(context, snapshot, query, 1, &scan);

	if (result != 0)
		return result;
	for (uint32_t d = 0; d < snapshot->document_count; d++) {
		if (excluded < query->excluded_count &&
		    query->excluded[excluded] == d) {
			excluded++;
			continue;
		}
		scan_score(&scan, d, &context->scratches[0].topk);
	}
	*hit_count = collect(context, 1, hits, NULL);
	return 0;
}
