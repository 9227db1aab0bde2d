/*
 * Error codes and messages.
 */
#include "util/error.h"

/* Macros for the analyser; here are the functions. */
#undef error_set
#undef error_set_errno

#include <stdio.h>
#include <string.h>

static const struct {
	int code;
	const char *text;
} error_texts[] = {
    {ERROR_NONE, "no error"},
    {ERROR_MEMORY, "out of memory"},
    {ERROR_IO, "input or output failed"},
    {ERROR_MISSING, "not found"},
    {ERROR_INVALID, "invalid"},
    {ERROR_CORRUPT, "corrupt"},
    {ERROR_VERSION, "another version"},
    {ERROR_LIMIT, "over the limit"},
    {ERROR_BUSY, "busy"},
    {ERROR_CONFLICT, "conflict"},
    {ERROR_UNAVAILABLE, "unavailable"},
    {ERROR_DATABASE, "database error"},
    {ERROR_CACHE, "cache error"},
    {ERROR_INTERRUPTED, "interrupted"},
};

const char *
error_string(int code)
{
	for (size_t i = 0; i < sizeof(error_texts) / sizeof(error_texts[0]);
	     i++)
		if (error_texts[i].code == code)
			return error_texts[i].text;
	return "unknown error";
}

/* Shortens `message` by the bytes of a character that was cut in two. */
static void
drop_cut_character(char *message)
{
	size_t length = strlen(message);
	size_t start = length;
	size_t width;
	unsigned char lead;

	while (start > 0 && ((unsigned char)message[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0)
		return;
	lead = (unsigned char)message[start - 1];
	width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	if (length - (start - 1) < width)
		message[start - 1] = '\0';
}

int
error_vset(struct error *error, int code, const char *format, va_list args)
{
	int length;

	if (error == NULL)
		return code;
	error->code = code;
	length =
	    vsnprintf(error->message, sizeof(error->message), format, args);
	if (length >= (int)sizeof(error->message))
		drop_cut_character(error->message);
	return code;
}

int
error_set(struct error *error, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_vset(error, code, format, args);
	va_end(args);
	return code;
}

int
error_set_errno(
    struct error *error, int code, int errno_value, const char *format, ...)
{
	va_list args;
	size_t length;
	char reason[128];

	if (error == NULL)
		return code;
	va_start(args, format);
	error_vset(error, code, format, args);
	va_end(args);
	length = strlen(error->message);
	snprintf(error->message + length, sizeof(error->message) - length,
	    ": %s", strerror_r(errno_value, reason, sizeof(reason)));
	return code;
}

int
error_prefix(struct error *error, const char *format, ...)
{
	char message[ERROR_MESSAGE_SIZE];
	va_list args;
	int code;

	if (error == NULL)
		return ERROR_NONE;
	code = error->code;
	memcpy(message, error->message, sizeof(message));
	va_start(args, format);
	error_vset(error, code, format, args);
	va_end(args);
	if (strlen(error->message) + 2 < sizeof(error->message)) {
		size_t length = strlen(error->message);

		snprintf(error->message + length,
		    sizeof(error->message) - length, ": %.*s",
		    (int)(sizeof(error->message) - length - 3), message);
		drop_cut_character(error->message);
	}
	return code;
}
