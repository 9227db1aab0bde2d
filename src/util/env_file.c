/*
 * Reading NAME=value lines.
 */
#include "util/env_file.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *
skip_blanks(char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	return text;
}

static void
cut_blanks(char *text)
{
	size_t length = strlen(text);

	while (length > 0 && isspace((unsigned char)text[length - 1]))
		text[--length] = '\0';
}

static char *
unquote(char *value)
{
	size_t length = strlen(value);

	if (length < 2 || (value[0] != '"' && value[0] != '\'') ||
	    value[length - 1] != value[0])
		return value;
	value[length - 1] = '\0';
	return value + 1;
}

static int
add_pair(struct env_file *file, const char *name, const char *value)
{
	struct env_pair *pairs =
	    realloc(file->pairs, (file->count + 1) * sizeof(*pairs));
	struct env_pair *pair;

	if (pairs == NULL)
		return ERROR_MEMORY;
	file->pairs = pairs;
	pair = &pairs[file->count];
	pair->name = strdup(name);
	pair->value = strdup(value);
	if (pair->name == NULL || pair->value == NULL) {
		free(pair->name);
		free(pair->value);
		return ERROR_MEMORY;
	}
	file->count++;
	return 0;
}

static int
read_line(struct env_file *file, char *line)
{
	char *name = skip_blanks(line);
	char *equals;

	cut_blanks(name);
	if (*name == '\0' || *name == '#')
		return 0;
	if (strncmp(name, "export ", 7) == 0)
		name = skip_blanks(name + 7);
	equals = strchr(name, '=');
	if (equals == NULL || equals == name)
		return ERROR_INVALID;
	*equals = '\0';
	for (const char *c = name; *c != '\0'; c++)
		if (!isalnum((unsigned char)*c) && *c != '_')
			return ERROR_INVALID;
	return add_pair(file, name, unquote(skip_blanks(equals + 1)));
}

int
env_file_read(struct env_file *file, const char *path, struct error *error)
{
	struct env_file read = {NULL, 0};
	FILE *stream = fopen(path, "re");
	char *line = NULL;
	size_t capacity = 0;
	int number = 0;
	int result = 0;

	if (stream == NULL && errno == ENOENT) {
		*file = read;
		return 0;
	}
	if (stream == NULL)
		return error_set_errno(
		    error, ERROR_IO, errno, "could not open \"%s\"", path);
	while (result == 0 && getline(&line, &capacity, stream) >= 0) {
		number++;
		result = read_line(&read, line);
	}
	if (result == ERROR_INVALID)
		error_set(error, result, "%s, line %d: expected NAME=value",
		    path, number);
	else if (result != 0)
		error_set(error, result, "out of memory");
	else if (ferror(stream))
		result =
		    error_set(error, ERROR_IO, "could not read \"%s\"", path);
	free(line);
	fclose(stream);
	if (result == 0)
		*file = read;
	else
		env_file_release(&read);
	return result;
}

void
env_file_release(struct env_file *file)
{
	for (size_t i = 0; i < file->count; i++) {
		free(file->pairs[i].name);
		free(file->pairs[i].value);
	}
	free(file->pairs);
	file->pairs = NULL;
	file->count = 0;
}

const char *
env_file_get(const struct env_file *file, const char *name)
{
	for (size_t i = file->count; i > 0; i--) {
		const struct env_pair *pair = &file->pairs[i - 1];

		if (strcmp(pair->name, name) == 0)
			return pair->value[0] != '\0' ? pair->value : NULL;
	}
	return NULL;
}
