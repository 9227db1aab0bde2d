/*
 * marquee check: verifies a snapshot and prints what is in it.
 */
#include "cli/command.h"
#include "index/snapshot.h"

static int
run(const struct config *config, int argc, char **argv)
{
	bool json = false;
	const struct option_spec specs[] = {
	    {"--json", OPTION_FLAG, 0, 0, &json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	struct snapshot *snapshot = NULL;
	struct buffer out = BUFFER_INIT;
	const char *path;
	struct error error;
	int code =
	    options_parse(&command_check, specs, argc, argv, &path, 1, 1, NULL);

	(void)config;
	if (code != EXIT_OK)
		return code;
	if (snapshot_open_checked(path, &snapshot, &error) != 0)
		return command_fail(&error, "marquee index");
	snapshot_describe(snapshot, json, &out);
	code = command_output(&out);
	buffer_release(&out);
	snapshot_close(snapshot);
	return code;
}

const struct command command_check = {
    "check",
    "verifies a snapshot and prints its counts and bytes",
    "check FILE [--json]\n\n"
    "Reads every byte of FILE: header, table of contents, checksums, and all\n"
    "that refers to something else. Prints its counts and the bytes of each\n"
    "section; a damaged file is refused with the section and the reason.\n",
    run,
};
