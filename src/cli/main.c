/*
 * marquee: the command line. Finds the command, reads the configuration,
 * runs it.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "util/log.h"

/* In the order of `marquee --help`: the way a catalogue takes. */
static const struct command *const commands[] = {
    &command_config,
    &command_migrate,
    &command_load,
    &command_generate,
    &command_simulate,
    &command_import_ratings,
    &command_import_history,
    &command_index,
    &command_check,
    &command_snapshots,
    &command_rollback,
    &command_train,
    &command_bench,
    &command_similar,
    &command_recommend,
    &command_search,
    &command_neighbors,
    &command_evaluate,
    &command_serve,
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void
print_help(FILE *stream)
{
	fprintf(stream,
	    "marquee " MARQUEE_VERSION ": movie recommendations from your own "
	    "machine\n\n"
	    "usage: marquee COMMAND [options]\n\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(stream, "  %-14s %s\n", commands[i]->name,
		    commands[i]->summary);
	fprintf(stream,
	    "\n`marquee COMMAND --help` tells more. Configuration comes from "
	    "the environment\nand the file .env; `marquee config` prints what "
	    "is in force.\n");
}

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static bool
wants_help(int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static int
run(const struct command *command, int argc, char **argv)
{
	struct config config;
	struct error error;
	int code;

	if (wants_help(argc - 1, argv + 1)) {
		printf("usage: marquee %s", command->help);
		return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED;
	}
	if (config_load(&config, &error) != 0)
		return command_fail(&error, "marquee config --help");
	log_configure(config.log_level, !isatty(STDERR_FILENO));
	code = command->run(&config, argc, argv);
	config_release(&config);
	return code;
}

int
main(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (wants_help(1, argv + 1) || strcmp(argv[1], "help") == 0) {
		print_help(stdout);
		return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("marquee " MARQUEE_VERSION "\n");
		return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED;
	}
	command = find_command(argv[1]);
	if (command == NULL) {
		fprintf(stderr,
		    "marquee: there is no command \"%s\"; try: marquee "
		    "--help\n",
		    argv[1]);
		return EXIT_USAGE;
	}
	return run(command, argc - 1, argv + 1);
}
