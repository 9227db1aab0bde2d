/*
 * marquee import-ratings: MovieLens as users with a history.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble/import_ratings.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "util/json_writer.h"
#include "util/signal_flag.h"

#define PRINTED_MAX 10 /* lines of each kind, on standard error */

struct request {
	struct import_ratings_options options;
	struct progress progress;
	const char *name; /* NULL: the folder's */
	char folder_name[IMPORT_RATINGS_NAME_MAX + 1];
	bool remove;
	bool json;
	uint64_t refused;
	uint64_t unmatched;
};

static int
usage(const char *text)
{
	fprintf(stderr,
	    "marquee import-ratings: %s; try: marquee import-ratings --help\n",
	    text);
	return EXIT_USAGE;
}

/* The last part of the folder's path, whatever leads there. */
static int
take_folder_name(struct request *request)
{
	char *path = realpath(request->options.folder, NULL);
	const char *given = path != NULL ? path : request->options.folder;
	const char *slash = strrchr(given, '/');
	const char *last = slash != NULL ? slash + 1 : given;
	int length = snprintf(
	    request->folder_name, sizeof(request->folder_name), "%s", last);

	free(path);
	if (length < 1 || (size_t)length >= sizeof(request->folder_name))
		return usage("--name is wanted: the folder has none");
	request->options.name = request->folder_name;
	return EXIT_OK;
}

static int
parse(int argc, char **argv, struct request *request)
{
	const struct option_spec specs[] = {
	    {"--background", OPTION_FLAG, 0, 0, &request->options.background},
	    {"--name", OPTION_TEXT, 0, 0, &request->name},
	    {"--remove", OPTION_FLAG, 0, 0, &request->remove},
	    {"--json", OPTION_FLAG, 0, 0, &request->json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	int code = options_parse(&command_import_ratings, specs, argc, argv,
	    &request->options.folder, 1, 1, NULL);

	if (code != EXIT_OK)
		return code;
	if (request->name == NULL)
		return take_folder_name(request);
	if (request->name[0] == '\0' ||
	    strlen(request->name) > IMPORT_RATINGS_NAME_MAX)
		return usage("--name wants 1 to 100 bytes");
	request->options.name = request->name;
	return EXIT_OK;
}

static void
refuse(void *context, const char *path, uint64_t line, const char *reason)
{
	struct request *request = context;

	if (request->refused++ >= PRINTED_MAX)
		return;
	progress_clear(&request->progress);
	fprintf(
	    stderr, "%s, line %" PRIu64 ": %s; left out\n", path, line, reason);
}

static void
leave_out(void *context, uint32_t movie, const char *name, size_t length)
{
	struct request *request = context;

	/* links name no film: counted at the end */
	if (length == 0 || request->unmatched++ >= PRINTED_MAX)
		return;
	progress_clear(&request->progress);
	fprintf(stderr,
	    "movie %" PRIu32 ", \"%.*s\": no title has this name and year; "
	    "left out\n",
	    movie, (int)length, name);
}

static void
show(void *context, const char *what, uint64_t done, uint64_t total)
{
	struct request *request = context;

	progress_update(
	    &request->progress, "importing", what, done, total, true);
}

static int
fail(const struct error *error)
{
	switch (error->code) {
	case ERROR_MISSING:
		return command_fail(error, "marquee import-ratings --help");
	case ERROR_CONFLICT:
		return command_fail(error,
		    strstr(error->message, "take them away") != NULL
			? "marquee import-ratings --remove DIR"
			: "marquee migrate");
	case ERROR_UNAVAILABLE:
		return command_fail(error, "scripts/stack up");
	default:
		return command_fail(error, NULL);
	}
}

static int
work(struct request *request, const struct config *config,
    struct import_ratings_counts *counts, struct error *error)
{
	struct connection *connection;
	int code = command_connect(
	    config, "marquee import-ratings", &connection, error);

	if (code != 0)
		return code;
	connection_stop_on_signal(connection, true);
	code = request->remove
	    ? import_ratings_remove(
		  connection, request->options.name, counts, error)
	    : import_ratings(connection, &request->options, counts, error);
	connection_close(connection);
	progress_clear(&request->progress);
	return code;
}

static void
print_json(struct buffer *out, const struct import_ratings_counts *counts)
{
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	json_member_int(&json, "users", (int64_t)counts->users);
	json_member_int(&json, "known_users", (int64_t)counts->known_users);
	json_member_int(&json, "ratings", (int64_t)counts->ratings);
	json_member_int(
	    &json, "unmatched_films", (int64_t)counts->files.unmatched_movies);
	json_member_int(&json, "unmatched_ratings",
	    (int64_t)counts->files.unmatched_ratings);
	json_member_int(&json, "refused_lines", (int64_t)counts->files.refused);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}

static void
print_text(struct buffer *out, const struct import_ratings_counts *counts,
    bool removed)
{
	buffer_printf(out, "%s %" PRIu64 " users with %" PRIu64 " ratings",
	    removed ? "removed" : "added", counts->users, counts->ratings);
	if (counts->known_users > 0)
		buffer_printf(out, "; %" PRIu64 " users were there before",
		    counts->known_users);
	if (counts->files.unmatched_movies > 0)
		buffer_printf(out,
		    "; left out %" PRIu64 " ratings of %" PRIu64
		    " films that are not in the catalogue",
		    counts->files.unmatched_ratings,
		    counts->files.unmatched_movies);
	if (counts->files.refused > 0)
		buffer_printf(
		    out, "; refused %" PRIu64 " lines", counts->files.refused);
	buffer_append_char(out, '\n');
}

static int
run(const struct config *config, int argc, char **argv)
{
	struct request request = {
	    .options = {
		.refuse = refuse, .unmatched = leave_out, .progress = show}};
	struct import_ratings_counts counts = {.users = 0};
	struct buffer out = BUFFER_INIT;
	struct error error;
	int code = parse(argc, argv, &request);

	if (code != EXIT_OK)
		return code;
	request.options.context = &request;
	progress_init(&request.progress);
	signal_flag_install();
	if (work(&request, config, &counts, &error) != 0)
		return fail(&error);
	if (request.json)
		print_json(&out, &counts);
	else
		print_text(&out, &counts, request.remove);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}

const struct command command_import_ratings = {
    .name = "import-ratings",
    .summary = "MovieLens as users with a history",
    .help =
	"import-ratings DIR [--background] [--name NAME] [--json]\n"
	"       marquee import-ratings --remove DIR|NAME\n\n"
	"Adds the users of a folder of MovieLens (latest-small, 1M, 10M, 20M, "
	"25M, 32M)\nwith their ratings as history, all of it or nothing. "
	"Importing again adds only\nusers that are not there yet. Titles are "
	"found by IMDb's number, in 1M and 10M\nby name and year; what is not "
	"in the catalogue is left out.\n\n"
	"  --background  models learn from them, and nobody ever sees them: not "
	"listed,\n                not searched, not counted\n"
	"  --name NAME   of the data set, and of its users; default the "
	"folder's\n"
	"  --remove      takes the users of a data set and their ratings away\n"
	"  --json        for machines\n",
    .run = run,
};
