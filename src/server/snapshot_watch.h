/*
 * Snapshot watch: notices a new snapshot, checks it, and swaps it in between
 * two requests. A snapshot that cannot be opened is complained of once, and
 * the one that is mapped is kept.
 */
#ifndef MARQUEE_SERVER_SNAPSHOT_WATCH_H
#define MARQUEE_SERVER_SNAPSHOT_WATCH_H

#include "server/app.h"

/* Looks once; to be called every second, never while a handler runs. */
void snapshot_watch_look(struct app *app);

#endif
