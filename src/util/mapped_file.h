/*
 * A file mapped read-only into memory.
 */
#ifndef MARQUEE_UTIL_MAPPED_FILE_H
#define MARQUEE_UTIL_MAPPED_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

struct mapped_file {
	const unsigned char *data; /* borrowed until release; NULL if empty */
	size_t size_bytes;
	uint64_t device; /* with inode: which file this is */
	uint64_t inode;
};

/* ERROR_MISSING, ERROR_IO or ERROR_INVALID (not a regular file). The path is
 * followed through symbolic links. */
int mapped_file_open(
    struct mapped_file *file, const char *path, struct error *error);

/* Unmaps; the struct is as after zeroing. Harmless on a zeroed struct. */
void mapped_file_release(struct mapped_file *file);

#endif
