/*
 * Copy batch: rows for several tables over one connection. A COPY takes its
 * connection whole, so rows are gathered by table and sent a piece at a time,
 * each piece a COPY of its own; all of them are one transaction.
 *
 *	copy_batch_open(&batch, connection, targets, count, error);
 *	out = copy_batch_buffer(batch, 0);
 *	copy_put_row(out, 2); ...
 *	copy_batch_row(batch, 0, error);
 *	...
 *	copy_batch_finish(batch, error);
 *	copy_batch_free(batch);
 *
 * A piece is sent without waiting for PostgreSQL's verdict, which the next
 * piece asks for: so the caller makes rows while PostgreSQL stores others.
 */
#ifndef MARQUEE_STORE_COPY_BATCH_H
#define MARQUEE_STORE_COPY_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "store/connection.h"
#include "store/copy_format.h"
#include "util/buffer.h"
#include "util/error.h"

#define COPY_BATCH_BYTES ((size_t)1048576) /* a piece */

struct copy_batch; /* opaque */

/*
 * Begins the transaction. targets[count] are tables with their columns, as SQL
 * of ours, and copied; the connection is borrowed until copy_batch_free.
 */
int copy_batch_open(struct copy_batch **batch, struct connection *connection,
    const char *const *targets, size_t count, struct error *error);

/* Where a row of a target is put. Borrowed. */
struct buffer *copy_batch_buffer(struct copy_batch *batch, size_t target);

/* Says that a whole row stands in the buffer; sends when enough has gathered.
 * ERROR_MEMORY, and what PostgreSQL says to this or an earlier piece. */
int copy_batch_row(
    struct copy_batch *batch, size_t target, struct error *error);

/* Sends the rest and commits. */
int copy_batch_finish(struct copy_batch *batch, struct error *error);

/* Without copy_batch_finish before, takes all rows back. */
void copy_batch_free(struct copy_batch *batch);

#endif
