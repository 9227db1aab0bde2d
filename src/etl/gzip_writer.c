/*
 * zlib's deflate with a gzip header, into a descriptor of our own, as gzwrite
 * hides the reason of a failed write.
 */
#define ZLIB_CONST /* zlib only reads its input */
#include "etl/gzip_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define OUTPUT_BYTES 65536
#define LEVEL 3 /* half of level 6's time for a tenth more bytes */
#define GZIP_WINDOW (15 + 16) /* the largest window; gzip, not zlib */
#define MEMORY_LEVEL 8 /* zlib's default */

struct gzip_writer {
	char *path; /* owned */
	char *partial; /* owned; the name until it is published */
	int descriptor;
	bool deflating; /* stream is to be ended */
	bool published;
	uint64_t size_bytes; /* written so far */
	z_stream stream;
	unsigned char output[OUTPUT_BYTES];
};

static int
open_file(struct gzip_writer *writer, const char *path, struct error *error)
{
	if (asprintf(&writer->path, "%s", path) < 0) {
		writer->path = NULL;
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	if (asprintf(&writer->partial, "%s.partial", path) < 0) {
		writer->partial = NULL;
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	writer->descriptor = open(writer->partial,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (writer->descriptor < 0)
		return error_set_errno(error, ERROR_IO, errno,
		    "could not write \"%s\"", writer->partial);
	return 0;
}

int
gzip_writer_open(
    struct gzip_writer **writer, const char *path, struct error *error)
{
	struct gzip_writer *opened = calloc(1, sizeof(*opened));
	int code;

	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	opened->descriptor = -1;
	code = open_file(opened, path, error);
	if (code == 0 &&
	    deflateInit2(&opened->stream, LEVEL, Z_DEFLATED, GZIP_WINDOW,
		MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	if (code != 0) {
		gzip_writer_close(opened);
		return code;
	}
	opened->deflating = true;
	*writer = opened;
	return 0;
}

static int
write_output(struct gzip_writer *writer, size_t length, struct error *error)
{
	size_t written = 0;

	while (written < length) {
		ssize_t step = write(writer->descriptor,
		    writer->output + written, length - written);

		if (step < 0 && errno == EINTR)
			continue;
		if (step < 0)
			return error_set_errno(error, ERROR_IO, errno,
			    "could not write \"%s\"", writer->partial);
		written += (size_t)step;
	}
	writer->size_bytes += length;
	return 0;
}

/* Takes all input; with Z_FINISH, also ends the file. */
static int
deflate_input(struct gzip_writer *writer, int flush, struct error *error)
{
	z_stream *stream = &writer->stream;
	int code = 0;

	do {
		stream->next_out = writer->output;
		stream->avail_out = OUTPUT_BYTES;
		deflate(stream, flush);
		code = write_output(
		    writer, OUTPUT_BYTES - stream->avail_out, error);
	} while (code == 0 && stream->avail_out == 0);
	return code;
}

int
gzip_writer_write(struct gzip_writer *writer, const void *bytes, size_t length,
    struct error *error)
{
	const unsigned char *next = bytes;
	int code = 0;

	while (code == 0 && length > 0) {
		size_t step = length < INT32_MAX ? length : INT32_MAX;

		writer->stream.next_in = next;
		writer->stream.avail_in = (uInt)step;
		code = deflate_input(writer, Z_NO_FLUSH, error);
		next += step;
		length -= step;
	}
	return code;
}

int
gzip_writer_finish(
    struct gzip_writer *writer, uint64_t *size_bytes, struct error *error)
{
	int code;

	writer->stream.avail_in = 0;
	code = deflate_input(writer, Z_FINISH, error);
	if (code == 0 && fsync(writer->descriptor) != 0)
		code = error_set_errno(error, ERROR_IO, errno,
		    "could not write \"%s\"", writer->partial);
	if (code == 0)
		*size_bytes = writer->size_bytes;
	return code;
}

int
gzip_writer_publish(struct gzip_writer *writer, struct error *error)
{
	if (rename(writer->partial, writer->path) != 0)
		return error_set_errno(error, ERROR_IO, errno,
		    "could not rename \"%s\" to \"%s\"", writer->partial,
		    writer->path);
	writer->published = true;
	return 0;
}

void
gzip_writer_close(struct gzip_writer *writer)
{
	if (writer == NULL)
		return;
	if (writer->deflating)
		deflateEnd(&writer->stream);
	if (writer->descriptor >= 0) {
		close(writer->descriptor);
		if (writer->partial != NULL && !writer->published)
			unlink(writer->partial);
	}
	free(writer->path);
	free(writer->partial);
	free(writer);
}
