/*
 * Schema: applies the files of sql/, once each and in order, and tells whether
 * a database has them.
 *
 * Table schema_migrations holds the name and checksum of each file that was
 * applied. A file that was changed afterwards is an error, as two databases
 * would differ under the same name.
 */
#ifndef MARQUEE_STORE_SCHEMA_H
#define MARQUEE_STORE_SCHEMA_H

#include "store/connection.h"
#include "util/embedded_file.h"
#include "util/error.h"

/* Called behind each file that was applied. */
typedef void schema_applied_fn(void *context, const char *name);

/*
 * Applies what is missing of `files` (embedded_sql, or a table like it), each
 * in a transaction of its own, under an advisory lock: a second call at the
 * same time waits and then finds nothing to do. `applied` may be NULL.
 *
 * ERROR_VERSION: an applied file was changed, or the database has one that
 * `files` lacks (a newer program made it). ERROR_DATABASE: a file failed; what
 * it did is undone, those before it stay.
 */
int schema_migrate(struct connection *connection,
    const struct embedded_file *files, schema_applied_fn *applied,
    void *context, struct error *error);

/*
 * ERROR_CONFLICT when the database lacks one of `files` (the message says to
 * run `marquee migrate`), ERROR_VERSION as above, 0 when all is well.
 */
int schema_check(struct connection *connection,
    const struct embedded_file *files, struct error *error);

#endif
