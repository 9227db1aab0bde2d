#include "server/snapshot_watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "index/published.h"
#include "index/snapshot_layout.h"
#include "server/app.h"
#include "util/clock.h"
#include "util/log.h"

#define SLICE_NS 1500000u
#define UNMAP_BYTES ((size_t)4 << 20) /* at once */
#define WAITS_MAX 500 /* then the disk is waited for, whatever it takes */

static void
complain(struct app *app, const struct error *error)
{
	struct snapshot_watch *watch = &app->watch;

	if (strcmp(watch->complaint, error->message) == 0)
		return;
	snprintf(
	    watch->complaint, sizeof(watch->complaint), "%s", error->message);
	if (app->snapshot == NULL)
		log_warn("%s; until there is one, run: marquee index",
		    error->message);
	else
		log_error("%s; generation %" PRIu64 " stays", error->message,
		    snapshot_generation(app->snapshot));
}

static void
serve(struct app *app, struct snapshot *fresh)
{
	app->watch.closing = app->snapshot;
	app->snapshot = fresh;
	model_watch_join(app);
	log_info("snapshot generation %" PRIu64 " with %" PRIu32
		 " titles is served",
	    snapshot_generation(fresh), snapshot_document_count(fresh));
}

/* --- start ---------------------------------------------------------------- */

/* Instead of the current one, which was complained of. */
static void
fall_back(struct app *app)
{
	const char *path = app->config->snapshot_path;
	struct published_files files;
	struct snapshot *snapshot;

	if (published_list(path, &files, NULL) != 0)
		return;
	for (size_t i = 0; i < files.count && app->snapshot == NULL; i++) {
		const struct published_file *file = &files.items[i];

		if (file->format != SNAPSHOT_FORMAT || file->is_current ||
		    snapshot_open(file->path, &snapshot, NULL) != 0)
			continue;
		log_warn("generation %" PRIu64
			 " is the newest good snapshot and is served instead; "
			 "to make it current: marquee rollback",
		    file->generation);
		serve(app, snapshot);
	}
	published_files_release(&files);
}

void
snapshot_watch_start(struct app *app)
{
	const char *path = app->config->snapshot_path;
	struct snapshot *snapshot;
	struct error error;

	if (!snapshot_identify(path, &app->watch.refused))
		memset(&app->watch.refused, 0, sizeof(app->watch.refused));
	if (snapshot_open(path, &snapshot, &error) == 0) {
		serve(app, snapshot);
		return;
	}
	complain(app, &error);
	fall_back(app);
}

/* --- look ----------------------------------------------------------------- */

/* Whether the path leads to a file that is neither served nor refused. */
static bool
is_new(struct app *app, struct file_identity *identity)
{
	if (!snapshot_identify(app->config->snapshot_path, identity))
		return app->snapshot == NULL;
	if (app->snapshot != NULL &&
	    !snapshot_is_stale(app->snapshot, app->config->snapshot_path)) {
		app->watch.complaint[0] = '\0';
		return false;
	}
	return app->watch.complaint[0] == '\0' ||
	    !file_identity_equal(identity, &app->watch.refused);
}

bool
snapshot_watch_look(struct app *app)
{
	struct snapshot_watch *watch = &app->watch;
	struct file_identity identity = {0};
	struct error error;

	if (watch->opening != NULL || watch->closing != NULL)
		return true;
	if (!is_new(app, &identity))
		return false;
	if (snapshot_opening_begin(
		&watch->opening, app->config->snapshot_path, &error) != 0) {
		watch->opening = NULL;
		watch->refused = identity;
		complain(app, &error);
		return false;
	}
	watch->waits = 0;
	return true;
}

/* --- slices --------------------------------------------------------------- */

static void
finish(struct app *app)
{
	struct snapshot_watch *watch = &app->watch;
	struct file_identity identity =
	    *snapshot_opening_identity(watch->opening);
	struct snapshot *fresh;
	struct error error;
	int code = snapshot_opening_finish(watch->opening, &fresh, &error);

	watch->opening = NULL;
	if (code != 0) {
		watch->refused = identity;
		complain(app, &error);
		return;
	}
	watch->complaint[0] = '\0';
	serve(app, fresh);
}

/* A step towards the new snapshot; false when the slice should end, for its
 * bytes are on their way from the disk. */
static bool
open_step(struct app *app)
{
	struct snapshot_watch *watch = &app->watch;

	if (watch->waits < WAITS_MAX &&
	    !snapshot_opening_is_near(watch->opening)) {
		watch->waits++;
		return false;
	}
	watch->waits = 0;
	if (!snapshot_opening_step(watch->opening))
		finish(app);
	return true;
}

bool
snapshot_watch_slice(struct app *app)
{
	struct snapshot_watch *watch = &app->watch;
	uint64_t end_ns = clock_monotonic_ns() + SLICE_NS;
	bool going = true;

	while (going && clock_monotonic_ns() < end_ns) {
		if (watch->closing != NULL) {
			if (snapshot_close_step(watch->closing, UNMAP_BYTES))
				watch->closing = NULL;
		} else if (watch->opening != NULL)
			going = open_step(app);
		else
			return false;
	}
	return watch->opening != NULL || watch->closing != NULL;
}

void
snapshot_watch_release(struct snapshot_watch *watch)
{
	snapshot_opening_free(watch->opening);
	snapshot_close(watch->closing);
	watch->opening = NULL;
	watch->closing = NULL;
}
