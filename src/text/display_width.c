/*
 * See display_width.h.
 */
#include "text/display_width.h"

#include <string.h>
#include <utf8proc.h>

/* Reads one character: its columns; *bytes is moved behind it. */
static size_t
next_width(const char *text, size_t length, size_t *bytes)
{
	utf8proc_int32_t character;
	utf8proc_ssize_t read =
	    utf8proc_iterate((const utf8proc_uint8_t *)text + *bytes,
		(utf8proc_ssize_t)(length - *bytes), &character);

	if (read <= 0) {
		*bytes += 1;
		return 1;
	}
	*bytes += (size_t)read;
	return (size_t)utf8proc_charwidth(character);
}

size_t
display_width(const char *text)
{
	size_t length = strlen(text), bytes = 0, columns = 0;

	while (bytes < length)
		columns += next_width(text, length, &bytes);
	return columns;
}

size_t
display_fit(const char *text, size_t columns)
{
	size_t length = strlen(text), bytes = 0, filled = 0;

	while (bytes < length) {
		size_t next = bytes;

		filled += next_width(text, length, &next);
		if (filled > columns)
			break;
		bytes = next;
	}
	return bytes;
}
