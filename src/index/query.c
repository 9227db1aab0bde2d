/*
 * Query: checks, plan (query_plan.c), scan, merge.
 */
#include "index/query.h"

#include <string.h>

#include "index/query_context.h"
#include "index/query_narrow.h"
#include "index/snapshot_view.h"
#include "index/topk.h"

/* Members of a set that are scored rather than searched. */
#define ONLY_SCORED_MAX 1000

static bool
is_set_of(const struct document_set *set, const struct snapshot *snapshot)
{
	return set == NULL || set->document_count == snapshot->document_count;
}

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
	return is_set_of(query->excluded, snapshot) &&
	    is_set_of(query->only, snapshot);
}

/* Copies the terms that count into the context. */
static int
choose_terms(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, struct scan *scan)
{
	int result = query_context_reserve_terms(context, query->term_count);
	size_t count = 0;

	if (result != 0)
		return result;
	for (size_t i = 0; i < query->term_count; i++)
		if (query->terms[i].weight >= QUERY_WEIGHT_MIN &&
		    query_field_weight(snapshot, query->terms[i].term) > 0)
			context->terms[count++] = query->terms[i];
	scan->snapshot = snapshot;
	scan->query = query;
	scan->terms = context->terms;
	scan->term_count = count;
	atomic_init(&context->threshold, 0);
	scan->threshold = &context->threshold;
	return 0;
}

static int
begin(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, int scratch_count, struct scan *scan)
{
	int result;

	result = query_context_reserve_scratches(context, scratch_count);
	if (result == 0)
		result = choose_terms(context, snapshot, query, scan);
	for (int i = 0; result == 0 && i < scratch_count; i++) {
		struct scan_scratch *scratch = &context->scratches[i];

		topk_init(&scratch->topk, scratch->heap, query->k);
		memset(&scratch->stats, 0, sizeof(scratch->stats));
	}
	return result;
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
		sum.classes += scratch->stats.classes;
	}
	topk_finish(all);
	for (size_t i = 0; i < all->count; i++)
		hits[i] = (struct hit){all->heap[i].document,
		    all->heap[i].score, all->heap[i].similarity};
	if (stats != NULL)
		*stats = sum;
	return all->count;
}

bool
query_admits(const struct query *query, const struct snapshot *snapshot,
    uint32_t document)
{
	return (query->excluded == NULL ||
		   !document_set_holds(query->excluded, document)) &&
	    (query->only == NULL ||
		document_set_holds(query->only, document)) &&
	    (query->filter == NULL ||
		filter_admits(query->filter, snapshot, document));
}

/* Scores every member of a small set. */
static void
score_only(const struct scan *scan, struct scan_scratch *scratch)
{
	const struct query *query = scan->query;

	for (uint32_t d = 0; document_set_next(query->only, &d); d++)
		if (query_admits(query, scan->snapshot, d)) {
			scan_score(scan, d, &scratch->topk);
			scratch->stats.rescored++;
		}
}

static int
run(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, struct hit *hits, size_t *hit_count,
    struct query_stats *stats)
{
	uint32_t shards = snapshot->summary->shard_count;
	int threads = query->threads > 1 && shards > 1 ? query->threads : 1;
	struct scan scan;
	int result;

	if ((uint32_t)threads > shards && shards > 1)
		threads = (int)shards;
	result = begin(context, snapshot, query, threads, &scan);
	if (result == 0 && query->only != NULL &&
	    query->only->count <= ONLY_SCORED_MAX) {
		score_only(&scan, &context->scratches[0]);
		threads = 1;
	} else if (result == 0 && scan.term_count > 0) {
		result = query_plan(context, &scan);
		if (result == 0)
			result = scan_run(&scan, context->scratches, threads);
	}
	if (result != 0)
		return result;
	*hit_count = collect(context, threads, hits, stats);
	return 0;
}

int
query_run(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, struct hit *hits, size_t *hit_count,
    struct query_stats *stats)
{
	struct query narrowed = *query;
	struct document_set few;
	int result;

	if (!is_sound(snapshot, query))
		return ERROR_INVALID;
	result = query_narrow(snapshot, &narrowed, &few);
	if (result == 0)
		result =
		    run(context, snapshot, &narrowed, hits, hit_count, stats);
	document_set_release(&few);
	return result;
}

int
query_run_exhaustive(struct query_context *context,
    const struct snapshot *snapshot, const struct query *query,
    struct hit *hits, size_t *hit_count)
{
	struct scan scan;
	int result;

	if (!is_sound(snapshot, query))
		return ERROR_INVALID;
	result = begin(context, snapshot, query, 1, &scan);
	if (result != 0)
		return result;
	for (uint32_t d = 0; d < snapshot->document_count; d++)
		if (query_admits(query, snapshot, d))
			scan_score(&scan, d, &context->scratches[0].topk);
	*hit_count = collect(context, 1, hits, NULL);
	return 0;
}
