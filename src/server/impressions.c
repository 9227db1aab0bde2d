/*
 * See impressions.h.
 */
#include "server/impressions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/shown_titles.h"
#include "server/app.h"
#include "server/exchange.h"
#include "util/clock.h"
#include "util/log.h"

#define BATCH 2000

int
impressions_start(struct app *app)
{
	if (!app->config->impressions)
		return 0;
	app->impressions.held =
	    calloc(IMPRESSIONS_HELD, sizeof(*app->impressions.held));
	return app->impressions.held == NULL ? ERROR_MEMORY : 0;
}

struct note {
	struct impressions *impressions;
	struct impression common;
};

static void
note_title(void *context, const char *row, size_t row_length, unsigned position,
    int32_t number)
{
	struct note *note = context;
	struct impressions *impressions = note->impressions;
	struct impression *impression;

	if (impressions->count == IMPRESSIONS_HELD) {
		impressions->dropped++;
		return;
	}
	impression = &impressions->held[impressions->count++];
	*impression = note->common;
	if (row_length > 0)
		snprintf(impression->route, sizeof(impression->route),
		    "rows/%.*s", (int)row_length, row);
	impression->position = position;
	impression->movie = number;
}

void
impressions_note(struct exchange *exchange, const char *user, bool rows)
{
	struct app *app = exchange->app;
	struct experiment_place place;
	struct note note = {.impressions = &app->impressions};

	if (app->impressions.held == NULL || exchange->status != 200)
		return;
	place = experiment_assign(&app->experiment, user);
	note.common.shown_us = clock_wall_us();
	note.common.bucket = place.bucket;
	memcpy(note.common.user, user, sizeof(note.common.user));
	snprintf(
	    note.common.route, sizeof(note.common.route), "recommendations");
	snprintf(note.common.arm, sizeof(note.common.arm), "%s", place.arm);
	shown_titles(exchange->answer.data, exchange->answer.length, rows,
	    note_title, &note);
}

static void
on_added(void *context, int code, const char *message)
{
	struct impressions *impressions = context;

	impressions->under_way = false;
	if (code != 0)
		log_warn("impressions were lost: %s", message);
}

void
impressions_flush(struct app *app)
{
	struct impressions *impressions = &app->impressions;
	size_t count = impressions->count < BATCH ? impressions->count : BATCH;

	if (impressions->dropped > 0)
		log_warn("%zu impressions were lost: too many are held",
		    impressions->dropped);
	impressions->dropped = 0;
	if (count == 0 || impressions->under_way)
		return;
	impressions->request.done = on_added;
	impressions->request.context = impressions;
	if (impressions_add(app->slow_pool, impressions->held, count,
		&impressions->request, NULL) != 0)
		return; /* later */
	impressions->under_way = true;
	impressions->count -= count;
	memmove(impressions->held, impressions->held + count,
	    impressions->count * sizeof(*impressions->held));
}

void
impressions_end(struct app *app)
{
	struct impressions *impressions = &app->impressions;

	while (impressions->held != NULL && app->slow_pool != NULL &&
	    (impressions->count > 0 || impressions->under_way)) {
		size_t before = impressions->count;

		pool_drain(app->slow_pool);
		impressions_flush(app);
		if (impressions->count == before && !impressions->under_way)
			break; /* the database is away */
		pool_drain(app->slow_pool);
	}
	free(impressions->held);
	impressions->held = NULL;
}
