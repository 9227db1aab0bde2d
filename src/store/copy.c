/*
 * The transport of binary COPY: pieces of the buffer to the server, messages
 * of the server to rows. PostgreSQL sends each row as one message, the header
 * before the first row in the same message.
 */
#include "store/copy.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "store/connection_internal.h"

struct copy_writer {
	struct connection *connection; /* borrowed */
	struct buffer rows; /* not yet sent */
	bool open; /* the server waits for rows */
};

struct copy_reader {
	struct connection *connection; /* borrowed */
	char *message; /* of libpq; holds the current row */
	bool open; /* the server sends rows */
	bool header_read;
};

/* Sends a COPY statement; the connection is in `expected` state then. */
static int
copy_start(struct connection *connection, const char *sql,
    ExecStatusType expected, struct error *error)
{
	PGresult *result;
	ExecStatusType status;
	int code;

	if (PQsendQuery(connection->link, sql) != 1)
		return connection_failed(connection, NULL, error);
	code = connection_wait(connection, &result, error);
	if (code < 0)
		return code;
	status = PQresultStatus(result);
	PQclear(result);
	assert(status == expected);
	return 0;
}

int
copy_writer_open(struct copy_writer **writer, struct connection *connection,
    const char *target, struct error *error)
{
	struct copy_writer *opened = calloc(1, sizeof(*opened));
	struct buffer sql = BUFFER_INIT;
	int code;

	buffer_printf(&sql, "COPY %s FROM STDIN (FORMAT binary)", target);
	if (opened == NULL || sql.failed ||
	    buffer_reserve(&opened->rows, COPY_FLUSH_BYTES * 2) < 0)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else
		code = copy_start(connection, sql.data, PGRES_COPY_IN, error);
	buffer_release(&sql);
	if (code < 0) {
		if (opened != NULL)
			buffer_release(&opened->rows);
		free(opened);
		return code;
	}
	opened->connection = connection;
	opened->open = true;
	copy_put_header(&opened->rows);
	*writer = opened;
	return 0;
}

struct buffer *
copy_writer_buffer(struct copy_writer *writer)
{
	return &writer->rows;
}

static int
copy_writer_flush(struct copy_writer *writer, struct error *error)
{
	PGconn *link = writer->connection->link;

	if (writer->rows.failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	assert(writer->rows.length <= INT32_MAX);
	if (PQputCopyData(link, writer->rows.data, (int)writer->rows.length) !=
	    1)
		return connection_failed(writer->connection, NULL, error);
	buffer_clear(&writer->rows);
	return 0;
}

int
copy_writer_row(struct copy_writer *writer, struct error *error)
{
	if (writer->rows.length < COPY_FLUSH_BYTES && !writer->rows.failed)
		return 0;
	return copy_writer_flush(writer, error);
}

int
copy_writer_finish(
    struct copy_writer *writer, uint64_t *row_count, struct error *error)
{
	PGconn *link = writer->connection->link;
	const char *reason = NULL;
	PGresult *result = NULL;
	int flushed;
	int code;

	copy_put_trailer(&writer->rows);
	flushed = copy_writer_flush(writer, error);
	if (flushed < 0)
		reason = "the sender failed";
	writer->open = false;
	if (PQputCopyEnd(link, reason) != 1)
		return connection_failed(writer->connection, NULL, error);
	code = connection_wait(
	    writer->connection, &result, flushed < 0 ? NULL : error);
	if (code == 0 && row_count != NULL)
		*row_count = strtoull(PQcmdTuples(result), NULL, 10);
	PQclear(result);
	return flushed < 0 ? flushed : code;
}

void
copy_writer_free(struct copy_writer *writer)
{
	PGresult *result = NULL;

	if (writer == NULL)
		return;
	if (writer->open &&
	    PQputCopyEnd(writer->connection->link, "given up") == 1) {
		(void)connection_wait(writer->connection, &result, NULL);
		PQclear(result);
	}
	buffer_release(&writer->rows);
	free(writer);
}

int
copy_reader_open(struct copy_reader **reader, struct connection *connection,
    const char *query, struct error *error)
{
	struct copy_reader *opened = calloc(1, sizeof(*opened));
	struct buffer sql = BUFFER_INIT;
	int code;

	buffer_printf(&sql, "COPY (%s) TO STDOUT (FORMAT binary)", query);
	if (opened == NULL || sql.failed)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else
		code = copy_start(connection, sql.data, PGRES_COPY_OUT, error);
	buffer_release(&sql);
	if (code < 0) {
		free(opened);
		return code;
	}
	opened->connection = connection;
	opened->open = true;
	*reader = opened;
	return 0;
}

/* The server has sent its last row: takes its verdict. */
static int
copy_reader_end(struct copy_reader *reader, int length, struct error *error)
{
	PGresult *result;
	int code;

	reader->open = false;
	if (length == -2)
		return connection_failed(reader->connection, NULL, error);
	code = connection_wait(reader->connection, &result, error);
	if (code == 0)
		PQclear(result);
	return code;
}

int
copy_reader_next(
    struct copy_reader *reader, struct copy_row *row, struct error *error)
{
	const unsigned char *bytes;
	size_t skip = 0;
	int length;

	while (reader->open) {
		PQfreemem(reader->message);
		reader->message = NULL;
		length = PQgetCopyData(
		    reader->connection->link, &reader->message, 0);
		if (length < 0)
			return copy_reader_end(reader, length, error);
		bytes = (const unsigned char *)reader->message;
		if (!reader->header_read) {
			skip = copy_header_length(bytes, (size_t)length);
			if (skip == 0)
				return copy_reader_bad(error);
			reader->header_read = true;
			if (skip == (size_t)length)
				continue;
		}
		if (copy_row_start(row, bytes + skip, (size_t)length - skip))
			return 1;
		skip = 0;
	}
	return 0;
}

int
copy_reader_bad(struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
	    "PostgreSQL sent a row that is not what was asked for");
}

void
copy_reader_free(struct copy_reader *reader)
{
	if (reader == NULL)
		return;
	PQfreemem(reader->message);
	reader->message = NULL;
	if (reader->open) {
		connection_cancel(reader->connection);
		while (PQgetCopyData(
			   reader->connection->link, &reader->message, 0) >= 0)
			PQfreemem(reader->message);
		(void)copy_reader_end(reader, -1, NULL);
	}
	free(reader);
}
