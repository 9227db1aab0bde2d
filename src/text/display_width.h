/*
 * Display width: how many columns of a terminal a text fills.
 */
#ifndef MARQUEE_TEXT_DISPLAY_WIDTH_H
#define MARQUEE_TEXT_DISPLAY_WIDTH_H

#include <stddef.h>

/* Columns of UTF-8: two for a wide letter, none for a mark; a byte that is no
 * UTF-8 counts one. */
size_t display_width(const char *text);

/* The bytes of the longest beginning that fills at most `columns`. */
size_t display_fit(const char *text, size_t columns);

#endif
