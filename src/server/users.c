/*
 * /users and /users/{id}: PostgreSQL, and nothing else.
 */
#include "store/users.h"

#include <string.h>
#include <time.h>

#include "answer/user_json.h"
#include "server/json_body.h"
#include "server/resources.h"
#include "server/respond.h"
#include "util/json_writer.h"

#define BIRTH_YEAR_MIN 1900

static void
forget(void *work)
{
	users_forget(work);
}

/* Begins a request of the store; its `done` answers. NULL after answering. */
static struct users_request *
begin(struct exchange *exchange, users_done *done)
{
	struct users_request *request =
	    exchange_begin_work(exchange, sizeof(*request), forget);

	if (request != NULL) {
		request->done = done;
		request->context = exchange;
	}
	return request;
}

static void
write_user(struct json_writer *json, const struct user *user)
{
	struct answer_user_fields fields = {.id = user->id,
	    .name = user->name,
	    .birth_year = user->birth_year,
	    .origin = user->origin};

	answer_user(json, &fields);
}

static void
answer_one(struct exchange *exchange, int status, const struct user *user)
{
	struct json_writer json;

	respond_json_begin(exchange, status, &json);
	write_user(&json, user);
	respond_json_end(exchange);
}

/* --- GET /users ----------------------------------------------------------- */

static void
on_list(void *context, int code, const struct user *users, size_t count,
    const char *message)
{
	struct exchange *exchange = context;
	struct json_writer json;

	if (code != 0) {
		respond_store_error(exchange, code, message);
		return;
	}
	respond_json_begin(exchange, 200, &json);
	json_open_array(&json);
	for (size_t i = 0; i < count; i++)
		write_user(&json, &users[i]);
	json_close_array(&json);
	respond_json_end(exchange);
}

void
users_list_get(struct exchange *exchange)
{
	static const char *const known[] = {"limit", "offset", "query", NULL};
	const struct query_parameter *name;
	struct users_request *request;
	struct query_string query;
	struct error error;
	uint32_t limit, offset;
	int code;

	if (!exchange_query(exchange, known, &query) ||
	    !exchange_page(exchange, &query, &limit, &offset))
		return;
	name = query_string_find(&query, "query");
	request = begin(exchange, on_list);
	if (request == NULL)
		return;
	code = users_list(exchange->app->pool, name == NULL ? "" : name->value,
	    limit, offset, request, &error);
	if (code != 0)
		respond_store_error(exchange, code, error.message);
}

/* --- GET /users/{id} ------------------------------------------------------ */

static void
on_one(void *context, int code, const struct user *users, size_t count,
    const char *message)
{
	struct exchange *exchange = context;

	if (code != 0)
		respond_store_error(exchange, code, message);
	else if (count == 0)
		exchange_no_user(exchange);
	else
		answer_one(exchange, 200, &users[0]);
}

void
user_get(struct exchange *exchange)
{
	static const char *const known[] = {NULL};
	char id[USER_ID_SIZE];
	struct users_request *request;
	struct query_string query;
	struct error error;
	int code;

	if (!exchange_user_id(exchange, id) ||
	    !exchange_query(exchange, known, &query))
		return;
	request = begin(exchange, on_one);
	if (request == NULL)
		return;
	code = users_get(exchange->app->pool, id, request, &error);
	if (code != 0)
		respond_store_error(exchange, code, error.message);
}

/* --- POST /users ---------------------------------------------------------- */

static void
on_created(void *context, int code, const struct user *users, size_t count,
    const char *message)
{
	struct exchange *exchange = context;

	if (code != 0 || count == 0)
		respond_store_error(
		    exchange, code == 0 ? ERROR_DATABASE : code, message);
	else
		answer_one(exchange, 201, &users[0]);
}

static int
current_year(void)
{
	time_t now = time(NULL);
	struct tm broken;

	return gmtime_r(&now, &broken)->tm_year + 1900;
}

static void
create(struct exchange *exchange, const struct json_t *body)
{
	const char *name = json_body_string(exchange, body, "name");
	struct users_request *request;
	struct error error;
	int64_t year = 0;
	int code;

	if (name == NULL)
		return;
	if (!user_name_is_valid(name)) {
		respond_problem(exchange, 422,
		    "name must have 1 to %d characters, none of them a "
		    "control character",
		    USER_NAME_MAX);
		return;
	}
	if (!json_body_integer(exchange, body, "birth_year", false,
		BIRTH_YEAR_MIN, current_year(), &year))
		return;
	request = begin(exchange, on_created);
	if (request == NULL)
		return;
	code =
	    users_create(exchange->app->pool, name, (int)year, request, &error);
	if (code != 0)
		respond_store_error(exchange, code, error.message);
}

void
users_post(struct exchange *exchange)
{
	static const char *const parameters[] = {NULL};
	static const char *const fields[] = {"name", "birth_year", NULL};
	struct query_string query;
	struct json_t *body;

	if (!exchange_query(exchange, parameters, &query))
		return;
	body = json_body_parse(exchange, fields);
	if (body == NULL)
		return;
	create(exchange, body);
	json_body_free(body);
}
