/*
 * Train: the histories in the database and the snapshot become the model file.
 *
 * One's own users and background ones teach; simulated ones only where there
 * are no others, so that a demo shows what a model does. Titles that the
 * snapshot does not know are left out.
 */
#ifndef MARQUEE_ASSEMBLE_TRAIN_H
#define MARQUEE_ASSEMBLE_TRAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "model/model_writer.h"
#include "model/training.h"
#include "util/error.h"

struct train_options {
	const char *connection_string; /* a secret */
	const char *snapshot_path;
	const char *path; /* of the link to the model */
	struct training_options training;
	/* Called now and then with the events read so far; may be NULL. */
	void (*progress)(void *context, uint64_t events);
	void *context;
};

struct train_stats {
	struct model_summary summary;
	uint64_t entries;
	uint64_t unknown; /* events of titles that the snapshot has not */
	bool simulated; /* it was learned from simulated users */
	struct model_published published;
};

/*
 * Trains and publishes. ERROR_MISSING (no snapshot), ERROR_CONFLICT (too few
 * users or events, or no schema), ERROR_INTERRUPTED after a signal, and what
 * model/training.h, model/model_writer.h and store/event_stream.h fail with; a
 * model that was there stays as it is then.
 */
int train_run(const struct train_options *options, struct train_stats *stats,
    struct error *error);

#endif
