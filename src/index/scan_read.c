/*
 * Steps 1 and 3 of a scan: which lists are read, and which classes may hold
 * an answer without them. With every list that is read the threshold rises and
 * the rest falls, so the classes gathered once can only become fewer.
 */
#include <math.h>

#include "index/scan_steps.h"

/* How many documents at the beginning of a class reach the threshold with a
 * sum of `most`. */
static uint32_t
class_prefix(const struct scan *scan, const struct scan_class *class,
    float most, float threshold)
{
	uint32_t c = class->id;
	const struct document_place *places = scan->snapshot->classes.places;
	uint32_t start = scan->snapshot->classes.starts[c];
	uint32_t end = scan->snapshot->classes.starts[c + 1];
	float factor = most * class->max_boost * scan->limit * scan->slack;
	uint32_t low = start;
	uint32_t step = 1;
	uint32_t high;

	/* steps that double, then halves: most beginnings are short */
	while (step < end - low &&
	    places[low + step - 1].scale * factor >= threshold) {
		low += step;
		step *= 2;
	}
	high = step < end - low ? low + step : end;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (places[middle].scale * factor >= threshold)
			low = middle + 1;
		else
			high = middle;
	}
	return low - start;
}

/* Keeps a class in the list if it can reach the threshold. */
static inline void
keep_class(
    struct scan *scan, struct scan_class class, float rest, float threshold)
{
	float most = class.constant + rest;

	if (most > 0 &&
	    most * class.max_scale * scan->limit * scan->slack >= threshold)
		scan->classes[scan->class_count++] = class;
}

/* Gathers the classes that can reach the threshold; false when looking into
 * them costs more than `enough`, and not all are gathered. */
static bool
gather(struct scan *scan, double enough)
{
	const struct document_classes *classes = &scan->snapshot->classes;
	float threshold = scan_threshold(scan);
	float rest = scan_rest(scan);
	float widening = scan->limit * scan->slack;

	scan->class_count = 0;
	for (uint32_t s = scan->first_set; s < scan->end_set; s++) {
		const struct class_set *set = &classes->sets[s];

		if (scan->class_count * (SCAN_COST_CLASS + SCAN_COST_SCORE) >
		    enough)
			return false;
		if (scan->set_bounds[s] +
			rest * scan_set_scale(scan, s) * widening <
		    threshold)
			continue;
		for (uint32_t c = set[0].first_class; c < set[1].first_class;
		     c++) {
			float boost = scan_class_boost(scan, c);

			keep_class(scan,
			    (struct scan_class){c, 0,
				scan_class_constant(scan, c), boost,
				classes->classes[c].max_scale * boost},
			    rest, threshold);
		}
	}
	return true;
}

static void
gather_again(struct scan *scan)
{
	float threshold = scan_threshold(scan);
	float rest = scan_rest(scan);
	uint32_t count = scan->class_count;

	scan->class_count = 0;
	for (uint32_t i = 0; i < count; i++)
		keep_class(scan, scan->classes[i], rest, threshold);
}

/* Fills the gathered classes' prefixes and returns the cost of step 4; stops
 * when that is above `enough`. */
static double
look_into_classes(struct scan *scan, double enough)
{
	double searches =
	    (double)(scan->list_count - scan->read) * SCAN_COST_SEARCH;
	float threshold = scan_threshold(scan);
	float rest = scan_rest(scan);
	double cost = scan->class_count * (SCAN_COST_CLASS + SCAN_COST_SCORE);

	for (uint32_t i = 0; i < scan->class_count && cost <= enough; i++) {
		struct scan_class *class = &scan->classes[i];

		class->prefix = class_prefix(
		    scan, class, class->constant + rest, threshold);
		cost -= SCAN_COST_SCORE;
		cost += scan_is_long(scan, class->prefix)
		    ? searches + class->prefix * SCAN_COST_SUM
		    : class->prefix * SCAN_COST_SCORE;
	}
	return cost;
}

/* Places are looked at soon, and are seldom in a near cache. */
static void
prefetch(const struct scan *scan, const struct posting_list *list)
{
	const struct snapshot *snapshot = scan->snapshot;

	for (uint32_t i = 0; i < list->count; i++)
		__builtin_prefetch(
		    &snapshot->classes.places[list->elements[i]]);
}

int
scan_read(struct scan *scan, uint64_t postings, struct query_stats *stats)
{
	uint64_t count = 0;

	while (scan->read < scan->list_count) {
		const struct scan_list *list = &scan->lists[scan->read];
		int result;

		if (count > 0 && count + list->postings.count > postings)
			break;
		count += list->postings.count;
		result = sum_table_reserve(
		    scan->sums, scan->sums->count + list->postings.count + 1);
		if (result != 0)
			return result;
		prefetch(scan, &list->postings);
		sum_table_add(scan->sums, list->postings.elements,
		    list->postings.count, list->weight);
		scan->read++;
	}
	stats->postings += count;
	return 0;
}

/* What the next list costs; without end when there is none. */
static double
next_cost(const struct scan *scan)
{
	if (scan->read == scan->list_count)
		return (double)INFINITY;
	return SCAN_COST_POSTING *
	    (double)scan->lists[scan->read].postings.count;
}

int
scan_read_on(struct scan *scan, struct query_stats *stats)
{
	bool gathered = false;

	for (;;) {
		double next = next_cost(scan);
		double cost = 8 * next;
		int result;

		if (gathered)
			gather_again(scan);
		else
			gathered = gather(scan, cost);
		if (gathered)
			cost = look_into_classes(scan, cost);
		if (cost <= next)
			return 0;
		if (cost > 8 * next)
			cost = 8 * next;
		/* as much again costs about as much as looking at it once */
		result = scan_read(scan,
		    (uint64_t)(cost / 2 / SCAN_COST_POSTING) +
			scan->sums->count / 4,
		    stats);
		if (result != 0)
			return result;
		if (gathered)
			scan_seed_again(scan);
		else
			scan_seed(scan);
	}
}
