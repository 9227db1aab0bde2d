/*
 * See explain.h for what a share is.
 */
#include "recommend/explain.h"

#include <assert.h>

#define MAX_NAMED (RECOMMEND_MAX_REASONS - 1)
/* A rest this small is rounding. */
#define MIN_OTHER 1e-6

struct candidate {
	uint32_t id; /* a term, or a title's position */
	enum explain_telling telling; /* where it counts, else alike for all */
	double addend;
};

/* The best so far, descending; ties keep the order of arrival. */
struct ranking {
	struct candidate best[MAX_NAMED]; /* [count] */
	size_t count;
	size_t limit;
};

static bool
goes_before(const struct candidate *a, const struct candidate *b)
{
	if (a->telling != b->telling)
		return a->telling > b->telling;
	return a->addend > b->addend;
}

static void
ranking_offer(struct ranking *ranking, struct candidate candidate)
{
	size_t at = ranking->count;

	while (at > 0 && goes_before(&candidate, &ranking->best[at - 1]))
		at--;
	if (at >= ranking->limit)
		return;
	if (ranking->count < ranking->limit)
		ranking->count++;
	for (size_t i = ranking->count - 1; i > at; i--)
		ranking->best[i] = ranking->best[i - 1];
	ranking->best[at] = candidate;
}

/* Where a candidate stands; `count` when it is not held. */
static size_t
ranking_find(const struct ranking *ranking, uint32_t id)
{
	size_t at = 0;

	while (at < ranking->count && ranking->best[at].id != id)
		at++;
	return at;
}

/* A walk over the terms that a query and a document share. */
struct shared_terms {
	const struct query_term *terms; /* of the query */
	size_t term_count;
	struct sparse_vector vector; /* of the document */
	size_t at; /* of `terms`: the shared one, after a step */
	size_t entry; /* of `vector`: likewise */
};

static struct shared_terms
shared_terms_start(const struct snapshot *snapshot,
    const struct query_term *terms, size_t term_count, uint32_t document)
{
	struct shared_terms shared = {
	    .terms = terms,
	    .term_count = term_count,
	    .at = SIZE_MAX, /* the first step wraps to 0 */
	    .entry = SIZE_MAX,
	};

	snapshot_vector(snapshot, document, &shared.vector);
	return shared;
}

/* Moves to the next shared term; false at the end. */
static bool
shared_terms_next(struct shared_terms *shared)
{
	const struct sparse_vector *vector = &shared->vector;

	shared->at++;
	shared->entry++;
	while (
	    shared->at < shared->term_count && shared->entry < vector->count) {
		uint32_t wanted = shared->terms[shared->at].term;
		uint32_t term = vector->terms[shared->entry];

		if (wanted == term)
			return true;
		if (wanted < term)
			shared->at++;
		else
			shared->entry++;
	}
	return false;
}

static double
shared_terms_entry(const struct shared_terms *shared)
{
	return (double)vector_weight(&shared->vector, shared->entry);
}

static bool
is_named(const struct snapshot *snapshot, uint32_t term)
{
	struct term_label label;

	snapshot_term(snapshot, term, &label);
	return label.text != NULL;
}

/* Puts a named reason where its share belongs. */
static void
add_reason(struct recommendation *item, struct reason reason)
{
	size_t at = item->reason_count++;

	assert(at < MAX_NAMED);
	for (; at > 0 && item->reasons[at - 1].share < reason.share; at--)
		item->reasons[at] = item->reasons[at - 1];
	item->reasons[at] = reason;
}

static void
add_terms(
    struct recommendation *item, const struct ranking *ranking, double total)
{
	for (size_t i = 0; i < ranking->count; i++) {
		double share = ranking->best[i].addend / total;

		if (share < EXPLAIN_MIN_SHARE)
			break;
		add_reason(item,
		    (struct reason){
			.kind = REASON_TERM,
			.term = ranking->best[i].id,
			.share = (float)share,
		    });
	}
}

/* Whatever the named reasons leave. */
static void
add_other(struct recommendation *item)
{
	double rest = 1.0;

	for (size_t i = 0; i < item->reason_count; i++)
		rest -= (double)item->reasons[i].share;
	if (rest < MIN_OTHER)
		return;
	item->reasons[item->reason_count++] = (struct reason){
	    .kind = REASON_OTHER,
	    .share = (float)rest,
	};
}

void
explain_by_terms(const struct snapshot *snapshot,
    const struct query_term *terms, size_t term_count,
    struct recommendation *item)
{
	struct shared_terms shared =
	    shared_terms_start(snapshot, terms, term_count, item->document);
	struct ranking ranking = {.limit = EXPLAIN_MAX_TERMS};
	double total = 0.0;

	while (shared_terms_next(&shared)) {
		const struct query_term *term = &terms[shared.at];
		double addend =
		    (double)term->weight * shared_terms_entry(&shared);

		total += addend;
		if (is_named(snapshot, term->term))
			ranking_offer(&ranking,
			    (struct candidate){
				.id = term->term, .addend = addend});
	}
	item->reason_count = 0;
	add_terms(item, &ranking, total);
	add_other(item);
}

static size_t
part_begin(const struct profile *profile, size_t term)
{
	return term == 0 ? 0 : profile->part_end[term - 1];
}

/* Sums each liked title's addends; returns the sum of all. */
static double
sum_titles(const struct snapshot *snapshot, const struct profile *profile,
    uint32_t document, double *addends)
{
	struct shared_terms shared = shared_terms_start(
	    snapshot, profile->terms, profile->term_count, document);
	double total = 0.0;

	for (size_t i = 0; i < profile->title_count; i++)
		addends[i] = 0.0;
	while (shared_terms_next(&shared)) {
		double entry = shared_terms_entry(&shared);

		for (size_t i = part_begin(profile, shared.at);
		     i < profile->part_end[shared.at]; i++) {
			const struct profile_part *part = &profile->parts[i];

			addends[part->title] += (double)part->weight * entry;
			total += (double)part->weight * entry;
		}
	}
	return total;
}

/* What a profile's addends to one document come to. */
struct breakdown {
	struct ranking titles; /* the watched ones that are named */
	struct ranking through[EXPLAIN_MAX_WATCHED]; /* their terms */
	struct ranking rest; /* terms without what those titles bring */
};

enum explain_telling
explain_telling_of(const struct term_label *label)
{
	if (label->text == NULL)
		return EXPLAIN_NOTHING;
	switch (label->field) {
	case INDEX_FIELD_TYPE:
	case INDEX_FIELD_DECADE:
		return EXPLAIN_LITTLE;
	case INDEX_FIELD_GENRE:
	case INDEX_FIELD_OVERVIEW:
		return EXPLAIN_SOME;
	default:
		return EXPLAIN_MUCH;
	}
}

/* Offers a shared term to the titles named, and what they leave of it to the
 * rest. */
static void
rank_term(const struct profile *profile, size_t at, double entry,
    enum explain_telling telling, struct breakdown *breakdown)
{
	const struct ranking *titles = &breakdown->titles;
	uint32_t term = profile->terms[at].term;
	double rest = 0.0;

	for (size_t i = part_begin(profile, at); i < profile->part_end[at];
	     i++) {
		const struct profile_part *part = &profile->parts[i];
		double weight = (double)part->weight;
		size_t place = ranking_find(titles, part->title);

		if (place == titles->count)
			rest += weight;
		else
			ranking_offer(&breakdown->through[place],
			    (struct candidate){term, telling, weight * entry});
	}
	ranking_offer(&breakdown->rest,
	    (struct candidate){.id = term, .addend = rest * entry});
}

/* Ranks the named terms, once the titles are. */
static void
rank_terms(const struct snapshot *snapshot, const struct profile *profile,
    uint32_t document, struct breakdown *breakdown)
{
	struct shared_terms shared = shared_terms_start(
	    snapshot, profile->terms, profile->term_count, document);

	breakdown->rest.limit = MAX_NAMED - breakdown->titles.count;
	for (size_t i = 0; i < breakdown->titles.count; i++)
		breakdown->through[i].limit = MAX_NAMED;
	while (shared_terms_next(&shared)) {
		struct term_label label;

		snapshot_term(snapshot, profile->terms[shared.at].term, &label);
		if (label.text != NULL)
			rank_term(profile, shared.at,
			    shared_terms_entry(&shared),
			    explain_telling_of(&label), breakdown);
	}
}

/* Ranks the watched titles by addend and drops those that bring little. */
static void
rank_titles(const double *addends, size_t title_count, double total,
    struct ranking *titles)
{
	titles->limit = EXPLAIN_MAX_WATCHED;
	for (size_t i = 0; i < title_count; i++)
		if (addends[i] >= EXPLAIN_MIN_SHARE * total)
			ranking_offer(titles,
			    (struct candidate){
				.id = (uint32_t)i, .addend = addends[i]});
	/* The best one is named even when a long history makes it small. */
	while (titles->count > 1 &&
	    titles->best[titles->count - 1].addend <
		EXPLAIN_MIN_WATCHED * total)
		titles->count--;
}

/* Whether one of the first `count` terms is the same person. */
static bool
is_repeated(const struct snapshot *snapshot, const uint32_t *terms,
    size_t count, uint32_t term)
{
	struct term_label label, earlier;

	snapshot_term(snapshot, term, &label);
	for (size_t i = 0; i < count; i++) {
		snapshot_term(snapshot, terms[i], &earlier);
		if (label.person != 0 && label.person == earlier.person)
			return true;
	}
	return false;
}

/* A person has three roles at most, so MAX_NAMED terms hold two to tell. */
static void
choose_through(const struct snapshot *snapshot, const struct ranking *terms,
    struct reason *reason)
{
	for (size_t i = 0;
	     i < terms->count && reason->through_count < RECOMMEND_MAX_THROUGH;
	     i++) {
		const struct candidate *term = &terms->best[i];

		if (term->telling == EXPLAIN_LITTLE &&
		    terms->best[0].telling != EXPLAIN_LITTLE)
			break;
		if (!is_repeated(snapshot, reason->through,
			reason->through_count, term->id))
			reason->through[reason->through_count++] = term->id;
	}
}

void
explain_by_profile(const struct snapshot *snapshot,
    const struct profile *profile, double *addends, struct recommendation *item)
{
	double total = sum_titles(snapshot, profile, item->document, addends);
	struct breakdown breakdown = {0};
	const struct ranking *titles = &breakdown.titles;

	rank_titles(addends, profile->title_count, total, &breakdown.titles);
	rank_terms(snapshot, profile, item->document, &breakdown);

	item->reason_count = 0;
	for (size_t i = 0; i < titles->count; i++) {
		struct reason reason = {
		    .kind = REASON_WATCHED,
		    .document = profile->titles[titles->best[i].id],
		    .share = (float)(titles->best[i].addend / total),
		};

		choose_through(snapshot, &breakdown.through[i], &reason);
		add_reason(item, reason);
	}
	add_terms(item, &breakdown.rest, total);
	add_other(item);
}
