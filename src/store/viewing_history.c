/*
 * Statements and decoding of the viewing history.
 *
 * Reading joins from the user, so that one statement tells "no event" (one
 * row of nulls) from "no such user" (no row).
 */
#include "store/viewing_history.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/statement.h"
#include "util/clock.h"

#define MICROSECONDS "(extract(epoch FROM watch_date) * 1000000)::bigint"

#define NEWEST(bounds) \
	"SELECT id, movie_id, watch_date, watch_duration," \
	" " MICROSECONDS " AS watched_us, coalesce(rating, 0) AS rating," \
	" 0 AS feedback" \
	" FROM viewing_history WHERE user_id = users.id" \
	" ORDER BY watch_date DESC, id DESC " bounds

#define SELECT_FROM_USER(events, order) \
	"SELECT h.id, h.movie_id, h.watched_us, h.watch_duration, h.rating," \
	" h.feedback FROM users LEFT JOIN LATERAL (" events ") AS h ON true" \
	" WHERE users.id = $1::uuid AND users.origin <> 'background'" order

static const struct pool_statement page_statement = {"history_page",
    SELECT_FROM_USER(NEWEST("LIMIT $2::bigint OFFSET $3::bigint"),
	" ORDER BY h.watch_date DESC, h.id DESC"),
    STATEMENT_HISTORY_PAGE};

static const struct pool_statement whole_statement = {"history_whole",
    SELECT_FROM_USER(
	"(" NEWEST(
	    "LIMIT $2::bigint") ") UNION ALL"
				" (SELECT 0, movie_id, created_at, 0,"
				"  (extract(epoch FROM created_at) * 1000000)::bigint, 0,"
				"  CASE kind WHEN 'like' THEN 1 ELSE -1 END"
				"  FROM user_feedback WHERE user_id = users.id"
				"  ORDER BY created_at DESC, movie_id LIMIT $3::bigint)",
	" ORDER BY h.feedback <> 0, h.watch_date DESC, h.id DESC"),
    STATEMENT_HISTORY_WHOLE};

static const struct pool_statement add_statement = {"history_add",
    "INSERT INTO viewing_history"
    " (user_id, movie_id, watch_date, watch_duration, rating)"
    " SELECT id, $2::integer, $3::timestamptz, $4::integer, $5::smallint"
    " FROM users WHERE id = $1::uuid AND origin <> 'background'"
    " RETURNING id, movie_id, " MICROSECONDS
    ", watch_duration, coalesce(rating, 0), 0",
    STATEMENT_HISTORY_ADD};

static int32_t
integer_at(const PGresult *result, int row, int column)
{
	return (int32_t)strtol(PQgetvalue(result, row, column), NULL, 10);
}

static void
decode(const PGresult *result, int row, struct viewing_event *event)
{
	event->id = strtoll(PQgetvalue(result, row, 0), NULL, 10);
	event->movie = integer_at(result, row, 1);
	event->watched_us = strtoll(PQgetvalue(result, row, 2), NULL, 10);
	event->duration_minutes = integer_at(result, row, 3);
	event->rating = integer_at(result, row, 4);
	event->feedback = integer_at(result, row, 5);
}

/* The rows as events, **new**; NULL when out of memory. */
static struct viewing_event *
decode_all(const PGresult *result, size_t *count)
{
	int rows = PQntuples(result);
	struct viewing_event *events =
	    calloc((size_t)rows, sizeof(struct viewing_event));

	*count = 0;
	for (int row = 0; events != NULL && row < rows; row++)
		if (!PQgetisnull(result, row, 0))
			decode(result, row, &events[(*count)++]);
	return events;
}

static void
on_result(void *context, int code, const struct pg_result *result,
    const char *message)
{
	struct viewing_history_request *request = context;
	struct viewing_event *events = NULL;
	size_t count = 0;

	request->request = NULL;
	if (code == 0 && PQntuples(result) == 0) {
		code = ERROR_MISSING;
		message = "there is no such user";
	} else if (code == 0) {
		events = decode_all(result, &count);
		if (events == NULL) {
			code = ERROR_MEMORY;
			message = "out of memory";
		}
	}
	request->done(request->context, code, events, count, message);
	free(events);
}

int
viewing_history_page(struct pool *pool, const char *user, uint32_t limit,
    uint32_t offset, struct viewing_history_request *request,
    struct error *error)
{
	char limit_text[16], offset_text[16];
	const char *parameters[] = {user, limit_text, offset_text};

	snprintf(limit_text, sizeof(limit_text), "%u", limit);
	snprintf(offset_text, sizeof(offset_text), "%u", offset);
	return pool_submit(pool, &page_statement, parameters, 3, on_result,
	    request, &request->request, error);
}

int
viewing_history_whole(struct pool *pool, const char *user,
    struct viewing_history_request *request, struct error *error)
{
	char limit_text[16], feedback_text[16];
	const char *parameters[] = {user, limit_text, feedback_text};

	snprintf(limit_text, sizeof(limit_text), "%d", VIEWING_HISTORY_MAX);
	snprintf(feedback_text, sizeof(feedback_text), "%d", FEEDBACK_MAX);
	return pool_submit(pool, &whole_statement, parameters, 3, on_result,
	    request, &request->request, error);
}

int
viewing_history_add(struct pool *pool, const char *user,
    const struct viewing_event *event, struct viewing_history_request *request,
    struct error *error)
{
	char movie[16], date[CLOCK_TEXT_SIZE], duration[16], rating[16];
	const char *parameters[] = {
	    user, movie, date, duration, event->rating == 0 ? NULL : rating};

	snprintf(movie, sizeof(movie), "%" PRId32, event->movie);
	clock_format(event->watched_us, date);
	snprintf(
	    duration, sizeof(duration), "%" PRId32, event->duration_minutes);
	snprintf(rating, sizeof(rating), "%" PRId32, event->rating);
	return pool_submit(pool, &add_statement, parameters, 5, on_result,
	    request, &request->request, error);
}

void
viewing_history_forget(struct viewing_history_request *request)
{
	if (request->request != NULL)
		pool_forget(request->request);
	request->request = NULL;
}
