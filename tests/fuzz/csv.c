/*
 * Any bytes as comma-separated values: nothing breaks, fields lie within the
 * text or hold fewer bytes than it, lines never go back, and records written
 * again with quotes around all are read as the same.
 */
#include "etl/csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
write_field(struct buffer *out, struct slice field)
{
	buffer_append_char(out, '"');
	for (size_t i = 0; i < field.length; i++) {
		if (field.text[i] == '"')
			buffer_append_char(out, '"');
		buffer_append_char(out, field.text[i]);
	}
	buffer_append_char(out, '"');
}

/* Reads all; writes what was read to `out`. */
static void
read_all(const char *text, size_t length, struct buffer *out)
{
	struct csv_reader reader;
	struct csv_record record;
	size_t line = 0;

	csv_reader_init(&reader, text, length, ',');
	while (csv_reader_next(&reader, &record, NULL) > 0) {
		size_t bytes = 0;

		if (record.line <= line || record.count == 0)
			abort();
		line = record.line;
		for (size_t i = 0; i < record.count; i++) {
			bytes += record.fields[i].length;
			if (i > 0)
				buffer_append_char(out, ',');
			write_field(out, record.fields[i]);
		}
		if (bytes > length)
			abort();
		buffer_append_char(out, '\n');
	}
	csv_reader_release(&reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer once = BUFFER_INIT, twice = BUFFER_INIT;
	char *text = malloc(size + 1); /* of its own: reads beyond are seen */

	if (text == NULL)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	read_all(text, size, &once);
	read_all(once.length == 0 ? "" : once.data, once.length, &twice);
	if (once.length != twice.length ||
	    (once.length > 0 &&
		memcmp(once.data, twice.data, once.length) != 0))
		abort();
	csv_separator(text, size);
	buffer_release(&once);
	buffer_release(&twice);
	free(text);
	return 0;
}
