/*
 * marquee simulate: demo users and their history.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assemble/simulate.h"
#include "cli/command.h"
#include "util/clock.h"
#include "util/signal_flag.h"

#define US_PER_DAY INT64_C(86400000000)

struct request {
	struct simulate_options options;
	bool remove;
};

static int
usage(const char *text)
{
	fprintf(stderr, "marquee simulate: %s; try: marquee simulate --help\n",
	    text);
	return EXIT_USAGE;
}

/* The midnight before a date, or before this moment. */
static bool
parse_day(const char *text, int64_t *day_us)
{
	int64_t now_us = clock_wall_us();

	if (text != NULL && !clock_parse(text, strlen(text), &now_us))
		return false;
	*day_us = now_us - ((now_us % US_PER_DAY) + US_PER_DAY) % US_PER_DAY;
	return true;
}

static int
parse(
    const struct config *config, int argc, char **argv, struct request *request)
{
	int64_t users = 0, views = -1, seed = 1;
	const char *now = NULL;
	const struct option_spec specs[] = {
	    {"--users", OPTION_INTEGER, 1, SIMULATE_MAX_USERS, &users},
	    {"--views", OPTION_INTEGER, 0, SIMULATE_MAX_VIEWS, &views},
	    {"--seed", OPTION_INTEGER, 0, INT64_MAX, &seed},
	    {"--now", OPTION_TEXT, 0, 0, &now},
	    {"--remove", OPTION_FLAG, 0, 0, &request->remove},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	int code = options_parse(
	    &command_simulate, specs, argc, argv, NULL, 0, 0, NULL);

	if (code != EXIT_OK)
		return code;
	if (request->remove)
		return users == 0 && views == -1
		    ? EXIT_OK
		    : usage("--remove stands alone");
	if (users == 0 || views == -1)
		return usage("--users and --views are wanted");
	if (!parse_day(now, &request->options.day_us))
		return usage("--now wants a date like 2026-01-31");
	request->options.users = (uint64_t)users;
	request->options.views = (uint64_t)views;
	request->options.seed = (uint64_t)seed;
	request->options.excluded_types = config->exclude_types;
	request->options.batch_rows = (uint64_t)config->batch_size;
	request->options.workers = (unsigned)config->max_workers;
	return EXIT_OK;
}

static int
fail(const struct error *error)
{
	switch (error->code) {
	case ERROR_INVALID:
		command_fail(error, "marquee simulate --help");
		return EXIT_USAGE;
	case ERROR_MISSING:
		return command_fail(error, "marquee load");
	case ERROR_CONFLICT:
		return command_fail(error, "marquee migrate");
	case ERROR_UNAVAILABLE:
		return command_fail(error, "scripts/stack up");
	default:
		return command_fail(error, NULL);
	}
}

/* On a terminal, one line that counts up. */
static void
print_progress(void *context, uint64_t done, uint64_t total)
{
	(void)context;
	fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " views%s", done, total,
	    done == total ? "\n" : "");
}

static int
work(struct request *request, const char *connection_string,
    struct simulate_counts *counts, struct error *error)
{
	struct connection *connection;
	int code = connection_open(
	    &connection, connection_string, "marquee simulate", error);

	if (code != 0)
		return code;
	connection_stop_on_signal(connection, true);
	request->options.connection_string = connection_string;
	code = request->remove
	    ? simulate_remove(connection, counts, error)
	    : simulate_run(connection, &request->options, counts, error);
	connection_close(connection);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	struct request request = {0};
	struct simulate_counts counts;
	struct error error;
	char *connection_string;
	int code = parse(config, argc, argv, &request);

	if (code != EXIT_OK)
		return code;
	if (isatty(STDERR_FILENO))
		request.options.progress = print_progress;
	signal_flag_install();
	connection_string = config_connection_string(config);
	if (connection_string == NULL)
		code = error_set(&error, ERROR_MEMORY, "out of memory");
	else
		code = work(&request, connection_string, &counts, &error);
	free(connection_string);
	if (code != 0)
		return fail(&error);
	printf("%s %" PRIu64 " simulated users with %" PRIu64 " views\n",
	    request.remove ? "removed" : "added", counts.users, counts.views);
	return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED;
}

const struct command command_simulate = {
    .name = "simulate",
    .summary = "demo users with a taste and a history",
    .help =
	"simulate --users N --views M [--seed S] [--now DATE]\n"
	"       marquee simulate --remove\n\n"
	"Adds N users with names, tastes and M views in all, over the two "
	"years before\nDATE. The same seed, date and database give the "
	"same users. A further run adds.\nMAX_WORKERS "
	"connections write at the same time; all of it is kept, or nothing.\n\n"
	"  --users N   1 to 1000000\n"
	"  --views M   0 to 100000000, at most 1000 a user on average\n"
	"  --seed S    a whole number (1)\n"
	"  --now DATE  every view is before this day (today, UTC)\n"
	"  --remove    takes all simulated users and their history away\n",
    .run = run,
};
