/*
 * An answer that does not come, or comes as an error, means that nothing is
 * known: what was known before is not told for longer than the pool's deadline.
 */
#include "server/load_watch.h"

#include "server/app.h"

static void
on_report(void *context, int code, const struct load_progress_report *report,
    const char *message)
{
	struct load_watch *watch = context;

	(void)message; /* the pool's own state tells what is wrong with it */
	watch->under_way = code == 0 && report != NULL;
	if (watch->under_way)
		watch->report = *report;
}

void
load_watch_look(struct app *app)
{
	struct load_watch *watch = &app->load_watch;

	if (app->snapshot != NULL) {
		watch->under_way = false;
		return;
	}
	if (watch->request.request != NULL)
		return;
	watch->request.done = on_report;
	watch->request.context = watch;
	if (load_progress_read(app->pool, &watch->request, NULL) != 0)
		watch->under_way = false;
}
