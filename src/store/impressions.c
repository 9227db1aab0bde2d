/*
 * One statement for all of them: each column is an array's text.
 */
#include "store/impressions.h"

#include <inttypes.h>

#include "store/statement.h"
#include "util/buffer.h"
#include "util/clock.h"

enum column {
	COLUMN_USER,
	COLUMN_SHOWN_AT,
	COLUMN_ROUTE,
	COLUMN_POSITION,
	COLUMN_MOVIE,
	COLUMN_ARM,
	COLUMN_BUCKET,
	COLUMN_COUNT
};

_Static_assert((int)COLUMN_COUNT <= POOL_MAX_PARAMETERS,
    "a statement has not so many parameters");

static const struct pool_statement add_statement = {"impressions_add",
    "INSERT INTO impressions"
    " (user_id, shown_at, route, position, movie_id, arm, bucket)"
    " SELECT shown.* FROM unnest($1::uuid[], $2::timestamptz[], $3::text[],"
    "  $4::smallint[], $5::integer[], $6::text[], $7::smallint[])"
    "  AS shown (user_id, shown_at, route, position, movie_id, arm, bucket)"
    " JOIN users ON users.id = shown.user_id FOR KEY SHARE OF users",
    STATEMENT_IMPRESSIONS_ADD};

static void
put(struct buffer columns[COLUMN_COUNT], const struct impression *impression)
{
	char date[CLOCK_TEXT_SIZE];

	clock_format(impression->shown_us, date);
	for (int i = 0; i < COLUMN_COUNT; i++)
		buffer_append_char(
		    &columns[i], columns[i].length == 0 ? '{' : ',');
	buffer_append_string(&columns[COLUMN_USER], impression->user);
	buffer_append_string(&columns[COLUMN_SHOWN_AT], date);
	buffer_append_string(&columns[COLUMN_ROUTE], impression->route);
	buffer_printf(
	    &columns[COLUMN_POSITION], "%" PRIu32, impression->position);
	buffer_printf(&columns[COLUMN_MOVIE], "%" PRId32, impression->movie);
	buffer_append_string(&columns[COLUMN_ARM], impression->arm);
	buffer_printf(&columns[COLUMN_BUCKET], "%" PRIu32, impression->bucket);
}

static void
on_result(void *context, int code, const struct pg_result *result,
    const char *message)
{
	struct impressions_request *request = context;

	(void)result;
	request->request = NULL;
	request->done(request->context, code, message);
}

int
impressions_add(struct pool *pool, const struct impression *impressions,
    size_t count, struct impressions_request *request, struct error *error)
{
	struct buffer columns[COLUMN_COUNT] = {BUFFER_INIT};
	const char *parameters[COLUMN_COUNT];
	int code = 0;

	for (size_t i = 0; i < count; i++)
		put(columns, &impressions[i]);
	for (int i = 0; i < COLUMN_COUNT; i++) {
		buffer_append_char(&columns[i], '}');
		parameters[i] = columns[i].data;
		if (columns[i].failed)
			code = error_set(error, ERROR_MEMORY, "out of memory");
	}
	if (code == 0)
		code = pool_submit(pool, &add_statement, parameters,
		    COLUMN_COUNT, on_result, request, &request->request, error);
	for (int i = 0; i < COLUMN_COUNT; i++)
		buffer_release(&columns[i]);
	return code;
}
