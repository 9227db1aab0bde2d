/*
 * History reader: one user's viewing history over a blocking connection, for
 * the command line. The server reads it through the pool.
 */
#ifndef MARQUEE_STORE_HISTORY_READER_H
#define MARQUEE_STORE_HISTORY_READER_H

#include <stddef.h>
#include <stdint.h>

#include "store/connection.h"
#include "util/error.h"

#define HISTORY_READER_UUID_SIZE 37 /* with its NUL */

struct history_row {
	int32_t number; /* the title's */
	int64_t watched_us;
	int32_t duration_minutes;
	int32_t rating; /* 0: none */
	int32_t feedback; /* 0: a view; 1: liked, -1: not wanted */
};

/*
 * Finds a user by uuid, or by a name (in any case) that one user alone has.
 * ERROR_MISSING, ERROR_CONFLICT (several have it), else as
 * store/connection.h.
 */
int history_reader_find(struct connection *connection, const char *user,
    char uuid[HISTORY_READER_UUID_SIZE], struct error *error);

/* Reads the user's whole history and feedback, newest first: **new** rows, also when there
 * are none. */
int history_reader_read(struct connection *connection, const char *uuid,
    struct history_row **rows, size_t *count, struct error *error);

#endif
