/*
 * The binary format of PostgreSQL's COPY, written into and read from memory.
 *
 *	header   "PGCOPY\n\377\r\n\0"  flags (4)  extension length (4)
 *	row      field count (2)  { length (4), -1 for null | value } ...
 *	trailer  -1 (2)
 *
 * All integers are big-endian. Writing never fails but for memory, which the
 * buffer remembers (`failed`).
 */
#ifndef MARQUEE_STORE_COPY_FORMAT_H
#define MARQUEE_STORE_COPY_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buffer.h"

#define COPY_HEADER_BYTES 19
#define COPY_UUID_BYTES 16

void copy_put_header(struct buffer *out);
void copy_put_trailer(struct buffer *out);

/* Begins a row; `field_count` fields must follow. */
void copy_put_row(struct buffer *out, unsigned field_count);

void copy_put_null(struct buffer *out);
void copy_put_bool(struct buffer *out, bool value);
void copy_put_int2(struct buffer *out, int16_t value);
void copy_put_int4(struct buffer *out, int32_t value);
void copy_put_int8(struct buffer *out, int64_t value);
void copy_put_float4(struct buffer *out, float value);

/* `length` bytes of UTF-8 without a NUL (PostgreSQL refuses others). */
void copy_put_text(struct buffer *out, const char *text, size_t length);

/* `wall_us`: microseconds since 1970-01-01 00:00:00 UTC, as util/clock.h. */
void copy_put_timestamptz(struct buffer *out, int64_t wall_us);
void copy_put_uuid(
    struct buffer *out, const unsigned char uuid[COPY_UUID_BYTES]);

/* An integer[] of one dimension; an empty one when `count` is 0. */
void copy_put_int4_array(
    struct buffer *out, const int32_t *values, size_t count);

/*
 * Reading: a row's bytes and how far they are read. Reads check every bound;
 * the first that does not fit sets `bad`, and all later ones read nulls.
 */
struct copy_row {
	const unsigned char *at; /* the next field; borrowed */
	size_t left_bytes;
	unsigned left_fields;
	bool bad; /* bytes that are no row, or a field of another size */
};

/* Length of the header at `bytes`, or 0 when there is none. */
size_t copy_header_length(const unsigned char *bytes, size_t length);

/* Starts on the row in `bytes`; false at the trailer. */
bool copy_row_start(
    struct copy_row *row, const unsigned char *bytes, size_t length);

/* The next field, NULL when it is null; borrowed like the row. */
const unsigned char *copy_get_field(struct copy_row *row, size_t *length);

/* The next field as a number or truth; `otherwise` when it is null. */
int16_t copy_get_int2(struct copy_row *row, int16_t otherwise);
int32_t copy_get_int4(struct copy_row *row, int32_t otherwise);
int64_t copy_get_int8(struct copy_row *row, int64_t otherwise);
float copy_get_float4(struct copy_row *row, float otherwise);
bool copy_get_bool(struct copy_row *row, bool otherwise);

/* The next field as text without a NUL at its end; NULL when null. */
const char *copy_get_text(struct copy_row *row, size_t *length);

#endif
