/*
 * Files of NAME=value lines: .env and STATE_DIR/stack.env.
 *
 * Blank lines and lines that begin with # say nothing; "export " before a name
 * is permitted; a value may stand in single or double quotes, which are taken
 * off, and is else taken to the line's end without blanks around it.
 */
#ifndef MARQUEE_UTIL_ENV_FILE_H
#define MARQUEE_UTIL_ENV_FILE_H

#include <stddef.h>

#include "util/error.h"

struct env_pair {
	char *name;
	char *value;
};

struct env_file {
	struct env_pair *pairs; /* [count], owned */
	size_t count;
};

/* Reads a file; one that does not exist is an empty one. ERROR_MEMORY,
 * ERROR_IO, or ERROR_INVALID naming the line. */
int env_file_read(struct env_file *file, const char *path, struct error *error);
void env_file_release(struct env_file *file);

/* The last value of a name, borrowed; NULL when it has none or an empty one. */
const char *env_file_get(const struct env_file *file, const char *name);

#endif
