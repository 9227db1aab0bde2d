/*
 * marquee migrate: brings the database's schema up to date.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "store/connection.h"
#include "store/schema.h"
#include "util/embedded_file.h"

static void
print_applied(void *context, const char *name)
{
	int *applied_count = context;

	(*applied_count)++;
	printf("applied %s\n", name);
}

static int
migrate(const char *connection_string, int *applied_count, struct error *error)
{
	struct connection *connection;
	int code;

	code = connection_open(
	    &connection, connection_string, "marquee migrate", error);
	if (code < 0)
		return code;
	code = schema_migrate(
	    connection, embedded_sql, print_applied, applied_count, error);
	connection_close(connection);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	const struct option_spec specs[] = {
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	char *connection_string;
	struct error error;
	int applied_count = 0;
	int code;

	code = options_parse(
	    &command_migrate, specs, argc, argv, NULL, 0, 0, NULL);
	if (code != EXIT_OK)
		return code;
	connection_string = config_connection_string(config);
	if (connection_string == NULL)
		code = error_set(&error, ERROR_MEMORY, "out of memory");
	else
		code = migrate(connection_string, &applied_count, &error);
	free(connection_string);
	if (code < 0)
		return command_fail(&error,
		    code == ERROR_UNAVAILABLE ? "marquee config" : NULL);
	if (applied_count == 0)
		printf("the schema is up to date\n");
	return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED;
}

const struct command command_migrate = {
    "migrate",
    "brings the database's schema up to date",
    "migrate\n\n"
    "Applies the migrations that the database lacks, each in a transaction\n"
    "of its own. Run it once before the first load and after each upgrade;\n"
    "several at a time do no harm, and a second run changes nothing.\n",
    run,
};
