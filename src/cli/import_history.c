/*
 * marquee import-history: what somebody watched elsewhere, as a user's history.
 */
#include <stdio.h>
#include <stdlib.h>

#include "assemble/history_import.h"
#include "cli/cache_drop.h"
#include "cli/command.h"
#include "cli/import_report.h"
#include "etl/watch_file.h"
#include "util/clock.h"
#include "util/signal_flag.h"

struct request {
	const char *path;
	struct history_import_options options;
	enum watch_format format;
	bool json;
};

static int
usage(const char *text)
{
	fprintf(stderr,
	    "marquee import-history: %s; try: marquee import-history --help\n",
	    text);
	return EXIT_USAGE;
}

/* Without a name any format is allowed. */
static int
parse_format(const char *name, enum watch_format *format)
{
	if (name == NULL || watch_format_parse(name, format))
		return EXIT_OK;
	fprintf(stderr,
	    "marquee import-history: --format is \"%s\"; allowed are " WATCH_FORMAT_NAMES
	    "; try: marquee import-history --help\n",
	    name);
	return EXIT_USAGE;
}

static int
parse(
    const struct config *config, int argc, char **argv, struct request *request)
{
	const char *format = NULL;
	const struct option_spec specs[] = {
	    {"--user", OPTION_TEXT, 0, 0, &request->options.user},
	    {"--format", OPTION_TEXT, 0, 0, &format},
	    {"--dry-run", OPTION_FLAG, 0, 0, &request->options.dry_run},
	    {"--json", OPTION_FLAG, 0, 0, &request->json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	int code = options_parse(&command_import_history, specs, argc, argv,
	    &request->path, 1, 1, NULL);

	if (code != EXIT_OK)
		return code;
	if (request->options.user == NULL)
		return usage("--user NAME is wanted");
	request->options.include_adult = config->include_adult;
	return parse_format(format, &request->format);
}

/* What helps when the files, or the database, are not as they should be. */
static const char *
next_for_files(int code)
{
	return code == ERROR_VERSION || code == ERROR_INVALID
	    ? "marquee import-history --help"
	    : NULL;
}

static const char *
next_for_database(int code)
{
	switch (code) {
	case ERROR_UNAVAILABLE:
		return "scripts/stack up";
	case ERROR_VERSION:
		return "marquee migrate";
	case ERROR_MISSING:
		return "marquee load";
	default:
		return NULL;
	}
}

/* Nobody may be answered from what was before. */
static void
drop_cached(const struct config *config, const char *user)
{
	struct error error;

	if (cache_drop_user(config, user, &error) != 0)
		fprintf(stderr,
		    "marquee: the views are stored, but %s; recommendations "
		    "may be old for %d s, unless the same command is run "
		    "again\n",
		    error.message, config->cache_ttl_s);
}

static int
print(const struct request *request, const struct watch_list *list,
    const struct history_import *import)
{
	const struct import_report report = {
	    list, import, request->options.user, request->options.dry_run};
	struct buffer out = BUFFER_INIT;
	int code;

	if (request->json)
		import_report_json(&out, &report);
	else
		import_report_text(&out, &report);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}

static int
store(const struct config *config, const struct request *request,
    const struct watch_list *list, struct history_import *import,
    struct error *error)
{
	struct connection *connection;
	int code = command_connect(
	    config, "marquee import-history", &connection, error);

	if (code != 0)
		return code;
	connection_stop_on_signal(connection, true);
	code = history_import_run(
	    import, list, connection, &request->options, error);
	connection_close(connection);
	return code;
}

static int
answer(const struct config *config, const struct request *request,
    struct watch_list *list)
{
	struct history_import import;
	struct error error;
	int code = watch_file_read(
	    list, request->path, request->format, clock_wall_us(), &error);

	if (code != 0) {
		import_report_plain(error.message);
		return command_fail(&error, next_for_files(code));
	}
	code = store(config, request, list, &import, &error);
	if (code != 0)
		return command_fail(&error, next_for_database(code));
	if (!request->options.dry_run && *import.user != '\0')
		drop_cached(config, import.user);
	code = print(request, list, &import);
	history_import_release(&import);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	struct request request = {.format = WATCH_FORMAT_ANY};
	struct watch_list list;
	int code = parse(config, argc, argv, &request);

	if (code != EXIT_OK)
		return code;
	signal_flag_install();
	watch_list_init(&list);
	code = answer(config, &request, &list);
	watch_list_release(&list);
	return code;
}

const struct command command_import_history = {
    .name = "import-history",
    .summary = "what somebody watched elsewhere",
    .help =
	"import-history FILE|DIR --user NAME [--format FORMAT] [--dry-run]\n"
	"                              [--json]\n\n"
	"Adds what an export of another service says that somebody watched to "
	"the history\nof the user NAME (a name or an id), who is made when "
	"there is none. Formats,\nrecognised by content:\n\n"
	"  imdb        ratings.csv, of any year\n"
	"  letterboxd  the unpacked export, or one of its files\n"
	"  trakt       JSON of history, watched or ratings, one file or "
	"several\n"
	"  jellyfin    JSON of a user's Items, with ProviderIds\n"
	"  csv         columns tconst, or title and year; optional "
	"watched_date,\n"
	"              rating10, rating5 or rating100, duration (minutes)\n\n"
	"Titles are found by id, else by title and year. What is not found, or "
	"may be\nseveral titles, is listed and never guessed. The same files "
	"a second time add\nnothing; a rating that was changed is changed. "
	"All of it is stored, or nothing.\nA view whose day nobody knows is "
	"stored as of 1970-01-01.\n\n"
	"  --user NAME      whose history\n"
	"  --format FORMAT  what the files must be\n"
	"  --dry-run        tells what would be done, and does nothing\n"
	"  --json           the report for machines\n",
    .run = run,
};
