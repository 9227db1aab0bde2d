#include "unit/document_fixture.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/random.h"

const struct snapshot_parameters fixture_parameters = {
    .field_weights = {0.5f, 0.4f, 1.0f, 0.7f, 0.8f, 0.25f, 0.125f, 0.6f, 0.3f},
    .idf_exponents = {0.5f, 2.5f, 2.5f, 2, 1.5f, 0, 1, 1, 3},
    .threads = 2,
};

/* --- random documents ----------------------------------------------------- */

/* Small numbers often, large ones seldom. */
static uint64_t
skewed(struct random *random, uint64_t bound)
{
	double unit = random_unit(random);

	return (uint64_t)(unit * unit * unit * (double)bound);
}

static const char *
make_title(struct document_fixture *fixture, struct random *random)
{
	char text[256] = "";
	uint64_t words = 1 + random_below(random, 4);

	for (uint64_t i = 0; i < words; i++) {
		char word[32];

		snprintf(word, sizeof(word), "%sw%" PRIu64, i > 0 ? " " : "",
		    skewed(random, 400));
		strcat(text, word);
	}
	return arena_strndup(&fixture->arena, text, strlen(text));
}

static const char *
make_genres(struct document_fixture *fixture, struct random *random)
{
	char text[64] = "";
	uint64_t count = random_below(random, 4);
	uint64_t genre = 0;

	for (uint64_t i = 0; i < count; i++) {
		char name[16];

		genre += 1 + skewed(random, 8);
		snprintf(
		    name, sizeof(name), "%sG%" PRIu64, i > 0 ? "," : "", genre);
		strcat(text, name);
	}
	return arena_strndup(&fixture->arena, text, strlen(text));
}

static struct person_list
make_people(
    struct document_fixture *fixture, struct random *random, uint64_t most)
{
	uint64_t count = random_below(random, most + 1);
	int32_t *numbers =
	    arena_calloc(&fixture->arena, count + 1, sizeof(*numbers));
	int32_t number = 0;

	for (uint64_t i = 0; i < count; i++) {
		number += 1 + (int32_t)skewed(random, 300);
		numbers[i] = number;
	}
	return (struct person_list){numbers, count};
}

/* Up to five words behind one another with `between` between. */
static const char *
make_words(struct document_fixture *fixture, struct random *random,
    const char *begin, char between)
{
	char text[128];
	size_t length = 0;
	uint64_t count = random_below(random, 6);

	for (uint64_t i = 0; i < count; i++) {
		if (i > 0)
			text[length++] = between;
		length +=
		    (size_t)snprintf(text + length, sizeof(text) - length - 2,
			"%s%" PRIu64, begin, skewed(random, 200));
	}
	text[length++] = '\0';
	return arena_strndup(&fixture->arena, text, length);
}

/* What a part of the documents has beside IMDb's. */
static void
make_extras(struct document_fixture *fixture, struct random *random,
    struct document *document)
{
	if (random_below(random, 3) == 0)
		document->keywords = make_words(fixture, random, "k", ',');
	if (random_below(random, 3) == 0)
		document->overview = make_words(fixture, random, "o", ' ');
	if (random_below(random, 3) == 0)
		document->akas = make_words(fixture, random, "a", '\0');
}

static void
make_document(struct document_fixture *fixture, struct random *random,
    struct document *document, int32_t number)
{
	static const char *const types[] = {"movie", "movie", "tvSeries"};

	document->number = number;
	document->title = make_title(fixture, random);
	document->type = types[random_below(random, 3)];
	document->genres = make_genres(fixture, random);
	if (random_below(random, 10) > 0)
		document->start_year = 1950 + (int)random_below(random, 75);
	document->runtime_minutes = (int)random_below(random, 200);
	if (random_below(random, 10) > 0) {
		document->rating = 1 + (float)random_below(random, 91) / 10;
		document->votes = (uint32_t)skewed(random, 1000000);
	}
	document->directors = make_people(fixture, random, 2);
	document->writers = make_people(fixture, random, 3);
	document->cast = make_people(fixture, random, 10);
	make_extras(fixture, random, document);
}

void
document_fixture_random(
    struct document_fixture *fixture, size_t count, uint64_t seed)
{
	struct random random;
	int32_t number = 0;

	fprintf(stderr, "%zu documents of seed %" PRIu64 "\n", count, seed);
	random_seed(&random, seed);
	arena_init(&fixture->arena, 0);
	fixture->count = count;
	fixture->documents =
	    arena_calloc(&fixture->arena, count, sizeof(struct document));
	for (size_t i = 0; i < count; i++) {
		number += 1 + (int32_t)random_below(&random, 9);
		make_document(fixture, &random, &fixture->documents[i], number);
	}
}

void
document_fixture_equal(struct document_fixture *fixture, size_t count)
{
	static const int32_t people[] = {7, 8, 9};

	arena_init(&fixture->arena, 0);
	fixture->count = count;
	fixture->documents =
	    arena_calloc(&fixture->arena, count, sizeof(struct document));
	for (size_t i = 0; i < count; i++)
		fixture->documents[i] = (struct document){
		    .number = (int32_t)i + 1,
		    .title = "Same",
		    .type = "movie",
		    .genres = "Drama,War",
		    .start_year = 1999,
		    .rating = 7,
		    .votes = 100,
		    .directors = {people, 1},
		    .cast = {people, 3},
		};
}

void
document_fixture_release(struct document_fixture *fixture)
{
	arena_release(&fixture->arena);
}

/* --- files ---------------------------------------------------------------- */

char *
fixture_folder(void)
{
	char *folder = strdup("/tmp/marquee-index-XXXXXX");

	cr_assert_not_null(folder);
	cr_assert_not_null(mkdtemp(folder));
	return folder;
}

void
fixture_folder_remove(char *folder)
{
	DIR *entries = opendir(folder);
	const struct dirent *entry;

	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(entries), entry->d_name, 0);
	if (entries != NULL)
		closedir(entries);
	rmdir(folder);
	free(folder);
}

void
fixture_publish(const struct document_fixture *fixture,
    const struct snapshot_parameters *parameters, const char *path,
    struct snapshot_writer_stats *stats)
{
	struct snapshot_writer *writer = NULL;
	struct error error = {0};

	cr_assert_eq(snapshot_writer_new(parameters, &writer, &error), 0, "%s",
	    error.message);
	for (size_t i = 0; i < fixture->count; i++)
		cr_assert_eq(
		    snapshot_writer_add(writer, &fixture->documents[i], &error),
		    0, "%s", error.message);
	cr_assert_eq(
	    snapshot_writer_name(writer, 7, "Somebody Known", &error), 0);
	cr_assert_eq(snapshot_writer_publish(writer, path, stats, &error), 0,
	    "%s", error.message);
	snapshot_writer_free(writer);
}

struct snapshot *
fixture_snapshot(const struct document_fixture *fixture,
    const struct snapshot_parameters *parameters)
{
	char *folder = fixture_folder();
	struct snapshot *snapshot = NULL;
	struct error error = {0};
	char path[64];

	snprintf(path, sizeof(path), "%s/titles", folder);
	fixture_publish(fixture, parameters, path, NULL);
	cr_assert_eq(
	    snapshot_open(path, &snapshot, &error), 0, "%s", error.message);
	fixture_folder_remove(folder);
	return snapshot;
}

unsigned char *
fixture_read(const char *path, size_t *size_bytes)
{
	FILE *stream = fopen(path, "rb");
	unsigned char *bytes;
	long size;

	cr_assert_not_null(stream);
	fseek(stream, 0, SEEK_END);
	size = ftell(stream);
	rewind(stream);
	bytes = malloc((size_t)size + 1);
	cr_assert_eq(fread(bytes, 1, (size_t)size, stream), (size_t)size);
	fclose(stream);
	*size_bytes = (size_t)size;
	return bytes;
}

struct document_set
fixture_set(
    const struct snapshot *snapshot, const uint32_t *documents, size_t count)
{
	struct document_set set;

	cr_assert_eq(document_set_init_of(&set,
			 snapshot_document_count(snapshot), documents, count),
	    0);
	return set;
}
