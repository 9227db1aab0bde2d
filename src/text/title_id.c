/*
 * Text ids to numbers and back.
 */
#include "text/title_id.h"

#include <string.h>

#define DIGITS_MIN 7

/* Reads 1 to 10 digits to the end; -1 when it is anything else. */
static int64_t
parse_digits(const char *text, size_t length)
{
	int64_t value = 0;

	if (length < 1 || length > 10)
		return -1;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

bool
title_id_parse(const char *text, size_t length, int32_t *number)
{
	int64_t value;

	if (length < 3)
		return false;
	value = parse_digits(text + 2, length - 2);
	if (memcmp(text, "tt", 2) == 0) {
		if (value < 1 || value >= TITLE_ID_OWN_BASE)
			return false;
	} else if (memcmp(text, "my", 2) == 0) {
		if (value < 0 || value > INT32_MAX - TITLE_ID_OWN_BASE)
			return false;
		value += TITLE_ID_OWN_BASE;
	} else {
		return false;
	}
	*number = (int32_t)value;
	return true;
}

bool
person_id_parse(const char *text, size_t length, int32_t *number)
{
	int64_t value;

	if (length < 3 || memcmp(text, "nm", 2) != 0)
		return false;
	value = parse_digits(text + 2, length - 2);
	if (value < 1 || value > INT32_MAX)
		return false;
	*number = (int32_t)value;
	return true;
}

/* By hand: files of ids are written by the hundred million. */
static size_t
format_id(const char *prefix, int32_t number, char text[TITLE_ID_SIZE])
{
	char digits[TITLE_ID_SIZE];
	size_t count = 0;

	for (; number > 0 || count < DIGITS_MIN; number /= 10)
		digits[count++] = (char)('0' + number % 10);
	memcpy(text, prefix, 2);
	for (size_t i = 0; i < count; i++)
		text[2 + i] = digits[count - 1 - i];
	text[2 + count] = '\0';
	return 2 + count;
}

size_t
title_id_format(int32_t number, char text[TITLE_ID_SIZE])
{
	if (number >= TITLE_ID_OWN_BASE)
		return format_id("my", number - TITLE_ID_OWN_BASE, text);
	return format_id("tt", number, text);
}

size_t
person_id_format(int32_t number, char text[TITLE_ID_SIZE])
{
	return format_id("nm", number, text);
}
