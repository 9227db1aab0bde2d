/*
 * Step 2 of a scan: a score that k documents surely reach.
 *
 * Documents are named once: by a sum, or else by their class. The threshold so
 * far may come from the same documents, so it stands for k of them until k
 * others are above it.
 */
#include <math.h>

#include "index/scan_steps.h"

/* Keeps the k largest values seen: a heap with the smallest on top. */
static void
keep_best(float *best, size_t k, float value)
{
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= k)
			break;
		if (child + 1 < k && best[child + 1] < best[child])
			child++;
		if (best[child] >= value)
			break;
		best[at] = best[child];
		at = child;
	}
	best[at] = value;
}

/* Takes note that a document, not named before, reaches a score. */
static inline float
note_score(struct scan *scan, float score, float threshold)
{
	if (!(score > scan->best[0]))
		return threshold;
	keep_best(scan->best, scan->query->k, score);
	return scan->best[0] > threshold ? scan->best[0] : threshold;
}

/* Notes documents of a class that no read list names, best first; `boost` is
 * the largest of theirs. */
static float
seed_class(
    struct scan *scan, uint32_t c, float constant, float boost, float threshold)
{
	const struct snapshot *snapshot = scan->snapshot;
	uint32_t end = snapshot->classes.starts[c + 1];

	for (uint32_t d = snapshot->classes.starts[c]; d < end; d++) {
		float score = scan_factor(scan, d) * constant * scan->sure;

		if (snapshot->classes.places[d].scale * scan->limit * constant *
			boost <
		    threshold)
			break;
		if (score * boost > scan->best[0] &&
		    !sum_table_holds(scan->sums, d) && scan_admits(scan, d))
			threshold = note_score(
			    scan, score * scan_boost(scan, d), threshold);
	}
	return threshold;
}

static float
seed_set(struct scan *scan, uint32_t s, float threshold)
{
	const struct document_classes *classes = &scan->snapshot->classes;

	for (uint32_t c = classes->sets[s].first_class;
	     c < classes->sets[s + 1].first_class; c++) {
		float constant = scan_class_constant(scan, c);
		float boost = scan_class_boost(scan, c);

		if (constant > 0 &&
		    constant * classes->classes[c].max_scale * boost *
			    scan->limit >=
			threshold)
			threshold =
			    seed_class(scan, c, constant, boost, threshold);
	}
	return threshold;
}

/* Looks up what new sums are worth; nothing when the document is excluded. */
static void
value_sums(struct scan *scan)
{
	const struct document_classes *classes = &scan->snapshot->classes;
	struct sum_table *sums = scan->sums;

	for (; sums->valued < sums->count; sums->valued++) {
		uint32_t d = sums->slots[sums->used[sums->valued]].key - 1;
		struct sum_worth *worth = &sums->worths[sums->valued];

		worth->constant =
		    scan_class_constant(scan, classes->places[d].class_id);
		worth->factor = scan_factor(scan, d) * scan_boost(scan, d);
		if (!scan_admits(scan, d))
			*worth = (struct sum_worth){0, 0};
	}
}

static float
seed_sums(struct scan *scan, float threshold)
{
	const struct sum_table *sums = scan->sums;

	for (size_t i = 0; i < sums->count; i++) {
		const struct sum_worth *worth = &sums->worths[i];

		threshold = note_score(scan,
		    (sums->slots[sums->used[i]].sum + worth->constant) *
			worth->factor * scan->sure,
		    threshold);
	}
	return threshold;
}

/* Sets whose bound is in [low, high): those above are done. */
static float
seed_sets(struct scan *scan, float low, float high, float threshold)
{
	for (uint32_t s = scan->first_set; s < scan->end_set; s++) {
		float bound = scan->set_bounds[s];

		if (bound >= threshold && bound >= low && bound < high)
			threshold = seed_set(scan, s, threshold);
	}
	return threshold;
}

static void
start(struct scan *scan, float threshold)
{
	for (size_t i = 0; i < scan->query->k; i++)
		scan->best[i] = threshold;
	value_sums(scan);
}

void
scan_seed(struct scan *scan)
{
	float threshold = scan_threshold(scan);
	float most = 0;

	start(scan, threshold);
	threshold = seed_sums(scan, threshold);
	for (uint32_t s = scan->first_set; s < scan->end_set; s++)
		most = most > scan->set_bounds[s] ? most : scan->set_bounds[s];
	threshold = seed_sets(scan, most * 0.8f, INFINITY, threshold);
	threshold = seed_sets(scan, most * 0.5f, most * 0.8f, threshold);
	threshold = seed_sets(scan, 0, most * 0.5f, threshold);
	scan_raise_threshold(scan, threshold);
}

void
scan_seed_again(struct scan *scan)
{
	float threshold = scan_threshold(scan);

	start(scan, threshold);
	threshold = seed_sums(scan, threshold);
	for (uint32_t i = 0; i < scan->class_count; i++) {
		const struct scan_class *class = &scan->classes[i];

		if (class->constant > 0 &&
		    class->constant * class->max_scale * scan->limit >=
			threshold)
			threshold = seed_class(scan, class->id, class->constant,
			    class->max_boost, threshold);
	}
	scan_raise_threshold(scan, threshold);
}
