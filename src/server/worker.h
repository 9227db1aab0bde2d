/*
 * Worker: the life of the app of one worker process.
 */
#ifndef MARQUEE_SERVER_WORKER_H
#define MARQUEE_SERVER_WORKER_H

#include "server/app.h"

/*
 * **new**; starts connecting and the timers. Opens the snapshot if there is
 * one: a worker that dies here would be restarted for ever, so whatever is
 * missing is no failure. NULL only when out of memory.
 */
struct app *worker_new(
    const struct config *config, struct metrics *metrics, unsigned worker);
void worker_free(struct app *app);

#endif
