/*
 * Drain: an orderly end. On SIGTERM, SIGINT or SIGQUIT a worker takes no new
 * connections, finishes the requests that it has, and exits.
 */
#ifndef MARQUEE_SERVER_DRAIN_H
#define MARQUEE_SERVER_DRAIN_H

#include "server/app.h"

/* Takes over Kore's signal handlers, which would drop requests. */
void drain_install(void);

/* Looks whether a signal came, and whether all is done; to be called many
 * times a second. */
void drain_look(struct app *app);

#endif
