/*
 * At most one COPY is under way a connection: `pending` says that its verdict
 * was not asked for yet.
 */
#include "store/copy_batch.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "store/connection_internal.h"

struct batch_target {
	char *sql; /* COPY ... FROM STDIN, owned */
	struct buffer rows; /* not yet sent; begins with COPY's header */
};

struct copy_batch {
	struct connection *connection; /* borrowed */
	struct batch_target *targets; /* [count], owned */
	size_t count;
	bool begun; /* a transaction is open */
	bool pending; /* a COPY was sent whole */
};

static int
target_init(struct batch_target *target, const char *table, struct error *error)
{
	struct buffer sql = BUFFER_INIT;

	buffer_printf(&sql, "COPY %s FROM STDIN (FORMAT binary)", table);
	target->sql = buffer_detach(&sql, NULL);
	buffer_release(&sql);
	if (target->sql == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

int
copy_batch_open(struct copy_batch **batch, struct connection *connection,
    const char *const *targets, size_t count, struct error *error)
{
	struct copy_batch *opened = calloc(1, sizeof(*opened));
	size_t i;
	int code = 0;

	if (opened != NULL)
		opened->targets = calloc(count, sizeof(*opened->targets));
	if (opened == NULL || opened->targets == NULL) {
		free(opened);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	opened->connection = connection;
	opened->count = count;
	for (i = 0; i < count && code == 0; i++)
		code = target_init(&opened->targets[i], targets[i], error);
	if (code == 0)
		code = connection_execute(connection, "BEGIN", error);
	if (code < 0) {
		copy_batch_free(opened);
		return code;
	}
	opened->begun = true;
	*batch = opened;
	return 0;
}

struct buffer *
copy_batch_buffer(struct copy_batch *batch, size_t target)
{
	struct buffer *rows;

	assert(target < batch->count);
	rows = &batch->targets[target].rows;
	if (rows->length == 0)
		copy_put_header(rows);
	return rows;
}

/* Waits for the verdict on the COPY that was sent last. */
static int
settle(struct copy_batch *batch, struct error *error)
{
	PGresult *result;
	int code;

	if (!batch->pending)
		return 0;
	batch->pending = false;
	code = connection_wait(batch->connection, &result, error);
	if (code == 0)
		PQclear(result);
	return code;
}

static int
send_piece(
    struct copy_batch *batch, struct batch_target *target, struct error *error)
{
	PGconn *link = batch->connection->link;
	PGresult *result;
	int code;

	copy_put_trailer(&target->rows);
	if (target->rows.failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = settle(batch, error);
	if (code < 0)
		return code;
	if (PQsendQuery(link, target->sql) != 1)
		return connection_failed(batch->connection, NULL, error);
	code = connection_wait(batch->connection, &result, error);
	if (code < 0)
		return code;
	PQclear(result);
	assert(target->rows.length <= INT32_MAX);
	if (PQputCopyData(link, target->rows.data, (int)target->rows.length) !=
		1 ||
	    PQputCopyEnd(link, NULL) != 1 || PQflush(link) < 0)
		return connection_failed(batch->connection, NULL, error);
	batch->pending = true;
	buffer_clear(&target->rows);
	return 0;
}

int
copy_batch_row(struct copy_batch *batch, size_t target, struct error *error)
{
	struct batch_target *at = &batch->targets[target];

	if (at->rows.length < COPY_BATCH_BYTES && !at->rows.failed)
		return 0;
	return send_piece(batch, at, error);
}

int
copy_batch_finish(struct copy_batch *batch, struct error *error)
{
	size_t i;
	int code = 0;

	for (i = 0; i < batch->count && code == 0; i++)
		if (batch->targets[i].rows.length > 0)
			code = send_piece(batch, &batch->targets[i], error);
	if (code == 0)
		code = settle(batch, error);
	if (code == 0)
		code = connection_execute(batch->connection, "COMMIT", error);
	if (code == 0)
		batch->begun = false;
	return code;
}

void
copy_batch_free(struct copy_batch *batch)
{
	size_t i;

	if (batch == NULL)
		return;
	if (batch->begun) {
		(void)settle(batch, NULL);
		(void)connection_execute(batch->connection, "ROLLBACK", NULL);
	}
	for (i = 0; i < batch->count; i++) {
		free(batch->targets[i].sql);
		buffer_release(&batch->targets[i].rows);
	}
	free(batch->targets);
	free(batch);
}
