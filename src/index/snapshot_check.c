/*
 * Checking a snapshot: all that its elements refer to, every bound and every
 * order. After this the accessors index without looking. The vocabulary comes
 * first, for all others count on its fields' ranges; these are independent of
 * one another and run side by side.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "index/popularity.h"
#include "index/snapshot_view.h"
#include "index/strings.h"

#define FEW_DOCUMENTS 10000 /* are checked by one thread */

static int
damaged(const char *section, uint64_t element, struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
	    "section %s: element %" PRIu64 " is out of bounds or order",
	    section, element);
}

static int
check_numbers(const struct snapshot *snapshot, struct error *error)
{
	int32_t before = 0;

	for (uint32_t i = 0; i < snapshot->document_count; i++) {
		uint32_t document = snapshot->by_number[i];

		/* ascending without a gap: each document is named once */
		if (document >= snapshot->document_count ||
		    snapshot->numbers[document] <= before)
			return damaged("by number", i, error);
		before = snapshot->numbers[document];
	}
	return 0;
}

static int
check_columns(const struct snapshot *snapshot, struct error *error)
{
	for (uint32_t i = 0; i < snapshot->document_count; i++) {
		float prior = snapshot->priors[i];

		/* written so that it refuses NaN */
		if (!(prior >= (float)POPULARITY_PRIOR_MIN && prior <= 1))
			return damaged("priors", i, error);
		for (int order = 0; order < SNAPSHOT_ORDER_COUNT; order++)
			if (snapshot->orders[order][i] >=
			    snapshot->document_count)
				return damaged(
				    snapshot_section_name(
					(uint32_t)(SECTION_ORDER_POPULARITY +
					    order)),
				    i, error);
	}
	return 0;
}

static int
check_cards(const struct snapshot *snapshot, struct error *error)
{
	int result = strings_check(snapshot->card_text,
	    snapshot->card_text_bytes, "section card text", error);

	for (uint32_t i = 0; result == 0 && i < snapshot->document_count; i++) {
		const struct card *card = &snapshot->cards[i];
		uint64_t text_bytes = snapshot->card_text_bytes;
		uint64_t people = (uint64_t)card->first_person +
		    card->director_count + card->writer_count +
		    card->cast_count;

		if (card->title >= text_bytes ||
		    card->original_title >= text_bytes ||
		    card->type >= text_bytes || card->genres >= text_bytes ||
		    people > snapshot->card_people_count ||
		    !isfinite(card->rating) || !isfinite(card->bayesian_rating))
			result = damaged("cards", i, error);
	}
	return result;
}

static int
check_people(const struct snapshot *snapshot, struct error *error)
{
	const struct person *people = snapshot->people;
	int result = strings_check(snapshot->person_text,
	    snapshot->person_text_bytes, "section person text", error);

	for (uint64_t i = 0; result == 0 && i < snapshot->people_count; i++)
		if (people[i].number <= (i > 0 ? people[i - 1].number : 0) ||
		    people[i].name >= snapshot->person_text_bytes)
			result = damaged("people", i, error);
	return result;
}

static int
check_names(const struct snapshot *snapshot, enum snapshot_names names,
    const char *section, struct error *error)
{
	const struct folded_titles *folded = &snapshot->folded[names];
	const struct folded_title *titles = folded->titles;
	const char *text = folded->text;
	int result = strings_check(text, folded->text_bytes, section, error);

	if (result == 0 && folded->count > UINT32_MAX)
		return damaged(section, folded->count, error);
	for (uint64_t i = 0; result == 0 && i < folded->count; i++)
		if (titles[i].text >= folded->text_bytes ||
		    titles[i].document >= snapshot->document_count ||
		    (i > 0 &&
			strcmp(text + titles[i - 1].text,
			    text + titles[i].text) > 0))
			result = damaged(section, i, error);
	return result;
}

static int
check_folded(const struct snapshot *snapshot, struct error *error)
{
	return check_names(snapshot, SNAPSHOT_TITLES, "folded titles", error);
}

static int
check_akas(const struct snapshot *snapshot, struct error *error)
{
	return check_names(snapshot, SNAPSHOT_AKAS, "akas", error);
}

static int
check_postings(const struct snapshot *snapshot, struct error *error)
{
	const struct postings *postings = &snapshot->postings;
	const uint32_t *first = snapshot->summary->field_first;
	uint32_t classes = snapshot->classes.class_count;
	int result = postings_check(postings, error);

	if (result == 0)
		result = postings_check_terms(
		    postings, 0, first[INDEX_FIELD_GENRE + 1], classes, error);
	if (result == 0)
		result = postings_check_terms(postings,
		    first[INDEX_FIELD_GENRE + 1], first[INDEX_FIELD_DECADE],
		    snapshot->document_count, error);
	if (result == 0)
		result =
		    postings_check_terms(postings, first[INDEX_FIELD_DECADE],
			first[INDEX_FIELD_TYPE + 1], classes, error);
	if (result == 0)
		result =
		    postings_check_terms(postings, first[INDEX_FIELD_TYPE + 1],
			postings->term_count, snapshot->document_count, error);
	return result;
}

static int
check_classes(const struct snapshot *snapshot, struct error *error)
{
	const uint32_t *first = snapshot->summary->field_first;
	struct document_class_limits limits = {
	    .document_count = snapshot->document_count,
	    .genre_terms = first[INDEX_FIELD_GENRE + 1],
	    .decade_terms = first[INDEX_FIELD_TYPE] - first[INDEX_FIELD_DECADE],
	    .type_terms = first[INDEX_FIELD_TYPE + 1] - first[INDEX_FIELD_TYPE],
	};

	return document_classes_check(&snapshot->classes, &limits, error);
}

static int
check_vectors(const struct snapshot *snapshot, struct error *error)
{
	return vectors_check(
	    &snapshot->vectors, snapshot->postings.term_count, error);
}

typedef int check_part(const struct snapshot *snapshot, struct error *error);

int
snapshot_check(const struct snapshot *snapshot, struct error *error)
{
	static check_part *const parts[] = {check_vectors, check_folded,
	    check_akas, check_postings, check_cards, check_people,
	    check_numbers, check_columns, check_classes};
	enum {
		COUNT = sizeof(parts) / sizeof(parts[0])
	};
	struct error errors[COUNT];
	int results[COUNT] = {0};
	int result = vocabulary_check(
	    &snapshot->vocabulary, snapshot->postings.term_count, error);

	if (result != 0)
		return result;
#pragma omp parallel for schedule( \
    dynamic) if (snapshot->document_count > FEW_DOCUMENTS)
	for (int i = 0; i < COUNT; i++)
		results[i] = parts[i](snapshot, &errors[i]);
	for (int i = 0; i < COUNT; i++)
		if (results[i] != 0) {
			if (error != NULL)
				*error = errors[i];
			return results[i];
		}
	return 0;
}
