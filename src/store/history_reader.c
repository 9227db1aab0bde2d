/*
 * See history_reader.h.
 */
#include "store/history_reader.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char by_uuid_sql[] =
    "SELECT id FROM users WHERE id = $1::uuid AND origin <> 'background'";

static const char by_name_sql[] =
    "SELECT id FROM users WHERE lower(name) = lower($1) "
    "AND origin <> 'background' LIMIT 2";

static const char history_sql[] =
    "SELECT movie_id, (extract(epoch FROM watch_date) * 1000000)::bigint, "
    "watch_duration, rating, 0, watch_date, id FROM viewing_history "
    "WHERE user_id = $1::uuid UNION ALL "
    "SELECT movie_id, (extract(epoch FROM created_at) * 1000000)::bigint, "
    "0, null, CASE kind WHEN 'like' THEN 1 ELSE -1 END, created_at, 0 "
    "FROM user_feedback WHERE user_id = $1::uuid "
    "ORDER BY watch_date DESC, id DESC";

/* 8-4-4-4-12 hexadecimal digits. */
static bool
is_uuid(const char *text)
{
	size_t i = 0;

	for (; text[i] != '\0'; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
			return false;
	}
	return i == HISTORY_READER_UUID_SIZE - 1;
}

int
history_reader_find(struct connection *connection, const char *user,
    char uuid[HISTORY_READER_UUID_SIZE], struct error *error)
{
	const char *sql = is_uuid(user) ? by_uuid_sql : by_name_sql;
	struct result *result;
	int code = connection_query(connection, sql, &user, 1, &result, error);

	if (code != 0)
		return code;
	if (result_row_count(result) == 0)
		code = error_set(error, ERROR_MISSING, "no user \"%s\"", user);
	else if (result_row_count(result) > 1)
		code = error_set(error, ERROR_CONFLICT,
		    "several users are named \"%s\"; give the id of one", user);
	else
		snprintf(uuid, HISTORY_READER_UUID_SIZE, "%s",
		    result_text(result, 0, 0));
	result_free(result);
	return code;
}

int
history_reader_read(struct connection *connection, const char *uuid,
    struct history_row **out, size_t *count, struct error *error)
{
	struct history_row *rows;
	struct result *result;
	size_t row_count;
	int code =
	    connection_query(connection, history_sql, &uuid, 1, &result, error);

	if (code != 0)
		return code;
	row_count = result_row_count(result);
	rows = calloc(row_count + 1, sizeof(*rows));
	if (rows == NULL) {
		result_free(result);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	for (size_t i = 0; i < row_count; i++)
		rows[i] = (struct history_row){
		    .number = (int32_t)result_integer(result, i, 0),
		    .watched_us = result_integer(result, i, 1),
		    .duration_minutes = (int32_t)result_integer(result, i, 2),
		    .rating = (int32_t)result_integer(result, i, 3),
		    .feedback = (int32_t)result_integer(result, i, 4),
		};
	result_free(result);
	*out = rows;
	*count = row_count;
	return 0;
}
