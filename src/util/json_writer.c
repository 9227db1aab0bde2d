/*
 * JSON writer (RFC 8259). Strings are copied in runs of bytes that need no
 * escape; only quotes, backslashes, control characters and broken UTF-8 stop
 * a run.
 */
#include "util/json_writer.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/utf8.h"

void
json_writer_init(struct json_writer *json, struct buffer *buffer)
{
	memset(json, 0, sizeof(*json));
	json->buffer = buffer;
}

static void
before_value(struct json_writer *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (json->comma[json->depth])
		buffer_append_char(json->buffer, ',');
	json->comma[json->depth] = true;
}

static void
open_level(struct json_writer *json, char bracket)
{
	before_value(json);
	assert(json->depth + 1 < JSON_WRITER_DEPTH);
	json->depth++;
	json->comma[json->depth] = false;
	buffer_append_char(json->buffer, bracket);
}

static void
close_level(struct json_writer *json, char bracket)
{
	assert(json->depth > 0 && !json->after_key);
	json->depth--;
	buffer_append_char(json->buffer, bracket);
}

void
json_open_object(struct json_writer *json)
{
	open_level(json, '{');
}

void
json_close_object(struct json_writer *json)
{
	close_level(json, '}');
}

void
json_open_array(struct json_writer *json)
{
	open_level(json, '[');
}

void
json_close_array(struct json_writer *json)
{
	close_level(json, ']');
}

void
json_put_key(struct json_writer *json, const char *key)
{
	before_value(json);
	buffer_append_char(json->buffer, '"');
	buffer_append_string(json->buffer, key);
	buffer_append(json->buffer, "\":", 2);
	json->after_key = true;
}

/* Writes the escape of one byte that cannot stand as it is. */
static void
append_escape(struct buffer *buffer, unsigned char byte)
{
	switch (byte) {
	case '"':
		buffer_append(buffer, "\\\"", 2);
		break;
	case '\\':
		buffer_append(buffer, "\\\\", 2);
		break;
	case '\n':
		buffer_append(buffer, "\\n", 2);
		break;
	case '\r':
		buffer_append(buffer, "\\r", 2);
		break;
	case '\t':
		buffer_append(buffer, "\\t", 2);
		break;
	default:
		buffer_printf(buffer, "\\u%04x", byte);
		break;
	}
}

void
json_put_string_length(
    struct json_writer *json, const char *text, size_t length)
{
	struct buffer *buffer = json->buffer;
	size_t run = 0;
	size_t i = 0;

	if (text == NULL) {
		json_put_null(json);
		return;
	}
	before_value(json);
	buffer_append_char(buffer, '"');
	while (i < length) {
		unsigned char byte = (unsigned char)text[i];
		size_t width = 1;

		if (byte >= 0x80)
			width = utf8_width(text + i, length - i);
		if (byte >= 0x20 && byte != '"' && byte != '\\' && width > 0) {
			i += width;
			continue;
		}
		buffer_append(buffer, text + run, i - run);
		if (width == 0)
			buffer_append(buffer, "\xef\xbf\xbd", 3);
		else
			append_escape(buffer, byte);
		run = ++i;
	}
	buffer_append(buffer, text + run, i - run);
	buffer_append_char(buffer, '"');
}

void
json_put_string(struct json_writer *json, const char *text)
{
	json_put_string_length(json, text, text != NULL ? strlen(text) : 0);
}

void
json_put_int(struct json_writer *json, int64_t value)
{
	char text[24];
	int length = snprintf(text, sizeof(text), "%lld", (long long)value);

	before_value(json);
	buffer_append(json->buffer, text, (size_t)length);
}

void
json_put_bool(struct json_writer *json, bool value)
{
	before_value(json);
	buffer_append_string(json->buffer, value ? "true" : "false");
}

void
json_put_null(struct json_writer *json)
{
	before_value(json);
	buffer_append(json->buffer, "null", 4);
}

void
json_put_fixed(struct json_writer *json, double value, int digits)
{
	if (!isfinite(value)) {
		json_put_null(json);
		return;
	}
	before_value(json);
	buffer_printf(json->buffer, "%.*f", digits, value);
}

void
json_put_float(struct json_writer *json, float value)
{
	char text[32];

	if (!isfinite(value)) {
		json_put_null(json);
		return;
	}
	before_value(json);
	for (int digits = 6; digits <= 9; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, (double)value);
		if (strtof(text, NULL) == value)
			break;
	}
	buffer_append_string(json->buffer, text);
}

void
json_put_raw(struct json_writer *json, const char *text, size_t length)
{
	before_value(json);
	buffer_append(json->buffer, text, length);
}

void
json_member_object(struct json_writer *json, const char *key)
{
	json_put_key(json, key);
	json_open_object(json);
}

void
json_member_array(struct json_writer *json, const char *key)
{
	json_put_key(json, key);
	json_open_array(json);
}

void
json_member_string(struct json_writer *json, const char *key, const char *text)
{
	json_put_key(json, key);
	json_put_string(json, text);
}

void
json_member_int(struct json_writer *json, const char *key, int64_t value)
{
	json_put_key(json, key);
	json_put_int(json, value);
}

void
json_member_bool(struct json_writer *json, const char *key, bool value)
{
	json_put_key(json, key);
	json_put_bool(json, value);
}

void
json_member_fixed(
    struct json_writer *json, const char *key, double value, int digits)
{
	json_put_key(json, key);
	json_put_fixed(json, value, digits);
}
