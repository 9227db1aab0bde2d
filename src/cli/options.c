/*
 * Options of a command, and the ways a command ends.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "index/boost.h"
#include "index/filter.h"
#include "recommend/diversify.h"
#include "store/connection.h"
#include "util/clock.h"

static int usage_error(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int
usage_error(const struct command *command, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "marquee %s: ", command->name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "; try: marquee %s --help\n", command->name);
	return EXIT_USAGE;
}

/* Finds the spec of "--name" or "--name=value". */
static const struct option_spec *
find_spec(
    const struct option_spec *specs, const char *argument, const char **value)
{
	size_t length = strcspn(argument, "=");

	for (; specs->name != NULL; specs++) {
		if (strlen(specs->name) != length ||
		    memcmp(specs->name, argument, length) != 0)
			continue;
		*value = argument[length] == '=' ? argument + length + 1 : NULL;
		return specs;
	}
	return NULL;
}

static int
set_integer(const struct command *command, const struct option_spec *spec,
    const char *value)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(value, &end, 10);
	if (end == value || *end != '\0' || errno != 0 ||
	    number < spec->minimum || number > spec->maximum)
		return usage_error(command,
		    "%s is \"%s\"; allowed is a whole number from %lld to %lld",
		    spec->name, value, (long long)spec->minimum,
		    (long long)spec->maximum);
	*(int64_t *)spec->target = number;
	return EXIT_OK;
}

static int
add_words(const struct command *command, const struct option_spec *spec,
    const char *value)
{
	struct option_list *list = spec->target;

	for (;;) {
		size_t length = strcspn(value, ",");

		if (length == 0 || length >= OPTION_WORD_SIZE ||
		    list->count == OPTION_LIST_MAX)
			return usage_error(command,
			    "%s is \"%s\"; allowed are up to %d names with "
			    "commas between",
			    spec->name, value, OPTION_LIST_MAX);
		memcpy(list->words[list->count], value, length);
		list->words[list->count++][length] = '\0';
		if (value[length] == '\0')
			return EXIT_OK;
		value += length + 1;
	}
}

static int
set_option(const struct command *command, const struct option_spec *spec,
    const char *value)
{
	switch (spec->kind) {
	case OPTION_FLAG:
		if (value != NULL)
			return usage_error(
			    command, "%s takes no value", spec->name);
		*(bool *)spec->target = true;
		return EXIT_OK;
	case OPTION_INTEGER:
		return set_integer(command, spec, value);
	case OPTION_LIST:
		return add_words(command, spec, value);
	case OPTION_TEXT:
	default:
		*(const char **)spec->target = value;
		return EXIT_OK;
	}
}

int
options_parse(const struct command *command, const struct option_spec *specs,
    int argc, char **argv, const char **positional, size_t positional_min,
    size_t positional_max, size_t *positional_count)
{
	size_t count = 0;
	bool only_positional = false;

	for (int i = 1; i < argc; i++) {
		const struct option_spec *spec;
		const char *value;
		int code;

		if (only_positional || argv[i][0] != '-' ||
		    argv[i][1] == '\0') {
			if (count == positional_max)
				return usage_error(command,
				    "\"%s\" is one argument too many", argv[i]);
			positional[count++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			only_positional = true;
			continue;
		}
		spec = find_spec(specs, argv[i], &value);
		if (spec == NULL)
			return usage_error(
			    command, "there is no option \"%s\"", argv[i]);
		if (spec->kind != OPTION_FLAG && value == NULL) {
			if (i + 1 == argc)
				return usage_error(
				    command, "%s wants a value", spec->name);
			value = argv[++i];
		}
		code = set_option(command, spec, value);
		if (code != EXIT_OK)
			return code;
	}
	if (count < positional_min)
		return usage_error(command, "an argument is missing");
	if (positional_count != NULL)
		*positional_count = count;
	return EXIT_OK;
}

int
command_rerank(const struct command *command, const char *text,
    struct diversify_options *options)
{
	struct error error;

	options->year = clock_year(clock_wall_us());
	if (text == NULL || diversify_parse(text, options, &error) == 0)
		return EXIT_OK;
	return usage_error(command, "--rerank: %s", error.message);
}

int
command_connect(const struct config *config, const char *name,
    struct connection **connection, struct error *error)
{
	char *string = config_connection_string(config);
	int code;

	if (string == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = connection_open(connection, string, name, error);
	free(string);
	return code;
}

int
command_fail(const struct error *error, const char *next)
{
	fprintf(stderr, "marquee: %s\n", error->message);
	if (next != NULL)
		fprintf(stderr, "next: %s\n", next);
	return EXIT_FAILED;
}

int
command_output(const struct buffer *buffer)
{
	if (buffer->failed) {
		fprintf(stderr, "marquee: out of memory\n");
		return EXIT_FAILED;
	}
	if (buffer->length == 0)
		return EXIT_OK;
	if (fwrite(buffer->data, 1, buffer->length, stdout) != buffer->length ||
	    fflush(stdout) != 0) {
		fprintf(stderr, "marquee: could not write the result: %s\n",
		    strerror(errno));
		return EXIT_FAILED;
	}
	return EXIT_OK;
}

int
command_filter(const char *text, const struct snapshot *snapshot,
    struct filter *memory, const struct filter **filter, struct error *error)
{
	int result;

	*filter = NULL;
	if (text == NULL)
		return 0;
	result = filter_parse(text, strlen(text), memory, error);
	if (result == 0)
		result = filter_bind(memory, snapshot, error);
	if (result == 0)
		*filter = memory;
	return result;
}

int
command_boosts(const char *text, const struct snapshot *snapshot,
    struct boosts *memory, const struct boosts **boosts, struct error *error)
{
	int result;

	*boosts = NULL;
	if (text == NULL)
		return 0;
	result = boosts_parse(text, strlen(text), memory, error);
	if (result == 0)
		result = boosts_bind(memory, snapshot, error);
	if (result == 0)
		*boosts = memory;
	return result;
}
