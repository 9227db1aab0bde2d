/*
 * See explain.h for what a share is.
 */
#include "recommend/explain.h"

#include <assert.h>

#define MAX_NAMED (RECOMMEND_MAX_REASONS - 1)
/* A rest this small is rounding. */
#define MIN_OTHER 1e-6

/* The largest addends so far, descending; ties keep the order of arrival. */
struct ranking {
	struct candidate {
		uint32_t id; /* a term, or a title's position */
		double addend;
	} best[MAX_NAMED]; /* [count] */
	size_t count;
	size_t limit;
};

static void
ranking_offer(struct ranking *ranking, uint32_t id, double addend)
{
	size_t at = ranking->count;

	while (at > 0 && ranking->best[at - 1].addend < addend)
		at--;
	if (at >= ranking->limit)
		return;
	if (ranking->count < ranking->limit)
		ranking->count++;
	for (size_t i = ranking->count - 1; i > at; i--)
		ranking->best[i] = ranking->best[i - 1];
	ranking->best[at] = (struct candidate){id, addend};
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
	return (double)shared->vector.weights[shared->entry];
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
			ranking_offer(&ranking, term->term, addend);
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

static bool
ranking_holds(const struct ranking *ranking, uint32_t id)
{
	for (size_t i = 0; i < ranking->count; i++)
		if (ranking->best[i].id == id)
			return true;
	return false;
}

/* Offers every named term's addend without what the titles named have of
 * it. */
static void
rank_rest(const struct snapshot *snapshot, const struct profile *profile,
    uint32_t document, const struct ranking *titles, struct ranking *terms)
{
	struct shared_terms shared = shared_terms_start(
	    snapshot, profile->terms, profile->term_count, document);

	while (shared_terms_next(&shared)) {
		uint32_t term = profile->terms[shared.at].term;
		double rest = 0.0;

		if (!is_named(snapshot, term))
			continue;
		for (size_t i = part_begin(profile, shared.at);
		     i < profile->part_end[shared.at]; i++)
			if (!ranking_holds(titles, profile->parts[i].title))
				rest += (double)profile->parts[i].weight;
		ranking_offer(terms, term, rest * shared_terms_entry(&shared));
	}
}

void
explain_by_profile(const struct snapshot *snapshot,
    const struct profile *profile, double *addends, struct recommendation *item)
{
	double total = sum_titles(snapshot, profile, item->document, addends);
	struct ranking titles = {.limit = EXPLAIN_MAX_WATCHED};
	struct ranking terms = {0};

	for (size_t i = 0; i < profile->title_count; i++)
		if (addends[i] >= EXPLAIN_MIN_SHARE * total)
			ranking_offer(&titles, (uint32_t)i, addends[i]);
	/* The best one is named even when a long history makes it small. */
	while (titles.count > 1 &&
	    titles.best[titles.count - 1].addend < EXPLAIN_MIN_WATCHED * total)
		titles.count--;
	terms.limit = MAX_NAMED - titles.count;
	rank_rest(snapshot, profile, item->document, &titles, &terms);

	item->reason_count = 0;
	for (size_t i = 0; i < titles.count; i++)
		add_reason(item,
		    (struct reason){
			.kind = REASON_WATCHED,
			.document = profile->titles[titles.best[i].id],
			.share = (float)(titles.best[i].addend / total),
		    });
	add_terms(item, &terms, total);
	add_other(item);
}
