/*
 * Writer and reader of snapshots: the round trip, and each check of opening
 * hit by one corruption behind right checksums.
 */
#include "index/snapshot.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/collector.h"
#include "index/snapshot_opening.h"
#include "index/snapshot_view.h"
#include "unit/document_fixture.h"
#include "unit/section_reseal.h"

/* --- round trip ----------------------------------------------------------- */

static void
assert_people(
    const struct person_list *people, const struct person_list *expected)
{
	cr_assert_eq(people->count, expected->count);
	for (size_t i = 0; i < people->count; i++)
		cr_assert_eq(people->numbers[i], expected->numbers[i]);
}

static void
assert_card(const struct title_card *card, const struct document *document)
{
	const char *original = document->original_title != NULL
	    ? document->original_title
	    : document->title;

	cr_assert_eq(card->number, document->number);
	cr_assert_str_eq(card->title, document->title);
	cr_assert_str_eq(card->original_title, original);
	cr_assert_str_eq(card->type, document->type);
	cr_assert_str_eq(card->genres, document->genres);
	cr_assert_eq(card->start_year, document->start_year);
	cr_assert_eq(card->end_year, document->end_year);
	cr_assert_eq(card->runtime_minutes, document->runtime_minutes);
	cr_assert(card->rating == document->rating);
	cr_assert_eq(card->votes, document->votes);
	assert_people(&card->directors, &document->directors);
	assert_people(&card->writers, &document->writers);
	assert_people(&card->cast, &document->cast);
}

Test(snapshot, shows_the_cards_that_were_written)
{
	struct document_fixture fixture;
	struct snapshot *snapshot;

	document_fixture_random(&fixture, 500, 3);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	cr_assert_eq(snapshot_document_count(snapshot), 500);
	for (size_t i = 0; i < fixture.count; i++) {
		const struct document *document = &fixture.documents[i];
		struct title_card card;
		uint32_t found;

		cr_assert(snapshot_find(snapshot, document->number, &found));
		snapshot_card(snapshot, found, &card);
		assert_card(&card, document);
		cr_assert_not(
		    snapshot_find(snapshot, document->number + 10, &found) &&
		    i + 1 == fixture.count);
	}
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}

Test(snapshot, normalises_vectors)
{
	struct document_fixture fixture;
	struct snapshot *snapshot;

	document_fixture_random(&fixture, 200, 4);
	snapshot = fixture_snapshot(&fixture, &fixture_parameters);
	for (uint32_t d = 0; d < 200; d++) {
		struct sparse_vector vector;
		double squares = 0;

		snapshot_vector(snapshot, d, &vector);
		for (size_t i = 0; i < vector.count; i++)
			squares += (double)vector_weight(&vector, i) *
			    (double)vector_weight(&vector, i);
		cr_assert_float_eq(squares, 1, 1e-5);
	}
	snapshot_close(snapshot);
	document_fixture_release(&fixture);
}

static const int32_t writers[] = {7, 8};
static const struct document film = {
    .number = 5,
    .title = "The Running Men's Café",
    .original_title = "Les Coureurs",
    .type = "movie",
    .genres = "Drama,War",
    .start_year = 1999,
    .rating = 7,
    .votes = 100,
    .writers = {writers, 2},
};

static struct snapshot *
snapshot_of(struct document *documents, size_t count)
{
	struct document_fixture fixture = {
	    .documents = documents, .count = count};

	return fixture_snapshot(&fixture, &fixture_parameters);
}

static bool
has_text(
    const struct snapshot *snapshot, enum index_field field, const char *text)
{
	uint32_t term;

	return snapshot_find_term(snapshot, field, text, strlen(text), &term);
}

Test(snapshot, has_a_term_for_all_that_describes_a_title)
{
	struct document documents[] = {film};
	struct snapshot *snapshot = snapshot_of(documents, 1);
	struct term_label label;
	uint32_t term;

	cr_assert(has_text(snapshot, INDEX_FIELD_GENRE, "Drama"));
	cr_assert(has_text(snapshot, INDEX_FIELD_GENRE, "War"));
	cr_assert(has_text(snapshot, INDEX_FIELD_TITLE, "run"));
	cr_assert(has_text(snapshot, INDEX_FIELD_TITLE, "men"));
	cr_assert(has_text(snapshot, INDEX_FIELD_TITLE, "cafe"));
	cr_assert(has_text(snapshot, INDEX_FIELD_TITLE, "coureur"));
	cr_assert_not(has_text(snapshot, INDEX_FIELD_TITLE, "the"));
	cr_assert(has_text(snapshot, INDEX_FIELD_DECADE, "1990s"));
	cr_assert(has_text(snapshot, INDEX_FIELD_TYPE, "movie"));
	cr_assert(
	    snapshot_find_person_term(snapshot, INDEX_FIELD_WRITER, 7, &term));
	snapshot_term(snapshot, term, &label);
	cr_assert_eq(label.field, INDEX_FIELD_WRITER);
	cr_assert_eq(label.person, 7);
	cr_assert_str_eq(label.text, "Somebody Known");
	cr_assert(
	    snapshot_find_person_term(snapshot, INDEX_FIELD_WRITER, 8, &term));
	snapshot_term(snapshot, term, &label);
	cr_assert_null(label.text, "nobody named person 8");
	cr_assert_not(
	    snapshot_find_person_term(snapshot, INDEX_FIELD_CAST, 7, &term));
	snapshot_close(snapshot);
}

Test(snapshot, has_terms_for_keywords_and_words_of_the_overview)
{
	struct document documents[] = {film, film, film};
	struct snapshot *snapshot;
	struct term_label label;
	uint32_t term;

	documents[0].keywords = "Time Travel,heist,, Heist ,!?";
	documents[0].overview = "The thieves are running from the past.";
	documents[1].number = 6;
	documents[1].overview = "A thief runs.";
	documents[2].number = 7;
	documents[2].keywords = "";
	documents[2].overview = "";
	snapshot = snapshot_of(documents, 3);
	cr_assert(has_text(snapshot, INDEX_FIELD_KEYWORD, "time travel"));
	cr_assert(snapshot_find_term(
	    snapshot, INDEX_FIELD_KEYWORD, "heist", 5, &term));
	cr_assert_eq(snapshot_document_frequency(snapshot, term), 1);
	snapshot_term(snapshot, term, &label);
	cr_assert_str_eq(label.word, "heist");
	cr_assert_not(has_text(snapshot, INDEX_FIELD_OVERVIEW, "the"));
	cr_assert_not(has_text(snapshot, INDEX_FIELD_TITLE, "past"));
	cr_assert(snapshot_find_term(
	    snapshot, INDEX_FIELD_OVERVIEW, "run", 3, &term));
	cr_assert_eq(snapshot_document_frequency(snapshot, term), 2);
	snapshot_term(snapshot, term, &label);
	cr_assert_str_eq(label.text, "run");
	cr_assert_str_eq(label.word, "runs", "the shortest that occurs");
	snapshot_close(snapshot);
}

Test(snapshot, counts_stopwords_when_a_title_has_nothing_else)
{
	struct document documents[] = {
	    {.number = 1, .title = "It", .type = "movie", .genres = ""},
	    {.number = 2, .title = "It Follows", .type = "movie", .genres = ""},
	    {.number = 3, .title = "!!!", .type = "movie", .genres = ""},
	};
	struct snapshot *snapshot = snapshot_of(documents, 3);
	uint32_t term;

	cr_assert(
	    snapshot_find_term(snapshot, INDEX_FIELD_TITLE, "it", 2, &term));
	cr_assert_eq(snapshot_document_frequency(snapshot, term), 1);
	snapshot_close(snapshot);
}

Test(snapshot, computes_idf_as_documented)
{
	struct document documents[3] = {film, film, film};
	struct snapshot *snapshot;
	uint32_t term;

	documents[1].number = 6;
	documents[2].number = 7;
	documents[2].genres = "Comedy";
	snapshot = snapshot_of(documents, 3);
	cr_assert(
	    snapshot_find_term(snapshot, INDEX_FIELD_GENRE, "Drama", 5, &term));
	cr_assert_eq(snapshot_document_frequency(snapshot, term), 2);
	cr_assert_float_eq((double)snapshot_idf(snapshot, term),
	    (log(4.0 / 3.0) + 1) / (log(4.0 / 2.0) + 1), 1e-6);
	snapshot_close(snapshot);
}

/* How many folded titles in other languages begin with the text. */
static uint32_t
count_akas(const struct snapshot *snapshot, const char *prefix)
{
	uint32_t first, end;

	snapshot_title_prefix(
	    snapshot, SNAPSHOT_AKAS, prefix, strlen(prefix), &first, &end);
	return end - first;
}

Test(snapshot, keeps_titles_in_other_languages_once_each)
{
	struct document documents[] = {film, film};
	struct snapshot *snapshot;
	const char *folded;
	uint32_t document;
	uint32_t first, end;

	documents[0].akas = "The Running Mens Cafe\0Les coureurs!\0"
			    "L\xc3\xa4ufer\0laufer\0...\0Corredores\0";
	documents[1].number = 6;
	documents[1].akas = "Corredores\0";
	snapshot = snapshot_of(documents, 2);
	cr_assert_eq(count_akas(snapshot, ""), 3);
	cr_assert_eq(count_akas(snapshot, "corredores"), 2);
	snapshot_title_prefix(snapshot, SNAPSHOT_AKAS, "lau", 3, &first, &end);
	cr_assert_eq(end - first, 1);
	cr_assert(snapshot_find(snapshot, 5, &document));
	cr_assert_eq(
	    snapshot_title_entry(snapshot, SNAPSHOT_AKAS, first, &folded),
	    document);
	cr_assert_str_eq(folded, "laufer");
	cr_assert_not(has_text(snapshot, INDEX_FIELD_TITLE, "laufer"),
	    "titles are not similar by them");
	snapshot_close(snapshot);
}

Test(snapshot, keeps_some_dozens_of_titles_in_other_languages)
{
	struct document documents[] = {film};
	struct snapshot *snapshot;
	char akas[4096];
	size_t length = 0;

	for (int i = 0; i < 200; i++)
		length += (size_t)snprintf(akas + length, sizeof(akas) - length,
			      "aka %d", i) +
		    1;
	akas[length] = '\0';
	documents[0].akas = akas;
	snapshot = snapshot_of(documents, 1);
	cr_assert_eq(count_akas(snapshot, "aka "), COLLECTOR_AKAS_MAX);
	cr_assert_eq(count_akas(snapshot, "aka 47"), 1, "the first ones");
	cr_assert_eq(count_akas(snapshot, "aka 48"), 0);
	snapshot_close(snapshot);
}

static float
prior_of(const struct snapshot *snapshot, int32_t number)
{
	uint32_t document;

	cr_assert(snapshot_find(snapshot, number, &document));
	return snapshot_prior(snapshot, document);
}

Test(snapshot, keeps_the_prior_between_three_tenths_and_one)
{
	struct document documents[3] = {film, film, film};
	struct snapshot *snapshot;

	documents[0].votes = 0;
	documents[0].rating = 0;
	documents[1].number = 6;
	documents[1].votes = 5000;
	documents[2].number = 7;
	documents[2].votes = 2000000;
	documents[2].rating = 10;
	snapshot = snapshot_of(documents, 3);
	cr_assert(prior_of(snapshot, 5) == 0.3f);
	cr_assert_gt(prior_of(snapshot, 6), 0.3f);
	cr_assert_gt(prior_of(snapshot, 7), 0.9f);
	cr_assert_leq(prior_of(snapshot, 7), 1.0f);
	snapshot_close(snapshot);
}

Test(snapshot, finds_folded_titles_by_prefix)
{
	struct document documents[3] = {film, film, film};
	struct snapshot *snapshot;
	const char *folded;
	uint32_t document;
	uint32_t first;
	uint32_t end;

	documents[1].number = 6;
	documents[1].title = "The Runaways";
	documents[1].original_title = "THE RUNAWAYS!";
	documents[2].number = 7;
	documents[2].title = "Aliens";
	documents[2].original_title = NULL;
	snapshot = snapshot_of(documents, 3);
	snapshot_title_prefix(
	    snapshot, SNAPSHOT_TITLES, "the run", 7, &first, &end);
	cr_assert_eq(end - first, 2, "one entry for two equal titles");
	cr_assert(snapshot_find(snapshot, 6, &document));
	cr_assert_eq(
	    snapshot_title_entry(snapshot, SNAPSHOT_TITLES, first, &folded),
	    document);
	cr_assert_str_eq(folded, "the runaways");
	cr_assert(snapshot_find(snapshot, 5, &document));
	cr_assert_eq(
	    snapshot_title_entry(snapshot, SNAPSHOT_TITLES, first + 1, &folded),
	    document);
	cr_assert_str_eq(folded, "the running mens cafe");
	snapshot_title_prefix(
	    snapshot, SNAPSHOT_TITLES, "les", 3, &first, &end);
	cr_assert_eq(end - first, 1);
	snapshot_title_prefix(snapshot, SNAPSHOT_TITLES, "x", 1, &first, &end);
	cr_assert_eq(end, first);
	snapshot_close(snapshot);
}

Test(snapshot, orders_titles_with_ties_by_lower_number)
{
	struct document documents[4] = {film, film, film, film};
	static const int32_t by_votes[] = {3, 1, 2, 4};
	static const int32_t by_year[] = {4, 1, 3, 2};
	struct snapshot *snapshot;

	for (int i = 0; i < 4; i++)
		documents[i].number = i + 1;
	documents[2].votes = 500;
	documents[3].votes = 5;
	documents[1].start_year = 0;
	documents[3].start_year = 2020;
	snapshot = snapshot_of(documents, 4);
	for (uint32_t i = 0; i < 4; i++) {
		struct title_card card;

		snapshot_card(snapshot,
		    snapshot_order(snapshot, SNAPSHOT_ORDER_POPULARITY)[i],
		    &card);
		cr_assert_eq(card.number, by_votes[i]);
		snapshot_card(snapshot,
		    snapshot_order(snapshot, SNAPSHOT_ORDER_YEAR)[i], &card);
		cr_assert_eq(card.number, by_year[i]);
	}
	snapshot_close(snapshot);
}

Test(snapshot, may_be_empty)
{
	struct snapshot *snapshot = snapshot_of(NULL, 0);
	uint32_t document;

	cr_assert_eq(snapshot_document_count(snapshot), 0);
	cr_assert_eq(snapshot_term_count(snapshot), 0);
	cr_assert_not(snapshot_find(snapshot, 1, &document));
	snapshot_close(snapshot);
}

Test(snapshot, describes_itself)
{
	struct document documents[] = {film};
	struct snapshot *snapshot = snapshot_of(documents, 1);
	struct buffer out = BUFFER_INIT;

	cr_assert_eq(snapshot_describe(snapshot, false, &out), 0);
	cr_assert_not_null(strstr(out.data, "documents"));
	cr_assert_not_null(strstr(out.data, "vector terms"));
	buffer_clear(&out);
	cr_assert_eq(snapshot_describe(snapshot, true, &out), 0);
	cr_assert_not_null(strstr(out.data, "\"documents\":1,"));
	buffer_release(&out);
	snapshot_close(snapshot);
}

Test(snapshot, tells_when_another_one_was_published)
{
	struct document documents[] = {film};
	struct document_fixture fixture = {.documents = documents, .count = 1};
	char *folder = fixture_folder();
	struct snapshot *snapshot = NULL;
	char path[64];

	snprintf(path, sizeof(path), "%s/titles", folder);
	fixture_publish(&fixture, &fixture_parameters, path, NULL);
	cr_assert_eq(snapshot_open(path, &snapshot, NULL), 0);
	cr_assert_eq(snapshot_generation(snapshot), 1);
	cr_assert_not(snapshot_is_stale(snapshot, path));
	fixture_publish(&fixture, &fixture_parameters, path, NULL);
	cr_assert(snapshot_is_stale(snapshot, path));
	snapshot_close(snapshot);
	fixture_folder_remove(folder);
}

Test(snapshot, says_which_file_is_missing)
{
	struct snapshot *snapshot = NULL;
	struct error error;

	cr_assert_eq(snapshot_open("/nonexistent/titles", &snapshot, &error),
	    ERROR_MISSING);
	cr_assert_not_null(strstr(error.message, "/nonexistent/titles"));
	cr_assert_null(snapshot);
	snapshot_close(NULL);
}

/* --- what the writer refuses ---------------------------------------------- */

Test(snapshot_writer, writes_the_same_bytes_with_any_number_of_threads)
{
	struct snapshot_parameters parameters = fixture_parameters;
	struct document_fixture fixture;
	char *folder = fixture_folder();
	unsigned char *bytes[2];
	size_t sizes[2];

	document_fixture_random(&fixture, 1000, 5);
	parameters.shard_documents = 100;
	for (int i = 0; i < 2; i++) {
		char path[64];

		parameters.threads = i == 0 ? 1 : 8;
		snprintf(path, sizeof(path), "%s/titles%d", folder, i);
		fixture_publish(&fixture, &parameters, path, NULL);
		bytes[i] = fixture_read(path, &sizes[i]);
	}
	cr_assert_eq(sizes[0], sizes[1]);
	/* the header holds the time */
	cr_assert_arr_eq(bytes[0] + sizeof(struct section_header),
	    bytes[1] + sizeof(struct section_header),
	    sizes[0] - sizeof(struct section_header));
	free(bytes[0]);
	free(bytes[1]);
	fixture_folder_remove(folder);
	document_fixture_release(&fixture);
}

#define FILL_DOCUMENTS 3000 /* a part */

static int
fill_from_fixture(void *context, struct snapshot_part *part, size_t index,
    struct error *error)
{
	const struct document_fixture *fixture = context;
	size_t first = index * FILL_DOCUMENTS;
	int result = 0;

	for (size_t i = first;
	     result == 0 && i < first + FILL_DOCUMENTS && i < fixture->count;
	     i++)
		result = snapshot_part_add(part, &fixture->documents[i], error);
	if (result == 0)
		cr_assert_leq(snapshot_part_count(part), FILL_DOCUMENTS);
	return result;
}

static size_t
parts_of(const struct document_fixture *fixture)
{
	return (fixture->count + FILL_DOCUMENTS - 1) / FILL_DOCUMENTS;
}

static void
fill_and_publish(
    struct document_fixture *fixture, int threads, const char *path)
{
	struct snapshot_parameters parameters = fixture_parameters;
	struct snapshot_writer *writer = NULL;
	struct error error = {0};

	parameters.threads = threads;
	cr_assert_eq(snapshot_writer_new(&parameters, &writer, &error), 0);
	cr_assert_eq(snapshot_writer_fill(writer, parts_of(fixture),
			 fill_from_fixture, fixture, &error),
	    0, "%s", error.message);
	cr_assert(snapshot_writer_has_person(
	    writer, fixture->documents[0].cast.numbers[0]));
	cr_assert_not(snapshot_writer_has_person(writer, 2000000000));
	cr_assert_eq(
	    snapshot_writer_name(writer, 7, "Somebody Known", &error), 0);
	cr_assert_eq(snapshot_writer_publish(writer, path, NULL, &error), 0,
	    "%s", error.message);
	snapshot_writer_free(writer);
}

/* More documents than fit two of the parts that are filled one by one. */
Test(snapshot_writer, writes_the_same_bytes_when_threads_add_the_documents)
{
	struct document_fixture fixture;
	char *folder = fixture_folder();
	unsigned char *bytes[3];
	size_t sizes[3];
	char path[64];

	document_fixture_random(&fixture, 40000, 6);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/titles%d", folder, i);
		if (i == 0)
			fixture_publish(
			    &fixture, &fixture_parameters, path, NULL);
		else
			fill_and_publish(&fixture, i == 1 ? 1 : 8, path);
		bytes[i] = fixture_read(path, &sizes[i]);
		cr_assert_eq(sizes[i], sizes[0]);
		cr_assert_arr_eq(bytes[i] + sizeof(struct section_header),
		    bytes[0] + sizeof(struct section_header),
		    sizes[0] - sizeof(struct section_header));
	}
	for (int i = 0; i < 3; i++)
		free(bytes[i]);
	fixture_folder_remove(folder);
	document_fixture_release(&fixture);
}

Test(snapshot_writer, reports_the_first_document_that_a_thread_refuses)
{
	struct document_fixture fixture;
	struct snapshot_writer *writer = NULL;
	struct error error = {0};
	int32_t number;

	document_fixture_random(&fixture, 40000, 7);
	number = fixture.documents[20000].number;
	fixture.documents[20000].title = "";
	cr_assert_eq(
	    snapshot_writer_new(&fixture_parameters, &writer, &error), 0);
	cr_assert_eq(snapshot_writer_fill(writer, parts_of(&fixture),
			 fill_from_fixture, &fixture, &error),
	    ERROR_INVALID);
	cr_assert_eq(strtol(error.message + strlen("title "), NULL, 10), number,
	    "%s", error.message);
	snapshot_writer_free(writer);
	document_fixture_release(&fixture);
}

/* Documents are cut into parts: the first of a part must follow the last of
 * the part before it. */
Test(snapshot_writer, refuses_parts_that_do_not_ascend)
{
	struct document_fixture fixture;
	struct snapshot_writer *writer = NULL;
	struct error error = {0};

	document_fixture_random(&fixture, 20000, 8);
	for (size_t i = 6000; i < fixture.count; i++)
		fixture.documents[i].number -= 6000;
	cr_assert_eq(
	    snapshot_writer_new(&fixture_parameters, &writer, &error), 0);
	cr_assert_eq(snapshot_writer_fill(writer, parts_of(&fixture),
			 fill_from_fixture, &fixture, &error),
	    0);
	cr_assert_eq(snapshot_writer_publish(
			 writer, "/nonexistent/titles", NULL, &error),
	    ERROR_INVALID);
	cr_assert_not_null(strstr(error.message, "ascend"));
	snapshot_writer_free(writer);
	document_fixture_release(&fixture);
}

static int
try_document(struct document document)
{
	struct snapshot_writer *writer = NULL;
	int result;

	cr_assert_eq(
	    snapshot_writer_new(&fixture_parameters, &writer, NULL), 0);
	result = snapshot_writer_add(writer, &document, NULL);
	snapshot_writer_free(writer);
	return result;
}

Test(snapshot_writer, refuses_what_no_title_can_be)
{
	static const int32_t nobody[] = {0};
	struct document document = film;

	cr_assert_eq(try_document(document), 0);
	document.number = 0;
	cr_assert_eq(try_document(document), ERROR_INVALID);
	document = film;
	document.title = "";
	cr_assert_eq(try_document(document), ERROR_INVALID);
	document = film;
	document.start_year = 40000;
	cr_assert_eq(try_document(document), ERROR_INVALID);
	document = film;
	document.rating = NAN;
	cr_assert_eq(try_document(document), ERROR_INVALID);
	document = film;
	document.runtime_minutes = -1;
	cr_assert_eq(try_document(document), ERROR_INVALID);
	document = film;
	document.cast = (struct person_list){nobody, 1};
	cr_assert_eq(try_document(document), ERROR_INVALID);
}

Test(snapshot_writer, refuses_numbers_that_do_not_ascend)
{
	struct snapshot_writer *writer = NULL;
	struct error error;

	snapshot_writer_new(&fixture_parameters, &writer, NULL);
	cr_assert_eq(snapshot_writer_add(writer, &film, &error), 0);
	cr_assert_eq(snapshot_writer_add(writer, &film, &error), ERROR_INVALID);
	snapshot_writer_free(writer);
}

Test(snapshot_writer, refuses_parameters_out_of_range)
{
	static const float bad[] = {-1, 0.0001f, 1001, NAN, INFINITY};
	static const float bad_exponents[] = {-0.5f, 0.3f, 3.5f, NAN, INFINITY};
	struct snapshot_parameters parameters = fixture_parameters;
	struct snapshot_writer *writer = NULL;
	struct error error;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		parameters.field_weights[INDEX_FIELD_CAST] = bad[i];
		cr_assert_eq(snapshot_writer_new(&parameters, &writer, &error),
		    ERROR_INVALID);
		cr_assert_not_null(strstr(error.message, "cast"));
	}
	parameters = fixture_parameters;
	for (size_t i = 0; i < sizeof(bad_exponents) / sizeof(bad[0]); i++) {
		parameters.idf_exponents[INDEX_FIELD_CAST] = bad_exponents[i];
		cr_assert_eq(snapshot_writer_new(&parameters, &writer, &error),
		    ERROR_INVALID);
		cr_assert_not_null(strstr(error.message, "cast"));
	}
	parameters = fixture_parameters;
	parameters.shard_documents = 65537;
	cr_assert_eq(
	    snapshot_writer_new(&parameters, &writer, &error), ERROR_INVALID);
	cr_assert_null(writer);
}

/* --- damage --------------------------------------------------------------- */

static struct document small[3];

/* The bytes of a small snapshot with several shards: **new**. */
static unsigned char *
small_file(size_t *size_bytes)
{
	struct snapshot_parameters parameters = fixture_parameters;
	struct document_fixture fixture = {.documents = small, .count = 3};
	char *folder = fixture_folder();
	unsigned char *bytes;
	char path[64];

	small[0] = film;
	small[0].akas = "Other\0Laufer\0";
	small[1] = film;
	small[1].number = 6;
	small[1].title = "Second Title";
	small[2] = film;
	small[2].number = 9;
	parameters.shard_documents = 2;
	snprintf(path, sizeof(path), "%s/titles", folder);
	fixture_publish(&fixture, &parameters, path, NULL);
	bytes = fixture_read(path, size_bytes);
	fixture_folder_remove(folder);
	return bytes;
}

static int
load(const unsigned char *bytes, size_t size_bytes, struct error *error)
{
	struct snapshot snapshot = {0};

	return snapshot_load(&snapshot, bytes, size_bytes, error);
}

Test(snapshot, refuses_every_flipped_byte)
{
	size_t size_bytes;
	unsigned char *bytes = small_file(&size_bytes);

	cr_assert_eq(load(bytes, size_bytes, NULL), 0);
	for (size_t i = 0; i < size_bytes; i++) {
		bytes[i] ^= 0xFF;
		cr_assert_neq(load(bytes, size_bytes, NULL), 0, "byte %zu", i);
		bytes[i] ^= 0xFF;
	}
	free(bytes);
}

Test(snapshot, refuses_every_truncation)
{
	size_t size_bytes;
	unsigned char *bytes = small_file(&size_bytes);

	for (size_t length = 0; length < size_bytes; length++)
		cr_assert_neq(load(bytes, length, NULL), 0);
	free(bytes);
}

/* An element of a section overwritten, behind right checksums. */
struct damage {
	uint32_t section;
	size_t offset; /* in the section */
	size_t width; /* bytes, at most 8 */
	uint64_t value;
};

#define NAN_BITS 0x7FC00000u
#define INFINITY_BITS 0x7F800000u
#define SUMMARY(field) offsetof(struct snapshot_summary, field)
#define CLASS(member) offsetof(struct document_class, member)
#define SET(member) offsetof(struct class_set, member)
#define CARD(field) offsetof(struct card, field)

ParameterizedTestParameters(snapshot, refuses_what_cannot_be)
{
	static struct damage damages[] = {
	    {SECTION_SUMMARY, SUMMARY(document_count), 4, 2},
	    {SECTION_SUMMARY, SUMMARY(document_count), 4, UINT32_MAX},
	    {SECTION_SUMMARY, SUMMARY(shard_documents), 4, 0},
	    {SECTION_SUMMARY, SUMMARY(shard_documents), 4, 65537},
	    {SECTION_SUMMARY, SUMMARY(shard_documents), 4, 1},
	    {SECTION_SUMMARY, SUMMARY(shard_count), 4, 3},
	    {SECTION_SUMMARY, SUMMARY(field_first), 4, 1},
	    {SECTION_SUMMARY, SUMMARY(field_first) + 4, 4, 9999},
	    {SECTION_SUMMARY, SUMMARY(field_first) + 28, 4, 9999},
	    {SECTION_SUMMARY, SUMMARY(field_first) + 20, 4, 1u << 31},
	    {SECTION_SUMMARY, SUMMARY(field_weights), 4, NAN_BITS},
	    {SECTION_SUMMARY, SUMMARY(idf_exponents), 4, NAN_BITS},
	    {SECTION_SUMMARY, SUMMARY(mean_rating), 4, INFINITY_BITS},
	    {SECTION_TERM_KEYS, 0, 4, UINT32_MAX},
	    {SECTION_TERM_IDF, 0, 4, NAN_BITS},
	    {SECTION_TERM_IDF, 0, 4, 0},
	    {SECTION_TERM_LISTS, 0, 4, 1},
	    {SECTION_TERM_LISTS, 4, 4, UINT32_MAX},
	    {SECTION_TERM_TEXT, 0, 1, 'x'},
	    {SECTION_POSTINGS, 0, 4, 1}, /* of a genre: class 1 */
	    {SECTION_POSTINGS, 8, 4, UINT32_MAX}, /* of a word */
	    {SECTION_CLASS_STARTS, 0, 4, 1},
	    {SECTION_CLASS_STARTS, 4, 4, 2},
	    {SECTION_CLASSES, CLASS(genre_set), 4, 1},
	    {SECTION_CLASSES, CLASS(decade), 4, 2},
	    {SECTION_CLASSES, CLASS(type), 4, 2},
	    {SECTION_CLASSES, CLASS(max_scale), 4, NAN_BITS},
	    {SECTION_CLASSES, CLASS(max_scale), 4, 0x40000000u},
	    {SECTION_GENRE_SETS, SET(first_class), 4, 1},
	    {SECTION_GENRE_SETS, SET(first_genre), 4, 1},
	    {SECTION_GENRE_SETS, SET(max_scale), 4, NAN_BITS},
	    {SECTION_GENRE_SETS, 12 + SET(first_class), 4, 0},
	    {SECTION_GENRE_SETS, 12 + SET(first_genre), 4, 9},
	    {SECTION_GENRE_SETS, 12 + SET(max_scale), 4, NAN_BITS},
	    {SECTION_GENRES, 0, 4, UINT32_MAX},
	    {SECTION_GENRES, 0, 4, 1},
	    {SECTION_PLACES, 0, 4, 1},
	    {SECTION_PLACES, 4, 4, INFINITY_BITS},
	    {SECTION_PLACES, 12, 4, 0x40000000u}, /* above the one before */
	    {SECTION_VECTOR_STARTS, 0, 4, 1},
	    {SECTION_VECTOR_STARTS, 4, 4, UINT32_MAX},
	    {SECTION_VECTOR_STARTS, 12, 4, 0},
	    {SECTION_VECTOR_TERMS, 0, 4, UINT32_MAX},
	    {SECTION_NUMBERS, 0, 4, 0},
	    {SECTION_NUMBERS, 0, 4, 7},
	    {SECTION_BY_NUMBER, 0, 4, 3},
	    {SECTION_BY_NUMBER, 0, 4, 1},
	    {SECTION_PRIORS, 0, 4, 0},
	    {SECTION_PRIORS, 0, 4, 0x40000000u},
	    {SECTION_CARDS, CARD(title), 4, UINT32_MAX},
	    {SECTION_CARDS, CARD(original_title), 4, UINT32_MAX},
	    {SECTION_CARDS, CARD(type), 4, UINT32_MAX},
	    {SECTION_CARDS, CARD(genres), 4, UINT32_MAX},
	    {SECTION_CARDS, CARD(rating), 4, NAN_BITS},
	    {SECTION_CARDS, CARD(bayesian_rating), 4, NAN_BITS},
	    {SECTION_CARDS, CARD(first_person), 4, UINT32_MAX},
	    {SECTION_CARDS, CARD(director_count), 2, 65535},
	    {SECTION_CARDS, CARD(writer_count), 2, 65535},
	    {SECTION_CARDS, CARD(cast_count), 2, 65535},
	    {SECTION_CARD_TEXT, 0, 1, 'x'},
	    {SECTION_PEOPLE, 0, 4, 9},
	    {SECTION_PEOPLE, 4, 4, UINT32_MAX},
	    {SECTION_PERSON_TEXT, 0, 1, 'x'},
	    {SECTION_FOLDED, 0, 4, UINT32_MAX},
	    {SECTION_FOLDED, 4, 4, 3},
	    {SECTION_FOLDED_TEXT, 0, 1, 'x'},
	    {SECTION_FOLDED_TEXT, 1, 1, 'z'},
	    {SECTION_ORDER_POPULARITY, 0, 4, 3},
	    {SECTION_ORDER_RATING, 0, 4, 3},
	    {SECTION_ORDER_YEAR, 0, 4, 3},
	    {SECTION_AKAS, 0, 4, UINT32_MAX},
	    {SECTION_AKAS, 4, 4, 3},
	    {SECTION_AKA_TEXT, 0, 1, 'x'},
	};

	return cr_make_param_array(
	    struct damage, damages, sizeof(damages) / sizeof(damages[0]));
}

static const struct section_entry *
entry_of(const unsigned char *bytes, uint32_t section)
{
	const struct section_header *header = (const void *)bytes;
	const struct section_entry *table = (const void *)(header + 1);

	for (uint32_t i = 0; i < header->section_count; i++)
		if (table[i].id == section)
			return &table[i];
	cr_assert_fail("no section %u", section);
	return NULL;
}

ParameterizedTest(struct damage *damage, snapshot, refuses_what_cannot_be)
{
	struct error error = {0};
	size_t size_bytes;
	unsigned char *bytes = small_file(&size_bytes);
	const struct section_entry *entry = entry_of(bytes, damage->section);
	int code;

	cr_assert_leq(damage->offset + damage->width, entry->size_bytes);
	memcpy(bytes + entry->offset + damage->offset, &damage->value,
	    damage->width);
	section_reseal(bytes, size_bytes);
	code = load(bytes, size_bytes, &error);
	cr_assert_eq(code, ERROR_CORRUPT, "section %s, byte %zu gave %d: %s",
	    snapshot_section_name(damage->section), damage->offset, code,
	    error.message);
	free(bytes);
}

/* As a file, which snapshot_open gets to see. */
static int
open_bytes(const unsigned char *bytes, size_t size_bytes, struct error *error)
{
	char *folder = fixture_folder();
	struct snapshot *snapshot = NULL;
	char path[64];
	FILE *stream;
	int code;

	snprintf(path, sizeof(path), "%s/titles", folder);
	stream = fopen(path, "wb");
	cr_assert_eq(fwrite(bytes, 1, size_bytes, stream), size_bytes);
	fclose(stream);
	code = snapshot_open(path, &snapshot, error);
	snapshot_close(snapshot);
	fixture_folder_remove(folder);
	return code;
}

/* A seal saves the check of what the bytes refer to, never that of the bytes;
 * and with other bytes it is no seal, even if all checksums are right. */
Test(snapshot, opens_no_damaged_file_sealed_or_not)
{
	struct error error = {0};
	size_t size_bytes;
	unsigned char *bytes = small_file(&size_bytes);
	const struct section_entry *entry =
	    entry_of(bytes, SECTION_VECTOR_TERMS);
	uint32_t *terms = (void *)(bytes + entry->offset);

	cr_assert_eq(
	    open_bytes(bytes, size_bytes, &error), 0, "%s", error.message);
	for (size_t i = 0; i < size_bytes; i += 13) {
		bytes[i] ^= (unsigned char)(1u << i % 8);
		cr_assert_neq(
		    open_bytes(bytes, size_bytes, NULL), 0, "byte %zu", i);
		bytes[i] ^= (unsigned char)(1u << i % 8);
	}
	terms[0] = UINT32_MAX;
	cr_assert_eq(open_bytes(bytes, size_bytes, &error), ERROR_CORRUPT);
	cr_assert_not_null(strstr(error.message, "checksum"));
	section_reseal(bytes, size_bytes);
	cr_assert_eq(open_bytes(bytes, size_bytes, &error), ERROR_CORRUPT);
	cr_assert_not_null(strstr(error.message, "vectors"));
	free(bytes);
}

Test(snapshot, opens_step_by_step)
{
	struct document_fixture fixture;
	char *folder = fixture_folder();
	struct snapshot_opening *opening;
	struct snapshot *snapshot = NULL;
	struct error error = {0};
	size_t steps = 0;
	char path[64];

	document_fixture_random(&fixture, 20000, 9);
	snprintf(path, sizeof(path), "%s/titles", folder);
	fixture_publish(&fixture, &fixture_parameters, path, NULL);
	cr_assert_eq(snapshot_opening_begin(&opening, path, &error), 0, "%s",
	    error.message);
	cr_assert(snapshot_opening_is_near(opening), "it was just written");
	while (snapshot_opening_step(opening))
		steps++;
	cr_assert_gt(steps, 10);
	cr_assert_eq(snapshot_opening_finish(opening, &snapshot, &error), 0);
	cr_assert_eq(snapshot_document_count(snapshot), 20000);
	cr_assert_not(snapshot_is_stale(snapshot, path));
	while (!snapshot_close_step(snapshot, 1 << 20))
		steps--;
	cr_assert_eq(snapshot_opening_begin(&opening, path, &error), 0);
	snapshot_opening_step(opening);
	cr_assert_eq(snapshot_opening_finish(opening, &snapshot, &error),
	    ERROR_CORRUPT, "not all steps were taken");
	cr_assert_eq(snapshot_opening_begin(&opening, path, &error), 0);
	snapshot_opening_free(opening);
	fixture_folder_remove(folder);
	document_fixture_release(&fixture);
}

Test(snapshot, refuses_a_file_of_another_kind_or_format)
{
	struct error error = {0};
	size_t size_bytes;
	unsigned char *bytes = small_file(&size_bytes);
	struct section_header *header = (void *)bytes;

	header->format = SNAPSHOT_FORMAT + 1;
	section_reseal(bytes, size_bytes);
	cr_assert_eq(load(bytes, size_bytes, &error), ERROR_VERSION);
	header->format = SNAPSHOT_FORMAT;
	header->kind = SNAPSHOT_KIND + 1;
	section_reseal(bytes, size_bytes);
	cr_assert_eq(load(bytes, size_bytes, &error), ERROR_VERSION);
	free(bytes);
}

Test(snapshot, refuses_a_file_without_one_of_its_sections)
{
	size_t size_bytes;
	unsigned char *bytes = small_file(&size_bytes);
	struct section_entry *table =
	    (void *)(bytes + sizeof(struct section_header));

	for (uint32_t id = 1; id < SECTION_END; id++) {
		struct error error = {0};

		/* numbered from beyond: the order stays, the id is gone */
		for (uint32_t i = id; i < SECTION_END; i++)
			table[i - 1].id = 100 + i;
		section_reseal(bytes, size_bytes);
		cr_assert_eq(load(bytes, size_bytes, &error), ERROR_CORRUPT);
		cr_assert_not_null(
		    strstr(error.message, "missing"), "%s", error.message);
		for (uint32_t i = id; i < SECTION_END; i++)
			table[i - 1].id = i;
	}
	free(bytes);
}
