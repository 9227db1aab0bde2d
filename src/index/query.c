/*
 * Query: checks, plan, scan, merge.
 *
 * The plan sorts the query's terms: genres, decades and types become constants
 * of classes, all others lists, shortest first.
 */
#include "index/query.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/popularity.h"
#include "index/scan.h"
#include "index/snapshot_view.h"
#include "index/topk.h"

/* Members of a set that are scored rather than searched. */
#define ONLY_SCORED_MAX 1000

struct query_context {
	struct scan_scratch *scratches; /* [scratch_count], owned */
	int scratch_count;
	struct query_term *terms; /* [term_capacity], owned, as all below */
	struct scan_list *lists; /* [term_capacity] */
	size_t term_capacity;
	float *set_constants; /* [set_capacity] */
	float *set_bounds; /* [set_capacity] */
	size_t set_capacity;
	float *class_terms; /* [class_term_capacity], see plan_terms */
	size_t class_term_capacity;
	_Atomic uint32_t threshold; /* see struct scan */
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
	free(context->lists);
	free(context->set_constants);
	free(context->set_bounds);
	free(context->class_terms);
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
		result = grow(&context->lists, count, sizeof(*context->lists));
	if (result == 0)
		context->term_capacity = count;
	return result;
}

static int
reserve_sets(struct query_context *context, size_t count)
{
	int result;

	if (count <= context->set_capacity)
		return 0;
	result = grow(
	    &context->set_constants, count, sizeof(*context->set_constants));
	if (result == 0)
		result = grow(
		    &context->set_bounds, count, sizeof(*context->set_bounds));
	if (result == 0)
		context->set_capacity = count;
	return result;
}

static int
reserve_class_terms(struct query_context *context, size_t count)
{
	int result;

	if (count <= context->class_term_capacity)
		return 0;
	result =
	    grow(&context->class_terms, count, sizeof(*context->class_terms));
	if (result == 0)
		context->class_term_capacity = count;
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
	atomic_init(&context->threshold, 0);
	scan->threshold = &context->threshold;
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

static float
largest(const float *values, size_t count)
{
	float most = 0;

	for (size_t i = 0; i < count; i++)
		most = values[i] > most ? values[i] : most;
	return most;
}

/* What classes of decades and types that are not admitted add. */
static void
filter_classes(const struct scan *scan, float *decades, float *types)
{
	const struct filter *filter = scan->query->filter;
	const struct vocabulary *vocabulary = &scan->snapshot->vocabulary;
	const uint32_t *first = scan->snapshot->summary->field_first;

	/* without a year a title is in no range of years */
	if (!filter_admits_years(filter, -1, -1))
		decades[0] = -INFINITY;
	for (uint32_t term = first[INDEX_FIELD_DECADE];
	     term < first[INDEX_FIELD_TYPE]; term++) {
		int year =
		    (int)strtol(vocabulary_text(vocabulary, term), NULL, 10);

		if (!filter_admits_years(filter, year, year + 9))
			decades[term - first[INDEX_FIELD_DECADE] + 1] =
			    -INFINITY;
	}
	if (!filter_admits_terms(filter, FILTER_TYPE, NULL, 0))
		types[0] = -INFINITY;
	for (uint32_t term = first[INDEX_FIELD_TYPE];
	     term < first[INDEX_FIELD_TYPE + 1]; term++)
		if (!filter_admits_terms(filter, FILTER_TYPE, &term, 1))
			types[term - first[INDEX_FIELD_TYPE] + 1] = -INFINITY;
}

/*
 * Deals the terms out: to the lists, and to class_terms, which holds what each
 * genre adds, then decades and types, each behind a 0 for classes without.
 */
static void
plan_terms(struct query_context *context, struct scan *scan)
{
	const struct snapshot *snapshot = scan->snapshot;
	const uint32_t *first = snapshot->summary->field_first;
	uint32_t genres = first[INDEX_FIELD_GENRE + 1];
	float *decades = context->class_terms + genres;
	float *types =
	    decades + 1 + first[INDEX_FIELD_TYPE] - first[INDEX_FIELD_DECADE];
	size_t count = 0;

	for (size_t i = 0; i < scan->term_count; i++) {
		uint32_t term = scan->terms[i].term;
		float weight = scan->terms[i].weight *
		    field_weight(snapshot, term) *
		    snapshot->vocabulary.idf[term];

		if (!index_term_is_of_class(first, term))
			context->lists[count++] = (struct scan_list){
			    postings_of(&snapshot->postings, term), weight, 0};
		else if (term < genres)
			context->class_terms[term] = weight;
		else if (term < first[INDEX_FIELD_TYPE])
			decades[term - first[INDEX_FIELD_DECADE] + 1] = weight;
		else
			types[term - first[INDEX_FIELD_TYPE] + 1] = weight;
	}
	if (scan->query->filter != NULL)
		filter_classes(scan, decades, types);
	scan_sort_lists(context->lists, count);
	scan->list_count = count;
	scan->decades = decades;
	scan->types = types;
	scan->decade_max = largest(decades, (size_t)(types - decades));
	scan->type_max = largest(types,
	    (size_t)1 + first[INDEX_FIELD_TYPE + 1] - first[INDEX_FIELD_TYPE]);
}

static int
plan(struct query_context *context, struct scan *scan)
{
	const struct snapshot *snapshot = scan->snapshot;
	const uint32_t *first = snapshot->summary->field_first;
	size_t class_terms = (size_t)first[INDEX_FIELD_GENRE + 1] + 2 +
	    first[INDEX_FIELD_TYPE + 1] - first[INDEX_FIELD_DECADE];
	int result = reserve_sets(context, snapshot->classes.set_count);

	if (result == 0)
		result = reserve_class_terms(context, class_terms);
	if (result != 0)
		return result;
	memset(context->class_terms, 0, class_terms * sizeof(float));
	plan_terms(context, scan);
	scan->lists = context->lists;
	scan->first_set = 0;
	scan->end_set = snapshot->classes.set_count;
	scan->set_constants = context->set_constants;
	scan->set_bounds = context->set_bounds;
	/* scales hold the prior; without it they may be larger by as much */
	scan->limit =
	    scan->query->prior_off ? 1 / (float)POPULARITY_PRIOR_MIN : 1;
	scan->slack = 1 + (float)(scan->term_count + 24) * 0x1p-23f;
	scan->sure = 1 - (float)(scan->term_count + 24) * 0x1p-23f;
	scan_plan(scan, context->class_terms);
	return 0;
}

/* --- run ------------------------------------------------------------------ */

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

int
query_run(struct query_context *context, const struct snapshot *snapshot,
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
		result = plan(context, &scan);
		if (result == 0)
			result = scan_run(&scan, context->scratches, threads);
	}
	if (result != 0)
		return result;
	*hit_count = collect(context, threads, hits, stats);
	return 0;
}

int
query_run_exhaustive(struct query_context *context,
    const struct snapshot *snapshot, const struct query *query,
    struct hit *hits, size_t *hit_count)
{
	struct scan scan;
	int result = begin(context, snapshot, query, 1, &scan);

	if (result != 0)
		return result;
	for (uint32_t d = 0; d < snapshot->document_count; d++)
		if (query_admits(query, snapshot, d))
			scan_score(&scan, d, &context->scratches[0].topk);
	*hit_count = collect(context, 1, hits, NULL);
	return 0;
}
