/*
 * One pair is read ahead, so that the end of a title's names is known.
 */
#include "store/aka_stream.h"

static int
read_ahead(struct aka_stream *stream, struct error *error)
{
	struct copy_row row;
	const char *name;
	size_t length;
	int code = copy_reader_next(stream->reader, &row, error);

	stream->title = 0;
	if (code <= 0)
		return code;
	stream->title = copy_get_int4(&row, 0);
	name = copy_get_text(&row, &length);
	if (row.bad || stream->title <= 0 || name == NULL)
		return copy_reader_bad(error);
	buffer_clear(&stream->name);
	buffer_append(&stream->name, name, length);
	buffer_append_char(&stream->name, '\0');
	if (stream->name.failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

int
aka_stream_open(struct aka_stream *stream, struct connection *connection,
    const char *query, struct error *error)
{
	int code = copy_reader_open(&stream->reader, connection, query, error);

	return code < 0 ? code : read_ahead(stream, error);
}

int
aka_stream_read(struct aka_stream *stream, int32_t title, struct error *error)
{
	int code = 0;

	buffer_clear(&stream->akas);
	while (code == 0 && stream->title != 0 && stream->title <= title) {
		if (stream->title == title)
			buffer_append(&stream->akas, stream->name.data,
			    stream->name.length);
		code = read_ahead(stream, error);
	}
	buffer_append_char(&stream->akas, '\0');
	if (code == 0 && stream->akas.failed)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	return code;
}

void
aka_stream_release(struct aka_stream *stream)
{
	copy_reader_free(stream->reader);
	buffer_release(&stream->name);
	buffer_release(&stream->akas);
	*stream = (struct aka_stream){.reader = NULL};
}
