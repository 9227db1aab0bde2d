/*
 * Row loader: the lines of a block become rows of the staging tables. One
 * worker's: it has a connection of its own, and its rows are stored when it is
 * finished.
 *
 * What joins no title is left out here, so the titles' blocks must all be done
 * before those of a file that hangs on them (etl/pipeline.h sees to it). What
 * is known of titles and people is shared by all workers.
 */
#ifndef MARQUEE_ETL_ROW_LOADER_H
#define MARQUEE_ETL_ROW_LOADER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "etl/block_queue.h"
#include "etl/dataset.h"
#include "etl/reject_log.h"
#include "etl/tsv.h"
#include "store/catalogue_table.h"
#include "util/error.h"
#include "util/number_set.h"

/* Shared by all workers of a load. */
struct row_context {
	const char *excluded_types; /* with commas between; borrowed */
	struct number_set titles; /* that are loaded */
	struct number_set listed_own; /* one's own that title.basics has */
	struct number_set persons; /* that are loaded */
	_Atomic uint64_t rows; /* put so far */
};

void row_context_release(struct row_context *context);

/* What became of a good line. */
enum row_fate {
	ROW_LOADED,
	ROW_SKIPPED, /* a title of a type that is not wanted */
	ROW_DROPPED, /* its title is not loaded */
	ROW_FATE_COUNT
};

struct row_counts {
	uint64_t lines[DATASET_FILE_COUNT][ROW_FATE_COUNT];
	uint64_t rows[CATALOGUE_TABLE_COUNT];
	uint64_t dropped_known_for; /* elements of name.basics' lists */
	uint64_t nameless_credits; /* of people who are not in name.basics */
};

void row_counts_add(struct row_counts *sum, const struct row_counts *counts);

struct row_loader; /* opaque */

/* Opens a **new** loader; context and log are borrowed until it is closed. */
int row_loader_open(struct row_loader **loader, const char *connection_string,
    struct row_context *context, struct reject_log *log, struct error *error);

/* Without row_loader_finish before, takes all its rows back. */
void row_loader_close(struct row_loader *loader);

/* Loads the lines of a block that ascend; of the others it only remembers
 * which titles and people they bring. Rejects go to the log. */
int row_loader_block(
    struct row_loader *loader, const struct block *block, struct error *error);

/*
 * Reads one line as row_loader_block does, and loads it when `load`. *reject
 * says why the line is refused, which is nobody else's business here.
 */
int row_loader_line(struct row_loader *loader, enum dataset_file file,
    struct slice line, bool load, enum reject *reject, struct error *error);

int row_loader_finish(struct row_loader *loader, struct error *error);

/* What this loader did; borrowed. */
const struct row_counts *row_loader_counts(const struct row_loader *loader);

#endif
