#include "index/document_class.h"

#include <inttypes.h>
#include <math.h>

static int
damaged(const char *what, uint32_t element, struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
	    "classes: %s %" PRIu32 " is out of bounds or order", what, element);
}

static bool
set_is_sound(const struct document_classes *classes, uint32_t s,
    const struct document_class_limits *limits)
{
	const struct class_set *set = &classes->sets[s];
	float largest = 0;

	if (set[0].first_class >= set[1].first_class ||
	    set[0].first_genre > set[1].first_genre ||
	    set[1].first_class > classes->class_count ||
	    set[1].first_genre > classes->genre_count)
		return false;
	for (uint32_t g = set[0].first_genre; g < set[1].first_genre; g++)
		if (classes->genres[g] >= limits->genre_terms ||
		    (g > set[0].first_genre &&
			classes->genres[g] <= classes->genres[g - 1]))
			return false;
	for (uint32_t c = set[0].first_class; c < set[1].first_class; c++) {
		if (classes->classes[c].genre_set != s)
			return false;
		largest = fmaxf(largest, classes->classes[c].max_scale);
	}
	return set->max_scale == largest;
}

static bool
class_is_sound(const struct document_classes *classes, uint32_t c,
    const struct document_class_limits *limits)
{
	const struct document_class *class = &classes->classes[c];
	uint32_t start = classes->starts[c];
	uint32_t end = classes->starts[c + 1];

	if (start >= end || end > limits->document_count ||
	    class->decade > limits->decade_terms ||
	    class->type > limits->type_terms ||
	    class->max_scale != classes->places[start].scale)
		return false;
	for (uint32_t d = start; d < end; d++) {
		const struct document_place *place = &classes->places[d];

		/* written so that it refuses NaN */
		if (place->class_id != c ||
		    !(place->scale >= 0 && isfinite(place->scale)) ||
		    (d > start && place->scale > place[-1].scale))
			return false;
	}
	return true;
}

static bool
ends_are_sound(const struct document_classes *classes,
    const struct document_class_limits *limits)
{
	const struct class_set *end = &classes->sets[classes->set_count];

	return classes->starts[0] == 0 &&
	    classes->starts[classes->class_count] == limits->document_count &&
	    classes->sets[0].first_class == 0 &&
	    classes->sets[0].first_genre == 0 &&
	    end->first_class == classes->class_count &&
	    end->first_genre == classes->genre_count && end->max_scale == 0;
}

int
document_classes_check(const struct document_classes *classes,
    const struct document_class_limits *limits, struct error *error)
{
	if (!ends_are_sound(classes, limits))
		return error_set(error, ERROR_CORRUPT,
		    "classes: they do not cover the documents");
	for (uint32_t s = 0; s < classes->set_count; s++)
		if (!set_is_sound(classes, s, limits))
			return damaged("genre set", s, error);
	for (uint32_t c = 0; c < classes->class_count; c++)
		if (!class_is_sound(classes, c, limits))
			return damaged("class", c, error);
	return 0;
}
