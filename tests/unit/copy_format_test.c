#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "store/copy_format.h"

/* Bytes as PostgreSQL's manual draws them, under COPY, "Binary Format". */
Test(copy_format, writes_the_bytes_of_the_manual)
{
	static const unsigned char expected[] = {'P', 'G', 'C', 'O', 'P', 'Y',
	    '\n', 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0, /* header */
	    0, 4, /* fields */
	    0, 0, 0, 4, 0xff, 0xff, 0xff, 0xfe, /* -2 */
	    0xff, 0xff, 0xff, 0xff, /* null */
	    0, 0, 0, 2, 'h', 'i', /* text */
	    0, 0, 0, 1, 1, /* true */
	    0xff, 0xff}; /* trailer */
	struct buffer out = BUFFER_INIT;

	copy_put_header(&out);
	copy_put_row(&out, 4);
	copy_put_int4(&out, -2);
	copy_put_null(&out);
	copy_put_text(&out, "hi", 2);
	copy_put_bool(&out, true);
	copy_put_trailer(&out);
	cr_assert(eq(sz, out.length, sizeof(expected)));
	cr_assert(memcmp(out.data, expected, sizeof(expected)) == 0);
	buffer_release(&out);
}

Test(copy_format, reads_what_it_wrote)
{
	struct buffer out = BUFFER_INIT;
	struct copy_row row;
	const char *text;
	size_t length;

	copy_put_row(&out, 8);
	copy_put_int2(&out, INT16_MIN);
	copy_put_int4(&out, INT32_MAX);
	copy_put_int8(&out, INT64_MIN);
	copy_put_float4(&out, FLT_MIN);
	copy_put_bool(&out, false);
	copy_put_text(&out, "", 0);
	copy_put_null(&out);
	copy_put_timestamptz(&out, INT64_C(946684800000001));
	cr_assert(copy_row_start(&row, (unsigned char *)out.data, out.length));
	cr_assert(eq(i16, copy_get_int2(&row, 0), INT16_MIN));
	cr_assert(eq(i32, copy_get_int4(&row, 0), INT32_MAX));
	cr_assert(eq(i64, copy_get_int8(&row, 0), INT64_MIN));
	cr_assert(eq(flt, copy_get_float4(&row, 0), FLT_MIN));
	cr_assert(not(copy_get_bool(&row, true)));
	text = copy_get_text(&row, &length);
	cr_assert(text != NULL);
	cr_assert(eq(sz, length, 0));
	cr_assert(eq(i32, copy_get_int4(&row, 7), 7));
	cr_assert(eq(i64, copy_get_int8(&row, 0), 1));
	cr_assert(not(row.bad));
	buffer_release(&out);
}

Test(copy_format, marks_every_cut_row_as_bad)
{
	struct buffer out = BUFFER_INIT;
	struct copy_row row;
	size_t length;

	copy_put_row(&out, 3);
	copy_put_int4(&out, 1);
	copy_put_text(&out, "text", 4);
	copy_put_int2(&out, 1);
	for (size_t cut = 0; cut < out.length; cut++) {
		/* A copy of that size lets a sanitizer see a read beyond. */
		unsigned char *bytes = malloc(cut + 1);

		memcpy(bytes, out.data, cut);
		cr_assert(copy_row_start(&row, bytes, cut));
		copy_get_int4(&row, 0);
		copy_get_text(&row, &length);
		copy_get_int2(&row, 0);
		cr_assert(row.bad, "cut at %zu", cut);
		free(bytes);
	}
	buffer_release(&out);
}

Test(copy_format, marks_a_field_of_another_size_as_bad)
{
	struct buffer out = BUFFER_INIT;
	struct copy_row row;

	copy_put_row(&out, 2);
	copy_put_int8(&out, 1);
	copy_put_int4(&out, 1);
	cr_assert(copy_row_start(&row, (unsigned char *)out.data, out.length));
	cr_assert(eq(i32, copy_get_int4(&row, 9), 9));
	cr_assert(row.bad);
	buffer_release(&out);
}

Test(copy_format, knows_header_and_trailer)
{
	struct buffer out = BUFFER_INIT;
	struct copy_row row;

	copy_put_header(&out);
	cr_assert(
	    eq(sz, copy_header_length((unsigned char *)out.data, out.length),
		COPY_HEADER_BYTES));
	cr_assert(eq(sz,
	    copy_header_length((unsigned char *)out.data, out.length - 1), 0));
	out.data[0] = 'p';
	cr_assert(eq(
	    sz, copy_header_length((unsigned char *)out.data, out.length), 0));
	buffer_clear(&out);
	copy_put_trailer(&out);
	cr_assert(
	    not(copy_row_start(&row, (unsigned char *)out.data, out.length)));
	buffer_release(&out);
}
