/*
 * History store: finding or making one's own user by name, and changing the
 * user's viewing history in bulk, over a blocking connection and within the
 * caller's transaction. The server does the same through the pool, an event at
 * a time.
 */
#ifndef MARQUEE_STORE_HISTORY_STORE_H
#define MARQUEE_STORE_HISTORY_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "store/connection.h"
#include "store/users.h"
#include "util/error.h"

/* One view; id 0: not stored yet. */
struct stored_view {
	int64_t id;
	int32_t number; /* the title's */
	int64_t watched_us; /* since 1970, UTC */
	int32_t duration_minutes;
	int32_t rating; /* half stars, 1 to 10; 0: none */
};

/*
 * Opens a transaction in which nobody else may find or make users or change
 * histories through this header. It ends with COMMIT or ROLLBACK.
 * ERROR_VERSION without the schema.
 */
int history_store_begin(struct connection *connection, struct error *error);

/*
 * Finds the user of origin "own" with that id, or with that name in any case,
 * and locks the row. `id` is set to "" when no user has the name.
 * ERROR_CONFLICT (an id that no user has, or one of another origin; several
 * have the name: the message lists their ids), ERROR_INVALID (nobody could have
 * the name).
 */
int history_store_find_user(struct connection *connection, const char *user,
    char id[USER_ID_SIZE], struct error *error);

/* Makes a user of origin "own" with a name that was looked for. */
int history_store_add_user(struct connection *connection, const char *name,
    char id[USER_ID_SIZE], struct error *error);

/* The user's views, by title, then time: **new**, also when there are none. */
int history_store_read(struct connection *connection, const char *user,
    struct stored_view **views, size_t *count, struct error *error);

/* Stores views with id 0 as new ones, and of the others time and rating. */
int history_store_write(struct connection *connection, const char *user,
    const struct stored_view *views, size_t count, struct error *error);

#endif
