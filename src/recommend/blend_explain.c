#include "recommend/blend_explain.h"

#include <stdlib.h>

#include "recommend/blend_score.h"
#include "recommend/explain.h"
#include "util/error.h"

#define MAX_NAMED (RECOMMEND_MAX_REASONS - 1)
#define MAX_TERMS 2 /* of those, terms */
#define MIN_REST 1e-6 /* what is less is rounding */

/* Of one answer. */
struct shares {
	const struct blend *blend;
	uint32_t document;
	struct sparse_vector vector; /* of the document */
	double *addends; /* [title_count]; what is named is set to 0 */
	double *term_sums; /* [vector.count], scratch */
	enum explain_telling *telling; /* [vector.count] */
	double total;
	struct recommendation *item;
};

/* --- addends -------------------------------------------------------------- */

static size_t
part_begin(const struct profile *profile, size_t term)
{
	return term == 0 ? 0 : profile->part_end[term - 1];
}

/* What content says, by watched title. */
static void
add_content(const struct blend *blend, uint32_t document, uint32_t item,
    double *addends)
{
	const struct profile *profile = blend->profile;
	double factor = blend_content_factor(blend, document, item);
	struct sparse_vector vector;
	size_t at = 0;

	snapshot_vector(blend->snapshot, document, &vector);
	for (size_t i = 0; i < vector.count; i++) {
		double entry;

		while (at < profile->term_count &&
		    profile->terms[at].term < vector.terms[i])
			at++;
		if (at == profile->term_count)
			return;
		if (profile->terms[at].term != vector.terms[i])
			continue;
		entry = factor * (double)vector_weight(&vector, i);
		for (size_t part = part_begin(profile, at);
		     part < profile->part_end[at]; part++)
			addends[profile->parts[part].title] +=
			    entry * (double)profile->parts[part].weight;
	}
}

/* What watching says. */
static void
add_watched(const struct blend *blend, uint32_t item, double *addends)
{
	const struct model_view *model = blend->join->model;
	size_t title = 0;

	for (size_t i = 0; i < blend->tastes->count; i++) {
		const struct taste *taste = &blend->tastes->tastes[i];
		struct title_card card;
		uint32_t from;

		if (!(taste->weight > 0.0))
			continue;
		snapshot_card(blend->snapshot, taste->document, &card);
		from = model_find(model, card.number);
		if (from != UINT32_MAX)
			addends[title] +=
			    taste->weight * blend_entry(model, from, item);
		title++;
	}
}

double
blend_addends(const struct blend *blend, uint32_t document, double *addends)
{
	double boost = (double)blend_boost(blend, document);
	double popularity = 0.0;
	struct title_card card;
	uint32_t item;

	for (size_t i = 0; i < blend->profile->title_count; i++)
		addends[i] = 0.0;
	snapshot_card(blend->snapshot, document, &card);
	item = model_find(blend->join->model, card.number);
	if (item != UINT32_MAX) {
		add_watched(blend, item, addends);
		popularity = blend_popularity(blend, item);
	}
	add_content(blend, document, item, addends);
	for (size_t i = 0; i < blend->profile->title_count; i++)
		addends[i] *= boost;
	return popularity * boost;
}

/* --- reasons -------------------------------------------------------------- */

/* Puts a named reason where its share belongs. */
static struct reason *
add_reason(struct recommendation *item, struct reason reason)
{
	size_t at = item->reason_count++;

	for (; at > 0 && item->reasons[at - 1].share < reason.share; at--)
		item->reasons[at] = item->reasons[at - 1];
	item->reasons[at] = reason;
	return &item->reasons[at];
}

static enum explain_telling
telling_of(const struct snapshot *snapshot, uint32_t term)
{
	struct term_label label;

	snapshot_term(snapshot, term, &label);
	return explain_telling_of(&label);
}

static bool
is_repeated(
    const struct snapshot *snapshot, const struct reason *reason, uint32_t term)
{
	struct term_label label, earlier;

	snapshot_term(snapshot, term, &label);
	for (size_t i = 0; i < reason->through_count; i++) {
		snapshot_term(snapshot, reason->through[i], &earlier);
		if (reason->through[i] == term ||
		    (label.person != 0 && label.person == earlier.person))
			return true;
	}
	return false;
}

/* The terms of the answer that the watched title has too: the most telling, of
 * these the largest weight; decade and type only when there is nothing else. */
static void
choose_through(const struct shares *shares, struct reason *reason)
{
	const struct snapshot *snapshot = shares->blend->snapshot;
	struct sparse_vector watched;

	snapshot_vector(snapshot, reason->document, &watched);
	while (reason->through_count < RECOMMEND_MAX_THROUGH) {
		enum explain_telling most = EXPLAIN_NOTHING;
		size_t best = 0, at = 0;

		for (size_t i = 0; i < shares->vector.count; i++) {
			uint32_t term = shares->vector.terms[i];
			enum explain_telling telling = shares->telling[i];

			while (at < watched.count && watched.terms[at] < term)
				at++;
			if (at == watched.count)
				break;
			if (watched.terms[at] != term || telling < most ||
			    is_repeated(snapshot, reason, term))
				continue;
			if (telling > most ||
			    vector_weight(&shares->vector, i) >
				vector_weight(&shares->vector, best))
				best = i;
			most = telling;
		}
		if (most == EXPLAIN_NOTHING ||
		    (most == EXPLAIN_LITTLE && reason->through_count > 0))
			return;
		reason->through[reason->through_count++] =
		    shares->vector.terms[best];
	}
}

static void
name_watched(struct shares *shares)
{
	const struct profile *profile = shares->blend->profile;

	for (int named = 0; named < EXPLAIN_MAX_WATCHED; named++) {
		double least =
		    named == 0 ? EXPLAIN_MIN_SHARE : EXPLAIN_MIN_WATCHED;
		size_t best = 0;
		struct reason reason = {.kind = REASON_WATCHED};

		for (size_t i = 1; i < profile->title_count; i++)
			if (shares->addends[i] > shares->addends[best])
				best = i;
		if (profile->title_count == 0 ||
		    shares->addends[best] < least * shares->total)
			return;
		reason.document = profile->titles[best];
		reason.share = (float)(shares->addends[best] / shares->total);
		shares->addends[best] = 0.0;
		choose_through(shares, &reason);
		add_reason(shares->item, reason);
	}
}

/* Sums for each term of the answer what is left of the titles that have it. */
static void
sum_terms(struct shares *shares)
{
	const struct profile *profile = shares->blend->profile;

	for (size_t i = 0; i < shares->vector.count; i++)
		shares->term_sums[i] = 0.0;
	for (size_t title = 0; title < profile->title_count; title++) {
		struct sparse_vector watched;
		size_t at = 0;

		if (shares->addends[title] == 0.0)
			continue;
		snapshot_vector(
		    shares->blend->snapshot, profile->titles[title], &watched);
		for (size_t i = 0; i < watched.count; i++) {
			while (at < shares->vector.count &&
			    shares->vector.terms[at] < watched.terms[i])
				at++;
			if (at == shares->vector.count)
				break;
			if (shares->vector.terms[at] == watched.terms[i])
				shares->term_sums[at] += shares->addends[title];
		}
	}
}

/* Counts the titles that have a term as told. */
static void
strike_out(struct shares *shares, uint32_t term)
{
	const struct profile *profile = shares->blend->profile;

	for (size_t title = 0; title < profile->title_count; title++) {
		struct sparse_vector watched;

		snapshot_vector(
		    shares->blend->snapshot, profile->titles[title], &watched);
		for (size_t i = 0; i < watched.count; i++)
			if (watched.terms[i] == term)
				shares->addends[title] = 0.0;
	}
}

/* The last term may be a decade or a type, when these speak for most. */
static void
name_terms(struct shares *shares)
{
	for (int named = 0; named < MAX_TERMS; named++) {
		size_t best = SIZE_MAX;

		sum_terms(shares);
		for (size_t i = 0; i < shares->vector.count; i++) {
			if (shares->term_sums[i] <
				EXPLAIN_MIN_SHARE * shares->total ||
			    shares->telling[i] == EXPLAIN_NOTHING ||
			    (named + 1 < MAX_TERMS &&
				shares->telling[i] == EXPLAIN_LITTLE))
				continue;
			if (best == SIZE_MAX ||
			    shares->term_sums[i] > shares->term_sums[best])
				best = i;
		}
		if (best == SIZE_MAX)
			continue;
		add_reason(shares->item,
		    (struct reason){.kind = REASON_TERM,
			.term = shares->vector.terms[best],
			.share =
			    (float)(shares->term_sums[best] / shares->total)});
		strike_out(shares, shares->vector.terms[best]);
	}
}

/* What titles speak against an answer makes what speaks for it more than the
 * whole; then shares are of what speaks for it. */
static double
settle_named(struct recommendation *item)
{
	double sum = 0.0;

	for (size_t i = 0; i < item->reason_count; i++)
		sum += (double)item->reasons[i].share;
	for (size_t i = 0; sum > 1.0 && i < item->reason_count; i++)
		item->reasons[i].share =
		    (float)((double)item->reasons[i].share / sum);
	return sum;
}

/* What no title and no term speaks for. */
static void
name_rest(struct shares *shares, double popularity)
{
	struct recommendation *item = shares->item;
	double rest = 1.0 - settle_named(item);

	if (rest < MIN_REST)
		return;
	item->reasons[item->reason_count++] = (struct reason){
	    .kind = popularity / shares->total > rest / 2 ? REASON_POPULARITY
							  : REASON_OTHER,
	    .share = (float)rest,
	};
}

static void
explain(struct shares *shares)
{
	double popularity =
	    blend_addends(shares->blend, shares->document, shares->addends);

	shares->total = (double)shares->item->score;
	shares->item->reason_count = 0;
	name_watched(shares);
	name_terms(shares);
	name_rest(shares, popularity);
}

/* Looks the answer's terms up, and explains it. ERROR_MEMORY. */
static int
explain_item(struct shares *shares, struct recommendation *item)
{
	const struct snapshot *snapshot = shares->blend->snapshot;
	size_t count;
	int code = ERROR_MEMORY;

	shares->item = item;
	shares->document = item->document;
	snapshot_vector(snapshot, item->document, &shares->vector);
	count = shares->vector.count;
	shares->term_sums = calloc(count + 1, sizeof(*shares->term_sums));
	shares->telling = calloc(count + 1, sizeof(*shares->telling));
	if (shares->term_sums != NULL && shares->telling != NULL) {
		for (size_t i = 0; i < count; i++)
			shares->telling[i] =
			    telling_of(snapshot, shares->vector.terms[i]);
		explain(shares);
		code = 0;
	}
	free(shares->term_sums);
	free(shares->telling);
	return code;
}

int
blend_explain(const struct blend *blend, struct recommendation_list *list)
{
	struct shares shares = {
	    .blend = blend,
	    .addends = calloc(
		blend->profile->title_count + 1, sizeof(*shares.addends)),
	};
	int code = shares.addends == NULL ? ERROR_MEMORY : 0;

	for (size_t i = 0; code == 0 && i < list->count; i++)
		code = explain_item(&shares, &list->items[i]);
	free(shares.addends);
	return code;
}
