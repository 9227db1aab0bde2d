#include "etl/csv.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/buffer.h"

/* Every record as its line, ":", and fields in brackets; an error as
 * "!message". */
static void
dump(const char *text, size_t length, char separator, struct buffer *out)
{
	struct csv_reader reader;
	struct csv_record record;
	struct error error;
	int code;

	csv_reader_init(&reader, text, length, separator);
	while ((code = csv_reader_next(&reader, &record, &error)) > 0) {
		buffer_printf(out, "%zu:", record.line);
		for (size_t i = 0; i < record.count; i++)
			buffer_printf(out, "[%.*s]",
			    (int)record.fields[i].length,
			    record.fields[i].text);
	}
	if (code < 0)
		buffer_printf(out, "!%s", error.message);
	csv_reader_release(&reader);
}

struct csv_case {
	char text[80];
	char expected[80];
};

ParameterizedTestParameters(csv, reads_records_as_rfc_4180_has_them)
{
	static struct csv_case cases[] = {
	    {"", ""},
	    {"a", "1:[a]"},
	    {"a,b\n", "1:[a][b]"},
	    {"a,b\r\nc,d\r\n", "1:[a][b]2:[c][d]"},
	    {"a,b\rc,d", "1:[a][b]2:[c][d]"},
	    {"a,,\n,\n", "1:[a][][]2:[][]"},
	    {"\n\r\n\na\n\nb\n\n", "4:[a]6:[b]"},
	    {"\xEF\xBB\xBF\"a\",b\n", "1:[a][b]"},
	    {"\"a,b\",c\n", "1:[a,b][c]"},
	    {"\"a\"\"b\",\"\"\"\",\"\"\n", "1:[a\"b][\"][]"},
	    {"\"one\ntwo\",x\ny\n", "1:[one\ntwo][x]3:[y]"},
	    {"\"one\r\ntwo\rthree\"\ny\n", "1:[one\r\ntwo\rthree]4:[y]"},
	    {"a\"b\"c,\"d\"\n", "1:[a\"b\"c][d]"},
	    {" \"a\",b\n", "1:[ \"a\"][b]"},
	    {"a\n\"b", "1:[a]!line 2: a quote is opened and never closed"},
	    {"a\nb,\"c\n\"\"d",
		"1:[a]!line 2: a quote is opened and never closed"},
	    {"a\n\"b\"c\n", "1:[a]!line 2: text follows a closing quote"},
	    {"\"", "!line 1: a quote is opened and never closed"},
	};

	return cr_make_param_array(
	    struct csv_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct csv_case *c, csv, reads_records_as_rfc_4180_has_them)
{
	struct buffer out = BUFFER_INIT;

	buffer_append_string(&out, "");
	dump(c->text, strlen(c->text), ',', &out);
	cr_expect(eq(str, out.length == 0 ? "" : out.data, c->expected));
	buffer_release(&out);
}

Test(csv, keeps_fields_of_one_record_while_its_copies_grow)
{
	struct buffer text = BUFFER_INIT, out = BUFFER_INIT;

	for (int i = 0; i < 200; i++)
		buffer_printf(
		    &text, "%s\"%d\"\"%0100d\"", i == 0 ? "" : ",", i, i);
	dump(text.data, text.length, ',', &out);
	for (int i = 0; i < 200; i++) {
		char field[120];

		snprintf(field, sizeof(field), "[%d\"%0100d]", i, i);
		cr_assert(strstr(out.data, field) != NULL, "field %d", i);
	}
	buffer_release(&text);
	buffer_release(&out);
}

Test(csv, takes_as_many_fields_as_it_says_and_no_more)
{
	char text[CSV_FIELDS_MAX + 1];
	struct buffer out = BUFFER_INIT;

	memset(text, ',', sizeof(text));
	dump(text, CSV_FIELDS_MAX - 1, ',', &out);
	cr_expect(eq(sz, out.length, 2 + 2 * CSV_FIELDS_MAX));
	buffer_clear(&out);
	dump(text, CSV_FIELDS_MAX, ',', &out);
	cr_expect(eq(str, out.data, "!line 1: more than 256 fields"));
	buffer_release(&out);
}

Test(csv, takes_other_separators_and_finds_them)
{
	static const char *const texts[] = {
	    "a;\"b,c;d\";e\nx,y,z", "a\tb,c\td\n", "a,b;c,d\n", "alone\n", ""};
	static const char expected[] = {';', '\t', ',', ',', ','};
	struct buffer out = BUFFER_INIT;

	for (size_t i = 0; i < sizeof(expected); i++)
		cr_expect(eq(chr, csv_separator(texts[i], strlen(texts[i])),
		    expected[i]));
	dump(texts[0], strlen(texts[0]), ';', &out);
	cr_expect(eq(str, out.data, "1:[a][b,c;d][e]2:[x,y,z]"));
	buffer_release(&out);
}

Test(csv, finds_columns_by_name)
{
	static const char text[] = "Const, Your Rating ,\"Date Rated\"\n";
	struct csv_reader reader;
	struct csv_record header;

	csv_reader_init(&reader, text, strlen(text), ',');
	cr_assert(eq(int, csv_reader_next(&reader, &header, NULL), 1));
	cr_expect(eq(sz, csv_column(&header, "const"), 0));
	cr_expect(eq(sz, csv_column(&header, "YOUR RATING"), 1));
	cr_expect(eq(sz, csv_column(&header, "date rated"), 2));
	cr_expect(eq(sz, csv_column(&header, "date"), CSV_NO_COLUMN));
	csv_reader_release(&reader);
}
