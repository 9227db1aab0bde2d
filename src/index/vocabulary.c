#include "index/vocabulary.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "index/strings.h"

/* --- check ---------------------------------------------------------------- */

static int
check_text_field(const struct vocabulary *vocabulary, enum index_field field,
    struct error *error)
{
	const uint32_t *keys = vocabulary->keys;
	const char *before = NULL;

	for (uint32_t term = vocabulary->first[field];
	     term < vocabulary->first[field + 1]; term++) {
		const char *text;

		if (keys[term] >= vocabulary->text_bytes)
			return error_set(error, ERROR_CORRUPT,
			    "vocabulary: text of term %" PRIu32
			    " is out of bounds",
			    term);
		text = vocabulary->text + keys[term];
		if (before != NULL && strcmp(before, text) >= 0)
			return error_set(error, ERROR_CORRUPT,
			    "vocabulary: term %" PRIu32 " is out of order",
			    term);
		if (field == INDEX_FIELD_OVERVIEW &&
		    keys[term] + strlen(text) + 1 >= vocabulary->text_bytes)
			return error_set(error, ERROR_CORRUPT,
			    "vocabulary: term %" PRIu32 " lacks its word",
			    term);
		before = text;
	}
	return 0;
}

static int
check_person_field(const struct vocabulary *vocabulary, enum index_field field,
    struct error *error)
{
	uint32_t before = 0;

	for (uint32_t term = vocabulary->first[field];
	     term < vocabulary->first[field + 1]; term++) {
		uint32_t person = vocabulary->keys[term];

		if (person <= before || person > INT32_MAX)
			return error_set(error, ERROR_CORRUPT,
			    "vocabulary: person of term %" PRIu32
			    " is out of order",
			    term);
		before = person;
	}
	return 0;
}

static int
check_fields(
    const struct vocabulary *vocabulary, uint64_t count, struct error *error)
{
	const uint32_t *first = vocabulary->first;

	for (int field = 0; field < INDEX_FIELD_COUNT; field++)
		if (first[field] > first[field + 1])
			return error_set(error, ERROR_CORRUPT,
			    "vocabulary: field %s has no range",
			    index_field_name((enum index_field)field));
	if (first[0] != 0 || first[INDEX_FIELD_COUNT] != count)
		return error_set(error, ERROR_CORRUPT,
		    "vocabulary: the fields do not cover the terms");
	return 0;
}

int
vocabulary_check(
    const struct vocabulary *vocabulary, uint64_t count, struct error *error)
{
	int result = check_fields(vocabulary, count, error);

	if (result == 0)
		result = strings_check(vocabulary->text, vocabulary->text_bytes,
		    "vocabulary", error);
	for (int i = 0; result == 0 && i < INDEX_FIELD_COUNT; i++) {
		enum index_field field = (enum index_field)i;

		result = index_field_is_person(field)
		    ? check_person_field(vocabulary, field, error)
		    : check_text_field(vocabulary, field, error);
	}
	for (uint64_t term = 0; result == 0 && term < count; term++)
		if (!isfinite(vocabulary->idf[term]) ||
		    vocabulary->idf[term] <= 0)
			result = error_set(error, ERROR_CORRUPT,
			    "vocabulary: idf of term %" PRIu64
			    " is not above 0",
			    term);
	return result;
}

/* --- lookup --------------------------------------------------------------- */

enum index_field
vocabulary_field(const struct vocabulary *vocabulary, uint32_t term)
{
	int field = 0;

	while (term >= vocabulary->first[field + 1])
		field++;
	return (enum index_field)field;
}

const char *
vocabulary_text(const struct vocabulary *vocabulary, uint32_t term)
{
	return vocabulary->text + vocabulary->keys[term];
}

const char *
vocabulary_word(
    const struct vocabulary *vocabulary, enum index_field field, uint32_t term)
{
	const char *text = vocabulary_text(vocabulary, term);

	return field == INDEX_FIELD_OVERVIEW ? text + strlen(text) + 1 : text;
}

/* The first term of the field that is not before the text, where a text that
 * begins with it counts as equal; `after` skips those too. */
static uint32_t
bound(const struct vocabulary *vocabulary, enum index_field field,
    const char *text, size_t length, bool after)
{
	uint32_t low = vocabulary->first[field];
	uint32_t high = vocabulary->first[field + 1];

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order =
		    strncmp(vocabulary_text(vocabulary, middle), text, length);

		if (order < 0 || (after && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
vocabulary_prefix(const struct vocabulary *vocabulary, enum index_field field,
    const char *prefix, size_t length, uint32_t *first, uint32_t *end)
{
	*first = bound(vocabulary, field, prefix, length, false);
	*end = bound(vocabulary, field, prefix, length, true);
}

bool
vocabulary_find_text(const struct vocabulary *vocabulary,
    enum index_field field, const char *text, size_t length, uint32_t *term)
{
	/* of all that begin with the text, the text itself is the first */
	uint32_t found = bound(vocabulary, field, text, length, false);
	const char *word;

	/* no term holds a NUL */
	if (found == vocabulary->first[field + 1] ||
	    strnlen(text, length) != length)
		return false;
	word = vocabulary_text(vocabulary, found);
	if (strncmp(word, text, length) != 0 || word[length] != '\0')
		return false;
	*term = found;
	return true;
}

bool
vocabulary_find_person(const struct vocabulary *vocabulary,
    enum index_field field, int32_t person, uint32_t *term)
{
	uint32_t low = vocabulary->first[field];
	uint32_t high = vocabulary->first[field + 1];

	if (person <= 0)
		return false;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (vocabulary->keys[middle] < (uint32_t)person)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == vocabulary->first[field + 1] ||
	    vocabulary->keys[low] != (uint32_t)person)
		return false;
	*term = low;
	return true;
}
