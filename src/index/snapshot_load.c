/*
 * Loading a snapshot: find every section, compare its length with what the
 * summary says. What the elements refer to is checked in snapshot_check.c.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "index/snapshot_view.h"

const char *
snapshot_section_name(uint32_t id)
{
	static const char *const names[SECTION_END] = {
	    [SECTION_SUMMARY] = "summary",
	    [SECTION_TERM_KEYS] = "term keys",
	    [SECTION_TERM_IDF] = "term idf",
	    [SECTION_TERM_LISTS] = "term lists",
	    [SECTION_TERM_TEXT] = "term text",
	    [SECTION_POSTINGS] = "postings",
	    [SECTION_CLASS_STARTS] = "class starts",
	    [SECTION_CLASSES] = "classes",
	    [SECTION_GENRE_SETS] = "genre sets",
	    [SECTION_GENRES] = "genres",
	    [SECTION_PLACES] = "places",
	    [SECTION_VECTOR_STARTS] = "vector starts",
	    [SECTION_VECTOR_TERMS] = "vector terms",
	    [SECTION_NUMBERS] = "numbers",
	    [SECTION_BY_NUMBER] = "by number",
	    [SECTION_PRIORS] = "priors",
	    [SECTION_CARDS] = "cards",
	    [SECTION_CARD_PEOPLE] = "card people",
	    [SECTION_CARD_TEXT] = "card text",
	    [SECTION_PEOPLE] = "people",
	    [SECTION_PERSON_TEXT] = "person text",
	    [SECTION_FOLDED] = "folded titles",
	    [SECTION_FOLDED_TEXT] = "folded text",
	    [SECTION_ORDER_POPULARITY] = "order by popularity",
	    [SECTION_ORDER_RATING] = "order by rating",
	    [SECTION_ORDER_YEAR] = "order by year",
	    [SECTION_AKAS] = "akas",
	    [SECTION_AKA_TEXT] = "aka text",
	};

	if (id == SECTION_SEAL)
		return "seal";
	return id < SECTION_END ? names[id] : NULL;
}

/* --- finding -------------------------------------------------------------- */

/* Finds sections one after the other; after a failure the rest is skipped. */
struct finder {
	const struct section_file *sections;
	struct error *error;
	int result;
};

/* Any number of elements, put into *count. */
static const void *
find(struct finder *finder, enum snapshot_section id, size_t element_bytes,
    uint64_t *count)
{
	const void *elements = NULL;

	if (finder->result == 0)
		finder->result = section_file_find(finder->sections,
		    (uint32_t)id, element_bytes, snapshot_section_name,
		    &elements, count, finder->error);
	return elements;
}

/* Exactly `expected` elements. */
static const void *
find_exactly(struct finder *finder, enum snapshot_section id,
    size_t element_bytes, uint64_t expected)
{
	uint64_t count = 0;
	const void *elements = find(finder, id, element_bytes, &count);

	if (finder->result == 0 && count != expected)
		finder->result = error_set(finder->error, ERROR_CORRUPT,
		    "section %s: %" PRIu64 " elements, not %" PRIu64,
		    snapshot_section_name((uint32_t)id), count, expected);
	return elements;
}

static void
find_terms(struct finder *finder, struct snapshot *snapshot)
{
	struct vocabulary *vocabulary = &snapshot->vocabulary;
	struct postings *postings = &snapshot->postings;
	uint64_t terms = snapshot->summary->field_first[INDEX_FIELD_COUNT];

	memcpy(vocabulary->first, snapshot->summary->field_first,
	    sizeof(vocabulary->first));
	vocabulary->keys =
	    find_exactly(finder, SECTION_TERM_KEYS, sizeof(uint32_t), terms);
	vocabulary->idf =
	    find_exactly(finder, SECTION_TERM_IDF, sizeof(float), terms);
	vocabulary->text =
	    find(finder, SECTION_TERM_TEXT, 1, &vocabulary->text_bytes);
	postings->starts = find_exactly(
	    finder, SECTION_TERM_LISTS, sizeof(uint32_t), terms + 1);
	postings->elements = find(finder, SECTION_POSTINGS, sizeof(uint32_t),
	    &postings->element_count);
	postings->term_count = (uint32_t)terms;
}

static void
find_classes(struct finder *finder, struct snapshot *snapshot)
{
	struct document_classes *classes = &snapshot->classes;
	uint64_t class_count = 0;
	uint64_t set_ends = 0;

	classes->classes = find(finder, SECTION_CLASSES,
	    sizeof(struct document_class), &class_count);
	classes->starts = find_exactly(
	    finder, SECTION_CLASS_STARTS, sizeof(uint32_t), class_count + 1);
	classes->sets = find(
	    finder, SECTION_GENRE_SETS, sizeof(struct class_set), &set_ends);
	classes->genres = find(
	    finder, SECTION_GENRES, sizeof(uint32_t), &classes->genre_count);
	classes->places = find_exactly(finder, SECTION_PLACES,
	    sizeof(struct document_place), snapshot->document_count);
	/* a class has a document, a set a class */
	if (finder->result == 0 &&
	    (class_count > snapshot->document_count || set_ends < 1 ||
		set_ends - 1 > class_count))
		finder->result = error_set(finder->error, ERROR_CORRUPT,
		    "section classes: %" PRIu64 " classes for %" PRIu32
		    " documents",
		    class_count, snapshot->document_count);
	classes->class_count = (uint32_t)class_count;
	classes->set_count = (uint32_t)(set_ends - 1);
}

static void
find_vectors(struct finder *finder, struct snapshot *snapshot)
{
	struct vectors *vectors = &snapshot->vectors;
	uint64_t count = 0;

	vectors->document_count = snapshot->document_count;
	vectors->starts = find_exactly(finder, SECTION_VECTOR_STARTS,
	    sizeof(uint32_t), (uint64_t)snapshot->document_count + 1);
	vectors->terms =
	    find(finder, SECTION_VECTOR_TERMS, sizeof(uint32_t), &count);
	vectors->posting_count = count;
	vectors->weights = (struct term_weights){snapshot->vocabulary.idf,
	    snapshot->summary->field_first, snapshot->summary->field_weights,
	    snapshot->summary->idf_exponents};
	vectors->places = snapshot->classes.places;
}

static void
find_folded(struct finder *finder, struct folded_titles *folded,
    enum snapshot_section titles, enum snapshot_section text)
{
	folded->titles =
	    find(finder, titles, sizeof(struct folded_title), &folded->count);
	folded->text = find(finder, text, 1, &folded->text_bytes);
}

static void
find_documents(struct finder *finder, struct snapshot *snapshot)
{
	uint64_t count = snapshot->document_count;

	snapshot->numbers =
	    find_exactly(finder, SECTION_NUMBERS, sizeof(int32_t), count);
	snapshot->by_number =
	    find_exactly(finder, SECTION_BY_NUMBER, sizeof(uint32_t), count);
	snapshot->priors =
	    find_exactly(finder, SECTION_PRIORS, sizeof(float), count);
	snapshot->vectors.priors = snapshot->priors;
	snapshot->cards =
	    find_exactly(finder, SECTION_CARDS, sizeof(struct card), count);
	for (int i = 0; i < SNAPSHOT_ORDER_COUNT; i++)
		snapshot->orders[i] = find_exactly(finder,
		    (enum snapshot_section)(SECTION_ORDER_POPULARITY + i),
		    sizeof(uint32_t), count);
	snapshot->card_people = find(finder, SECTION_CARD_PEOPLE,
	    sizeof(int32_t), &snapshot->card_people_count);
	snapshot->card_text =
	    find(finder, SECTION_CARD_TEXT, 1, &snapshot->card_text_bytes);
	snapshot->people = find(finder, SECTION_PEOPLE, sizeof(struct person),
	    &snapshot->people_count);
	snapshot->person_text =
	    find(finder, SECTION_PERSON_TEXT, 1, &snapshot->person_text_bytes);
	find_folded(finder, &snapshot->folded[SNAPSHOT_TITLES], SECTION_FOLDED,
	    SECTION_FOLDED_TEXT);
	find_folded(finder, &snapshot->folded[SNAPSHOT_AKAS], SECTION_AKAS,
	    SECTION_AKA_TEXT);
}

/* --- summary -------------------------------------------------------------- */

static int
check_summary(const struct snapshot_summary *summary, struct error *error)
{
	uint32_t size = summary->shard_documents;
	bool sound = size >= 1 && size <= SNAPSHOT_SHARD_DOCUMENTS &&
	    summary->document_count < UINT32_MAX - SNAPSHOT_SHARD_DOCUMENTS &&
	    isfinite(summary->mean_rating);

	for (int field = 0; field < INDEX_FIELD_COUNT; field++)
		sound = sound &&
		    snapshot_field_weight_allowed(
			summary->field_weights[field]) &&
		    snapshot_idf_exponent_allowed(
			summary->idf_exponents[field]);
	if (!sound ||
	    summary->shard_count != (summary->document_count + size - 1) / size)
		return error_set(error, ERROR_CORRUPT,
		    "section summary: its counts contradict one another");
	return 0;
}

int
snapshot_bind(struct snapshot *snapshot, struct error *error)
{
	struct finder finder = {
	    .sections = &snapshot->sections, .error = error};
	int result;

	snapshot->summary = find_exactly(
	    &finder, SECTION_SUMMARY, sizeof(*snapshot->summary), 1);
	if (finder.result != 0)
		return finder.result;
	result = check_summary(snapshot->summary, error);
	if (result != 0)
		return result;
	snapshot->document_count = snapshot->summary->document_count;
	find_terms(&finder, snapshot);
	find_classes(&finder, snapshot);
	find_vectors(&finder, snapshot);
	find_documents(&finder, snapshot);
	return finder.result;
}

int
snapshot_load(struct snapshot *snapshot, const unsigned char *data,
    size_t size_bytes, struct error *error)
{
	int result = section_file_check(&snapshot->sections, data, size_bytes,
	    SNAPSHOT_KIND, SNAPSHOT_FORMAT, snapshot_section_name, error);

	if (result == 0)
		result = snapshot_bind(snapshot, error);
	if (result == 0)
		result = snapshot_check(snapshot, error);
	return result;
}
