/*
 * Published files: what index/publication has put into a folder, and which of
 * it a program can use.
 *
 *	titles -> titles.2.42		the link
 *	titles.1.40 titles.2.41 titles.2.42	NAME.FORMAT.GENERATION
 */
#ifndef MARQUEE_INDEX_PUBLISHED_H
#define MARQUEE_INDEX_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

struct published_file {
	uint64_t format;
	uint64_t generation;
	uint64_t size_bytes;
	bool is_current; /* the link leads to it */
	char *path; /* owned */
};

struct published_files {
	struct published_file *items; /* [count], newest first, owned */
	size_t count;
};

/* Lists the files beside the link `path`, which need not exist. ERROR_MISSING
 * (no such folder), ERROR_IO, ERROR_INVALID (no file's name), ERROR_MEMORY. */
int published_list(
    const char *path, struct published_files *files, struct error *error);
void published_files_release(struct published_files *files);

/*
 * The file to open for `path` by a program that reads `format`: **new** in
 * *found. That is `path` itself, unless it is a link to a file of another
 * format beside which there are files of this one: then the newest of these. So
 * programs of two versions use one folder. ERROR_MEMORY.
 */
int published_find(
    const char *path, uint32_t format, char **found, struct error *error);

/* The folder (**new**) and the last part (**new**) of a path. ERROR_INVALID
 * when that names no file; ERROR_MEMORY. */
int published_split(
    const char *path, char **folder, char **name, struct error *error);

#endif
