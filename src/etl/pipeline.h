/*
 * Pipeline: one reader thread cuts the files into blocks of lines, workers
 * consume them side by side, the caller's thread waits and reports.
 *
 *	files -> reader -> block queue (bounded) -> worker 1 .. n
 *
 * Blocks of a file may be finished in any order; but titles, one's own and
 * people are all done before what hangs on them begins. The first failure, of
 * whichever thread, stops all of them and is the one returned.
 */
#ifndef MARQUEE_ETL_PIPELINE_H
#define MARQUEE_ETL_PIPELINE_H

#include <stddef.h>
#include <stdint.h>

#include "etl/block_queue.h"
#include "etl/dataset.h"
#include "etl/late_lines.h"
#include "etl/source.h"
#include "util/error.h"

/* Consumes a block; called by one thread at a time for the same `worker`. */
typedef int pipeline_block_fn(
    void *worker, const struct block *block, struct error *error);

/* Called by the caller's thread about ten times a second. */
typedef void pipeline_tick_fn(void *context);

struct pipeline {
	/* [DATASET_FILE_COUNT], borrowed; NULL: the file is not read. */
	struct source *const *sources;
	struct late_lines *late; /* [DATASET_FILE_COUNT], borrowed; is filled */
	void *const *workers; /* [worker_count], borrowed */
	size_t worker_count; /* at least 1 */
	pipeline_block_fn *block;
	pipeline_tick_fn *tick; /* may be NULL */
	void *tick_context;

	/* Results; the counts are complete when pipeline_run has returned. */
	uint64_t line_counts[DATASET_FILE_COUNT]; /* without the header */
	uint64_t started_ns[DATASET_FILE_COUNT]; /* util/clock.h */
	uint64_t finished_ns[DATASET_FILE_COUNT]; /* its last block so far */
};

/*
 * Runs to the end. A raised signal flag ends it with ERROR_INTERRUPTED;
 * otherwise the errors of source_read, the header, and the workers.
 */
int pipeline_run(struct pipeline *pipeline, struct error *error);

#endif
