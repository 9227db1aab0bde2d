#include "index/query_narrow.h"

#include <string.h>

#include "index/filter_parse.h"
#include "index/snapshot_view.h"

/* A stretch of an order is short up to one document in so many, and so many. */
#define SHORT_ONE_IN 64
#define SHORT_MAX 16384

#define SAMPLE 256 /* documents */
#define DOCUMENTS_MIN 16384 /* of fewer all are soon looked at */

/* --- orders --------------------------------------------------------------- */

/* Documents [first, end) of an order. */
struct stretch {
	const uint32_t *order;
	uint32_t first;
	uint32_t end;
};

static double
value_at(
    const struct snapshot *snapshot, enum filter_field field, uint32_t document)
{
	const struct card *card = &snapshot->cards[document];

	return field == FILTER_YEAR ? (double)card->start_year
				    : (double)card->votes;
}

/* How many documents of a descending order are above a value, or also those
 * that are equal to it. */
static uint32_t
count_above(const struct snapshot *snapshot, const uint32_t *order,
    enum filter_field field, double value, bool equal)
{
	uint32_t low = 0;
	uint32_t high = snapshot->document_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		double here = value_at(snapshot, field, order[middle]);

		if (here > value || (equal && here == value))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The shortest stretch in which all lie that the filter admits; false when no
 * clause has one. */
static bool
find_stretch(const struct snapshot *snapshot, const struct filter *filter,
    struct stretch *shortest)
{
	bool found = false;

	for (size_t c = 0; c < filter->clause_count; c++) {
		const struct filter_clause *clause = &filter->clauses[c];
		struct stretch stretch;

		if (clause->field != FILTER_YEAR &&
		    clause->field != FILTER_VOTES)
			continue;
		stretch.order = snapshot->orders[clause->field == FILTER_YEAR
			? SNAPSHOT_ORDER_YEAR
			: SNAPSHOT_ORDER_POPULARITY];
		stretch.first = count_above(snapshot, stretch.order,
		    clause->field, clause->maximum, false);
		stretch.end = count_above(snapshot, stretch.order,
		    clause->field, clause->minimum, true);
		if (!found ||
		    stretch.end - stretch.first <
			shortest->end - shortest->first)
			*shortest = stretch;
		found = true;
	}
	return found;
}

static int
take_stretch(const struct snapshot *snapshot, const struct query *query,
    const struct stretch *stretch, struct document_set *set)
{
	int result = 0;

	for (uint32_t i = stretch->first; result == 0 && i < stretch->end; i++)
		if (query_admits(query, snapshot, stretch->order[i]))
			result = document_set_add(set, stretch->order[i]);
	return result;
}

/* --- a sample, and all ---------------------------------------------------- */

static bool
has_other_ranges(const struct filter *filter)
{
	for (size_t c = 0; c < filter->clause_count; c++)
		if (filter->clauses[c].field == FILTER_RATING ||
		    filter->clauses[c].field == FILTER_RUNTIME)
			return true;
	return false;
}

/* Of more than one in a hundred a sample of 256 would hold some; and with as
 * many as that a search is soon at its end. */
static bool
sample_has_none(const struct snapshot *snapshot, const struct filter *filter)
{
	uint32_t step = snapshot->document_count / SAMPLE;

	for (uint32_t i = 0; i < SAMPLE; i++)
		__builtin_prefetch(&snapshot->cards[i * step]);
	for (uint32_t i = 0; i < SAMPLE; i++)
		if (filter_admits_ranges(filter, snapshot, i * step))
			return false;
	return true;
}

static int
take_all(const struct snapshot *snapshot, const struct query *query,
    struct document_set *set)
{
	int result = 0;

	for (uint32_t d = 0; result == 0 && d < snapshot->document_count; d++)
		if (filter_admits_ranges(query->filter, snapshot, d) &&
		    query_admits(query, snapshot, d))
			result = document_set_add(set, d);
	return result;
}

int
query_narrow(const struct snapshot *snapshot, struct query *query,
    struct document_set *set)
{
	const struct filter *filter = query->filter;
	uint32_t most = snapshot->document_count / SHORT_ONE_IN;
	struct stretch stretch = {NULL, 0, 0};
	bool in_order;
	int result;

	memset(set, 0, sizeof(*set));
	if (filter == NULL || query->only != NULL ||
	    snapshot->document_count < DOCUMENTS_MIN)
		return 0;
	most = most < SHORT_MAX ? most : SHORT_MAX;
	in_order = find_stretch(snapshot, filter, &stretch) &&
	    stretch.end - stretch.first <= most;
	if (!in_order &&
	    (!has_other_ranges(filter) || !sample_has_none(snapshot, filter)))
		return 0;
	result = document_set_init(set, snapshot->document_count);
	if (result == 0)
		result = in_order ? take_stretch(snapshot, query, &stretch, set)
				  : take_all(snapshot, query, set);
	if (result == 0)
		query->only = set;
	return result;
}
