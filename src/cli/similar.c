/*
 * marquee similar: titles like one.
 */
#include <stdio.h>
#include <string.h>

#include "answer/title_json.h"
#include "cli/command.h"
#include "cli/title_table.h"
#include "index/filter.h"
#include "index/query.h"
#include "index/snapshot.h"
#include "recommend/similar.h"
#include "text/title_id.h"

struct request {
	int32_t number;
	struct similar_options options;
	const char *filter; /* NULL: not given */
	const char *diversify; /* likewise */
	const char *boost; /* likewise */
	bool explain;
	bool json;
};

static int
usage(const char *what, const char *value, const char *allowed)
{
	fprintf(stderr,
	    "marquee similar: %s is \"%s\"; allowed is %s; try: marquee "
	    "similar --help\n",
	    what, value, allowed);
	return EXIT_USAGE;
}

static int
parse(
    const struct config *config, int argc, char **argv, struct request *request)
{
	const char *id = NULL, *prior = "on";
	int64_t limit = 10;
	const struct option_spec specs[] = {
	    {"-k", OPTION_INTEGER, 1, RECOMMEND_MAX_LIMIT, &limit},
	    {"--exhaustive", OPTION_FLAG, 0, 0, &request->options.exhaustive},
	    {"--explain", OPTION_FLAG, 0, 0, &request->explain},
	    {"--prior", OPTION_TEXT, 0, 0, &prior},
	    {"--filter", OPTION_TEXT, 0, 0, &request->filter},
	    {"--rerank", OPTION_TEXT, 0, 0, &request->diversify},
	    {"--boost", OPTION_TEXT, 0, 0, &request->boost},
	    {"--json", OPTION_FLAG, 0, 0, &request->json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	int code =
	    options_parse(&command_similar, specs, argc, argv, &id, 1, 1, NULL);

	if (code != EXIT_OK)
		return code;
	if (strcmp(prior, "on") != 0 && strcmp(prior, "off") != 0)
		return usage("--prior", prior, "on or off");
	if (command_rerank(&command_similar, request->diversify,
		&request->options.diversify) != EXIT_OK)
		return EXIT_USAGE;
	if (!title_id_parse(id, strlen(id), &request->number))
		return usage("the id", id, "tt or my with digits behind it");
	request->options.limit = (uint32_t)limit;
	request->options.prior_off = strcmp(prior, "off") == 0;
	request->options.threads = config->query_threads;
	return EXIT_OK;
}

static int
answer(struct request *request, const struct snapshot *snapshot)
{
	struct filter filter;
	struct boosts boosts;
	struct query_context *context;
	struct recommendation_list list;
	char id[TITLE_ID_SIZE];
	struct error error;
	uint32_t document;
	int code;

	if (!snapshot_find(snapshot, request->number, &document)) {
		title_id_format(request->number, id);
		error_set(
		    &error, ERROR_MISSING, "no title %s in the snapshot", id);
		return command_fail(&error, "marquee search WORDS");
	}
	if (command_filter(request->filter, snapshot, &filter,
		&request->options.filter, &error) != 0 ||
	    command_boosts(request->boost, snapshot, &boosts,
		&request->options.boosts, &error) != 0)
		return command_fail(&error, "marquee similar --help");
	context = query_context_new();
	code = context == NULL ? ERROR_MEMORY
			       : similar_titles(context, snapshot, document,
				     &request->options, &list);
	query_context_free(context);
	if (code != 0) {
		error_set(&error, code, "%s", error_string(code));
		return command_fail(&error, NULL);
	}
	return title_table_print(snapshot, &list,
	    request->json ? answer_similar : NULL, request->explain);
}

static int
run(const struct config *config, int argc, char **argv)
{
	struct request request = {0};
	struct snapshot *snapshot;
	struct error error;
	int code = parse(config, argc, argv, &request);

	if (code != EXIT_OK)
		return code;
	if (snapshot_open(config->snapshot_path, &snapshot, &error) != 0)
		return command_fail(&error, "marquee index");
	code = answer(&request, snapshot);
	snapshot_close(snapshot);
	return code;
}

const struct command command_similar = {
    .name = "similar",
    .summary = "titles like one title",
    .help =
	"similar ID [-k N] [--filter FILTER] [--boost BOOST] [--rerank HOW]\n"
	"    [--explain] [--json]\n\n"
	"Prints the titles most similar to the title ID (tt0133093), best "
	"first.\n\n"
	"  -k N          how many, 1 to 100 (10)\n"
	"  --filter      which titles: \"genre=Drama year=1990..1999 "
	"votes=1000..\"\n"
	"  --boost       what scores are multiplied by: \"genre=Drama^2 "
	"year=..1989^0.5\"\n"
	"  --rerank      after the score: \"diversity=.3,freshness=.1,"
	"max_per_director=2,\n"
	"                max_per_franchise=1\" or some of these\n"
	"  --explain     why, under each title\n"
	"  --json        what GET /movies/ID/similar answers\n"
	"  --prior off   bare similarity, without popularity\n"
	"  --exhaustive  scores every title: the same answer, slower\n",
    .run = run,
};
