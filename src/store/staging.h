/*
 * Staging: where a load gathers rows. Schema staging holds, while a load runs,
 * a table like each of the catalogue's, and the rejects.
 *
 *	staging_create     empty tables
 *	staging_copy_open  rows, on any number of connections
 *	then, into an empty catalogue,
 *	staging_build_keys, staging_switch
 *	                   the tables themselves take their places in it
 *	or, into one that has rows,
 *	staging_analyze, merge_step (store/merge.h)
 *	                   the differences are applied to it
 *	staging_drop       takes away what is left
 *
 * All but the COPY is done on one connection, which holds the load's lock
 * (store/load_record.h).
 */
#ifndef MARQUEE_STORE_STAGING_H
#define MARQUEE_STORE_STAGING_H

#include <stdbool.h>
#include <stdint.h>

#include "store/catalogue_table.h"
#include "store/connection.h"
#include "store/copy_batch.h"
#include "store/statement_group.h"
#include "util/error.h"

/* Target of copy_writer_open, with its columns in the order of a row. */
#define STAGING_REJECTS "staging.rejects (file, line, reason, content)"

/*
 * Drops what an earlier, killed load left behind, and creates the tables.
 * `lasting` ones are logged, as they may take their place in the catalogue;
 * others are worth nothing after a crash.
 */
int staging_create(
    struct connection *connection, bool lasting, struct error *error);
int staging_drop(struct connection *connection, struct error *error);

/* Opens a **new** batch whose targets are the tables by enum catalogue_table;
 * the connection is borrowed, and for this alone. */
int staging_copy_open(struct copy_batch **batch, struct connection *connection,
    struct error *error);

/* Tells the planner about tables that are seconds old. */
int staging_analyze(struct connection *connection, struct error *error);

/*
 * Builds the primary keys of the tables that `wanted` says, several at a time,
 * on connections that group->connection_string opens. The group's statements
 * are set here.
 */
int staging_build_keys(const bool wanted[CATALOGUE_TABLE_COUNT],
    struct statement_group *group, struct error *error);

/*
 * In a transaction that it begins and the caller commits, puts the tables that
 * `wanted` says in the place of the catalogue's. For that nobody may read
 * them; a reader is waited for in short turns, between which others go on, for
 * at most `patience_s` seconds. ERROR_BUSY names who still reads then, and
 * ERROR_INTERRUPTED; no transaction is open after a failure.
 */
int staging_switch(struct connection *connection,
    const bool wanted[CATALOGUE_TABLE_COUNT], unsigned patience_s,
    struct error *error);

#endif
