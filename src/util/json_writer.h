/*
 * JSON, written straight into a buffer: no tree, no allocation of its own.
 * Commas are put by the writer; nesting is at most JSON_WRITER_DEPTH deep,
 * which is an assertion (our own bug), never input.
 *
 *	json_open_object(&json);
 *	json_put_key(&json, "title");
 *	json_put_string(&json, title);
 *	json_close_object(&json);
 */
#ifndef MARQUEE_UTIL_JSON_WRITER_H
#define MARQUEE_UTIL_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "util/buffer.h"

#define JSON_WRITER_DEPTH 16

struct json_writer {
	struct buffer *buffer; /* borrowed */
	unsigned depth;
	bool comma[JSON_WRITER_DEPTH]; /* a value stands before, by level */
	bool after_key;
};

void json_writer_init(struct json_writer *json, struct buffer *buffer);

void json_open_object(struct json_writer *json);
void json_close_object(struct json_writer *json);
void json_open_array(struct json_writer *json);
void json_close_array(struct json_writer *json);

/* `key` is a literal of ours: plain ASCII without quotes. */
void json_put_key(struct json_writer *json, const char *key);

/* Escapes what JSON wants escaped; bytes that are no UTF-8 become U+FFFD.
 * NULL is written as null. */
void json_put_string(struct json_writer *json, const char *text);
void json_put_string_length(
    struct json_writer *json, const char *text, size_t length);

void json_put_int(struct json_writer *json, int64_t value);
void json_put_bool(struct json_writer *json, bool value);
void json_put_null(struct json_writer *json);

/* `digits` behind the point, 0 to 9; not a number and infinities are null. */
void json_put_fixed(struct json_writer *json, double value, int digits);

/* The shortest text that reads back as the same float. */
void json_put_float(struct json_writer *json, float value);

/* A member of an object: the key and its value, or what is opened as it. */
void json_member_object(struct json_writer *json, const char *key);
void json_member_array(struct json_writer *json, const char *key);
void json_member_string(
    struct json_writer *json, const char *key, const char *text);
void json_member_int(struct json_writer *json, const char *key, int64_t value);
void json_member_bool(struct json_writer *json, const char *key, bool value);
void json_member_fixed(
    struct json_writer *json, const char *key, double value, int digits);

/* Finished JSON, put as one value as it is. */
void json_put_raw(struct json_writer *json, const char *text, size_t length);

#endif
