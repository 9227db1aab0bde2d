/*
 * See csv.h. Fields with doubled quotes are gathered in one buffer, which may
 * move while a record is read: they are offsets until its end.
 */
#include "etl/csv.h"

#include <string.h>
#include <strings.h>

#define QUOTE '"'
#define NOT_COPIED ((size_t)-1)

void
csv_reader_init(
    struct csv_reader *reader, const char *text, size_t length, char separator)
{
	reader->at = text;
	reader->end = text + length;
	reader->line = 1;
	reader->separator = separator;
	buffer_init(&reader->copies);
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		reader->at += 3;
}

void
csv_reader_release(struct csv_reader *reader)
{
	buffer_release(&reader->copies);
}

static bool
at_line_end(const struct csv_reader *reader)
{
	return reader->at == reader->end || *reader->at == '\n' ||
	    *reader->at == '\r';
}

/* Steps over LF, CRLF or CR. */
static void
pass_line_end(struct csv_reader *reader)
{
	if (reader->at == reader->end)
		return;
	if (*reader->at == '\r' && reader->end - reader->at > 1 &&
	    reader->at[1] == '\n')
		reader->at++;
	reader->at++;
	reader->line++;
}

static void
read_plain(struct csv_reader *reader, struct slice *field)
{
	const char *start = reader->at;

	while (!at_line_end(reader) && *reader->at != reader->separator)
		reader->at++;
	*field = (struct slice){start, (size_t)(reader->at - start)};
}

/* The bytes up to the closing quote, which may be one of a pair. */
static struct slice
read_to_quote(struct csv_reader *reader)
{
	const char *start = reader->at;
	const char *quote = memchr(start, QUOTE, (size_t)(reader->end - start));
	const char *stop = quote == NULL ? reader->end : quote;

	for (const char *at = start; at < stop; at++)
		if (*at == '\n' ||
		    (*at == '\r' && (at + 1 == reader->end || at[1] != '\n')))
			reader->line++;
	reader->at = stop;
	return (struct slice){start, (size_t)(stop - start)};
}

/* Behind the opening quote. True when it was closed. */
static bool
read_quoted(struct csv_reader *reader, size_t index)
{
	struct slice part = read_to_quote(reader);

	reader->fields[index] = part;
	while (reader->at < reader->end) {
		reader->at++; /* the quote */
		if (reader->at == reader->end || *reader->at != QUOTE)
			break;
		if (reader->copied_at[index] == NOT_COPIED) {
			reader->copied_at[index] = reader->copies.length;
			buffer_append(&reader->copies, part.text, part.length);
		}
		buffer_append_char(&reader->copies, QUOTE);
		reader->at++;
		part = read_to_quote(reader);
		buffer_append(&reader->copies, part.text, part.length);
	}
	if (reader->copied_at[index] != NOT_COPIED)
		reader->fields[index].length =
		    reader->copies.length - reader->copied_at[index];
	return part.text + part.length < reader->end;
}

static int
read_field(struct csv_reader *reader, size_t index, struct error *error)
{
	size_t line = reader->line;

	reader->copied_at[index] = NOT_COPIED;
	if (reader->at == reader->end || *reader->at != QUOTE) {
		read_plain(reader, &reader->fields[index]);
		return 0;
	}
	reader->at++;
	if (!read_quoted(reader, index))
		return error_set(error, ERROR_INVALID,
		    "line %zu: a quote is opened and never closed", line);
	if (reader->copies.failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (!at_line_end(reader) && *reader->at != reader->separator)
		return error_set(error, ERROR_INVALID,
		    "line %zu: text follows a closing quote", reader->line);
	return 0;
}

int
csv_reader_next(
    struct csv_reader *reader, struct csv_record *record, struct error *error)
{
	size_t count = 0, line;

	while (reader->at < reader->end && at_line_end(reader))
		pass_line_end(reader);
	if (reader->at == reader->end)
		return 0;
	buffer_clear(&reader->copies);
	line = reader->line;
	for (;;) {
		int code;

		if (count == CSV_FIELDS_MAX)
			return error_set(error, ERROR_LIMIT,
			    "line %zu: more than %d fields", line,
			    CSV_FIELDS_MAX);
		code = read_field(reader, count++, error);
		if (code != 0)
			return code;
		if (at_line_end(reader))
			break;
		reader->at++; /* the separator */
	}
	pass_line_end(reader);
	for (size_t i = 0; i < count; i++)
		if (reader->copied_at[i] != NOT_COPIED)
			reader->fields[i].text =
			    reader->copies.data + reader->copied_at[i];
	*record = (struct csv_record){reader->fields, count, line};
	return 1;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

size_t
csv_column(const struct csv_record *header, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < header->count; i++) {
		struct slice field = header->fields[i];

		while (field.length > 0 && is_blank(field.text[0])) {
			field.text++;
			field.length--;
		}
		while (
		    field.length > 0 && is_blank(field.text[field.length - 1]))
			field.length--;
		if (field.length == length &&
		    strncasecmp(field.text, name, length) == 0)
			return i;
	}
	return CSV_NO_COLUMN;
}

char
csv_separator(const char *text, size_t length)
{
	static const char separators[] = {',', ';', '\t'};
	size_t counts[sizeof(separators)] = {0};
	bool quoted = false;
	size_t best = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == QUOTE)
			quoted = !quoted;
		if (quoted)
			continue;
		if (text[i] == '\n' || text[i] == '\r')
			break;
		for (size_t s = 0; s < sizeof(separators); s++)
			if (text[i] == separators[s])
				counts[s]++;
	}
	for (size_t s = 1; s < sizeof(separators); s++)
		if (counts[s] > counts[best])
			best = s;
	return separators[best];
}
