/*
 * COPY: rows in bulk, in PostgreSQL's binary format.
 *
 * Writing:
 *
 *	copy_writer_open(&writer, connection, "persons (id, name)", error);
 *	out = copy_writer_buffer(writer);
 *	copy_put_row(out, 2);
 *	copy_put_int4(out, id);
 *	copy_put_text(out, name, length);
 *	copy_writer_row(writer, error);
 *	...
 *	copy_writer_finish(writer, &rows, error);
 *	copy_writer_free(writer);
 *
 * Rows are gathered and sent in pieces of COPY_FLUSH_BYTES, so memory does not
 * grow with their number. While a COPY is open its connection does nothing
 * else.
 */
#ifndef MARQUEE_STORE_COPY_H
#define MARQUEE_STORE_COPY_H

#include <stddef.h>
#include <stdint.h>

#include "store/connection.h"
#include "store/copy_format.h"
#include "util/buffer.h"
#include "util/error.h"

#define COPY_FLUSH_BYTES ((size_t)131072)

struct copy_writer; /* opaque */
struct copy_reader; /* opaque */

/*
 * Opens COPY `target` FROM STDIN; `target` is a table with its columns, as SQL
 * of ours. The connection is borrowed until copy_writer_free.
 */
int copy_writer_open(struct copy_writer **writer, struct connection *connection,
    const char *target, struct error *error);

/* Where a row is put (store/copy_format.h). Borrowed. */
struct buffer *copy_writer_buffer(struct copy_writer *writer);

/* Says that a whole row stands in the buffer; sends when enough has gathered.
 * ERROR_MEMORY, ERROR_UNAVAILABLE. */
int copy_writer_row(struct copy_writer *writer, struct error *error);

/*
 * Sends the rest and waits for PostgreSQL's verdict. `row_count` may be NULL.
 * The connection is free again, whatever comes back.
 */
int copy_writer_finish(
    struct copy_writer *writer, uint64_t *row_count, struct error *error);

/* Without copy_writer_finish before, takes all rows back. */
void copy_writer_free(struct copy_writer *writer);

/* Opens COPY (`query`) TO STDOUT; the connection is borrowed until
 * copy_reader_free. */
int copy_reader_open(struct copy_reader **reader, struct connection *connection,
    const char *query, struct error *error);

/*
 * Reads the next row: 1, or 0 at the end, or an error. The row is borrowed
 * until the next call. Whoever has read its fields checks row->bad, and turns
 * it into an error with copy_reader_bad.
 */
int copy_reader_next(
    struct copy_reader *reader, struct copy_row *row, struct error *error);

/* ERROR_CORRUPT with a message: a row was not what the query promised. */
int copy_reader_bad(struct error *error);

/* Before the end, cancels the query, so that the connection is free again. */
void copy_reader_free(struct copy_reader *reader);

#endif
