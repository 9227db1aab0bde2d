/*
 * Model watch: notices a new model, checks it in slices and swaps it in between
 * two requests, as server/snapshot_watch.h does with snapshots.
 *
 * That there is none is nothing to complain of: content is served then. One
 * that cannot be opened is complained of once, and the one that is mapped is
 * kept; a worker that begins with a damaged one takes the newest good one.
 * Model and snapshot are joined whenever one of them changes, which looks up
 * each title of the model once: some microseconds for ten of them.
 */
#ifndef MARQUEE_SERVER_MODEL_WATCH_H
#define MARQUEE_SERVER_MODEL_WATCH_H

#include <stdbool.h>

#include "model/model_file.h"
#include "recommend/model_join.h"
#include "util/error.h"

struct app;

struct model_watch { /* begins zeroed */
	struct model_file *model; /* NULL: none; owned */
	struct model_join join; /* with the snapshot; its model NULL: none */
	struct model_opening *opening; /* NULL: none; owned */
	unsigned waits; /* slices that waited for the disk, in a row */
	struct file_identity refused; /* the file complained of last */
	char complaint[ERROR_MESSAGE_SIZE]; /* logged last; "" */
};

/* As snapshot_watch_start, _look, _slice and _release. */
void model_watch_start(struct app *app);
bool model_watch_look(struct app *app);
bool model_watch_slice(struct app *app);
void model_watch_release(struct model_watch *watch);

/* To be called when another snapshot has been swapped in. */
void model_watch_join(struct app *app);

/* What answers are made with; NULL: content alone. */
const struct model_join *model_watch_current(const struct model_watch *watch);

/* Of the model that answers are made with; 0: none. */
uint64_t model_watch_generation(const struct model_watch *watch);
int64_t model_watch_created_us(const struct model_watch *watch);

#endif
