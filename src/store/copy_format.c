/*
 * Encoding and decoding of binary COPY; the layout is drawn in the header and
 * specified in PostgreSQL's manual under COPY, "Binary Format".
 */
#include "store/copy_format.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

#define SIGNATURE "PGCOPY\n\377\r\n"
#define SIGNATURE_BYTES 11 /* with the NUL that belongs to it */
#define OID_INT4 23
#define EPOCH_2000_US INT64_C(946684800000000) /* since 1970 */

/* Room for `length` bytes behind what is there, which count as appended; NULL
 * when out of memory. Rows are put by the million, so what buffer_append does
 * for any length is done here for a known one. */
static inline char *
extend(struct buffer *out, size_t length)
{
	char *at;

	if (length >= out->capacity - out->length || out->failed)
		if (buffer_reserve(out, length) < 0)
			return NULL;
	at = out->data + out->length;
	out->length += length;
	at[length] = '\0';
	return at;
}

static inline void
put_u16(struct buffer *out, uint16_t value)
{
	const uint16_t big = htobe16(value);
	char *at = extend(out, sizeof(big));

	if (at != NULL)
		memcpy(at, &big, sizeof(big));
}

static inline void
put_u32(struct buffer *out, uint32_t value)
{
	const uint32_t big = htobe32(value);
	char *at = extend(out, sizeof(big));

	if (at != NULL)
		memcpy(at, &big, sizeof(big));
}

/* A field of one value: its length, then its bytes. */
static inline void
put_field(struct buffer *out, const void *bytes, uint32_t length)
{
	const uint32_t big = htobe32(length);
	char *at = extend(out, sizeof(big) + length);

	if (at == NULL)
		return;
	memcpy(at, &big, sizeof(big));
	if (length > 0)
		memcpy(at + sizeof(big), bytes, length);
}

void
copy_put_header(struct buffer *out)
{
	buffer_append(out, SIGNATURE, SIGNATURE_BYTES);
	put_u32(out, 0);
	put_u32(out, 0);
}

void
copy_put_trailer(struct buffer *out)
{
	put_u16(out, UINT16_MAX);
}

void
copy_put_row(struct buffer *out, unsigned field_count)
{
	assert(field_count > 0 && field_count <= INT16_MAX);
	put_u16(out, (uint16_t)field_count);
}

void
copy_put_null(struct buffer *out)
{
	put_u32(out, UINT32_MAX);
}

void
copy_put_bool(struct buffer *out, bool value)
{
	const char byte = value ? 1 : 0;

	put_field(out, &byte, 1);
}

void
copy_put_int2(struct buffer *out, int16_t value)
{
	const uint16_t big = htobe16((uint16_t)value);

	put_field(out, &big, sizeof(big));
}

void
copy_put_int4(struct buffer *out, int32_t value)
{
	const uint32_t big = htobe32((uint32_t)value);

	put_field(out, &big, sizeof(big));
}

void
copy_put_int8(struct buffer *out, int64_t value)
{
	const uint64_t big = htobe64((uint64_t)value);

	put_field(out, &big, sizeof(big));
}

void
copy_put_float4(struct buffer *out, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	bits = htobe32(bits);
	put_field(out, &bits, sizeof(bits));
}

void
copy_put_text(struct buffer *out, const char *text, size_t length)
{
	assert(length <= INT32_MAX);
	put_field(out, text, (uint32_t)length);
}

void
copy_put_timestamptz(struct buffer *out, int64_t wall_us)
{
	copy_put_int8(out, wall_us - EPOCH_2000_US);
}

void
copy_put_uuid(struct buffer *out, const unsigned char uuid[COPY_UUID_BYTES])
{
	put_field(out, uuid, COPY_UUID_BYTES);
}

/*
 * dimensions (4)  has nulls (4)  element type (4)
 * { length (4)  lower bound (4) } for each dimension, then the elements
 */
void
copy_put_int4_array(struct buffer *out, const int32_t *values, size_t count)
{
	size_t i;

	assert(count <= INT32_MAX / 8 - 20);
	put_u32(out, (uint32_t)(count == 0 ? 12 : 20 + count * 8));
	put_u32(out, count == 0 ? 0 : 1);
	put_u32(out, 0);
	put_u32(out, OID_INT4);
	if (count == 0)
		return;
	put_u32(out, (uint32_t)count);
	put_u32(out, 1);
	for (i = 0; i < count; i++)
		copy_put_int4(out, values[i]);
}

static uint16_t
get_u16(const unsigned char *bytes)
{
	uint16_t big;

	memcpy(&big, bytes, sizeof(big));
	return be16toh(big);
}

static uint32_t
get_u32(const unsigned char *bytes)
{
	uint32_t big;

	memcpy(&big, bytes, sizeof(big));
	return be32toh(big);
}

static uint64_t
get_u64(const unsigned char *bytes)
{
	uint64_t big;

	memcpy(&big, bytes, sizeof(big));
	return be64toh(big);
}

size_t
copy_header_length(const unsigned char *bytes, size_t length)
{
	size_t extension;

	if (length < COPY_HEADER_BYTES ||
	    memcmp(bytes, SIGNATURE, SIGNATURE_BYTES) != 0)
		return 0;
	extension = get_u32(bytes + COPY_HEADER_BYTES - 4);
	if (extension > length - COPY_HEADER_BYTES)
		return 0;
	return COPY_HEADER_BYTES + extension;
}

bool
copy_row_start(struct copy_row *row, const unsigned char *bytes, size_t length)
{
	uint16_t fields = 0;

	if (length >= 2)
		fields = get_u16(bytes);
	if (fields == UINT16_MAX)
		return false;
	row->bad = length < 2 || fields > INT16_MAX;
	row->at = row->bad ? NULL : bytes + 2;
	row->left_bytes = row->bad ? 0 : length - 2;
	row->left_fields = row->bad ? 0 : fields;
	return true;
}

const unsigned char *
copy_get_field(struct copy_row *row, size_t *length)
{
	const unsigned char *field;
	uint32_t size;

	if (row->bad || row->left_fields == 0 || row->left_bytes < 4) {
		row->bad = true;
		return NULL;
	}
	size = get_u32(row->at);
	row->at += 4;
	row->left_bytes -= 4;
	row->left_fields--;
	if (size == UINT32_MAX)
		return NULL;
	if (size > row->left_bytes) {
		row->bad = true;
		return NULL;
	}
	field = row->at;
	row->at += size;
	row->left_bytes -= size;
	*length = size;
	return field;
}

/* The next field when it has exactly `size` bytes. */
static const unsigned char *
get_fixed(struct copy_row *row, size_t size)
{
	size_t length;
	const unsigned char *field = copy_get_field(row, &length);

	if (field != NULL && length != size) {
		row->bad = true;
		return NULL;
	}
	return field;
}

int16_t
copy_get_int2(struct copy_row *row, int16_t otherwise)
{
	const unsigned char *field = get_fixed(row, sizeof(int16_t));

	return field == NULL ? otherwise : (int16_t)get_u16(field);
}

int32_t
copy_get_int4(struct copy_row *row, int32_t otherwise)
{
	const unsigned char *field = get_fixed(row, sizeof(int32_t));

	return field == NULL ? otherwise : (int32_t)get_u32(field);
}

int64_t
copy_get_int8(struct copy_row *row, int64_t otherwise)
{
	const unsigned char *field = get_fixed(row, sizeof(int64_t));

	return field == NULL ? otherwise : (int64_t)get_u64(field);
}

float
copy_get_float4(struct copy_row *row, float otherwise)
{
	const unsigned char *field = get_fixed(row, sizeof(float));
	uint32_t bits;
	float value;

	if (field == NULL)
		return otherwise;
	bits = get_u32(field);
	memcpy(&value, &bits, sizeof(value));
	return value;
}

bool
copy_get_bool(struct copy_row *row, bool otherwise)
{
	const unsigned char *field = get_fixed(row, 1);

	return field == NULL ? otherwise : field[0] != 0;
}

const char *
copy_get_text(struct copy_row *row, size_t *length)
{
	return (const char *)copy_get_field(row, length);
}
