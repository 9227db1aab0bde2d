/*
 * A file mapped read-only into memory.
 */
#ifndef MARQUEE_UTIL_MAPPED_FILE_H
#define MARQUEE_UTIL_MAPPED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

/* Which file this is, and in what state: of two with the same identity one is
 * the other, unwritten since. */
struct file_identity {
	uint64_t device;
	uint64_t inode;
	int64_t modified_ns;
	uint64_t size_bytes;
};

/* Of the file that the path leads to; false when there is none. */
bool file_identity_of(const char *path, struct file_identity *identity);
bool file_identity_equal(
    const struct file_identity *one, const struct file_identity *other);

struct mapped_file {
	const unsigned char *data; /* borrowed until release; NULL if empty */
	size_t size_bytes;
	struct file_identity identity;
};

/* ERROR_MISSING, ERROR_IO or ERROR_INVALID (not a regular file). The path is
 * followed through symbolic links. */
int mapped_file_open(
    struct mapped_file *file, const char *path, struct error *error);

/* The same for a descriptor, which stays the caller's; `path` is for messages
 * alone. ERROR_IO or ERROR_INVALID. */
int mapped_file_map(
    struct mapped_file *file, int fd, const char *path, struct error *error);

/* Whether the bytes [offset, offset + size_bytes) are in memory already; if
 * not, the system is told to fetch them. */
bool mapped_file_is_near(
    const struct mapped_file *file, size_t offset, size_t size_bytes);

/* Maps these bytes at once instead of by a fault every few pages; reads what is
 * not in memory. */
void mapped_file_touch(
    const struct mapped_file *file, size_t offset, size_t size_bytes);

/* Unmaps up to `size_bytes` from the end, for files so large that to unmap
 * them takes long. True when nothing is left; release is still wanted. */
bool mapped_file_shrink(struct mapped_file *file, size_t size_bytes);

/* Unmaps; the struct is as after zeroing. Harmless on a zeroed struct. */
void mapped_file_release(struct mapped_file *file);

#endif
