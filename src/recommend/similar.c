/*
 * See similar.h. The query is the title's own vector: its norm is 1 already,
 * so the sum is the cosine.
 */
#include "recommend/similar.h"

#include <stdlib.h>

#include "recommend/explain.h"
#include "util/error.h"

static struct query_term *
vector_terms(const struct sparse_vector *vector)
{
	struct query_term *terms = calloc(vector->count + 1, sizeof(*terms));

	for (size_t i = 0; terms != NULL && i < vector->count; i++) {
		terms[i].term = vector->terms[i];
		terms[i].weight = vector_weight(vector, i);
	}
	return terms;
}

int
similar_titles(struct query_context *context, const struct snapshot *snapshot,
    uint32_t document, const struct similar_options *options,
    struct recommendation_list *list)
{
	struct hit hits[RECOMMEND_MAX_LIMIT];
	struct caps caps;
	struct query_term *terms;
	struct sparse_vector vector;
	struct document_set own;
	struct query query;
	size_t hit_count = 0;
	int code;

	if (options->limit < 1 || options->limit > RECOMMEND_MAX_LIMIT)
		return ERROR_INVALID;
	code = document_set_init_of(
	    &own, snapshot_document_count(snapshot), &document, 1);
	if (code != 0)
		return code;
	snapshot_vector(snapshot, document, &vector);
	terms = vector_terms(&vector);
	if (terms == NULL) {
		code = ERROR_MEMORY;
		goto out;
	}
	query = (struct query){
	    .terms = terms,
	    .term_count = vector.count,
	    .excluded = &own,
	    .filter = options->filter,
	    .boosts = options->boosts,
	    .k = options->limit,
	    .prior_off = options->prior_off,
	    .threads = options->threads,
	};
	if (vector.count > 0) /* else nothing is known of it */
		code = diversify_query(context, snapshot, &query,
		    options->exhaustive, &options->diversify, &caps, hits,
		    &hit_count);
	if (code != 0)
		goto out;
	recommendation_list_take(list, hits, hit_count);
	for (size_t i = 0; i < hit_count; i++)
		explain_by_terms(
		    snapshot, terms, vector.count, &list->items[i]);
out:
	document_set_release(&own);
	free(terms);
	return code;
}
