/*
 * Connection option: name='value' in a connection string as libpq reads it,
 * which both the configuration and the store write.
 */
#ifndef MARQUEE_UTIL_CONNECTION_OPTION_H
#define MARQUEE_UTIL_CONNECTION_OPTION_H

#include "util/buffer.h"

/* Appends an option behind those that are there, a blank between. */
void connection_option_put(
    struct buffer *out, const char *name, const char *value);

#endif
