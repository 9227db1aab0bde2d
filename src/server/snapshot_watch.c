/*
 * Opening reads the whole file for its checksums, which also faults it into
 * memory: the first request after a swap does not wait for the disk.
 */
#include "server/snapshot_watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "util/log.h"

static void
complain(struct app *app, const struct error *error)
{
	if (strcmp(app->snapshot_complaint, error->message) == 0)
		return;
	snprintf(app->snapshot_complaint, sizeof(app->snapshot_complaint), "%s",
	    error->message);
	if (app->snapshot == NULL)
		log_warn("%s; until there is one, run: marquee index",
		    error->message);
	else
		log_error("%s; generation %" PRIu64 " stays", error->message,
		    snapshot_generation(app->snapshot));
}

void
snapshot_watch_look(struct app *app)
{
	const char *path = app->config->snapshot_path;
	struct snapshot *fresh;
	struct error error;

	if (app->snapshot != NULL && !snapshot_is_stale(app->snapshot, path)) {
		app->snapshot_complaint[0] = '\0';
		return;
	}
	if (snapshot_open(path, &fresh, &error) != 0) {
		complain(app, &error);
		return;
	}
	/* handlers never keep a snapshot over a sleep */
	snapshot_close(app->snapshot);
	app->snapshot = fresh;
	app->snapshot_complaint[0] = '\0';
	log_info("snapshot generation %" PRIu64 " with %" PRIu32
		 " titles is served",
	    snapshot_generation(fresh), snapshot_document_count(fresh));
}
