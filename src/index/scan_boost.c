/*
 * What boosts are to a scan: see scan_steps.h.
 */
#include "index/scan_steps.h"

float
scan_find_class_boost(const struct scan *scan, uint32_t c)
{
	const struct document_class *class =
	    &scan->snapshot->classes.classes[c];
	const struct scan_boosts *boosts = scan->boosts;

	return boosts_largest(boosts->boosts,
	    boosts->sets[class->genre_set] | boosts->types[class->type],
	    boosts->decades[class->decade]);
}

float
scan_find_boost(const struct scan *scan, uint32_t document)
{
	const struct document_classes *classes = &scan->snapshot->classes;
	const struct scan_boosts *boosts = scan->boosts;
	const struct document_class *class =
	    &classes->classes[classes->places[document].class_id];

	return boosts_product(boosts->boosts,
	    boosts->sets[class->genre_set] | boosts->types[class->type] |
		boosts_match_ranges(boosts->boosts, scan->snapshot, document));
}

float
scan_find_set_boost(const struct scan *scan, uint32_t s)
{
	const struct scan_boosts *boosts = scan->boosts;

	return boosts_largest(boosts->boosts, boosts->sets[s], boosts->other);
}
