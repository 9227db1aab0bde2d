/*
 * Simulate worker: writes the users of one part of a run, and their views,
 * over a connection of its own. A part of assemble/simulate.
 *
 * Every user has a generator of its own, seeded from the seed and the user's
 * serial number, so a user and the history are drawn twice (once for each
 * table) instead of being kept, memory does not grow with their number, and
 * who writes whom makes no difference.
 */
#ifndef MARQUEE_ASSEMBLE_SIMULATE_WORKER_H
#define MARQUEE_ASSEMBLE_SIMULATE_WORKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "assemble/demo_titles.h"
#include "assemble/demo_user.h"
#include "assemble/simulate.h"
#include "store/connection.h"
#include "store/copy.h"
#include "util/error.h"

/* What all workers of a run share; they change the last two alone. */
struct simulation {
	const struct simulate_options *options;
	struct demo_titles titles;
	double *lengths; /* [users], running sums of the histories'
			  * relative lengths; owned */
	uint64_t first_serial; /* of the users */
	uint64_t first_id; /* of the views */
	int year; /* of the day */
	atomic_uint_least64_t done; /* views that were written */
	atomic_bool stopped; /* some worker has failed */
};

struct simulate_worker {
	struct simulation *simulation; /* borrowed */
	struct connection *connection; /* borrowed; in a transaction */
	uint64_t first; /* of its users, from 0 */
	uint64_t end; /* behind the last */
	bool speaks; /* reports the progress of all */

	struct demo_history history;
	struct copy_writer *writer; /* NULL between batches */
	const char *target; /* of the writer */
	uint64_t batch_rows; /* in the writer */
	uint64_t reported; /* views at the last progress */
	struct simulate_counts counts;
};

/*
 * Writes all of it; the transaction is the caller's to end. Whatever fails
 * stops the other workers, which then end without an error of their own. Those
 * of store/copy.h, ERROR_MEMORY, ERROR_INTERRUPTED.
 */
int simulate_worker_run(struct simulate_worker *worker, struct error *error);

/* Opens the transaction of a run. One run at a time, or two would give the same
 * serial numbers. */
int simulate_begin(struct connection *connection, struct error *error);

#endif
