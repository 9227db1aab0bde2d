/*
 * History import: a watch list becomes views of one user, in one transaction:
 * all of it, or nothing.
 */
#ifndef MARQUEE_ASSEMBLE_HISTORY_IMPORT_H
#define MARQUEE_ASSEMBLE_HISTORY_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "assemble/title_match.h"
#include "etl/watch_list.h"
#include "store/connection.h"
#include "store/users.h"
#include "util/error.h"

struct history_import_options {
	const char *user; /* id, or name; made when nobody has the name */
	bool include_adult; /* may be meant by title and year */
	bool dry_run; /* everything but the commit */
};

struct history_import {
	char user[USER_ID_SIZE]; /* "": the user was not made, since nothing
				  * was to be stored, or in a dry run */
	bool created; /* the user is new, or would be */
	struct title_matches matches;
	size_t matched; /* records, of which */
	size_t by_title;
	size_t by_near_year;
	size_t episodes; /* records not matched that are episodes */
	size_t added; /* views */
	size_t updated; /* views that got another rating or a time */
};

/*
 * Imports the list: fills *import, to be released by the caller. ERROR_INVALID
 * (no name for a user), ERROR_MISSING (no title is loaded), as
 * history_store_find_user, ERROR_VERSION without the schema, else as
 * store/connection.h. On failure the database is as it was.
 */
int history_import_run(struct history_import *import,
    const struct watch_list *list, struct connection *connection,
    const struct history_import_options *options, struct error *error);
void history_import_release(struct history_import *import);

#endif
