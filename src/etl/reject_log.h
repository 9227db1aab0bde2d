/*
 * Reject log: the lines that workers refuse, on their way into the staging
 * table of rejects. Shared by all workers; has a connection of its own, so
 * that any number of rejects needs no memory.
 */
#ifndef MARQUEE_ETL_REJECT_LOG_H
#define MARQUEE_ETL_REJECT_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "etl/dataset.h"
#include "etl/reject.h"
#include "etl/tsv.h"
#include "util/buffer.h"
#include "util/error.h"

#define REJECT_CONTENT_BYTES 500 /* of a line, before escaping */

struct reject_log; /* opaque */

/* Opens a **new** log; the staging tables must be there. */
int reject_log_open(struct reject_log **log, const char *connection_string,
    struct error *error);

/* Thread-safe. */
int reject_log_add(struct reject_log *log, enum dataset_file file,
    uint64_t line, enum reject reject, struct slice content,
    struct error *error);

/* Makes what was added visible to other connections. */
int reject_log_finish(struct reject_log *log, struct error *error);
void reject_log_close(struct reject_log *log);

/*
 * Appends the beginning of a line as text that any database takes: bytes that
 * are no UTF-8, NUL and control characters but the tab become \xHH.
 */
void reject_put_content(struct buffer *out, struct slice content);

#endif
