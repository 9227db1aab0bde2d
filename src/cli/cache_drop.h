/*
 * Dropping a user's cached recommendations after a command has changed the
 * history, so that no server answers from the old one.
 */
#ifndef MARQUEE_CLI_CACHE_DROP_H
#define MARQUEE_CLI_CACHE_DROP_H

#include "util/config.h"
#include "util/error.h"

/* `user` is a uuid. 0 when Redis confirmed it, or is off; ERROR_UNAVAILABLE,
 * ERROR_INVALID, ERROR_MEMORY: then old answers may live for CACHE_TTL. Waits
 * for two seconds at the most. */
int cache_drop_user(
    const struct config *config, const char *user, struct error *error);

#endif
