/*
 * Building the index from PostgreSQL and from IMDb's files, and the exactness
 * of answers on real catalogues: the sample, and IMDb's titles where
 * MARQUEE_IMDB_DIR says that they are at hand.
 */
#include "assemble/index_build.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "etl/load.h"
#include "index/query.h"
#include "index/section_file.h"
#include "integration/dataset_fixture.h"
#include "integration/test_database.h"
#include "recommend/catalogue.h"
#include "recommend/similar.h"
#include "util/mapped_file.h"
#include "util/random.h"

#define K 20
#define REAL_TITLES 1000
#define SEED 20261122u
#define TERMS_MAX 8192

static const struct snapshot_parameters plain_parameters = {
    .field_weights = {1, 0.4f, 0.6f, 0.5f, 0.5f, 1, 1, 0.4f, 0.15f},
    .idf_exponents = {0.5f, 2.5f, 2, 2, 1.5f, 0, 1, 1, 1},
    .threads = 2,
};

/* A folder for snapshots, removed with all that is in it. */
static char folder[64];

static void
open_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/marquee-build-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
}

static void
close_folder(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	cr_assert_eq(system(command), 0);
}

TestSuite(index_build, .init = open_folder, .fini = close_folder);

static struct index_build_options
options_for(const char *tsv_folder, const char *url, const char *path)
{
	return (struct index_build_options){
	    .tsv_folder = tsv_folder,
	    .connection_string = url,
	    .path = path,
	    .parameters = plain_parameters,
	    .akas = DATASET_AUTO,
	};
}

static void
build(const struct index_build_options *options)
{
	struct snapshot_writer_stats stats;
	struct error error;

	cr_assert_eq(
	    index_build(options, &stats, &error), 0, "%s", error.message);
}

static void
load_database(const struct test_database *database, const char *data_dir)
{
	struct load_options options = {
	    .connection_string = database->url,
	    .data_dir = data_dir,
	    .worker_count = 2,
	    .akas = DATASET_AUTO,
	};
	struct load_report *report = calloc(1, sizeof(*report));
	struct error error;

	cr_assert_eq(
	    load_run(&options, report, &error), 0, "%s", error.message);
	free(report);
}

/* All bytes but the header, which holds the time and the generation. */
static void
assert_same_bytes(const char *one_path, const char *other_path)
{
	size_t header = sizeof(struct section_header);
	struct mapped_file one;
	struct mapped_file other;

	cr_assert_eq(mapped_file_open(&one, one_path, NULL), 0);
	cr_assert_eq(mapped_file_open(&other, other_path, NULL), 0);
	cr_assert_eq(one.size_bytes, other.size_bytes, "%zu and %zu bytes",
	    one.size_bytes, other.size_bytes);
	cr_assert_eq(memcmp(one.data + header, other.data + header,
			 one.size_bytes - header),
	    0, "the contents differ");
	mapped_file_release(&one);
	mapped_file_release(&other);
}

/* `types` are left out; NULL: the default. */
static void
assert_sources_agree(const char *data_dir, const char *types)
{
	struct index_build_options options;
	struct test_database database;
	char from_files[96];
	char from_database[96];

	test_database_open(&database, "index_build");
	load_database(&database, data_dir);
	snprintf(from_files, sizeof(from_files), "%s/files", folder);
	options = options_for(data_dir, NULL, from_files);
	options.excluded_types = types;
	options.allow_shrink = true;
	build(&options);
	snprintf(from_database, sizeof(from_database), "%s/database", folder);
	options = options_for(NULL, database.url, from_database);
	options.excluded_types = types;
	options.allow_shrink = true;
	build(&options);
	assert_same_bytes(from_files, from_database);
	test_database_close(&database);
}

/* NULL, after saying so, where there is none. */
static const char *
imdb_dir(void)
{
	const char *data_dir = getenv("MARQUEE_IMDB_DIR");

	if (data_dir == NULL)
		fprintf(stderr,
		    "MARQUEE_IMDB_DIR is not set: IMDb's titles are SKIPPED\n");
	return data_dir;
}

static void
sample_dir(char path[512])
{
	const char *root = getenv("MARQUEE_ROOT");

	snprintf(path, 512, "%s/assets/sample", root != NULL ? root : ".");
}

/* --- both sources --------------------------------------------------------- */

Test(index_build, gives_the_same_bytes_from_files_and_database)
{
	struct dataset_fixture files;

	dataset_fixture_open(&files);
	assert_sources_agree(files.folder, NULL);
	assert_sources_agree(files.folder, "");
	assert_sources_agree(files.folder, "movie,short");
	dataset_fixture_close(&files);
}

#define EXTRAS_HEADER \
	"id\tprimary_title\toverview\tkeywords\tlanguage\tcountry\t" \
	"poster_url\tcertificate\n"
#define AKAS_HEADER \
	"titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\t" \
	"isOriginalTitle\n"
#define NULLS "\t\\N\t\\N\t\\N\t\\N\t0\n"

/* Out of order, with lines that repeat, that join nothing, that are refused. */
static const char extras[] = EXTRAS_HEADER
    "my0000009\tHome Film\tA storm over the harbour.\tharbour,storm\n"
    "my0000009\tHome Film\tA storm over the harbour.\tharbour,storm\t\\N\t"
    "\\N\t\\N\t\\N\n"
    "my0000009\tSecond Line\t\\N\tanother\t\\N\t\\N\t\\N\t\\N\n"
    "my0000002\tHarbour Lights\tStorms at sea.\tharbour,storm\t\\N\t\\N\t\\N\t"
    "\\N\n"
    "my0000003\t\\N\tWithout a title.\t\\N\t\\N\t\\N\t\\N\t\\N\n"
    "my0000001\tNot This\tA harbour.\tstorm\t\\N\t\\N\t\\N\t\\N\n"
    "tt0000001\tNot This\t\\N\tharbour\tfr\tFR\thttps://x/y.jpg\t12\n"
    "tt0000004\t\\N\tOf an episode.\t\\N\t\\N\t\\N\t\\N\t\\N\n"
    "tt0000099\t\\N\tOf no title.\t\\N\t\\N\t\\N\t\\N\t\\N\n";

static const char akas[] = AKAS_HEADER
    "tt0000002\t2\tZweiter" NULLS "tt0000001\t1\tDer Erste" NULLS
    "tt0000001\t1\tRepeated Place" NULLS "tt0000001\t3\tLe Premier" NULLS
    "tt0000001\t2\tder erste!" NULLS "tt0000002\t1\tSegundo" NULLS
    "tt0000002\tx\tBad Place" NULLS "tt0000004\t1\tVierter" NULLS
    "my0000009\t1\tHeimatfilm" NULLS "tt0000099\t1\tKeiner" NULLS;

Test(index_build, gives_the_same_bytes_with_extras_and_akas)
{
	struct dataset_fixture files;

	dataset_fixture_open(&files);
	dataset_fixture_write_text(&files, "extras.tsv", extras);
	dataset_fixture_write_text(&files, "title.akas.tsv", akas);
	assert_sources_agree(files.folder, NULL);
	dataset_fixture_close(&files);
}

/* A folder with extras.tsv and nothing else. */
static void
open_extras_alone(struct dataset_fixture *files)
{
	dataset_fixture_open(files);
	dataset_fixture_remove(files, "title.basics.tsv");
	dataset_fixture_remove(files, "title.ratings.tsv");
	dataset_fixture_remove(files, "title.crew.tsv");
	dataset_fixture_remove(files, "title.principals.tsv.gz");
	dataset_fixture_remove(files, "name.basics.tsv.gz");
	dataset_fixture_write_text(files, "extras.tsv", extras);
}

Test(index_build, gives_the_same_bytes_for_extras_alone)
{
	struct dataset_fixture files;

	open_extras_alone(&files);
	assert_sources_agree(files.folder, NULL);
	dataset_fixture_close(&files);
}

Test(index_build, gives_the_same_bytes_for_the_sample)
{
	char data_dir[512];

	sample_dir(data_dir);
	assert_sources_agree(data_dir, NULL);
}

Test(index_build, gives_the_same_bytes_for_imdbs_titles)
{
	const char *data_dir = imdb_dir();

	if (data_dir == NULL)
		return;
	assert_sources_agree(data_dir, NULL);
}

static bool
has_title(const char *path, int32_t number)
{
	struct snapshot *snapshot = NULL;
	struct error error;
	uint32_t document;
	bool found;

	cr_assert_eq(
	    snapshot_open(path, &snapshot, &error), 0, "%s", error.message);
	found = snapshot_find(snapshot, number, &document);
	snapshot_close(snapshot);
	return found;
}

Test(index_build, leaves_out_episodes_and_adult_titles)
{
	struct index_build_options options;
	struct dataset_fixture files;
	char path[96];

	dataset_fixture_open(&files);
	snprintf(path, sizeof(path), "%s/titles", folder);
	options = options_for(files.folder, NULL, path);
	build(&options);
	cr_assert(has_title(path, 1));
	cr_assert(has_title(path, 1500000001));
	cr_assert_not(has_title(path, 3), "an adult title");
	cr_assert_not(has_title(path, 4), "an episode");
	options.include_adult = true;
	build(&options);
	cr_assert(has_title(path, 3));
	cr_assert_not(has_title(path, 4));
	options.excluded_types = "movie,videoGame";
	options.allow_shrink = true;
	build(&options);
	cr_assert(has_title(path, 4));
	cr_assert_not(has_title(path, 1));
	dataset_fixture_close(&files);
}

/* The number of the first title that the words find; 0: none. */
static int32_t
found_by(const struct snapshot *snapshot, const char *words)
{
	const struct catalogue_filter filter = {.min_votes = 0};
	const struct catalogue_page page = {.limit = 1};
	struct tokenizer *tokenizer = tokenizer_new();
	struct title_card card = {.number = 0};
	uint32_t document;
	size_t count;

	cr_assert_eq(catalogue_search(snapshot, tokenizer, words, strlen(words),
			 &filter, &page, &document, &count),
	    0);
	if (count > 0)
		snapshot_card(snapshot, document, &card);
	tokenizer_free(tokenizer);
	return card.number;
}

static struct snapshot *
snapshot_of(const struct index_build_options *options)
{
	struct snapshot *snapshot = NULL;
	struct error error;

	build(options);
	cr_assert_eq(snapshot_open(options->path, &snapshot, &error), 0, "%s",
	    error.message);
	return snapshot;
}

Test(index_build, finds_titles_in_other_languages_as_it_is_told_to)
{
	struct index_build_options options;
	struct dataset_fixture files;
	struct snapshot *snapshot;
	char path[96];

	dataset_fixture_open(&files);
	dataset_fixture_write_text(&files, "title.akas.tsv", akas);
	snprintf(path, sizeof(path), "%s/titles", folder);
	options = options_for(files.folder, NULL, path);
	snapshot = snapshot_of(&options);
	cr_assert_eq(found_by(snapshot, "der erste"), 1);
	cr_assert_eq(found_by(snapshot, "Zweit"), 2);
	cr_assert_eq(found_by(snapshot, "Repeated Place"), 0);
	cr_assert_eq(found_by(snapshot, "vierter"), 0, "an episode's");
	snapshot_close(snapshot);
	options.akas = DATASET_NO;
	snapshot = snapshot_of(&options);
	cr_assert_eq(found_by(snapshot, "der erste"), 0);
	snapshot_close(snapshot);
	dataset_fixture_remove(&files, "title.akas.tsv");
	options.akas = DATASET_YES;
	cr_assert_eq(index_build(&options, NULL, NULL), ERROR_MISSING);
	dataset_fixture_close(&files);
}

Test(index_build, finds_titles_of_ones_own_and_what_is_similar)
{
	struct query_context *context = query_context_new();
	struct recommendation_list list;
	struct index_build_options options;
	struct dataset_fixture files;
	struct snapshot *snapshot;
	struct title_card card;
	uint32_t document;
	char path[96];

	open_extras_alone(&files);
	snprintf(path, sizeof(path), "%s/titles", folder);
	options = options_for(files.folder, NULL, path);
	snapshot = snapshot_of(&options);
	cr_assert_eq(snapshot_document_count(snapshot), 3);
	cr_assert_eq(found_by(snapshot, "home film"), 1500000009);
	cr_assert_eq(found_by(snapshot, "second line"), 0);
	cr_assert(snapshot_find(snapshot, 1500000009, &document));
	snapshot_card(snapshot, document, &card);
	cr_assert_str_eq(card.title, "Home Film");
	cr_assert_str_eq(card.type, "movie");
	cr_assert_eq(similar_titles(context, snapshot, document,
			 &(struct similar_options){.limit = 5}, &list),
	    0);
	cr_assert_eq(list.count, 2);
	snapshot_card(snapshot, list.items[0].document, &card);
	cr_assert_eq(card.number, 1500000002, "both keywords");
	snapshot_close(snapshot);
	query_context_free(context);
	dataset_fixture_close(&files);
}

Test(index_build, says_when_the_database_is_empty)
{
	struct snapshot_writer_stats stats;
	struct index_build_options options;
	struct test_database database;
	struct error error;
	char path[96];

	test_database_open(&database, "index_empty");
	snprintf(path, sizeof(path), "%s/titles", folder);
	options = options_for(NULL, database.url, path);
	cr_assert_eq(index_build(&options, &stats, &error), ERROR_MISSING);
	cr_assert_neq(access(path, F_OK), 0, "nothing is published");
	test_database_close(&database);
}

Test(index_build, says_which_files_are_missing)
{
	struct index_build_options options =
	    options_for("/nonexistent", NULL, "/nonexistent/titles");
	struct snapshot_writer_stats stats;
	struct error error;

	cr_assert_eq(index_build(&options, &stats, &error), ERROR_MISSING);
	cr_assert_not_null(strstr(error.message, "/nonexistent"));
}

/* --- exactness ------------------------------------------------------------ */

static void
compare(struct query_context *context, const struct snapshot *snapshot,
    uint32_t document, int threads)
{
	static struct query_term terms[TERMS_MAX];
	struct sparse_vector vector;
	struct hit hits[K];
	struct hit expected[K];
	size_t expected_count = 0;
	size_t count = 0;
	struct document_set own;
	struct query query = {
	    .terms = terms, .excluded = &own, .k = K, .threads = threads};

	cr_assert_eq(document_set_init_of(
			 &own, snapshot_document_count(snapshot), &document, 1),
	    0);
	snapshot_vector(snapshot, document, &vector);
	cr_assert_leq(vector.count, TERMS_MAX);
	for (size_t i = 0; i < vector.count; i++)
		terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	query.term_count = vector.count;
	cr_assert_eq(
	    query_run(context, snapshot, &query, hits, &count, NULL), 0);
	cr_assert_eq(query_run_exhaustive(
			 context, snapshot, &query, expected, &expected_count),
	    0);
	document_set_release(&own);
	cr_assert_eq(count, expected_count);
	for (size_t i = 0; i < count; i++)
		cr_assert(hits[i].document == expected[i].document &&
			memcmp(&hits[i].score, &expected[i].score,
			    sizeof(float)) == 0,
		    "hit %zu of document %" PRIu32, i, document);
}

/* Compares `wanted` documents drawn with the seed, or all (0). */
static void
assert_exact(
    const char *data_dir, uint32_t shard_count, int threads, uint32_t wanted)
{
	struct query_context *context = query_context_new();
	struct index_build_options options;
	struct snapshot *snapshot = NULL;
	struct random random;
	uint32_t total;
	char path[96];

	snprintf(path, sizeof(path), "%s/titles", folder);
	options = options_for(data_dir, NULL, path);
	build(&options);
	cr_assert_eq(snapshot_open(path, &snapshot, NULL), 0);
	total = snapshot_document_count(snapshot);
	if (shard_count > 1) {
		snapshot_close(snapshot);
		options.parameters.shard_documents =
		    (total + shard_count - 1) / shard_count;
		build(&options);
		cr_assert_eq(snapshot_open(path, &snapshot, NULL), 0);
	}
	fprintf(stderr, "%" PRIu32 " of %" PRIu32 " titles, seed %u\n",
	    wanted > 0 ? wanted : total, total, SEED);
	random_seed(&random, SEED);
	for (uint32_t i = 0; i < (wanted > 0 ? wanted : total); i++)
		compare(context, snapshot,
		    wanted > 0 ? (uint32_t)random_below(&random, total) : i,
		    threads);
	snapshot_close(snapshot);
	query_context_free(context);
}

struct layout {
	uint32_t shards;
	int threads;
};

static struct layout layouts[] = {{1, 1}, {1, 8}, {16, 1}, {16, 8}};

ParameterizedTestParameters(index_build, answers_the_sample_exactly)
{
	return cr_make_param_array(
	    struct layout, layouts, sizeof(layouts) / sizeof(layouts[0]));
}

ParameterizedTest(
    struct layout *layout, index_build, answers_the_sample_exactly)
{
	char data_dir[512];

	sample_dir(data_dir);
	assert_exact(data_dir, layout->shards, layout->threads, 0);
}

ParameterizedTestParameters(index_build, answers_imdbs_titles_exactly)
{
	return cr_make_param_array(
	    struct layout, layouts, sizeof(layouts) / sizeof(layouts[0]));
}

ParameterizedTest(
    struct layout *layout, index_build, answers_imdbs_titles_exactly)
{
	const char *data_dir = imdb_dir();

	if (data_dir == NULL)
		return;
	assert_exact(data_dir, layout->shards, layout->threads, REAL_TITLES);
}
