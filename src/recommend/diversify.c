/*
 * See diversify.h. Ties go to the earlier candidate, so that the same ranking
 * gives the same order on every machine.
 */
#include "recommend/diversify.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FRESH_YEARS 5.0 /* in which the bonus halves */
#define CANDIDATES_EACH 5 /* a title wanted */
#define CANDIDATES_MIN 100

struct candidate {
	struct hit hit;
	double relevance;
	double nearest; /* cosine with what was taken */
	float *weights; /* [vector.count], in one allocation with the others */
	struct sparse_vector vector;
	bool gone; /* taken, or forbidden for good */
};

static double
relevance(const struct snapshot *snapshot,
    const struct diversify_options *options, const struct hit *hit, float best)
{
	double value = best > 0 ? (double)hit->score / (double)best : 0;
	struct title_card card;
	double age;

	if (options->freshness <= 0)
		return value;
	snapshot_card(snapshot, hit->document, &card);
	if (card.start_year == 0)
		return value;
	age = fmax(options->year - card.start_year, 0);
	return value *
	    (1 + (double)options->freshness * exp2(-age / FRESH_YEARS));
}

/* Both vectors have length 1. */
static double
cosine(const struct candidate *a, const struct candidate *b)
{
	double sum = 0;

	for (size_t i = 0, j = 0; i < a->vector.count && j < b->vector.count;) {
		uint32_t left = a->vector.terms[i], right = b->vector.terms[j];

		if (left == right)
			sum += (double)a->weights[i] * (double)b->weights[j];
		i += left <= right;
		j += right <= left;
	}
	return sum;
}

/* The weights are wanted once for every title taken: computed here, once. */
static int
read_vectors(const struct snapshot *snapshot, struct candidate *candidates,
    size_t count, float **weights)
{
	size_t total = 0;
	float *next;

	for (size_t i = 0; i < count; i++) {
		snapshot_vector(snapshot, candidates[i].hit.document,
		    &candidates[i].vector);
		total += candidates[i].vector.count;
	}
	next = malloc((total + 1) * sizeof(*next));
	if (next == NULL)
		return ERROR_MEMORY;
	*weights = next;
	for (size_t i = 0; i < count; i++) {
		struct candidate *candidate = &candidates[i];

		candidate->weights = next;
		for (size_t j = 0; j < candidate->vector.count; j++)
			*next++ = vector_weight(&candidate->vector, j);
	}
	return 0;
}

/* The one to take next, or `count` when none is left that may be taken. */
static size_t
choose(struct candidate *candidates, size_t count, double diversity,
    const struct caps *caps)
{
	for (;;) {
		size_t best = count;
		double best_value = 0;

		for (size_t i = 0; i < count; i++) {
			double value =
			    (1 - diversity) * candidates[i].relevance -
			    diversity * candidates[i].nearest;

			if (!candidates[i].gone &&
			    (best == count || value > best_value)) {
				best = i;
				best_value = value;
			}
		}
		if (best == count ||
		    caps_admit(caps, candidates[best].hit.document))
			return best;
		candidates[best].gone = true;
	}
}

/* Takes candidates until there are `limit`; returns how many. */
static size_t
take(struct candidate *candidates, size_t count, double diversity,
    uint32_t limit, struct caps *caps, struct hit *hits)
{
	size_t taken = 0;

	while (taken < limit) {
		size_t at = choose(candidates, count, diversity, caps);

		if (at == count)
			break;
		candidates[at].gone = true;
		caps_take(caps, candidates[at].hit.document);
		hits[taken++] = candidates[at].hit;
		for (size_t i = 0; diversity > 0 && i < count; i++)
			if (!candidates[i].gone)
				candidates[i].nearest = fmax(
				    candidates[i].nearest,
				    cosine(&candidates[at], &candidates[i]));
	}
	return taken;
}

int
diversify(const struct snapshot *snapshot,
    const struct diversify_options *options, uint32_t limit, struct caps *caps,
    struct hit *hits, size_t *count)
{
	struct candidate *candidates = calloc(*count + 1, sizeof(*candidates));
	float *weights = NULL;
	int code = candidates == NULL ? ERROR_MEMORY : 0;

	for (size_t i = 0; code == 0 && i < *count; i++) {
		candidates[i].hit = hits[i];
		candidates[i].relevance =
		    relevance(snapshot, options, &hits[i], hits[0].score);
	}
	if (code == 0 && options->diversity > 0)
		code = read_vectors(snapshot, candidates, *count, &weights);
	if (code == 0)
		*count = take(candidates, *count, (double)options->diversity,
		    limit, caps, hits);
	free(weights);
	free(candidates);
	return code;
}

/* --- rankings ------------------------------------------------------------- */

int
diversify_ranking(const struct snapshot *snapshot, ranking_find *find,
    void *context, uint32_t limit, const struct diversify_options *options,
    struct caps *caps, struct hit *hits, size_t *hit_count)
{
	struct hit candidates[QUERY_MAX_K];
	uint32_t k = limit * CANDIDATES_EACH;
	size_t found, count;
	int code;

	caps_init(caps, snapshot, options);
	if (diversify_is_off(options))
		return find(context, limit, hits, hit_count);
	if (k < CANDIDATES_MIN)
		k = CANDIDATES_MIN;
	for (;;) {
		code = find(context, k, candidates, &found);
		count = found;
		if (code == 0)
			code = diversify(
			    snapshot, options, limit, caps, candidates, &count);
		if (code != 0)
			return code;
		if (count == limit || found < k || k == QUERY_MAX_K)
			break;
		k = QUERY_MAX_K;
		caps_init(caps, snapshot, options);
	}
	memcpy(hits, candidates, count * sizeof(*hits));
	*hit_count = count;
	return 0;
}

struct query_ranking {
	struct query_context *context;
	const struct snapshot *snapshot;
	const struct query *query;
	bool exhaustive;
};

static int
find_by_query(void *context, uint32_t k, struct hit *hits, size_t *hit_count)
{
	const struct query_ranking *ranking = context;
	struct query query = *ranking->query;

	query.k = k;
	if (ranking->exhaustive)
		return query_run_exhaustive(ranking->context, ranking->snapshot,
		    &query, hits, hit_count);
	return query_run(
	    ranking->context, ranking->snapshot, &query, hits, hit_count, NULL);
}

int
diversify_query(struct query_context *context, const struct snapshot *snapshot,
    const struct query *query, bool exhaustive,
    const struct diversify_options *options, struct caps *caps,
    struct hit *hits, size_t *hit_count)
{
	struct query_ranking ranking = {context, snapshot, query, exhaustive};

	return diversify_ranking(snapshot, find_by_query, &ranking, query->k,
	    options, caps, hits, hit_count);
}

/* --- caps ----------------------------------------------------------------- */

void
caps_init(struct caps *caps, const struct snapshot *snapshot,
    const struct diversify_options *options)
{
	caps->snapshot = snapshot;
	caps->max_per_director = options->max_per_director;
	caps->max_per_franchise = options->max_per_franchise;
	caps->count = 0;
}

static bool
directors_are_free(const struct caps *caps, const struct title_card *card)
{
	const struct person_list *directors = &card->directors;

	for (size_t i = 0; i < directors->count; i++) {
		uint32_t films = 0;

		for (size_t j = 0; j < caps->count; j++) {
			const struct person_list *others =
			    &caps->taken[j].card.directors;

			for (size_t k = 0; k < others->count; k++)
				if (others->numbers[k] ==
				    directors->numbers[i]) {
					films++;
					break;
				}
		}
		if (films >= caps->max_per_director)
			return false;
	}
	return true;
}

static bool
franchise_is_free(const struct caps *caps, const struct title_card *card)
{
	struct franchise_name name;
	uint32_t films = 0;

	franchise_name_read(card->title, &name);
	for (size_t i = 0; i < caps->count; i++)
		films += franchise_names_match(&caps->taken[i].name, &name) &&
		    franchise_people_meet(&caps->taken[i].card, card);
	return films < caps->max_per_franchise;
}

bool
caps_are_off(const struct caps *caps)
{
	return caps == NULL ||
	    (caps->max_per_director == 0 && caps->max_per_franchise == 0);
}

bool
caps_admit(const struct caps *caps, uint32_t document)
{
	struct title_card card;

	if (caps_are_off(caps))
		return true;
	snapshot_card(caps->snapshot, document, &card);
	return (caps->max_per_director == 0 ||
		   directors_are_free(caps, &card)) &&
	    (caps->max_per_franchise == 0 || franchise_is_free(caps, &card));
}

void
caps_take(struct caps *caps, uint32_t document)
{
	struct capped *capped;

	if (caps_are_off(caps))
		return;
	assert(caps->count < RECOMMEND_MAX_LIMIT);
	capped = &caps->taken[caps->count];
	snapshot_card(caps->snapshot, document, &capped->card);
	franchise_name_read(capped->card.title, &capped->name);
	caps->count++;
}
