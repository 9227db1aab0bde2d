/*
 * See history_change.h. Kore frees the exchange's work when the client goes;
 * it holds nothing but the way to the change.
 */
#include "server/history_change.h"

#include <stdlib.h>
#include <string.h>

#include "server/respond.h"

struct work {
	struct history_change *change;
};

static void
forget(void *context)
{
	struct work *work = context;

	work->change->exchange = NULL;
}

void *
history_change_begin(struct exchange *exchange, size_t bytes, const char *user,
    void (*answer)(struct history_change *change))
{
	struct history_change *change = calloc(1, bytes);
	struct work *work;

	if (change == NULL) {
		respond_problem(exchange, 503, "out of memory");
		return NULL;
	}
	work = exchange_begin_work(exchange, sizeof(*work), forget);
	if (work == NULL) {
		free(change);
		return NULL;
	}
	work->change = change;
	change->app = exchange->app;
	change->exchange = exchange;
	change->answer = answer;
	memcpy(change->user, user, sizeof(change->user));
	return change;
}

void
history_change_cancel(
    struct history_change *change, int code, const char *message)
{
	struct exchange *exchange = change->exchange;

	free(change);
	respond_store_error(exchange, code, message);
}

static void
finish(void *context)
{
	struct history_change *change = context;

	if (change->exchange != NULL)
		change->answer(change);
	free(change);
}

void
history_change_settle(
    struct history_change *change, int code, const char *message)
{
	struct app *app = change->app;

	if (code != 0) {
		if (change->exchange != NULL)
			exchange_user_error(change->exchange, code, message);
		/* an answer that was lost may have been a success */
		if (code != ERROR_UNAVAILABLE || app->cache == NULL) {
			free(change);
			return;
		}
		change->exchange = NULL;
	}
	change->drop.dropped = finish;
	change->drop.context = change;
	if (app->cache == NULL ||
	    !recommendation_cache_drop(app->cache, change->user, &change->drop))
		finish(change);
}
