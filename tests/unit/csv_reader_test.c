/*
 * Records of separated values: quotes, line ends, and what breaks the rules.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "etl/csv_reader.h"
#include "util/buffer.h"

static char path[64];
static struct csv_stream *reader;
static struct csv_record record;

static void
open_text(const char *text, size_t length, enum csv_dialect dialect)
{
	struct error error;
	int descriptor;

	snprintf(path, sizeof(path), "/tmp/marquee-csv-XXXXXX");
	descriptor = mkstemp(path);
	cr_assert_geq(descriptor, 0);
	cr_assert_eq(write(descriptor, text, length), (ssize_t)length);
	close(descriptor);
	cr_assert_eq(csv_stream_open(&reader, path, dialect, &error), 0);
}

static void
begin(const char *text)
{
	open_text(text, strlen(text), CSV_COMMAS);
}

static void
end(void)
{
	csv_stream_close(reader);
	unlink(path);
}

static void
expect(uint64_t line, size_t count, const char *const *fields)
{
	struct error error;

	cr_assert_eq(csv_stream_next(reader, &record, &error), 1);
	cr_expect_eq(record.line, line, "line %lu", record.line);
	cr_assert_eq(record.fault, CSV_GOOD, "line %lu", line);
	cr_assert_eq(record.count, count, "line %lu: %zu", line, record.count);
	for (size_t i = 0; i < count; i++) {
		cr_assert_eq(record.fields[i].length, strlen(fields[i]));
		cr_expect_eq(
		    memcmp(record.fields[i].text, fields[i], strlen(fields[i])),
		    0, "line %lu, field %zu", line, i);
	}
}

static void
expect_fault(uint64_t line, enum csv_fault fault)
{
	struct error error;

	cr_assert_eq(csv_stream_next(reader, &record, &error), 1);
	cr_expect_eq(record.line, line, "line %lu", record.line);
	cr_expect_eq(record.fault, fault, "%s", csv_fault_reason(record.fault));
	cr_expect_eq(record.count, 0);
}

static void
expect_end(void)
{
	struct error error;

	cr_expect_eq(csv_stream_next(reader, &record, &error), 0);
}

#define FIELDS(...) ((const char *const[]){__VA_ARGS__})

Test(csv_reader, splits_lines_that_end_in_lf_cr_lf_or_not_at_all)
{
	begin("a,b\r\nc,,\n\n\r\nd");
	expect(1, 2, FIELDS("a", "b"));
	expect(2, 3, FIELDS("c", "", ""));
	expect(5, 1, FIELDS("d"));
	expect_end();
	end();
}

Test(csv_reader, takes_commas_quotes_and_line_ends_inside_quotes)
{
	begin("1,\"Heat, The\",x\n"
	      "2,\"say \"\"when\"\"\",y\r\n"
	      "3,\"two\nlines\",\"\"\n"
	      "4,z\n");
	expect(1, 3, FIELDS("1", "Heat, The", "x"));
	expect(2, 3, FIELDS("2", "say \"when\"", "y"));
	expect(3, 3, FIELDS("3", "two\nlines", ""));
	expect(5, 2, FIELDS("4", "z"));
	expect_end();
	end();
}

Test(csv_reader, loses_one_line_to_a_quote_that_is_never_closed)
{
	begin("1,\"open\n2,b\n3,c\n");
	expect_fault(1, CSV_OPEN_QUOTE);
	expect(2, 2, FIELDS("2", "b"));
	expect(3, 2, FIELDS("3", "c"));
	expect_end();
	end();
}

Test(csv_reader, refuses_quotes_where_none_may_stand)
{
	begin("1,a\"b\n2,\"a\"b\n3,c\n");
	expect_fault(1, CSV_STRAY_QUOTE);
	expect_fault(2, CSV_STRAY_QUOTE);
	expect(3, 2, FIELDS("3", "c"));
	expect_end();
	end();
}

Test(csv_reader, refuses_nul_and_too_many_fields)
{
	static const char nul[] = "1,a\0b\n2,c\n";
	char many[3 * CSV_FIELDS_MAX];

	open_text(nul, sizeof(nul) - 1, CSV_COMMAS);
	expect_fault(1, CSV_NUL);
	expect(2, 2, FIELDS("2", "c"));
	end();
	memset(many, ',', sizeof(many));
	many[CSV_FIELDS_MAX] = '\n';
	open_text(many, CSV_FIELDS_MAX + 1, CSV_COMMAS);
	expect_fault(1, CSV_TOO_MANY);
	expect_end();
	end();
}

Test(csv_reader, passes_over_a_line_that_is_too_long)
{
	size_t length = CSV_RECORD_BYTES * 5;
	char *text = malloc(length + 4);

	memset(text, 'x', length);
	memcpy(text + length, "\ny\n", 3);
	open_text(text, length + 3, CSV_COMMAS);
	expect_fault(1, CSV_TOO_LONG);
	expect(2, 1, FIELDS("y"));
	expect_end();
	end();
	free(text);
}

Test(csv_reader, reads_the_same_wherever_the_buffer_ends)
{
	/* lines of many lengths, so that every kind of cut happens */
	struct buffer text = BUFFER_INIT;
	char first[16], third[64];

	for (int i = 0; i < 60000; i++)
		buffer_printf(&text, "%d,\"a \"\"%d\"\", b\",%.*s\n", i, i,
		    i % 40, "----------------------------------------");
	open_text(text.data, text.length, CSV_COMMAS);
	for (int i = 0; i < 60000; i++) {
		char quoted[32];

		snprintf(first, sizeof(first), "%d", i);
		snprintf(quoted, sizeof(quoted), "a \"%d\", b", i);
		snprintf(third, sizeof(third), "%.*s", i % 40,
		    "----------------------------------------");
		expect((uint64_t)i + 1, 3, FIELDS(first, quoted, third));
	}
	expect_end();
	end();
	buffer_release(&text);
}

Test(csv_reader, splits_at_two_colons_and_knows_no_quotes_then)
{
	const char *text = "1::Say \"when\": a, b::Drama|War\r\n::x\n";

	open_text(text, strlen(text), CSV_COLONS);
	expect(1, 3, FIELDS("1", "Say \"when\": a, b", "Drama|War"));
	expect(2, 2, FIELDS("", "x"));
	expect_end();
	end();
}
