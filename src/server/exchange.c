/*
 * Exchange: between Kore's request and our handlers.
 */
#include "server/exchange.h"

/* kore.h first: the others use what it includes */
#include <kore/kore.h>

#include <kore/http.h>

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "server/guard.h"
#include "server/respond.h"
#include "store/users.h"
#include "text/title_id.h"
#include "util/clock.h"
#include "util/log.h"

#define OFFSET_MAX 1000000

/* From 4.2 on the function that frees is named in Kore's configuration. */
#if defined(KORE_QUIT_NORMAL)
#define STATE_CREATE(request, bytes) http_state_create(request, bytes)
#else
#define STATE_CREATE(request, bytes) \
	http_state_create(request, bytes, exchange_free)
#endif

/* --- reading Kore's request ----------------------------------------------- */

static enum http_method
method_of(const struct http_request *request)
{
	switch (request->method) {
	case HTTP_METHOD_HEAD:
		return HTTP_HEAD;
	case HTTP_METHOD_POST:
		return HTTP_POST;
	case HTTP_METHOD_PUT:
		return HTTP_PUT;
	case HTTP_METHOD_PATCH:
		return HTTP_PATCH;
	case HTTP_METHOD_DELETE:
		return HTTP_DELETE;
	case HTTP_METHOD_OPTIONS:
		return HTTP_OPTIONS;
	default:
		return HTTP_GET;
	}
}

/* A client's request id is taken over when it is short and plain. */
static void
choose_request_id(struct exchange *exchange)
{
	const char *given;

	if (http_request_header(exchange->request, "x-request-id", &given) ==
		KORE_RESULT_OK &&
	    strlen(given) < REQUEST_ID_SIZE &&
	    strspn(given,
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-_.") == strlen(given))
		snprintf(exchange->request_id, REQUEST_ID_SIZE, "%s", given);
	else
		respond_request_id(
		    &exchange->app->random, exchange->request_id);
}

static struct exchange *
exchange_new(struct app *app, struct http_request *request)
{
	struct exchange *exchange = STATE_CREATE(request, sizeof(*exchange));
	const char *value;

	exchange->app = app;
	exchange->request = request;
	exchange->method = method_of(request);
	exchange->path = request->path;
	exchange->query =
	    request->query_string == NULL ? "" : request->query_string;
	if (request->http_body != NULL) {
		exchange->body = (const char *)request->http_body->data;
		/* its offset is where reading would begin: at 0 */
		exchange->body_length = request->http_body_length;
	}
	if (http_request_header(request, "content-type", &value) ==
	    KORE_RESULT_OK)
		exchange->content_type = value;
	if (http_request_header(request, "if-none-match", &value) ==
	    KORE_RESULT_OK)
		exchange->if_none_match = value;
	exchange->started_ns = clock_monotonic_ns();
	exchange->route = METRICS_ROUTES_MAX - 1;
	choose_request_id(exchange);
	return exchange;
}

void
exchange_free(struct http_request *request)
{
	struct exchange *exchange = http_state_get(request);

	if (exchange == NULL)
		return;
	if (exchange->work != NULL) {
		if (!exchange->answered && exchange->forget != NULL)
			exchange->forget(exchange->work);
		free(exchange->work);
	}
	buffer_release(&exchange->answer);
}

/* --- running -------------------------------------------------------------- */

static void
answer_without_route(struct exchange *exchange, enum route_outcome outcome)
{
	unsigned allowed = exchange->match.allowed;

	if (outcome == ROUTE_NO_PATH && strcmp(exchange->path, "*") == 0)
		allowed = 1u << HTTP_GET | 1u << HTTP_HEAD | 1u << HTTP_POST |
		    1u << HTTP_OPTIONS;
	else if (outcome == ROUTE_NO_PATH) {
		respond_problem(exchange, 404, "there is nothing at %.200s",
		    exchange->path);
		return;
	}
	router_allow(allowed, exchange->allow);
	if (exchange->method == HTTP_OPTIONS)
		respond_empty(exchange, 204);
	else
		respond_problem(exchange, 405, "%s is not allowed here; %s are",
		    http_method_name(exchange->method), exchange->allow);
}

static void
run(struct exchange *exchange, const struct route *routes)
{
	enum route_outcome outcome = router_find(routes, exchange->method,
	    exchange->path, strlen(exchange->path), &exchange->match);

	if (outcome != ROUTE_FOUND) {
		answer_without_route(exchange, outcome);
		return;
	}
	exchange->route = (size_t)(exchange->match.route - routes);
	exchange->match.route->handler(exchange);
}

/* --- sending -------------------------------------------------------------- */

static void
put_header(struct exchange *exchange, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0')
		http_response_header(exchange->request, name, value);
}

static void
put_headers(struct exchange *exchange)
{
	char number[16];

	put_header(exchange, "content-type", exchange->answer_type);
	put_header(exchange, "x-request-id", exchange->request_id);
	put_header(exchange, "x-content-type-options", "nosniff");
	put_header(exchange, "cache-control",
	    exchange->cache_control == NULL ? "no-store"
					    : exchange->cache_control);
	put_header(exchange, "x-cache", exchange->cache_outcome);
	put_header(
	    exchange, "content-security-policy", exchange->content_policy);
	put_header(exchange, "etag", exchange->etag);
	put_header(exchange, "allow", exchange->allow);
	if (exchange->retry_after_s > 0) {
		snprintf(number, sizeof(number), "%d", exchange->retry_after_s);
		put_header(exchange, "retry-after", number);
	}
}

static void
account(struct exchange *exchange, size_t bytes)
{
	struct app *app = exchange->app;
	struct access_log_entry entry = {
	    .method = http_method_name(exchange->method),
	    .path = exchange->path,
	    .status = exchange->status,
	    .bytes = bytes,
	    .micros = (clock_monotonic_ns() - exchange->started_ns) / 1000,
	    .request_id = exchange->request_id,
	    .cache = exchange->cache_outcome};

	access_log_add(&app->access_log, &entry);
	metrics_count(
	    app->metrics, app->worker, exchange->route, exchange->status);
	if (exchange->cache_outcome != NULL)
		metrics_count_cache(
		    app->metrics, app->worker, exchange->cache_outcome);
}

static void
send_answer(struct exchange *exchange)
{
	struct http_request *request = exchange->request;
	struct connection *connection = request->owner;
	const void *bytes = exchange->answer.data;
	size_t length = exchange->answer.length;

	if (exchange->static_answer != NULL) {
		bytes = exchange->static_answer;
		length = exchange->static_length;
	}
	put_headers(exchange);
	if (exchange->status == 304) /* a length of 0 would be the file's */
		request->flags |= HTTP_REQUEST_NO_CONTENT_LENGTH;
	if (exchange->app->draining)
		connection->flags |= CONN_CLOSE_EMPTY;
	account(exchange, length);
	guard_hold(connection);
	http_response(request, exchange->status, bytes, length);
	guard_resume(connection);
}

int
exchange_dispatch(
    struct app *app, const struct route *routes, struct http_request *request)
{
	struct exchange *exchange;

	if (http_state_exists(request)) {
		exchange = http_state_get(request);
	} else {
		exchange = exchange_new(app, request);
		run(exchange, routes);
	}
	if (!exchange->answered) {
		exchange->sleeping = true;
		http_request_sleep(request);
		return KORE_RESULT_RETRY;
	}
	send_answer(exchange);
	return KORE_RESULT_OK;
}

void
exchange_wake(struct exchange *exchange)
{
	exchange->sleeping = false;
	http_request_wakeup(exchange->request);
}

/* --- what handlers share -------------------------------------------------- */

void *
exchange_begin_work(
    struct exchange *exchange, size_t bytes, void (*forget)(void *work))
{
	exchange->work = calloc(1, bytes);
	exchange->forget = forget;
	if (exchange->work == NULL)
		respond_problem(exchange, 503, "out of memory");
	return exchange->work;
}

bool
exchange_query(struct exchange *exchange, const char *const *known,
    struct query_string *query)
{
	struct error error;
	int code = query_string_parse(
	    exchange->query, strlen(exchange->query), known, query, &error);

	if (code != 0)
		respond_problem(exchange, 400, "%s", error.message);
	return code == 0;
}

const struct snapshot *
exchange_snapshot(struct exchange *exchange)
{
	if (exchange->app->snapshot == NULL)
		respond_no_catalogue(exchange);
	return exchange->app->snapshot;
}

const struct snapshot *
exchange_title(struct exchange *exchange, int32_t number, uint32_t *document)
{
	const struct snapshot *snapshot = exchange_snapshot(exchange);

	if (snapshot == NULL || snapshot_find(snapshot, number, document))
		return snapshot;
	respond_problem(exchange, 404, "there is no title %.*s",
	    (int)exchange->match.captures[0].length,
	    exchange->match.captures[0].text);
	return NULL;
}

bool
exchange_title_number(struct exchange *exchange, int32_t *number)
{
	const struct route_capture *id = &exchange->match.captures[0];

	if (title_id_parse(id->text, id->length, number))
		return true;
	respond_problem(exchange, 400,
	    "\"%.*s\" is not a title's id such as tt0133093",
	    (int)(id->length > 60 ? 60 : id->length), id->text);
	return false;
}

bool
exchange_user_id(struct exchange *exchange, char *id)
{
	const struct route_capture *given = &exchange->match.captures[0];

	if (user_id_parse(given->text, given->length, id))
		return true;
	respond_problem(exchange, 400, "\"%.*s\" is not a user's id, a uuid",
	    (int)(given->length > 60 ? 60 : given->length), given->text);
	return false;
}

void
exchange_no_user(struct exchange *exchange)
{
	const struct route_capture *given = &exchange->match.captures[0];

	respond_problem(exchange, 404, "there is no user %.*s",
	    (int)given->length, given->text);
}

void
exchange_user_error(struct exchange *exchange, int code, const char *message)
{
	if (code == ERROR_MISSING)
		exchange_no_user(exchange);
	else
		respond_store_error(exchange, code, message);
}

bool
exchange_filter(struct exchange *exchange, const struct query_string *query,
    const struct snapshot *snapshot, struct filter *memory,
    const struct filter **filter)
{
	const struct query_parameter *given =
	    query_string_find(query, "filter");
	struct error error;

	*filter = NULL;
	if (given == NULL)
		return true;
	if (filter_parse(given->value, given->length, memory, &error) != 0 ||
	    filter_bind(memory, snapshot, &error) != 0) {
		respond_problem(exchange, 400, "%s", error.message);
		return false;
	}
	*filter = memory;
	return true;
}

bool
exchange_limit(struct exchange *exchange, const struct query_string *query,
    uint32_t *limit)
{
	struct error error;
	int64_t number = 10;

	if (query_string_integer(
		query, "limit", 1, RECOMMEND_MAX_LIMIT, &number, &error) != 0) {
		respond_problem(exchange, 400, "%s", error.message);
		return false;
	}
	*limit = (uint32_t)number;
	return true;
}

bool
exchange_page(struct exchange *exchange, const struct query_string *query,
    uint32_t *limit, uint32_t *offset)
{
	struct error error;
	int64_t number = 0;

	if (!exchange_limit(exchange, query, limit))
		return false;
	if (query_string_integer(
		query, "offset", 0, OFFSET_MAX, &number, &error) != 0) {
		respond_problem(exchange, 400, "%s", error.message);
		return false;
	}
	*offset = (uint32_t)number;
	return true;
}
