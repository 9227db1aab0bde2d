/*
 * See history_store.h. Views travel as arrays, one a column.
 */
#include "store/history_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/buffer.h"
#include "util/clock.h"
#include "util/utf8.h"

#define LISTED_IDS 5

static const char begin_sql[] =
    "BEGIN; SELECT pg_advisory_xact_lock(hashtext('marquee import-history'));";

static const char by_id_sql[] =
    "SELECT id, origin FROM users WHERE id = $1::uuid "
    "AND origin <> 'background' FOR UPDATE";

static const char by_name_sql[] =
    "SELECT id, origin FROM users WHERE lower(name) = lower($1) "
    "AND origin = 'own' ORDER BY id FOR UPDATE";

static const char add_user_sql[] =
    "INSERT INTO users (name) VALUES ($1) RETURNING id";

static const char read_sql[] =
    "SELECT id, movie_id, (extract(epoch FROM watch_date) * 1000000)::bigint, "
    "watch_duration, rating FROM viewing_history WHERE user_id = $1::uuid "
    "ORDER BY movie_id, watch_date, id";

/* In order, so that ids ascend with it. */
static const char add_sql[] =
    "INSERT INTO viewing_history "
    "(user_id, movie_id, watch_date, watch_duration, rating) "
    "SELECT $1::uuid, movie, at, duration, nullif(rating, 0)::smallint "
    "FROM unnest($3::integer[], $4::timestamptz[], $5::integer[], "
    "$6::integer[]) WITH ORDINALITY AS v (movie, at, duration, rating, n) "
    "WHERE $2::bigint[] IS NOT NULL ORDER BY n";

static const char update_sql[] =
    "UPDATE viewing_history SET watch_date = v.at, "
    "rating = nullif(v.rating, 0)::smallint "
    "FROM unnest($2::bigint[], $4::timestamptz[], $6::integer[]) "
    "AS v (id, at, rating) "
    "WHERE user_id = $1::uuid AND viewing_history.id = v.id "
    "AND $3::integer[] IS NOT NULL AND $5::integer[] IS NOT NULL";

int
history_store_begin(struct connection *connection, struct error *error)
{
	struct result *result;
	int code = connection_execute(connection, begin_sql, error);

	if (code != 0)
		return code;
	code = connection_query(connection,
	    "SELECT to_regclass('users') IS NOT NULL", NULL, 0, &result, error);
	if (code != 0)
		return code;
	if (!result_bool(result, 0, 0))
		code = error_set(
		    error, ERROR_VERSION, "the database has no schema");
	result_free(result);
	return code;
}

/* --- users ---------------------------------------------------------------- */

static int
refuse_several(
    const struct result *result, const char *user, struct error *error)
{
	struct buffer ids = BUFFER_INIT;
	size_t count = result_row_count(result);
	int code;

	for (size_t i = 0; i < count && i < LISTED_IDS; i++)
		buffer_printf(&ids, "%s%s", i == 0 ? "" : ", ",
		    result_text(result, i, 0));
	if (count > LISTED_IDS)
		buffer_append_string(&ids, ", ...");
	code = error_set(error, ERROR_CONFLICT,
	    "%zu users are named \"%.100s\"; give the id of one: %s", count,
	    user, ids.data == NULL ? "" : ids.data);
	buffer_release(&ids);
	return code;
}

int
history_store_find_user(struct connection *connection, const char *user,
    char id[USER_ID_SIZE], struct error *error)
{
	char uuid[USER_ID_SIZE];
	bool by_id = user_id_parse(user, strlen(user), uuid);
	struct result *result;
	int code;

	if (!utf8_valid(user, strlen(user)) || !user_name_is_valid(user))
		return error_set(error, ERROR_INVALID,
		    "a user's name has 1 to %d characters of UTF-8, none of "
		    "them a control character",
		    USER_NAME_MAX);
	code = connection_query(connection, by_id ? by_id_sql : by_name_sql,
	    &user, 1, &result, error);
	if (code != 0)
		return code;
	if (result_row_count(result) > 1)
		code = refuse_several(result, user, error);
	else if (result_row_count(result) == 0 && by_id)
		code = error_set(error, ERROR_CONFLICT, "no user \"%s\"", user);
	else if (result_row_count(result) == 0)
		id[0] = '\0';
	else if (strcmp(result_text(result, 0, 1), "own") != 0)
		code = error_set(error, ERROR_CONFLICT,
		    "user \"%s\" is a %s one", user, result_text(result, 0, 1));
	else
		snprintf(id, USER_ID_SIZE, "%s", result_text(result, 0, 0));
	result_free(result);
	return code;
}

int
history_store_add_user(struct connection *connection, const char *name,
    char id[USER_ID_SIZE], struct error *error)
{
	struct result *result;
	int code = connection_query(
	    connection, add_user_sql, &name, 1, &result, error);

	if (code != 0)
		return code;
	snprintf(id, USER_ID_SIZE, "%s", result_text(result, 0, 0));
	result_free(result);
	return 0;
}

/* --- views ---------------------------------------------------------------- */

int
history_store_read(struct connection *connection, const char *user,
    struct stored_view **out, size_t *count, struct error *error)
{
	struct stored_view *views;
	struct result *result;
	size_t rows;
	int code =
	    connection_query(connection, read_sql, &user, 1, &result, error);

	if (code != 0)
		return code;
	rows = result_row_count(result);
	views = calloc(rows + 1, sizeof(*views));
	for (size_t i = 0; views != NULL && i < rows; i++)
		views[i] = (struct stored_view){
		    .id = result_integer(result, i, 0),
		    .number = (int32_t)result_integer(result, i, 1),
		    .watched_us = result_integer(result, i, 2),
		    .duration_minutes = (int32_t)result_integer(result, i, 3),
		    .rating = (int32_t)result_integer(result, i, 4),
		};
	result_free(result);
	if (views == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	*out = views;
	*count = rows;
	return 0;
}

/* The columns of some views as array literals. */
enum column {
	COLUMN_ID,
	COLUMN_MOVIE,
	COLUMN_TIME,
	COLUMN_DURATION,
	COLUMN_RATING,
	COLUMN_COUNT
};

static void
put_view(struct buffer columns[COLUMN_COUNT], const struct stored_view *view)
{
	char time[CLOCK_TEXT_SIZE];

	for (size_t c = 0; c < COLUMN_COUNT; c++)
		buffer_append_char(
		    &columns[c], columns[c].length == 0 ? '{' : ',');
	clock_format(view->watched_us, time);
	buffer_printf(&columns[COLUMN_ID], "%" PRId64, view->id);
	buffer_printf(&columns[COLUMN_MOVIE], "%" PRId32, view->number);
	buffer_append_string(&columns[COLUMN_TIME], time);
	buffer_printf(
	    &columns[COLUMN_DURATION], "%" PRId32, view->duration_minutes);
	buffer_printf(&columns[COLUMN_RATING], "%" PRId32, view->rating);
}

/* Runs `sql` for the views that are new, or for those that are not. */
static int
write_some(struct connection *connection, const char *sql, const char *user,
    const struct stored_view *views, size_t count, bool new_ones,
    struct error *error)
{
	struct buffer columns[COLUMN_COUNT];
	const char *parameters[1 + COLUMN_COUNT] = {user};
	bool failed = false;
	int code = 0;

	for (size_t c = 0; c < COLUMN_COUNT; c++)
		buffer_init(&columns[c]);
	for (size_t i = 0; i < count; i++)
		if ((views[i].id == 0) == new_ones)
			put_view(columns, &views[i]);
	for (size_t c = 0; columns[0].length > 0 && c < COLUMN_COUNT; c++) {
		buffer_append_char(&columns[c], '}');
		parameters[1 + c] = columns[c].data;
		failed |= columns[c].failed;
	}
	if (failed)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else if (columns[0].length > 0)
		code = connection_query(
		    connection, sql, parameters, 1 + COLUMN_COUNT, NULL, error);
	for (size_t c = 0; c < COLUMN_COUNT; c++)
		buffer_release(&columns[c]);
	return code;
}

int
history_store_write(struct connection *connection, const char *user,
    const struct stored_view *views, size_t count, struct error *error)
{
	int code =
	    write_some(connection, add_sql, user, views, count, true, error);

	return code != 0 ? code
			 : write_some(connection, update_sql, user, views,
			       count, false, error);
}
