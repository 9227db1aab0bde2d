/*
 * What `marquee evaluate` measures on: a catalogue, and who watched what of it.
 */
#ifndef MARQUEE_CLI_EVALUATE_INPUT_H
#define MARQUEE_CLI_EVALUATE_INPUT_H

#include <stdint.h>

#include "cli/progress.h"
#include "evaluate/contestant.h"
#include "evaluate/event_set.h"
#include "index/snapshot.h"
#include "util/buffer.h"
#include "util/config.h"
#include "util/error.h"

struct evaluate_input {
	const struct config *config; /* borrowed, as the rest of the request */
	const char *tsv_folder; /* of the catalogue; NULL: PostgreSQL */
	const char *ratings; /* a folder of MovieLens; NULL: PostgreSQL */
	struct progress *progress;

	struct snapshot *snapshot; /* owned, as all below */
	struct event_set events;
	struct item_catalogue catalogue;
	struct buffer notes; /* TSV: what was refused or is no title */
	uint64_t left_out; /* events of titles that the catalogue has not */
	uint64_t refused; /* lines */
};

/*
 * Builds the catalogue as `marquee index` would, in a folder of its own that is
 * gone when it is open, and reads all events. Says on standard error what it
 * left out. What index_build, ratings_read and the database fail with;
 * release also after a failure is harmless.
 */
int evaluate_input_open(struct evaluate_input *input, struct error *error);
void evaluate_input_release(struct evaluate_input *input);

/*
 * The same catalogue with counts[item] for votes: **new** snapshot, for a
 * catalogue of its own. */
int evaluate_input_recount(struct evaluate_input *input, const uint32_t *counts,
    struct snapshot **snapshot, struct error *error);

/* The same catalogue with another configuration's weights: likewise. */
int evaluate_input_rebuild(struct evaluate_input *input,
    const struct config *config, struct snapshot **snapshot,
    struct error *error);

#endif
