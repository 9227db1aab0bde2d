#include "server/model_watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "index/published.h"
#include "server/app.h"
#include "util/clock.h"
#include "util/log.h"

#define SLICE_NS 1500000u
#define WAITS_MAX 500 /* then the disk is waited for, whatever it takes */

static void
complain(struct model_watch *watch, const struct error *error)
{
	if (strcmp(watch->complaint, error->message) == 0)
		return;
	snprintf(
	    watch->complaint, sizeof(watch->complaint), "%s", error->message);
	if (watch->model == NULL)
		log_error("%s; content alone is served", error->message);
	else
		log_error("%s; generation %" PRIu64 " stays", error->message,
		    model_generation(watch->model));
}

void
model_watch_join(struct app *app)
{
	struct model_watch *watch = &app->model_watch;

	model_join_release(&watch->join);
	if (watch->model == NULL || app->snapshot == NULL)
		return;
	if (model_join_init(&watch->join, model_file_view(watch->model),
		app->snapshot) != 0)
		log_error("out of memory; content alone is served");
}

/* A model is a small file next to a snapshot, and unmapped at once. */
static void
serve(struct app *app, struct model_file *fresh)
{
	struct model_watch *watch = &app->model_watch;
	struct model_file *old = watch->model;

	watch->model = fresh;
	model_watch_join(app);
	model_close(old);
	log_info("model generation %" PRIu64 " with %" PRIu32
		 " titles is served",
	    model_generation(fresh), model_file_view(fresh)->summary->items);
}

/* Instead of the current one, which was complained of. */
static void
fall_back(struct app *app)
{
	struct model_watch *watch = &app->model_watch;
	struct published_files files;
	struct model_file *model;

	if (published_list(app->config->model_path, &files, NULL) != 0)
		return;
	for (size_t i = 0; i < files.count && watch->model == NULL; i++)
		if (files.items[i].format == MODEL_FORMAT &&
		    !files.items[i].is_current &&
		    model_open(files.items[i].path, &model, NULL) == 0)
			serve(app, model);
	published_files_release(&files);
}

void
model_watch_start(struct app *app)
{
	struct model_watch *watch = &app->model_watch;
	const char *path = app->config->model_path;
	struct model_file *model;
	struct error error;
	int code;

	if (!model_identify(path, &watch->refused))
		memset(&watch->refused, 0, sizeof(watch->refused));
	code = model_open(path, &model, &error);
	if (code == 0) {
		serve(app, model);
		return;
	}
	if (code != ERROR_MISSING)
		complain(watch, &error);
	fall_back(app);
}

/* Whether the path leads to a file that is neither served nor refused. */
static bool
is_new(const struct app *app, struct file_identity *identity)
{
	const struct model_watch *watch = &app->model_watch;
	const char *path = app->config->model_path;

	if (!model_identify(path, identity))
		return false;
	if (watch->model != NULL && !model_is_stale(watch->model, path))
		return false;
	return watch->complaint[0] == '\0' ||
	    !file_identity_equal(identity, &watch->refused);
}

bool
model_watch_look(struct app *app)
{
	struct model_watch *watch = &app->model_watch;
	struct file_identity identity = {0};
	struct error error;

	if (watch->opening != NULL)
		return true;
	if (!is_new(app, &identity))
		return false;
	if (model_opening_begin(
		&watch->opening, app->config->model_path, &error) != 0) {
		watch->opening = NULL;
		watch->refused = identity;
		complain(watch, &error);
		return false;
	}
	watch->waits = 0;
	return true;
}

static void
finish(struct app *app)
{
	struct model_watch *watch = &app->model_watch;
	struct file_identity identity = *model_opening_identity(watch->opening);
	struct model_file *fresh;
	struct error error;
	int code = model_opening_finish(watch->opening, &fresh, &error);

	watch->opening = NULL;
	if (code != 0) {
		watch->refused = identity;
		complain(watch, &error);
		return;
	}
	watch->complaint[0] = '\0';
	serve(app, fresh);
}

bool
model_watch_slice(struct app *app)
{
	struct model_watch *watch = &app->model_watch;
	uint64_t end_ns = clock_monotonic_ns() + SLICE_NS;

	while (watch->opening != NULL && clock_monotonic_ns() < end_ns) {
		if (watch->waits < WAITS_MAX &&
		    !model_opening_is_near(watch->opening)) {
			watch->waits++;
			return true;
		}
		watch->waits = 0;
		if (!model_opening_step(watch->opening))
			finish(app);
	}
	return watch->opening != NULL;
}

void
model_watch_release(struct model_watch *watch)
{
	model_opening_free(watch->opening);
	model_join_release(&watch->join);
	model_close(watch->model);
	watch->opening = NULL;
	watch->model = NULL;
}

const struct model_join *
model_watch_current(const struct model_watch *watch)
{
	return watch->join.model == NULL ? NULL : &watch->join;
}

uint64_t
model_watch_generation(const struct model_watch *watch)
{
	return watch->join.model == NULL ? 0 : model_generation(watch->model);
}

int64_t
model_watch_created_us(const struct model_watch *watch)
{
	return watch->join.model == NULL ? 0 : model_created_us(watch->model);
}
