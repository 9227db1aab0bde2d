/*
 * The plan sorts a query's terms: genres, decades and types become constants of
 * classes, all others lists, shortest first. Filters and boosts become what
 * they do to classes.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/popularity.h"
#include "index/query_context.h"
#include "index/snapshot_view.h"

float
query_field_weight(const struct snapshot *snapshot, uint32_t term)
{
	return snapshot->summary
	    ->field_weights[vocabulary_field(&snapshot->vocabulary, term)];
}

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

/* What classes are known to match of the boosts. */
static void
plan_boosts(struct query_context *context, const struct boosts *boosts,
    struct scan *scan)
{
	const struct document_classes *classes = &scan->snapshot->classes;
	const struct vocabulary *vocabulary = &scan->snapshot->vocabulary;
	const uint32_t *first = scan->snapshot->summary->field_first;
	uint16_t *decades = context->class_matches;
	uint16_t *types =
	    decades + 1 + first[INDEX_FIELD_TYPE] - first[INDEX_FIELD_DECADE];

	for (uint32_t s = 0; s < classes->set_count; s++)
		context->set_matches[s] =
		    boosts_match_terms(boosts, FILTER_GENRE,
			classes->genres + classes->sets[s].first_genre,
			classes->sets[s + 1].first_genre -
			    classes->sets[s].first_genre);
	decades[0] = boosts_may_match(boosts, -1, -1);
	for (uint32_t term = first[INDEX_FIELD_DECADE];
	     term < first[INDEX_FIELD_TYPE]; term++) {
		int year =
		    (int)strtol(vocabulary_text(vocabulary, term), NULL, 10);

		decades[term - first[INDEX_FIELD_DECADE] + 1] =
		    boosts_may_match(boosts, year, year + 9);
	}
	types[0] = boosts_match_terms(boosts, FILTER_TYPE, NULL, 0);
	for (uint32_t term = first[INDEX_FIELD_TYPE];
	     term < first[INDEX_FIELD_TYPE + 1]; term++)
		types[term - first[INDEX_FIELD_TYPE] + 1] =
		    boosts_match_terms(boosts, FILTER_TYPE, &term, 1);
	context->boosts = (struct scan_boosts){boosts, context->set_matches,
	    decades, types, boosts_of_others(boosts, FILTER_GENRE)};
	scan->boosts = &context->boosts;
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
		    (float)term_weight(&snapshot->vectors.weights, term);

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

int
query_plan(struct query_context *context, struct scan *scan)
{
	const struct snapshot *snapshot = scan->snapshot;
	const uint32_t *first = snapshot->summary->field_first;
	size_t class_terms = (size_t)first[INDEX_FIELD_GENRE + 1] + 2 +
	    first[INDEX_FIELD_TYPE + 1] - first[INDEX_FIELD_DECADE];
	int result =
	    query_context_reserve_sets(context, snapshot->classes.set_count);

	if (result == 0)
		result =
		    query_context_reserve_class_terms(context, class_terms);
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
	scan->boosts = NULL;
	if (scan->query->boosts != NULL)
		plan_boosts(context, scan->query->boosts, scan);
	scan->sure = 1 - (float)(scan->term_count + 24) * 0x1p-23f;
	scan_plan(scan, context->class_terms);
	return 0;
}
