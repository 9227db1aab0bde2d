/*
 * One COPY under one mutex. Rejects are rare, and when they are not, a load
 * that waits for its rejects is no loss.
 */
#include "etl/reject_log.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "store/connection.h"
#include "store/copy.h"
#include "store/staging.h"
#include "util/utf8.h"

struct reject_log {
	pthread_mutex_t mutex; /* guards the rest */
	struct connection *connection; /* owned */
	struct copy_writer *writer; /* owned */
	struct buffer content; /* escaped */
};

int
reject_log_open(
    struct reject_log **log, const char *connection_string, struct error *error)
{
	struct reject_log *opened = calloc(1, sizeof(*opened));
	int code;

	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	pthread_mutex_init(&opened->mutex, NULL);
	code = connection_open(&opened->connection, connection_string,
	    "marquee load rejects", error);
	if (code == 0)
		code = copy_writer_open(&opened->writer, opened->connection,
		    STAGING_REJECTS, error);
	if (code < 0) {
		reject_log_close(opened);
		return code;
	}
	*log = opened;
	return 0;
}

void
reject_put_content(struct buffer *out, struct slice content)
{
	size_t left = content.length < REJECT_CONTENT_BYTES
	    ? content.length
	    : REJECT_CONTENT_BYTES;
	const char *at = content.text;
	size_t width;

	while (left > 0) {
		unsigned char byte = (unsigned char)*at;

		/* The width looks behind the cut: a whole last character. */
		width = utf8_width(
		    at, content.length - (size_t)(at - content.text));
		if (width == 0 || (byte < ' ' && byte != '\t') ||
		    byte == 0x7f) {
			buffer_printf(out, "\\x%02x", byte);
			width = 1;
		} else {
			buffer_append(out, at, width);
		}
		at += width;
		left -= width < left ? width : left;
	}
}

int
reject_log_add(struct reject_log *log, enum dataset_file file, uint64_t line,
    enum reject reject, struct slice content, struct error *error)
{
	const char *name = dataset_format(file)->name;
	const char *reason = reject_reason(reject);
	struct buffer *out;
	int code;

	pthread_mutex_lock(&log->mutex);
	buffer_clear(&log->content);
	reject_put_content(&log->content, content);
	out = copy_writer_buffer(log->writer);
	copy_put_row(out, 4);
	copy_put_text(out, name, strlen(name));
	copy_put_int8(out, (int64_t)line);
	copy_put_text(out, reason, strlen(reason));
	copy_put_text(out, log->content.data, log->content.length);
	if (log->content.failed)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else
		code = copy_writer_row(log->writer, error);
	pthread_mutex_unlock(&log->mutex);
	return code;
}

int
reject_log_finish(struct reject_log *log, struct error *error)
{
	return copy_writer_finish(log->writer, NULL, error);
}

void
reject_log_close(struct reject_log *log)
{
	if (log == NULL)
		return;
	copy_writer_free(log->writer);
	connection_close(log->connection);
	buffer_release(&log->content);
	pthread_mutex_destroy(&log->mutex);
	free(log);
}
