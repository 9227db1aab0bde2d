/*
 * UTF-8 as Unicode defines it (table 3-7): no overlong forms, no surrogates,
 * nothing above U+10FFFF.
 */
#ifndef MARQUEE_UTIL_UTF8_H
#define MARQUEE_UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the character that begins at text[0], 1 to 4; 0 when the first
 * `length` bytes begin with none. */
size_t utf8_width(const char *text, size_t length);

/* Whether all `length` bytes are UTF-8; a NUL is a character like any other. */
bool utf8_valid(const char *text, size_t length);

#endif
