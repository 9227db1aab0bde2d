/*
 * For each title the histories that hold it are walked through, so that no
 * table of all pairs is needed.
 */
#include "evaluate/likeness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/ranking.h"
#include "index/document_set.h"
#include "index/query.h"

/* What all threads read. */
struct measuring {
	const struct training *training;
	struct document_set documents; /* of the measured items */
	size_t *starts; /* [items + 1], in users: who has an item; owned */
	uint32_t *users; /* owned */
};

struct scratch {
	struct query_context *queries;
	struct query_term *terms; /* [term_capacity] */
	size_t term_capacity;
	uint32_t *together; /* [items], 0 between calls */
	double *scores; /* [items] */
};

static bool
is_measured(const struct measuring *measuring, uint32_t item)
{
	return measuring->training->counts[item] >= LIKENESS_MIN_USERS;
}

/* --- who has what --------------------------------------------------------- */

static int
list_users(struct measuring *measuring)
{
	const struct split *split = measuring->training->split;
	const struct event_set *events = split->events;
	size_t *next;

	measuring->starts =
	    calloc((size_t)events->item_count + 2, sizeof(*measuring->starts));
	measuring->users =
	    calloc(events->event_count + 1, sizeof(*measuring->users));
	if (measuring->starts == NULL || measuring->users == NULL)
		return ERROR_MEMORY;
	/* starts[item + 1] is where the next user of the item goes */
	next = measuring->starts + 1;
	for (uint32_t item = 1; item < events->item_count; item++)
		next[item] =
		    next[item - 1] + measuring->training->counts[item - 1];
	for (uint32_t user = 0; user < events->user_count; user++)
		for (size_t i = events->starts[user]; i < split->cuts[user];
		     i++)
			if (!split_is_cold(split, events->events[i].item))
				measuring
				    ->users[next[events->events[i].item]++] =
				    user;
	return 0;
}

static int
list_documents(struct measuring *measuring)
{
	const struct item_catalogue *catalogue = measuring->training->catalogue;
	int code = document_set_init(&measuring->documents,
	    snapshot_document_count(catalogue->snapshot));

	for (uint32_t item = 0;
	     code == 0 && item < measuring->training->split->events->item_count;
	     item++)
		if (is_measured(measuring, item))
			code = document_set_add(
			    &measuring->documents, catalogue->documents[item]);
	return code;
}

/* --- nearest -------------------------------------------------------------- */

/* The items that most often stand beside the item: the first `count` of
 * list. */
static void
find_watched(const struct measuring *measuring, uint32_t item,
    struct scratch *scratch, struct ranked_list *list)
{
	const struct training *training = measuring->training;
	const struct event_set *events = training->split->events;

	for (size_t i = measuring->starts[item];
	     i < measuring->starts[item + 1]; i++) {
		uint32_t user = measuring->users[i];

		for (size_t j = events->starts[user];
		     j < training->split->cuts[user]; j++)
			scratch->together[events->events[j].item]++;
	}
	for (uint32_t other = 0; other < events->item_count; other++) {
		scratch->scores[other] = !is_measured(measuring, other)
		    ? -1.0
		    : scratch->together[other] /
			sqrt((double)training->counts[other]);
		scratch->together[other] = 0;
	}
	scratch->scores[item] = -1.0;
	ranking_take_best(
	    scratch->scores, events->item_count, LIKENESS_WATCHED, list);
}

static int
find_similar(const struct measuring *measuring, uint32_t item,
    struct scratch *scratch, struct hit *hits, size_t *hit_count)
{
	const struct item_catalogue *catalogue = measuring->training->catalogue;
	struct query query = {.only = &measuring->documents,
	    .k = LIKENESS_CONTENT + 1,
	    .prior_off = true};
	struct sparse_vector vector;

	snapshot_vector(
	    catalogue->snapshot, catalogue->documents[item], &vector);
	if (vector.count > scratch->term_capacity) {
		free(scratch->terms);
		scratch->term_capacity = vector.count * 2;
		scratch->terms =
		    calloc(scratch->term_capacity, sizeof(*scratch->terms));
		if (scratch->terms == NULL)
			return ERROR_MEMORY;
	}
	for (size_t i = 0; i < vector.count; i++)
		scratch->terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	query.terms = scratch->terms;
	query.term_count = vector.count;
	*hit_count = 0;
	if (vector.count == 0)
		return 0;
	return query_run(scratch->queries, catalogue->snapshot, &query, hits,
	    hit_count, NULL);
}

/* How many of the nearest by content are near by co-watching too. */
static int
count_common(const struct measuring *measuring, uint32_t item,
    struct scratch *scratch, uint32_t *common)
{
	const uint32_t *documents = measuring->training->catalogue->documents;
	struct hit hits[LIKENESS_CONTENT + 1];
	struct ranked_list watched;
	size_t hit_count, taken = 0;
	int code = find_similar(measuring, item, scratch, hits, &hit_count);

	if (code != 0)
		return code;
	find_watched(measuring, item, scratch, &watched);
	for (size_t i = 0; i < hit_count && taken < LIKENESS_CONTENT; i++) {
		if (hits[i].document == documents[item])
			continue;
		taken++;
		for (uint32_t j = 0; j < watched.count; j++)
			*common +=
			    documents[watched.items[j]] == hits[i].document;
	}
	return 0;
}

/* --- all ------------------------------------------------------------------ */

static int
scratch_init(struct scratch *scratch, uint32_t items)
{
	*scratch = (struct scratch){.queries = query_context_new(),
	    .together = calloc((size_t)items + 1, sizeof(*scratch->together)),
	    .scores = calloc((size_t)items + 1, sizeof(*scratch->scores))};
	return scratch->queries == NULL || scratch->together == NULL ||
		scratch->scores == NULL
	    ? ERROR_MEMORY
	    : 0;
}

static void
scratch_release(struct scratch *scratch)
{
	query_context_free(scratch->queries);
	free(scratch->terms);
	free(scratch->together);
	free(scratch->scores);
}

static int
measure_all(const struct measuring *measuring, struct likeness *likeness)
{
	uint32_t items = measuring->training->split->events->item_count;
	uint32_t measured = 0, total = 0;
	int failed = 0;

#pragma omp parallel reduction(min : failed) reduction(+ : measured, total)
	{
		struct scratch scratch;
		int code = scratch_init(&scratch, items);

#pragma omp for schedule(dynamic, 16)
		for (uint32_t item = 0; item < items; item++) {
			if (code != 0 || !is_measured(measuring, item))
				continue;
			code = count_common(measuring, item, &scratch, &total);
			measured++;
		}
		scratch_release(&scratch);
		failed = code;
	}
	if (failed < 0)
		return failed;
	*likeness = (struct likeness){.items = measured};
	if (measured > 0)
		likeness->share =
		    (double)total / ((double)measured * LIKENESS_CONTENT);
	return 0;
}

int
likeness_measure(const struct training *training, struct likeness *likeness)
{
	struct measuring measuring = {.training = training};
	int code = list_users(&measuring);

	if (code == 0)
		code = list_documents(&measuring);
	if (code == 0)
		code = measure_all(&measuring, likeness);
	document_set_release(&measuring.documents);
	free(measuring.starts);
	free(measuring.users);
	return code;
}
