/*
 * Buffer: doubles when it is full, so that appending costs amortised O(1).
 */
#include "util/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/error.h"

#define BUFFER_FIRST_BYTES 256

void
buffer_init(struct buffer *buffer)
{
	*buffer = (struct buffer)BUFFER_INIT;
}

void
buffer_release(struct buffer *buffer)
{
	free(buffer->data);
	buffer_init(buffer);
}

void
buffer_clear(struct buffer *buffer)
{
	buffer->length = 0;
	buffer->failed = false;
	if (buffer->data != NULL)
		buffer->data[0] = '\0';
}

int
buffer_reserve(struct buffer *buffer, size_t extra)
{
	size_t capacity = buffer->capacity;
	char *data;

	if (buffer->failed)
		return ERROR_MEMORY;
	if (extra < capacity - buffer->length)
		return 0;
	if (extra > SIZE_MAX / 2 - buffer->length - 1) {
		buffer->failed = true;
		return ERROR_MEMORY;
	}
	if (capacity == 0)
		capacity = BUFFER_FIRST_BYTES;
	while (capacity <= buffer->length + extra)
		capacity *= 2;
	data = realloc(buffer->data, capacity);
	if (data == NULL) {
		buffer->failed = true;
		return ERROR_MEMORY;
	}
	buffer->data = data;
	buffer->capacity = capacity;
	buffer->data[buffer->length] = '\0';
	return 0;
}

void
buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
	if (length == 0 || buffer_reserve(buffer, length) != 0)
		return;
	memcpy(buffer->data + buffer->length, bytes, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void
buffer_append_string(struct buffer *buffer, const char *text)
{
	buffer_append(buffer, text, strlen(text));
}

void
buffer_append_char(struct buffer *buffer, char byte)
{
	buffer_append(buffer, &byte, 1);
}

void
buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0) {
		buffer->failed = true;
		return;
	}
	if (buffer_reserve(buffer, (size_t)length) != 0)
		return;
	va_start(args, format);
	vsnprintf(
	    buffer->data + buffer->length, (size_t)length + 1, format, args);
	va_end(args);
	buffer->length += (size_t)length;
}

char *
buffer_detach(struct buffer *buffer, size_t *length)
{
	char *data;

	if (buffer_reserve(buffer, 0) != 0)
		return NULL;
	data = buffer->data;
	if (length != NULL)
		*length = buffer->length;
	buffer_init(buffer);
	return data;
}
