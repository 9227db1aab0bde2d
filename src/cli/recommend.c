/*
 * marquee recommend: titles for a user, from the history in PostgreSQL.
 */
#include <stdlib.h>
#include <string.h>

#include "answer/title_json.h"
#include "cli/command.h"
#include "cli/title_table.h"
#include "index/filter.h"
#include "index/query.h"
#include "index/snapshot.h"
#include "model/model_file.h"
#include "recommend/for_user.h"
#include "recommend/model_join.h"
#include "store/history_reader.h"
#include "util/clock.h"

struct request {
	const char *user;
	struct for_user_options options;
	const char *filter; /* NULL: not given */
	const char *diversify; /* likewise */
	const char *boost; /* likewise */
	bool explain;
	bool json;
};

static int
parse(
    const struct config *config, int argc, char **argv, struct request *request)
{
	int64_t limit = 10;
	const struct option_spec specs[] = {
	    {"-k", OPTION_INTEGER, 1, RECOMMEND_MAX_LIMIT, &limit},
	    {"--exhaustive", OPTION_FLAG, 0, 0, &request->options.exhaustive},
	    {"--filter", OPTION_TEXT, 0, 0, &request->filter},
	    {"--rerank", OPTION_TEXT, 0, 0, &request->diversify},
	    {"--boost", OPTION_TEXT, 0, 0, &request->boost},
	    {"--explain", OPTION_FLAG, 0, 0, &request->explain},
	    {"--json", OPTION_FLAG, 0, 0, &request->json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	int code = options_parse(
	    &command_recommend, specs, argc, argv, &request->user, 1, 1, NULL);

	if (code == EXIT_OK)
		code = command_rerank(&command_recommend, request->diversify,
		    &request->options.diversify);
	request->options.limit = (uint32_t)limit;
	request->options.now_us = clock_wall_us();
	request->options.threads = config->query_threads;
	return code;
}

/* The rows as the recommendations take them: **new**. */
static struct history_event *
convert(const struct history_row *rows, size_t count)
{
	struct history_event *events = calloc(count + 1, sizeof(*events));

	for (size_t i = 0; events != NULL && i < count; i++)
		events[i] = (struct history_event){
		    .number = rows[i].number,
		    .watched_us = rows[i].watched_us,
		    .duration_minutes = rows[i].duration_minutes,
		    .rating = rows[i].rating,
		    .feedback = rows[i].feedback,
		};
	return events;
}

static int
read_history(struct connection *connection, const char *user,
    struct history_event **events, size_t *count, struct error *error)
{
	char uuid[HISTORY_READER_UUID_SIZE];
	struct history_row *rows;
	int code = history_reader_find(connection, user, uuid, error);

	if (code == 0)
		code =
		    history_reader_read(connection, uuid, &rows, count, error);
	if (code != 0)
		return code;
	*events = convert(rows, *count);
	free(rows);
	if (*events == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int
load_history(const struct config *config, const char *user,
    struct history_event **events, size_t *count, struct error *error)
{
	struct connection *connection;
	int code =
	    command_connect(config, "marquee recommend", &connection, error);

	if (code != 0)
		return code;
	code = read_history(connection, user, events, count, error);
	connection_close(connection);
	return code;
}

static int
recommend(const struct request *request, const struct snapshot *snapshot,
    const struct history *history, struct recommendation_list *list,
    struct error *error)
{
	struct query_context *context = query_context_new();
	int code = ERROR_MEMORY;

	if (context != NULL)
		code = recommend_for_user(
		    context, snapshot, history, &request->options, list);
	query_context_free(context);
	if (code != 0)
		return error_set(error, code, "%s", error_string(code));
	return 0;
}

static const char *
next_command(int code)
{
	switch (code) {
	case ERROR_MISSING:
		return "marquee simulate --users 500 --views 20000";
	case ERROR_UNAVAILABLE:
		return "scripts/stack up";
	default:
		return NULL;
	}
}

static int
answer(const struct config *config, const struct request *request,
    const struct snapshot *snapshot)
{
	struct recommendation_list list;
	struct history_event *events = NULL;
	struct history history;
	struct error error;
	int code = load_history(
	    config, request->user, &events, &history.count, &error);

	if (code == 0) {
		history.events = events;
		code = recommend(request, snapshot, &history, &list, &error);
	}
	free(events);
	if (code != 0)
		return command_fail(&error, next_command(code));
	return title_table_print(snapshot, &list,
	    request->json ? answer_recommendations : NULL, request->explain);
}

/* By the blend, where a model was trained. */
static int
answer_with_model(const struct config *config, struct request *request,
    const struct snapshot *snapshot)
{
	struct model_join join = {.model = NULL};
	struct model_file *model = NULL;
	struct error error;
	int code = model_open(config->model_path, &model, &error);

	if (code != 0 && code != ERROR_MISSING)
		return command_fail(&error, "marquee train");
	if (code == 0) {
		if (model_join_init(&join, model_file_view(model), snapshot) !=
		    0) {
			model_close(model);
			error_set(&error, ERROR_MEMORY, "out of memory");
			return command_fail(&error, NULL);
		}
		request->options.model = &join;
	}
	code = answer(config, request, snapshot);
	request->options.model = NULL;
	model_join_release(&join);
	model_close(model);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	struct request request = {0};
	struct snapshot *snapshot;
	struct filter filter;
	struct boosts boosts;
	struct error error;
	int code = parse(config, argc, argv, &request);

	if (code != EXIT_OK)
		return code;
	if (snapshot_open(config->snapshot_path, &snapshot, &error) != 0)
		return command_fail(&error, "marquee index");
	if (command_filter(request.filter, snapshot, &filter,
		&request.options.filter, &error) != 0 ||
	    command_boosts(request.boost, snapshot, &boosts,
		&request.options.boosts, &error) != 0)
		code = command_fail(&error, "marquee recommend --help");
	else
		code = answer_with_model(config, &request, snapshot);
	snapshot_close(snapshot);
	return code;
}

const struct command command_recommend = {
    .name = "recommend",
    .summary = "titles for a user",
    .help =
	"recommend USER [-k N] [--filter FILTER] [--boost BOOST] [--rerank HOW]\n"
	"    [--explain] [--json]\n\n"
	"Prints titles that USER (an id, or a name that one user alone "
	"has) has not\nwatched, best first.\n\n"
	"  -k N          how many, 1 to 100 (10)\n"
	"  --filter      which titles: \"genre=Drama year=1990..1999 "
	"votes=1000..\"\n"
	"  --boost       what scores are multiplied by: \"genre=Drama^2 "
	"year=..1989^0.5\"\n"
	"  --rerank      after the score: \"diversity=.3,freshness=.1,"
	"max_per_director=2,\n"
	"                max_per_franchise=1\" or some of these\n"
	"  --explain     why, under each title\n"
	"  --json        what GET /users/ID/recommendations answers\n"
	"  --exhaustive  scores every title: the same answer, slower\n",
    .run = run,
};
