/*
 * Snapshot: the accessors that trust what opening has checked.
 */
#include "index/snapshot.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "index/published.h"
#include "index/snapshot_view.h"
#include "util/clock.h"
#include "util/json_writer.h"

void
snapshot_close(struct snapshot *snapshot)
{
	if (snapshot == NULL)
		return;
	mapped_file_release(&snapshot->file);
	free(snapshot);
}

bool
snapshot_close_step(struct snapshot *snapshot, size_t size_bytes)
{
	if (!mapped_file_shrink(&snapshot->file, size_bytes))
		return false;
	snapshot_close(snapshot);
	return true;
}

bool
snapshot_identify(const char *path, struct file_identity *identity)
{
	char *found;
	bool exists;

	if (published_find(path, SNAPSHOT_FORMAT, &found, NULL) != 0)
		return false;
	exists = file_identity_of(found, identity);
	free(found);
	return exists;
}

bool
snapshot_is_stale(const struct snapshot *snapshot, const char *path)
{
	struct file_identity identity;

	return snapshot_identify(path, &identity) &&
	    !file_identity_equal(&identity, &snapshot->file.identity);
}

/* --- counts --------------------------------------------------------------- */

uint32_t
snapshot_document_count(const struct snapshot *snapshot)
{
	return snapshot->document_count;
}

uint64_t
snapshot_generation(const struct snapshot *snapshot)
{
	return snapshot->sections.header->generation;
}

int64_t
snapshot_created_us(const struct snapshot *snapshot)
{
	return snapshot->sections.header->created_us;
}

struct count {
	const char *name;
	uint64_t value;
};

static void
describe_json(const struct snapshot *snapshot, const struct count *counts,
    size_t count, const char *created, struct buffer *out)
{
	const struct section_file *sections = &snapshot->sections;
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	for (size_t i = 0; i < count; i++) {
		json_put_key(&json, counts[i].name);
		json_put_int(&json, (int64_t)counts[i].value);
	}
	json_put_key(&json, "created");
	json_put_string(&json, created);
	json_put_key(&json, "sections");
	json_open_object(&json);
	for (uint32_t i = 0; i < sections->header->section_count; i++) {
		const char *name = snapshot_section_name(sections->table[i].id);

		if (name == NULL)
			continue;
		json_put_key(&json, name);
		json_put_int(&json, (int64_t)sections->table[i].size_bytes);
	}
	json_close_object(&json);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}

static void
describe_text(const struct snapshot *snapshot, const struct count *counts,
    size_t count, const char *created, struct buffer *out)
{
	const struct section_file *sections = &snapshot->sections;

	for (size_t i = 0; i < count; i++)
		buffer_printf(out, "%-22s %12" PRIu64 "\n", counts[i].name,
		    counts[i].value);
	buffer_printf(
	    out, "%-22s %12s\n\nbytes by section\n", "created", created);
	for (uint32_t i = 0; i < sections->header->section_count; i++) {
		const char *name = snapshot_section_name(sections->table[i].id);

		buffer_printf(out, "%-22s %12" PRIu64 "\n",
		    name != NULL ? name : "unknown",
		    sections->table[i].size_bytes);
	}
}

int
snapshot_describe(
    const struct snapshot *snapshot, bool json, struct buffer *out)
{
	const struct count counts[] = {
	    {"format", snapshot->sections.header->format},
	    {"generation", snapshot->sections.header->generation},
	    {"bytes", snapshot->sections.header->file_bytes},
	    {"documents", snapshot->document_count},
	    {"people", snapshot->people_count},
	    {"terms", snapshot->postings.term_count},
	    {"postings", snapshot->vectors.posting_count},
	    {"classes", snapshot->classes.class_count},
	    {"genre sets", snapshot->classes.set_count},
	    {"shards", snapshot->summary->shard_count},
	};
	size_t count = sizeof(counts) / sizeof(counts[0]);
	char created[CLOCK_TEXT_SIZE];

	clock_format(snapshot_created_us(snapshot), created);
	if (json)
		describe_json(snapshot, counts, count, created, out);
	else
		describe_text(snapshot, counts, count, created, out);
	return out->failed ? ERROR_MEMORY : 0;
}

/* --- documents ------------------------------------------------------------ */

bool
snapshot_find(
    const struct snapshot *snapshot, int32_t number, uint32_t *document)
{
	uint32_t low = 0;
	uint32_t high = snapshot->document_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (snapshot->numbers[snapshot->by_number[middle]] < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == snapshot->document_count ||
	    snapshot->numbers[snapshot->by_number[low]] != number)
		return false;
	*document = snapshot->by_number[low];
	return true;
}

void
snapshot_card(
    const struct snapshot *snapshot, uint32_t document, struct title_card *out)
{
	const struct card *card = &snapshot->cards[document];
	const int32_t *people = snapshot->card_people + card->first_person;

	out->number = snapshot->numbers[document];
	out->title = snapshot->card_text + card->title;
	out->original_title = snapshot->card_text + card->original_title;
	out->type = snapshot->card_text + card->type;
	out->genres = snapshot->card_text + card->genres;
	out->start_year = card->start_year;
	out->end_year = card->end_year;
	out->runtime_minutes = card->runtime_minutes;
	out->rating = card->rating;
	out->bayesian_rating = card->bayesian_rating;
	out->votes = card->votes;
	out->directors = (struct person_list){people, card->director_count};
	people += card->director_count;
	out->writers = (struct person_list){people, card->writer_count};
	people += card->writer_count;
	out->cast = (struct person_list){people, card->cast_count};
}

const char *
snapshot_person_name(const struct snapshot *snapshot, int32_t person)
{
	uint64_t low = 0;
	uint64_t high = snapshot->people_count;
	const char *name;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (snapshot->people[middle].number < person)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == snapshot->people_count ||
	    snapshot->people[low].number != person)
		return NULL;
	name = snapshot->person_text + snapshot->people[low].name;
	return name[0] != '\0' ? name : NULL;
}

float
snapshot_prior(const struct snapshot *snapshot, uint32_t document)
{
	return snapshot->priors[document];
}

void
snapshot_vector(const struct snapshot *snapshot, uint32_t document,
    struct sparse_vector *vector)
{
	vectors_at(&snapshot->vectors, document, vector);
}

const uint32_t *
snapshot_order(const struct snapshot *snapshot, enum snapshot_order order)
{
	return snapshot->orders[order];
}

/* --- terms ---------------------------------------------------------------- */

void
snapshot_term(
    const struct snapshot *snapshot, uint32_t term, struct term_label *label)
{
	const struct vocabulary *vocabulary = &snapshot->vocabulary;

	label->field = vocabulary_field(vocabulary, term);
	if (!index_field_is_person(label->field)) {
		label->person = 0;
		label->text = vocabulary_text(vocabulary, term);
		label->word = vocabulary_word(vocabulary, label->field, term);
		return;
	}
	label->person = (int32_t)vocabulary->keys[term];
	label->text = snapshot_person_name(snapshot, label->person);
	label->word = label->text;
}

uint32_t
snapshot_term_count(const struct snapshot *snapshot)
{
	return snapshot->postings.term_count;
}

/* Whether the lists of a term name classes instead of documents. */
static bool
names_classes(const struct snapshot *snapshot, uint32_t term)
{
	return index_term_is_of_class(snapshot->summary->field_first, term);
}

uint32_t
snapshot_document_frequency(const struct snapshot *snapshot, uint32_t term)
{
	struct posting_list list = postings_of(&snapshot->postings, term);
	const uint32_t *starts = snapshot->classes.starts;
	uint32_t count = 0;

	if (!names_classes(snapshot, term))
		return list.count;
	for (uint32_t i = 0; i < list.count; i++)
		count +=
		    starts[list.elements[i] + 1] - starts[list.elements[i]];
	return count;
}

float
snapshot_idf(const struct snapshot *snapshot, uint32_t term)
{
	return snapshot->vocabulary.idf[term];
}

bool
snapshot_find_term(const struct snapshot *snapshot, enum index_field field,
    const char *text, size_t length, uint32_t *term)
{
	return vocabulary_find_text(
	    &snapshot->vocabulary, field, text, length, term);
}

bool
snapshot_find_person_term(const struct snapshot *snapshot,
    enum index_field field, int32_t person, uint32_t *term)
{
	return vocabulary_find_person(
	    &snapshot->vocabulary, field, person, term);
}

void
snapshot_term_prefix(const struct snapshot *snapshot, enum index_field field,
    const char *prefix, size_t length, uint32_t *first, uint32_t *end)
{
	vocabulary_prefix(
	    &snapshot->vocabulary, field, prefix, length, first, end);
}

void
snapshot_each_posting(const struct snapshot *snapshot, uint32_t term,
    bool (*visit)(void *context, uint32_t document), void *context)
{
	struct posting_list list = postings_of(&snapshot->postings, term);
	const uint32_t *starts = snapshot->classes.starts;
	bool classes = names_classes(snapshot, term);

	for (uint32_t i = 0; i < list.count; i++) {
		uint32_t element = list.elements[i];
		uint32_t document = classes ? starts[element] : element;
		uint32_t end = classes ? starts[element + 1] : element + 1;

		for (; document < end; document++)
			if (!visit(context, document))
				return;
	}
}

/* --- folded titles -------------------------------------------------------- */

/* The first entry not before the prefix; `after` skips those that begin with
 * it too. */
static uint32_t
folded_bound(const struct folded_titles *folded, const char *prefix,
    size_t length, bool after)
{
	uint32_t low = 0;
	uint32_t high = (uint32_t)folded->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const char *text = folded->text + folded->titles[middle].text;
		int order = strncmp(text, prefix, length);

		if (order < 0 || (after && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
snapshot_title_prefix(const struct snapshot *snapshot,
    enum snapshot_names names, const char *prefix, size_t length,
    uint32_t *first, uint32_t *end)
{
	const struct folded_titles *folded = &snapshot->folded[names];

	*first = folded_bound(folded, prefix, length, false);
	*end = folded_bound(folded, prefix, length, true);
}

uint32_t
snapshot_title_entry(const struct snapshot *snapshot, enum snapshot_names names,
    uint32_t entry, const char **folded)
{
	const struct folded_titles *titles = &snapshot->folded[names];

	*folded = titles->text + titles->titles[entry].text;
	return titles->titles[entry].document;
}
