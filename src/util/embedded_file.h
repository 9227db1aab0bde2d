/*
 * Files that are part of the program: scripts/embed turns a folder into a
 * table of these at build time (build/generated/), so that a binary needs no
 * folder beside it.
 */
#ifndef MARQUEE_UTIL_EMBEDDED_FILE_H
#define MARQUEE_UTIL_EMBEDDED_FILE_H

#include <stddef.h>

struct embedded_file {
	const char *name; /* without its folder: "0001_schema.sql" */
	const unsigned char *data; /* [size], a NUL stands behind it */
	size_t size;
};

/* Sorted by name; the last entry has a NULL name. */
extern const struct embedded_file embedded_sql[]; /* sql/ */
extern const struct embedded_file embedded_page[]; /* assets/page/ */

#endif
