/*
 * Whether generated titles are like IMDb's: the same figures of an index of as
 * many titles of each, where MARQUEE_IMDB_DIR says that IMDb's are at hand.
 */
#include "etl/generate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble/index_build.h"
#include "index/query.h"
#include "util/config.h"
#include "util/random.h"

#define TITLES 24058 /* as many as IMDb has with over 5,000 votes */
#define TOLERANCE 0.15
#define COMMON_TERMS 20
#define RARE_MAX 4 /* titles that a rare term has at most */
#define NEIGHBOUR 10
#define SAMPLE 600 /* titles whose neighbours are looked for */
#define SEED 20261122u

struct figures {
	double mean_terms; /* of a title */
	double rare_share; /* of terms */
	double common[COMMON_TERMS]; /* shares of titles, descending */
	double genre_sets;
	double nobody_share; /* of titles, without people */
	double neighbour_cosine; /* mean, of the tenth */
};

static int
compare_descending(const void *a, const void *b)
{
	const uint32_t *left = a;
	const uint32_t *right = b;

	return (*left < *right) - (*left > *right);
}

static void
measure_terms(const struct snapshot *snapshot, struct figures *figures)
{
	uint32_t terms = snapshot_term_count(snapshot);
	double titles = snapshot_document_count(snapshot);
	uint32_t *frequencies = calloc(terms, sizeof(*frequencies));
	uint32_t rare = 0;

	cr_assert_not_null(frequencies);
	for (uint32_t i = 0; i < terms; i++) {
		frequencies[i] = snapshot_document_frequency(snapshot, i);
		rare += frequencies[i] <= RARE_MAX ? 1 : 0;
	}
	qsort(frequencies, terms, sizeof(*frequencies), compare_descending);
	figures->rare_share = rare / (double)terms;
	for (int i = 0; i < COMMON_TERMS; i++)
		figures->common[i] = frequencies[i] / titles;
	free(frequencies);
}

static int
compare_texts(const void *a, const void *b)
{
	const char *const *left = a;
	const char *const *right = b;

	return strcmp(*left, *right);
}

static void
measure_titles(const struct snapshot *snapshot, struct figures *figures)
{
	uint32_t count = snapshot_document_count(snapshot);
	const char **genres = calloc(count, sizeof(*genres));
	uint64_t terms = 0;
	uint32_t nobody = 0;

	cr_assert_not_null(genres);
	for (uint32_t i = 0; i < count; i++) {
		struct sparse_vector vector;
		struct title_card card;

		snapshot_vector(snapshot, i, &vector);
		snapshot_card(snapshot, i, &card);
		terms += vector.count;
		genres[i] = card.genres;
		nobody += card.directors.count + card.writers.count +
			    card.cast.count ==
			0
		    ? 1
		    : 0;
	}
	qsort(genres, count, sizeof(*genres), compare_texts);
	figures->genre_sets = 1;
	for (uint32_t i = 1; i < count; i++)
		if (strcmp(genres[i - 1], genres[i]) != 0)
			figures->genre_sets++;
	figures->mean_terms = (double)terms / count;
	figures->nobody_share = nobody / (double)count;
	free(genres);
}

/* The cosine of a title's tenth neighbour; 0 when it has fewer. */
static double
neighbour_cosine(struct query_context *context, const struct snapshot *snapshot,
    uint32_t document)
{
	static struct query_term terms[4096];
	struct hit hits[NEIGHBOUR];
	struct sparse_vector vector;
	struct document_set own;
	struct query query = {.terms = terms,
	    .excluded = &own,
	    .k = NEIGHBOUR,
	    .prior_off = true};
	size_t count = 0;

	cr_assert_eq(document_set_init_of(
			 &own, snapshot_document_count(snapshot), &document, 1),
	    0);
	snapshot_vector(snapshot, document, &vector);
	cr_assert_lt(vector.count, 4096);
	for (size_t i = 0; i < vector.count; i++)
		terms[i] = (struct query_term){
		    vector.terms[i], vector_weight(&vector, i)};
	query.term_count = vector.count;
	cr_assert_eq(
	    query_run(context, snapshot, &query, hits, &count, NULL), 0);
	document_set_release(&own);
	return count == NEIGHBOUR ? (double)hits[NEIGHBOUR - 1].similarity : 0;
}

static void
measure_neighbours(const struct snapshot *snapshot, struct figures *figures)
{
	struct query_context *context = query_context_new();
	struct random random;
	double sum = 0;

	cr_assert_not_null(context);
	random_seed(&random, SEED);
	for (int i = 0; i < SAMPLE; i++)
		sum += neighbour_cosine(context, snapshot,
		    (uint32_t)random_below(
			&random, snapshot_document_count(snapshot)));
	figures->neighbour_cosine = sum / SAMPLE;
	query_context_free(context);
}

/* Figures of an index of the files in `data`, built below `folder`. */
static void
measure(const char *data, const char *folder, const char *name,
    struct figures *figures)
{
	struct index_build_options options;
	struct snapshot_writer_stats stats;
	struct snapshot *snapshot;
	struct config config;
	struct error error;
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	unsetenv("FIELD_WEIGHTS");
	cr_assert_eq(config_load(&config, &error), 0, "%s", error.message);
	options = index_build_options_of(&config);
	options.tsv_folder = data;
	options.path = path;
	cr_assert_eq(
	    index_build(&options, &stats, &error), 0, "%s", error.message);
	config_release(&config);
	cr_assert_eq(
	    snapshot_open(path, &snapshot, &error), 0, "%s", error.message);
	measure_terms(snapshot, figures);
	measure_titles(snapshot, figures);
	measure_neighbours(snapshot, figures);
	snapshot_close(snapshot);
}

static void
compare(const char *what, double generated, double real)
{
	double difference = generated / real - 1;

	fprintf(stderr, "%-28s generated %9.4f  real %9.4f  %+5.1f %%\n", what,
	    generated, real, 100 * difference);
	cr_expect_leq(fabs(difference), TOLERANCE, "%s", what);
}

Test(generate, resembles_imdb_at_its_size)
{
	const char *data_dir = getenv("MARQUEE_IMDB_DIR");
	char folder[] = "/tmp/marquee-generate-XXXXXX";
	char out[64];
	char command[64];
	struct generate_options options = {
	    .titles = TITLES, .episodes = TITLES / 10, .seed = 1};
	struct generate_report report;
	struct figures generated;
	struct figures real;
	struct error error;

	if (data_dir == NULL) {
		fprintf(stderr,
		    "MARQUEE_IMDB_DIR is not set: likeness is SKIPPED\n");
		return;
	}
	cr_assert_not_null(mkdtemp(folder));
	snprintf(out, sizeof(out), "%s/out", folder);
	options.folder = out;
	cr_assert_eq(
	    generate_run(&options, &report, &error), 0, "%s", error.message);
	measure(out, folder, "generated", &generated);
	measure(data_dir, folder, "real", &real);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	cr_assert_eq(system(command), 0);

	compare("mean terms a title", generated.mean_terms, real.mean_terms);
	compare("share of rare terms", generated.rare_share, real.rare_share);
	for (int i = 0; i < COMMON_TERMS; i++) {
		char what[32];

		snprintf(what, sizeof(what), "commonest term %d", i + 1);
		compare(what, generated.common[i], real.common[i]);
	}
	compare("genre sets", generated.genre_sets, real.genre_sets);
	compare("share of titles with nobody", generated.nobody_share,
	    real.nobody_share);
	compare("cosine of the tenth neighbour", generated.neighbour_cosine,
	    real.neighbour_cosine);
}
