/*
 * Row loader: a worker of the load. Turns blocks of lines into rows of the
 * staging tables, over a connection of its own, and what it refuses into
 * rejects.
 */
#ifndef MARQUEE_ETL_ROW_LOADER_H
#define MARQUEE_ETL_ROW_LOADER_H

#include <stdint.h>

#include "etl/block_queue.h"
#include "etl/reject_log.h"
#include "util/error.h"

struct row_loader; /* opaque; one a thread */

/* Opens a **new** loader; the log is borrowed until it is closed. */
int row_loader_open(struct row_loader **loader, const char *connection_string,
    struct reject_log *log, struct error *error);

/* Loads a block. Bad lines are no failure; a database that refuses is. */
int row_loader_block(
    struct row_loader *loader, const struct block *block, struct error *error);

/* Makes all rows visible to other connections. */
int row_loader_finish(struct row_loader *loader, struct error *error);
void row_loader_close(struct row_loader *loader);

#endif
