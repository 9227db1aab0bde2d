/*
 * marquee config: what is in force and where it came from.
 */
#include "cli/command.h"

static int
run(const struct config *config, int argc, char **argv)
{
	bool json = false;
	const struct option_spec specs[] = {
	    {"--json", OPTION_FLAG, 0, 0, &json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	struct buffer out = BUFFER_INIT;
	struct error error;
	int code;

	(void)config;
	code =
	    options_parse(&command_config, specs, argc, argv, NULL, 0, 0, NULL);
	if (code != EXIT_OK)
		return code;
	if (config_print(&out, json, &error) != 0)
		code = command_fail(&error, NULL);
	else
		code = command_output(&out);
	buffer_release(&out);
	return code;
}

const struct command command_config = {
    "config",
    "prints the configuration in force and where it came from",
    "config [--json]\n\n"
    "Prints every variable, its value and its source: the environment, the\n"
    "file .env, STATE_DIR/stack.env (written by scripts/stack), or the\n"
    "default. Secrets are shown as \"(set)\"; each secret NAME may also be\n"
    "given as NAME_FILE, the path of a file whose first line it is.\n",
    run,
};
