/*
 * UTF-8 checks. After the lead byte only the second byte's range varies; it
 * is what keeps out overlong forms, surrogates and too large code points.
 */
#include "util/utf8.h"

static bool
is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

size_t
utf8_width(const char *text, size_t length)
{
	unsigned char lead;
	unsigned char low = 0x80;
	unsigned char high = 0xbf;
	size_t width;

	if (length == 0)
		return 0;
	lead = (unsigned char)text[0];
	if (lead < 0x80)
		return 1;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	width = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (length < width)
		return 0;
	if (lead == 0xe0)
		low = 0xa0;
	else if (lead == 0xed)
		high = 0x9f;
	else if (lead == 0xf0)
		low = 0x90;
	else if (lead == 0xf4)
		high = 0x8f;
	if ((unsigned char)text[1] < low || (unsigned char)text[1] > high)
		return 0;
	for (size_t i = 2; i < width; i++)
		if (!is_continuation(text[i]))
			return 0;
	return width;
}

bool
utf8_valid(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length) {
		size_t width = utf8_width(text + i, length - i);

		if (width == 0)
			return false;
		i += width;
	}
	return true;
}
