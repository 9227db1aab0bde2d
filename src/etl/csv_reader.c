/*
 * The buffer holds a piece of the file that begins with the next record. A
 * record is looked for in it; when its end is not there, the rest moves to the
 * front and more is read behind. A record that fills the buffer is too long.
 */
#include "etl/csv_reader.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "etl/source.h"

struct csv_stream {
	struct source *source;
	enum csv_dialect dialect;
	uint64_t line; /* of the next record */
	size_t begin; /* of the next record in data[] */
	size_t end; /* of what was read */
	bool at_end; /* of the file */
	/* a line end, put behind the last line, may follow */
	char data[CSV_RECORD_BYTES * 2 + 1];
};

const char *
csv_fault_reason(enum csv_fault fault)
{
	static const char *const reasons[] = {
	    [CSV_GOOD] = "none",
	    [CSV_OPEN_QUOTE] = "a quote is never closed",
	    [CSV_STRAY_QUOTE] = "a quote where none may stand",
	    [CSV_TOO_LONG] = "line too long",
	    [CSV_TOO_MANY] = "wrong number of fields",
	    [CSV_NUL] = "NUL byte",
	};

	assert((size_t)fault < sizeof(reasons) / sizeof(reasons[0]));
	return reasons[fault];
}

int
csv_stream_open(struct csv_stream **reader, const char *path,
    enum csv_dialect dialect, struct error *error)
{
	struct source *source;
	struct csv_stream *opened;
	int code = source_open(&source, path, error);

	if (code != 0)
		return code;
	opened = malloc(sizeof(*opened));
	if (opened == NULL) {
		source_close(source);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	opened->source = source;
	opened->dialect = dialect;
	opened->line = 1;
	opened->begin = opened->end = 0;
	opened->at_end = false;
	*reader = opened;
	return 0;
}

void
csv_stream_close(struct csv_stream *reader)
{
	if (reader == NULL)
		return;
	source_close(reader->source);
	free(reader);
}

uint64_t
csv_stream_position_bytes(const struct csv_stream *reader)
{
	return source_position_bytes(reader->source);
}

uint64_t
csv_stream_size_bytes(const struct csv_stream *reader)
{
	return source_size_bytes(reader->source);
}

/* --- the buffer ----------------------------------------------------------- */

/* Moves what is left to the front and reads more behind it; a last line
 * without its end gets one. */
static int
fill(struct csv_stream *reader, struct error *error)
{
	size_t capacity = sizeof(reader->data) - 1;
	size_t left = reader->end - reader->begin;
	size_t got;
	int code;

	memmove(reader->data, reader->data + reader->begin, left);
	reader->begin = 0;
	reader->end = left;
	code = source_read(
	    reader->source, reader->data + left, capacity - left, &got, error);
	if (code != 0) {
		error_prefix(error, "behind line %" PRIu64, reader->line - 1);
		return code;
	}
	reader->end += got;
	reader->at_end = got < capacity - left;
	if (reader->at_end && reader->end > 0 &&
	    reader->data[reader->end - 1] != '\n')
		reader->data[reader->end++] = '\n';
	return 0;
}

/* Whether a record can be looked for without another fill. */
static bool
is_filled(const struct csv_stream *reader)
{
	return reader->at_end ||
	    reader->end - reader->begin >= CSV_RECORD_BYTES;
}

/* Passes over the line that begins the buffer, however long it is. */
static int
skip_line(struct csv_stream *reader, struct error *error)
{
	reader->line++;
	for (;;) {
		char *found = memchr(reader->data + reader->begin, '\n',
		    reader->end - reader->begin);
		int code;

		if (found != NULL) {
			reader->begin = (size_t)(found + 1 - reader->data);
			return 0;
		}
		reader->begin = reader->end;
		if (reader->at_end)
			return 0;
		code = fill(reader, error);
		if (code != 0)
			return code;
	}
}

/* --- one record ----------------------------------------------------------- */

/* A walk through a record; quoted fields are compacted in place. */
struct walk {
	char *at;
	char *end; /* of what may be looked at; a line end stands before */
	uint64_t lines; /* ends that were passed */
	struct csv_record *record;
};

static enum csv_fault
add_field(struct walk *walk, char *begin, size_t length)
{
	struct csv_record *record = walk->record;

	if (record->count == CSV_FIELDS_MAX)
		return CSV_TOO_MANY;
	if (memchr(begin, '\0', length) != NULL)
		return CSV_NUL;
	record->fields[record->count++] = (struct slice){begin, length};
	return CSV_GOOD;
}

/* Passes over LF or CR LF; false when none stands there. */
static bool
take_line_end(struct walk *walk)
{
	if (walk->at < walk->end && *walk->at == '\r' &&
	    walk->at + 1 < walk->end && walk->at[1] == '\n')
		walk->at++;
	if (walk->at == walk->end || *walk->at != '\n')
		return false;
	walk->at++;
	walk->lines++;
	return true;
}

/* The quote that closes a field which begins here, NULL when there is none. */
static char *
find_closing_quote(char *at, const char *end)
{
	while ((at = memchr(at, '"', (size_t)(end - at))) != NULL) {
		if (at + 1 == end || at[1] != '"')
			return at;
		at += 2;
	}
	return NULL;
}

/* Behind the opening quote; ends behind the closing one. */
static enum csv_fault
take_quoted(struct walk *walk)
{
	char *begin = walk->at;
	char *closing = find_closing_quote(begin, walk->end);
	char *out = begin;

	if (closing == NULL)
		return CSV_OPEN_QUOTE;
	for (char *at = begin; at < closing; at++) {
		if (*at == '\n')
			walk->lines++;
		else if (*at == '"')
			at++;
		*out++ = *at;
	}
	walk->at = closing + 1;
	return add_field(walk, begin, (size_t)(out - begin));
}

static enum csv_fault
take_plain(struct walk *walk)
{
	char *begin = walk->at;
	char *end;

	while (walk->at < walk->end && *walk->at != ',' && *walk->at != '\n') {
		if (*walk->at == '"')
			return CSV_STRAY_QUOTE;
		walk->at++;
	}
	if (walk->at == walk->end)
		return CSV_TOO_LONG;
	end = walk->at;
	if (*end == '\n' && end > begin && end[-1] == '\r')
		walk->at = --end;
	return add_field(walk, begin, (size_t)(end - begin));
}

static enum csv_fault
take_commas(struct walk *walk)
{
	for (;;) {
		enum csv_fault fault;

		if (walk->at < walk->end && *walk->at == '"') {
			walk->at++;
			fault = take_quoted(walk);
		} else {
			fault = take_plain(walk);
		}
		if (fault != CSV_GOOD)
			return fault;
		if (take_line_end(walk))
			return CSV_GOOD;
		if (walk->at == walk->end || *walk->at != ',')
			return CSV_STRAY_QUOTE;
		walk->at++;
	}
}

static enum csv_fault
take_colons(struct walk *walk)
{
	char *line = walk->at;
	char *next = memchr(line, '\n', (size_t)(walk->end - line));
	char *end = next;

	if (next == NULL)
		return CSV_TOO_LONG;
	if (end > line && end[-1] == '\r')
		end--;
	walk->at = next + 1;
	walk->lines++;
	for (;;) {
		char *found = memmem(line, (size_t)(end - line), "::", 2);
		char *stop = found != NULL ? found : end;
		enum csv_fault fault =
		    add_field(walk, line, (size_t)(stop - line));

		if (fault != CSV_GOOD || found == NULL)
			return fault;
		line = found + 2;
	}
}

/* Reads the record that begins the buffer. */
static enum csv_fault
take_record(struct csv_stream *reader, struct csv_record *record)
{
	size_t length = reader->end - reader->begin;
	char *begin = reader->data + reader->begin;
	struct walk walk = {.at = begin, .record = record};
	enum csv_fault fault;

	if (length > CSV_RECORD_BYTES)
		length = CSV_RECORD_BYTES;
	walk.end = begin + length;
	fault = reader->dialect == CSV_COLONS ? take_colons(&walk)
					      : take_commas(&walk);
	if (fault == CSV_GOOD) {
		reader->begin += (size_t)(walk.at - begin);
		reader->line += walk.lines;
	}
	return fault;
}

static bool
pass_empty_line(struct csv_stream *reader)
{
	struct walk walk = {.at = reader->data + reader->begin,
	    .end = reader->data + reader->end};

	if (!take_line_end(&walk))
		return false;
	reader->begin = (size_t)(walk.at - reader->data);
	reader->line++;
	return true;
}

int
csv_stream_next(
    struct csv_stream *reader, struct csv_record *record, struct error *error)
{
	int code;

	do {
		code = is_filled(reader) ? 0 : fill(reader, error);
		if (code != 0)
			return code;
	} while (pass_empty_line(reader));
	if (reader->begin == reader->end)
		return 0;
	record->line = reader->line;
	record->count = 0;
	record->fault = take_record(reader, record);
	if (record->fault == CSV_GOOD)
		return 1;
	record->count = 0;
	code = skip_line(reader, error);
	return code != 0 ? code : 1;
}
