/*
 * Buffer: growing bytes, always NUL-terminated behind `length`.
 *
 * Appending can only fail for want of memory. Failure is sticky: `failed` is
 * set, later appends do nothing, and the caller checks once at the end.
 */
#ifndef MARQUEE_UTIL_BUFFER_H
#define MARQUEE_UTIL_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
	char *data; /* owned; NULL while capacity is 0 */
	size_t length; /* bytes in use */
	size_t capacity;
	bool failed; /* an append ran out of memory */
};

#define BUFFER_INIT \
	{ \
		NULL, 0, 0, false \
	}

void buffer_init(struct buffer *buffer);
void buffer_release(struct buffer *buffer);

/* Empties it and keeps the memory; clears `failed`. */
void buffer_clear(struct buffer *buffer);

/* Makes room for `extra` more bytes; 0 or ERROR_MEMORY. */
int buffer_reserve(struct buffer *buffer, size_t extra);

void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
void buffer_append_string(struct buffer *buffer, const char *text);
void buffer_append_char(struct buffer *buffer, char byte);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Hands the bytes over: **new** (caller frees), the buffer is empty then.
 * NULL when `failed`. */
char *buffer_detach(struct buffer *buffer, size_t *length);

#endif
