/*
 * See event_stream.h.
 */
#include "store/event_stream.h"

#include <string.h>

#include "store/copy.h"

#define QUERY(origins) \
	"SELECT user_id::text, origin = 'background', movie_id, " \
	"(extract(epoch FROM watch_date) * 1000000)::bigint, " \
	"watch_duration, rating " \
	"FROM viewing_history JOIN users ON users.id = user_id " \
	"WHERE " origins " " \
	"ORDER BY origin = 'background', user_id, viewing_history.id"

static const char real_sql[] = QUERY("origin <> 'simulated'");
static const char simulated_sql[] = QUERY("origin = 'simulated'");

static int
read_row(struct copy_row *row, struct event_row *event, struct error *error)
{
	size_t length;
	const char *user = copy_get_text(row, &length);

	if (user == NULL || length != EVENT_STREAM_UUID_SIZE - 1)
		return copy_reader_bad(error);
	memcpy(event->user, user, length);
	event->user[length] = '\0';
	event->background = copy_get_bool(row, false);
	event->title = copy_get_int4(row, 0);
	event->watched_us = copy_get_int8(row, 0);
	event->duration_minutes = copy_get_int4(row, 0);
	event->rating = copy_get_int2(row, 0);
	return row->bad ? copy_reader_bad(error) : 0;
}

static int
read_rows(struct connection *connection, const char *query,
    int (*take)(
	void *context, const struct event_row *row, struct error *error),
    void *context, struct error *error)
{
	struct copy_reader *reader;
	struct event_row event;
	struct copy_row row;
	int code = copy_reader_open(&reader, connection, query, error);

	if (code != 0)
		return code;
	while ((code = copy_reader_next(reader, &row, error)) > 0) {
		code = read_row(&row, &event, error);
		if (code == 0)
			code = take(context, &event, error);
		if (code != 0)
			break;
	}
	copy_reader_free(reader);
	return code;
}

int
event_stream_read(struct connection *connection,
    int (*take)(
	void *context, const struct event_row *row, struct error *error),
    void *context, struct error *error)
{
	return read_rows(connection, real_sql, take, context, error);
}

int
event_stream_read_simulated(struct connection *connection,
    int (*take)(
	void *context, const struct event_row *row, struct error *error),
    void *context, struct error *error)
{
	return read_rows(connection, simulated_sql, take, context, error);
}
