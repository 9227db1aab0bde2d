/*
 * One pair is read ahead, so that the end of a title's people is known.
 */
#include "store/people_stream.h"

#include <stdlib.h>

static int
read_ahead(struct people_stream *stream, struct error *error)
{
	struct copy_row row;
	int code = copy_reader_next(stream->reader, &row, error);

	if (code < 0)
		return code;
	if (code == 0) {
		stream->title = 0;
		return 0;
	}
	stream->title = copy_get_int4(&row, 0);
	stream->person = copy_get_int4(&row, 0);
	if (row.bad || stream->title <= 0 || stream->person <= 0)
		return copy_reader_bad(error);
	return 0;
}

int
people_stream_open(struct people_stream *stream, struct connection *connection,
    const char *query, size_t limit, struct error *error)
{
	int code;

	stream->limit = limit;
	code = copy_reader_open(&stream->reader, connection, query, error);
	if (code < 0)
		return code;
	return read_ahead(stream, error);
}

static bool
has_person(const struct people_stream *stream, int32_t person)
{
	size_t i;

	for (i = 0; i < stream->count; i++)
		if (stream->numbers[i] == person)
			return true;
	return false;
}

static int
add_person(struct people_stream *stream, int32_t person, struct error *error)
{
	size_t capacity = stream->capacity == 0 ? 16 : stream->capacity * 2;
	int32_t *grown;

	if (stream->count == stream->capacity) {
		grown = reallocarray(stream->numbers, capacity, sizeof(*grown));
		if (grown == NULL)
			return error_set(error, ERROR_MEMORY, "out of memory");
		stream->numbers = grown;
		stream->capacity = capacity;
	}
	stream->numbers[stream->count++] = person;
	return 0;
}

int
people_stream_read(
    struct people_stream *stream, int32_t title, struct error *error)
{
	int code = 0;

	stream->count = 0;
	while (code == 0 && stream->title != 0 && stream->title <= title) {
		if (stream->title == title &&
		    (stream->limit == 0 || stream->count < stream->limit) &&
		    !has_person(stream, stream->person))
			code = add_person(stream, stream->person, error);
		if (code == 0)
			code = read_ahead(stream, error);
	}
	return code;
}

void
people_stream_release(struct people_stream *stream)
{
	copy_reader_free(stream->reader);
	free(stream->numbers);
	*stream = (struct people_stream){0};
}
