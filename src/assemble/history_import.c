/*
 * See history_import.h.
 */
#include "assemble/history_import.h"

#include <stdlib.h>
#include <string.h>

#include "assemble/history_plan.h"
#include "store/history_store.h"
#include "store/title_lookup.h"

static int
check_titles(struct connection *connection, struct error *error)
{
	bool any;
	int code = title_lookup_any(connection, &any, error);

	if (code == 0 && !any)
		code = error_set(error, ERROR_MISSING, "no title is loaded");
	return code;
}

static void
count_matches(struct history_import *import, const struct watch_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		enum title_match_result result =
		    import->matches.matches[i].result;

		import->matched += result <= TITLE_MATCH_NEAR_YEAR;
		import->by_title += result == TITLE_MATCH_TITLE;
		import->by_near_year += result == TITLE_MATCH_NEAR_YEAR;
		import->episodes += result > TITLE_MATCH_NEAR_YEAR &&
		    list->records[i].medium == WATCH_EPISODE;
	}
}

static int
plan(struct history_import *import, struct history_plan *made,
    const struct watch_list *list, struct connection *connection,
    struct error *error)
{
	struct stored_view *stored = NULL;
	size_t count = 0;
	int code = 0;

	if (import->user[0] != '\0')
		code = history_store_read(
		    connection, import->user, &stored, &count, error);
	if (code == 0 &&
	    history_plan_make(made, list, &import->matches, stored, count) != 0)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	free(stored);
	return code;
}

/* Writes what was planned, the user first where there is none. */
static int
write_views(struct history_import *import, const struct history_plan *made,
    struct connection *connection, const struct history_import_options *options,
    struct error *error)
{
	int code = 0;

	import->created = import->user[0] == '\0' && made->count > 0;
	if (import->created)
		code = history_store_add_user(
		    connection, options->user, import->user, error);
	if (code == 0)
		code = history_store_write(
		    connection, import->user, made->views, made->count, error);
	return code;
}

static int
import_views(struct history_import *import, const struct watch_list *list,
    struct connection *connection, const struct history_import_options *options,
    struct error *error)
{
	struct history_plan made = {0};
	int code = history_store_find_user(
	    connection, options->user, import->user, error);

	if (code == 0)
		code = check_titles(connection, error);
	if (code == 0)
		code = title_match_all(&import->matches, list, connection,
		    options->include_adult, error);
	if (code != 0)
		return code;
	count_matches(import, list);
	code = plan(import, &made, list, connection, error);
	if (code == 0)
		code = write_views(import, &made, connection, options, error);
	import->added = made.added;
	import->updated = made.updated;
	history_plan_release(&made);
	return code;
}

int
history_import_run(struct history_import *import, const struct watch_list *list,
    struct connection *connection, const struct history_import_options *options,
    struct error *error)
{
	struct history_import made = {0};
	int code = history_store_begin(connection, error);

	if (code == 0)
		code = import_views(&made, list, connection, options, error);
	if (code == 0 && !options->dry_run)
		code = connection_execute(connection, "COMMIT", error);
	if (code != 0 || options->dry_run)
		/* what went wrong before is what matters */
		(void)connection_execute(connection, "ROLLBACK", NULL);
	if (code != 0) {
		history_import_release(&made);
		return code;
	}
	if (options->dry_run && made.created)
		made.user[0] = '\0';
	*import = made;
	return 0;
}

void
history_import_release(struct history_import *import)
{
	title_matches_release(&import->matches);
	*import = (struct history_import){0};
}
