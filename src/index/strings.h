/*
 * Strings: a block of NUL-terminated strings behind one another, known by
 * their offsets. Offset 0 is the empty string.
 */
#ifndef MARQUEE_INDEX_STRINGS_H
#define MARQUEE_INDEX_STRINGS_H

#include <stddef.h>
#include <stdint.h>

#include "util/buffer.h"
#include "util/error.h"

/* Checks that the block begins with the empty string and ends with a NUL, so
 * that every offset below `bytes` is a string. ERROR_CORRUPT, naming `what`. */
int strings_check(
    const char *strings, uint64_t bytes, const char *what, struct error *error);

/* Begins a block: the empty string. A failure sticks to the buffer. */
void strings_begin(struct buffer *strings);

/*
 * Appends `length` bytes, of which a NUL ends the string early, and sets
 * *offset. ERROR_MEMORY, or ERROR_LIMIT beyond 4 GiB.
 */
int strings_add(
    struct buffer *strings, const char *text, size_t length, uint32_t *offset);

#endif
