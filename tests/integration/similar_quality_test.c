/*
 * The quality of similar titles on IMDb's titles, with the default field
 * weights: tests/data/similar.tsv names for each of sixty titles three that
 * belong among the ten most similar and one that does not.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble/index_build.h"
#include "recommend/similar.h"
#include "text/title_id.h"
#include "util/config.h"

#define LIMIT 10
#define GOOD_COUNT 3
#define GOOD_SHARE_MIN 0.8

static char folder[64];
static struct snapshot *snapshot;
static struct query_context *context;

/* Builds with the default weights; leaves snapshot NULL without data. */
static void
open_snapshot(void)
{
	const char *data_dir = getenv("MARQUEE_IMDB_DIR");
	struct snapshot_writer_stats stats;
	struct config config;
	struct error error;
	char path[96];
	struct index_build_options options;

	if (data_dir == NULL) {
		fprintf(stderr,
		    "MARQUEE_IMDB_DIR is not set: quality is SKIPPED\n");
		return;
	}
	snprintf(folder, sizeof(folder), "/tmp/marquee-quality-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/titles", folder);
	unsetenv("FIELD_WEIGHTS");
	cr_assert_eq(config_load(&config, &error), 0, "%s", error.message);
	options = index_build_options_of(&config);
	options.tsv_folder = data_dir;
	options.path = path;
	cr_assert_eq(
	    index_build(&options, &stats, &error), 0, "%s", error.message);
	config_release(&config);
	cr_assert_eq(
	    snapshot_open(path, &snapshot, &error), 0, "%s", error.message);
	context = query_context_new();
}

static void
close_snapshot(void)
{
	char command[96];

	if (snapshot == NULL)
		return;
	snapshot_close(snapshot);
	query_context_free(context);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	cr_assert_eq(system(command), 0);
}

TestSuite(similar_quality, .init = open_snapshot, .fini = close_snapshot);

static uint32_t
document_of(const char *id)
{
	uint32_t document = 0;
	int32_t number = 0;

	cr_assert(title_id_parse(id, strlen(id), &number), "%s", id);
	cr_assert(snapshot_find(snapshot, number, &document), "%s", id);
	return document;
}

static void
find_similar(const char *id, struct recommendation_list *list)
{
	struct similar_options options = {.limit = LIMIT};

	cr_assert_eq(
	    similar_titles(context, snapshot, document_of(id), &options, list),
	    0);
	cr_assert_eq(list->count, LIMIT);
}

/* Whether one of the first `count` is the title. */
static bool
list_has(const struct recommendation_list *list, size_t count, const char *id)
{
	uint32_t document = document_of(id);

	for (size_t i = 0; i < count && i < list->count; i++)
		if (list->items[i].document == document)
			return true;
	return false;
}

Test(similar_quality, finds_the_sequels_among_the_first_five)
{
	struct recommendation_list list;

	if (snapshot == NULL)
		return;
	find_similar("tt0133093", &list); /* The Matrix */
	cr_assert(list_has(&list, 5, "tt0234215"));
	cr_assert(list_has(&list, 5, "tt0242653"));
	find_similar("tt0068646", &list); /* The Godfather */
	cr_assert(list_has(&list, 5, "tt0071562"));
	cr_assert(list_has(&list, 5, "tt0099674"));
}

/* The fields of a line of similar.tsv that are looked at. */
struct judgement {
	char *kind;
	char *id;
	char *title;
	char *good[GOOD_COUNT];
	char *bad;
};

/* False for comments, the header and what has too few fields. */
static bool
parse_judgement(char *line, struct judgement *judgement)
{
	char *fields[3 + GOOD_COUNT + 1];

	if (line[0] == '#')
		return false;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		fields[i] = strsep(&line, "\t\n");
		if (fields[i] == NULL)
			return false;
	}
	*judgement = (struct judgement){.kind = fields[0],
	    .id = fields[1],
	    .title = fields[2],
	    .good = {fields[3], fields[4], fields[5]},
	    .bad = fields[6]};
	return strcmp(judgement->kind, "kind") != 0;
}

/* Returns how many of the good ones were found; says what is wrong. */
static int
judge(const struct judgement *judgement, int *bad)
{
	struct recommendation_list list;
	int good = 0;

	find_similar(judgement->id, &list);
	for (int i = 0; i < GOOD_COUNT; i++) {
		if (list_has(&list, LIMIT, judgement->good[i]))
			good++;
		else
			fprintf(stderr, "%-12s %s: %s is missing\n",
			    judgement->kind, judgement->title,
			    judgement->good[i]);
	}
	if (list_has(&list, LIMIT, judgement->bad)) {
		fprintf(stderr, "%-12s %s: %s does not belong there\n",
		    judgement->kind, judgement->title, judgement->bad);
		(*bad)++;
	}
	return good;
}

Test(similar_quality, agrees_with_common_knowledge)
{
	const char *root = getenv("MARQUEE_ROOT");
	size_t capacity = 0;
	char *line = NULL;
	char path[512];
	FILE *stream;
	int titles = 0;
	int good = 0;
	int bad = 0;

	if (snapshot == NULL)
		return;
	snprintf(path, sizeof(path), "%s/tests/data/similar.tsv",
	    root != NULL ? root : ".");
	stream = fopen(path, "r");
	cr_assert_not_null(stream, "%s", path);
	while (getline(&line, &capacity, stream) > 0) {
		struct judgement judgement;

		if (!parse_judgement(line, &judgement))
			continue;
		good += judge(&judgement, &bad);
		titles++;
	}
	free(line);
	fclose(stream);
	fprintf(stderr,
	    "similar titles: %d of %d (%.1f %%) of the good ones are among "
	    "the first %d, and %d of %d bad ones\n",
	    good, GOOD_COUNT * titles, 100.0 * good / (GOOD_COUNT * titles),
	    LIMIT, bad, titles);
	cr_assert_eq(titles, 60);
	cr_assert_eq(bad, 0);
	cr_assert_geq(good, GOOD_SHARE_MIN * GOOD_COUNT * titles);
}
