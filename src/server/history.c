/*
 * /users/{id}/viewing_history: a page of it, and one more event.
 */
#include "store/viewing_history.h"

#include <string.h>

#include "answer/user_json.h"
#include "server/history_change.h"
#include "server/json_body.h"
#include "server/resources.h"
#include "server/respond.h"
#include "store/users.h"
#include "util/clock.h"
#include "util/json_writer.h"

#define DURATION_MAX 100000 /* minutes */
#define CLOCK_SKEW_US \
	(60 * INT64_C(1000000)) /* a client's clock may be ahead */

/* The event as JSON; its title only while the index has it. */
static void
write_event(struct json_writer *json, const struct snapshot *snapshot,
    const char *user, const struct viewing_event *event)
{
	struct answer_event_fields fields = {.id = event->id,
	    .user_id = user,
	    .number = event->movie,
	    .watched_us = event->watched_us,
	    .duration_minutes = event->duration_minutes,
	    .rating = event->rating};
	struct title_card card;
	uint32_t document;

	if (snapshot != NULL &&
	    snapshot_find(snapshot, event->movie, &document)) {
		snapshot_card(snapshot, document, &card);
		fields.title = card.title;
	}
	answer_event(json, &fields);
}

/* --- GET ------------------------------------------------------------------ */

struct page_work {
	struct exchange *exchange;
	struct viewing_history_request request;
	char user[USER_ID_SIZE];
};

static void
forget_page(void *work)
{
	struct page_work *page = work;

	viewing_history_forget(&page->request);
}

static void
on_page(void *context, int code, const struct viewing_event *events,
    size_t count, const char *message)
{
	struct page_work *page = context;
	struct exchange *exchange = page->exchange;
	struct json_writer json;

	if (code != 0) {
		exchange_user_error(exchange, code, message);
		return;
	}
	respond_json_begin(exchange, 200, &json);
	json_open_array(&json);
	for (size_t i = 0; i < count; i++)
		write_event(
		    &json, exchange->app->snapshot, page->user, &events[i]);
	json_close_array(&json);
	respond_json_end(exchange);
}

void
history_get(struct exchange *exchange)
{
	static const char *const known[] = {"limit", "offset", NULL};
	char user[USER_ID_SIZE];
	struct query_string query;
	struct page_work *page;
	struct error error;
	uint32_t limit, offset;
	int code;

	if (!exchange_user_id(exchange, user) ||
	    !exchange_query(exchange, known, &query) ||
	    !exchange_page(exchange, &query, &limit, &offset))
		return;
	page = exchange_begin_work(exchange, sizeof(*page), forget_page);
	if (page == NULL)
		return;
	page->exchange = exchange;
	page->request.done = on_page;
	page->request.context = page;
	memcpy(page->user, user, sizeof(user));
	code = viewing_history_page(
	    exchange->app->pool, user, limit, offset, &page->request, &error);
	if (code != 0)
		respond_store_error(exchange, code, error.message);
}

/* --- POST ----------------------------------------------------------------- */

struct addition {
	struct history_change change;
	struct viewing_history_request request;
	struct viewing_event event;
};

static void
answer_added(struct history_change *change)
{
	struct addition *addition = (struct addition *)change;
	struct json_writer json;

	respond_json_begin(change->exchange, 201, &json);
	write_event(
	    &json, change->app->snapshot, change->user, &addition->event);
	respond_json_end(change->exchange);
}

static void
on_added(void *context, int code, const struct viewing_event *events,
    size_t count, const char *message)
{
	struct addition *addition = context;

	if (code == 0 && count == 0)
		code = ERROR_DATABASE;
	else if (code == 0)
		addition->event = events[0];
	history_change_settle(&addition->change, code, message);
}

static bool
read_watch_date(struct exchange *exchange, const struct json_t *body,
    struct viewing_event *event)
{
	const char *date = json_body_string(exchange, body, "watch_date");

	if (date == NULL)
		return false;
	if (!clock_parse(date, strlen(date), &event->watched_us)) {
		respond_problem(exchange, 422,
		    "watch_date must be a time such as 2026-01-31T20:15:00Z, "
		    "not \"%.60s\"",
		    date);
		return false;
	}
	if (event->watched_us > clock_wall_us() + CLOCK_SKEW_US) {
		respond_problem(exchange, 422,
		    "watch_date must not be in the future: \"%.60s\"", date);
		return false;
	}
	return true;
}

static bool
read_event(struct exchange *exchange, const struct json_t *body,
    struct viewing_event *event)
{
	const struct snapshot *snapshot = exchange_snapshot(exchange);
	int64_t duration = 0, rating = 0;

	if (snapshot == NULL ||
	    !json_body_title(
		exchange, body, "movie_id", snapshot, &event->movie) ||
	    !read_watch_date(exchange, body, event) ||
	    !json_body_integer(exchange, body, "watch_duration", true, 0,
		DURATION_MAX, &duration) ||
	    !json_body_integer(exchange, body, "rating", false, 1, 10, &rating))
		return false;
	event->duration_minutes = (int32_t)duration;
	event->rating = (int32_t)rating;
	return true;
}

static void
add(struct exchange *exchange, const char *user,
    const struct viewing_event *event)
{
	struct addition *addition = history_change_begin(
	    exchange, sizeof(*addition), user, answer_added);
	struct error error;
	int code;

	if (addition == NULL)
		return;
	addition->request.done = on_added;
	addition->request.context = addition;
	code = viewing_history_add(
	    exchange->app->pool, user, event, &addition->request, &error);
	if (code != 0)
		history_change_cancel(&addition->change, code, error.message);
}

void
history_post(struct exchange *exchange)
{
	static const char *const parameters[] = {NULL};
	static const char *const fields[] = {
	    "movie_id", "watch_date", "watch_duration", "rating", NULL};
	char user[USER_ID_SIZE];
	struct viewing_event event = {0};
	struct query_string query;
	struct json_t *body;

	if (!exchange_user_id(exchange, user) ||
	    !exchange_query(exchange, parameters, &query))
		return;
	body = json_body_parse(exchange, fields);
	if (body == NULL)
		return;
	if (read_event(exchange, body, &event))
		add(exchange, user, &event);
	json_body_free(body);
}
