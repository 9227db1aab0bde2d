#include "index/strings.h"

#include <string.h>

int
strings_check(
    const char *strings, uint64_t bytes, const char *what, struct error *error)
{
	if (bytes == 0 || strings[0] != '\0' || strings[bytes - 1] != '\0')
		return error_set(error, ERROR_CORRUPT,
		    "%s: text does not begin and end with a NUL", what);
	return 0;
}

void
strings_begin(struct buffer *strings)
{
	buffer_clear(strings);
	buffer_append_char(strings, '\0');
}

int
strings_add(
    struct buffer *strings, const char *text, size_t length, uint32_t *offset)
{
	size_t at = strings->length;

	length = strnlen(text, length);
	if (length == 0) {
		*offset = 0;
		return strings->failed ? ERROR_MEMORY : 0;
	}
	if (at + length >= UINT32_MAX)
		return ERROR_LIMIT;
	buffer_append(strings, text, length);
	buffer_append_char(strings, '\0');
	if (strings->failed)
		return ERROR_MEMORY;
	*offset = (uint32_t)at;
	return 0;
}
