/*
 * Users: list, look up, create. Users of origin "background" exist for
 * training alone: nothing here ever shows them.
 */
#ifndef MARQUEE_STORE_USERS_H
#define MARQUEE_STORE_USERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/pool.h"
#include "util/error.h"

#define USER_ID_SIZE 37 /* a uuid's text with its NUL */
#define USER_NAME_MAX 200 /* characters */
#define USER_LIST_MAX 100

struct user {
	const char *id; /* uuid, lower case; borrowed, as all text here */
	const char *name;
	int birth_year; /* 0: not given */
	const char *origin; /* "own" or "simulated" */
};

/* Parses a uuid as 8-4-4-4-12 hexadecimal digits into lower case, so that
 * equal ids are equal text. False leaves `id` untouched. */
bool user_id_parse(const char *text, size_t length, char id[USER_ID_SIZE]);

/* Whether UTF-8 text has 1 to USER_NAME_MAX characters, not only blanks, and no
 * control character. */
bool user_name_is_valid(const char *name);

/* Called once, as pool_done; `users` [count] is borrowed for the call. On a
 * `code` other than 0 the count is 0 and `message` says why. */
typedef void users_done(void *context, int code, const struct user *users,
    size_t count, const char *message);

/* A request for users; to be forgotten when its owner goes. */
struct users_request {
	struct pool_request *request; /* NULL: none under way */
	users_done *done;
	void *context;
};

/*
 * All three start a request; *request is the caller's and must stay in place
 * until `done` was called or users_forget. Failures as pool_submit.
 */

/* Users whose name contains `query` ("": all) whatever the case, by name. */
int users_list(struct pool *pool, const char *query, uint32_t limit,
    uint32_t offset, struct users_request *request, struct error *error);

/* One user, or none when there is no such user. */
int users_get(struct pool *pool, const char *id, struct users_request *request,
    struct error *error);

/* A new user of origin "own"; birth_year 0: not given. */
int users_create(struct pool *pool, const char *name, int birth_year,
    struct users_request *request, struct error *error);

/* Harmless when nothing is under way. */
void users_forget(struct users_request *request);

#endif
