/*
 * Each block begins with what the last one had behind its last LF.
 */
#include "etl/line_reader.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

int
line_reader_init(struct line_reader *reader, struct source *source,
    enum dataset_file file, struct error *error)
{
	*reader = (struct line_reader){
	    .source = source, .file = file, .next_line = 1};
	reader->rest = malloc(BLOCK_BYTES);
	if (reader->rest == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

void
line_reader_release(struct line_reader *reader)
{
	free(reader->rest);
	reader->rest = NULL;
}

static uint64_t
count_lines(struct slice text)
{
	struct slice line;
	uint64_t count = 0;

	while (tsv_next_line(&text, &line))
		count++;
	return count;
}

/* Fills data[] behind the rest of the last block; *length receives all. */
static int
read_data(
    struct line_reader *reader, char *data, size_t *length, struct error *error)
{
	size_t got = 0;
	int code;

	memcpy(data, reader->rest, reader->rest_length);
	if (!reader->at_end) {
		code = source_read(reader->source, data + reader->rest_length,
		    BLOCK_BYTES - reader->rest_length, &got, error);
		if (code < 0) {
			error_prefix(error, "%s, behind line %" PRIu64,
			    dataset_format(reader->file)->name,
			    reader->next_line - 1);
			return code;
		}
		reader->at_end = got < BLOCK_BYTES - reader->rest_length;
	}
	*length = reader->rest_length + got;
	reader->rest_length = 0;
	return 0;
}

/* Throws away what is left of a line that fits into no block. */
static int
skip_line(struct line_reader *reader, struct error *error)
{
	const char *end = NULL;
	size_t length;
	int code;

	while (end == NULL && !reader->at_end) {
		code = source_read(
		    reader->source, reader->rest, BLOCK_BYTES, &length, error);
		if (code < 0)
			return code;
		reader->at_end = length < BLOCK_BYTES;
		end = memchr(reader->rest, '\n', length);
	}
	if (end != NULL) {
		reader->rest_length = length - (size_t)(end + 1 - reader->rest);
		memmove(reader->rest, end + 1, reader->rest_length);
	}
	return 0;
}

/* Keeps what stands behind the last LF of `text` for the next block. */
static int
cut_at_last_line(
    struct line_reader *reader, struct block *block, struct error *error)
{
	struct slice *text = &block->text;
	const char *last = memrchr(text->text, '\n', text->length);
	size_t whole;

	if (last == NULL) {
		block->overlong = true;
		return skip_line(reader, error);
	}
	whole = (size_t)(last + 1 - text->text);
	reader->rest_length = text->length - whole;
	memcpy(reader->rest, last + 1, reader->rest_length);
	text->length = whole;
	return 0;
}

/* What is wrong with a first line, for the message. */
static const char *
describe_header(struct slice line)
{
	if (line.length == 0)
		return "the file has no header";
	if (line.text[line.length - 1] == '\r')
		return "the line ends in CR LF; allowed is LF";
	return "the header is another";
}

static int
take_header(
    struct line_reader *reader, struct block *block, struct error *error)
{
	const struct dataset_format *format = dataset_format(reader->file);
	const struct slice expected = {format->header, strlen(format->header)};
	struct slice line = {"", 0};

	(void)tsv_next_line(&block->text, &line);
	if (!slice_equal(line, expected))
		return error_set(error, ERROR_INVALID,
		    "\"%s\" line 1: %s; expected the columns of %s: %s",
		    source_path(reader->source), describe_header(line),
		    format->name, format->header);
	return 0;
}

int
line_reader_fill(
    struct line_reader *reader, struct block *block, struct error *error)
{
	bool first = reader->next_line == 1;
	size_t length = 0;
	int code;

	code = read_data(reader, block->data, &length, error);
	if (code < 0)
		return code;
	block->file = reader->file;
	block->text = (struct slice){block->data, length};
	block->overlong = false;
	if (!reader->at_end)
		code = cut_at_last_line(reader, block, error);
	if (code == 0 && first) {
		code = take_header(reader, block, error);
		reader->next_line = 2;
	}
	if (code < 0)
		return code;
	block->first_line = reader->next_line;
	reader->next_line += block->overlong ? 1 : count_lines(block->text);
	return length > 0 ? 1 : 0;
}

struct slice
line_reader_rest(const struct line_reader *reader)
{
	return (struct slice){reader->rest, reader->rest_length};
}
