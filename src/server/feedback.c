/*
 * /users/{id}/feedback: what a user likes or is not interested in.
 */
#include "store/feedback.h"

#include <string.h>

#include "answer/user_json.h"
#include "server/history_change.h"
#include "server/json_body.h"
#include "server/resources.h"
#include "server/respond.h"
#include "text/title_id.h"
#include "util/json_writer.h"

static void
write_feedback(struct json_writer *json, const struct snapshot *snapshot,
    const char *user, const struct feedback *feedback)
{
	struct answer_feedback_fields fields = {.user_id = user,
	    .number = feedback->movie,
	    .kind = feedback->kind,
	    .created_us = feedback->created_us};
	struct title_card card;
	uint32_t document;

	if (snapshot != NULL &&
	    snapshot_find(snapshot, feedback->movie, &document)) {
		snapshot_card(snapshot, document, &card);
		fields.title = card.title;
	}
	answer_feedback(json, &fields);
}

/* --- GET ------------------------------------------------------------------ */

struct page_work {
	struct exchange *exchange;
	struct feedback_request request;
	char user[USER_ID_SIZE];
};

static void
forget_page(void *work)
{
	struct page_work *page = work;

	feedback_forget(&page->request);
}

static void
on_page(void *context, int code, const struct feedback *feedback, size_t count,
    const char *message)
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
		write_feedback(
		    &json, exchange->app->snapshot, page->user, &feedback[i]);
	json_close_array(&json);
	respond_json_end(exchange);
}

void
feedback_get(struct exchange *exchange)
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
	code = feedback_page(
	    exchange->app->pool, user, limit, offset, &page->request, &error);
	if (code != 0)
		respond_store_error(exchange, code, error.message);
}

/* --- POST and DELETE ------------------------------------------------------ */

struct feedback_change {
	struct history_change change;
	struct feedback_request request;
	struct feedback feedback;
};

static void
answer_put(struct history_change *change)
{
	struct feedback_change *own = (struct feedback_change *)change;
	struct json_writer json;

	respond_json_begin(change->exchange, 201, &json);
	write_feedback(
	    &json, change->app->snapshot, change->user, &own->feedback);
	respond_json_end(change->exchange);
}

static void
answer_removed(struct history_change *change)
{
	respond_empty(change->exchange, 204);
}

static void
on_put(void *context, int code, const struct feedback *feedback, size_t count,
    const char *message)
{
	struct feedback_change *own = context;

	/* the kind's text is a literal of ours already */
	if (code == 0 && count > 0)
		own->feedback.created_us = feedback[0].created_us;
	history_change_settle(&own->change, code, message);
}

static void
on_removed(void *context, int code, const struct feedback *feedback,
    size_t count, const char *message)
{
	struct feedback_change *own = context;
	struct exchange *exchange = own->change.exchange;

	(void)feedback;
	if (code == 0 && count == 0 && exchange != NULL) {
		respond_problem(exchange, 404,
		    "there is no feedback of this user on %.*s",
		    (int)exchange->match.captures[1].length,
		    exchange->match.captures[1].text);
		own->change.exchange = NULL;
	}
	history_change_settle(&own->change, code, message);
}

static bool
read_feedback(struct exchange *exchange, const struct json_t *body,
    struct feedback *feedback)
{
	static const char *const kinds[] = {"like", "not_interested"};
	const struct snapshot *snapshot = exchange_snapshot(exchange);
	const char *kind;

	if (snapshot == NULL ||
	    !json_body_title(
		exchange, body, "movie_id", snapshot, &feedback->movie))
		return false;
	kind = json_body_string(exchange, body, "kind");
	if (kind == NULL)
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kind, kinds[i]) == 0) {
			feedback->kind = kinds[i];
			return true;
		}
	respond_problem(exchange, 422,
	    "kind must be like or not_interested, not \"%.60s\"", kind);
	return false;
}

static void
put(struct exchange *exchange, const char *user,
    const struct feedback *feedback)
{
	struct feedback_change *own =
	    history_change_begin(exchange, sizeof(*own), user, answer_put);
	struct error error;
	int code;

	if (own == NULL)
		return;
	own->feedback = *feedback;
	own->request.done = on_put;
	own->request.context = own;
	code = feedback_put(exchange->app->pool, user, feedback->movie,
	    feedback->kind, &own->request, &error);
	if (code != 0)
		history_change_cancel(&own->change, code, error.message);
}

void
feedback_post(struct exchange *exchange)
{
	static const char *const parameters[] = {NULL};
	static const char *const fields[] = {"movie_id", "kind", NULL};
	char user[USER_ID_SIZE];
	struct feedback feedback = {0};
	struct query_string query;
	struct json_t *body;

	if (!exchange_user_id(exchange, user) ||
	    !exchange_query(exchange, parameters, &query))
		return;
	body = json_body_parse(exchange, fields);
	if (body == NULL)
		return;
	if (read_feedback(exchange, body, &feedback))
		put(exchange, user, &feedback);
	json_body_free(body);
}

/* The title may have left the index since. */
void
feedback_delete(struct exchange *exchange)
{
	static const char *const known[] = {NULL};
	const struct route_capture *id = &exchange->match.captures[1];
	char user[USER_ID_SIZE];
	struct feedback_change *own;
	struct query_string query;
	struct error error;
	int32_t number;
	int code;

	if (!exchange_user_id(exchange, user))
		return;
	if (!title_id_parse(id->text, id->length, &number)) {
		respond_problem(exchange, 400,
		    "\"%.*s\" is not a title's id such as tt0133093",
		    (int)(id->length > 60 ? 60 : id->length), id->text);
		return;
	}
	if (!exchange_query(exchange, known, &query))
		return;
	own =
	    history_change_begin(exchange, sizeof(*own), user, answer_removed);
	if (own == NULL)
		return;
	own->request.done = on_removed;
	own->request.context = own;
	code = feedback_remove(
	    exchange->app->pool, user, number, &own->request, &error);
	if (code != 0)
		history_change_cancel(&own->change, code, error.message);
}
