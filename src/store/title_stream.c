/*
 * A merge of five ordered streams: titles with their ratings and extras,
 * directors, writers, cast, titles in other languages. Each is a COPY on a connection of its own, so that PostgreSQL
 * works on several cores.
 */
#include "store/title_stream.h"

#include <stdlib.h>

#include "store/aka_stream.h"
#include "store/people_stream.h"
#include "store/title_source_internal.h"

#define ROLE_COUNT TITLE_QUERY_TITLES /* whose queries are the first */

struct title_stream {
	const struct title_source *source; /* borrowed */
	struct connection *connections[TITLE_QUERY_COUNT];
	struct copy_reader *titles; /* NULL once they have ended */
	struct people_stream people[ROLE_COUNT];
	struct aka_stream akas;
	struct arena text; /* of the current row */
	struct title_row_view title;
};

/* Opens a transaction that sees what the source sees. */
static int
open_connection(
    struct title_stream *stream, enum title_query query, struct error *error)
{
	struct buffer begin = BUFFER_INIT;
	int code = connection_open(&stream->connections[query],
	    stream->source->connection_string, NULL, error);

	if (code < 0)
		return code;
	buffer_printf(&begin,
	    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
	    "SET TRANSACTION SNAPSHOT '%s'",
	    stream->source->snapshot);
	if (begin.failed)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else
		code = connection_execute(
		    stream->connections[query], begin.data, error);
	buffer_release(&begin);
	return code;
}

int
title_stream_open(struct title_stream **stream,
    const struct title_source *source, struct error *error)
{
	struct title_stream *opened = calloc(1, sizeof(*opened));
	int code = 0;

	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	opened->source = source;
	arena_init(&opened->text, 0);
	for (int query = 0; query < TITLE_QUERY_COUNT && code == 0; query++)
		code = open_connection(opened, (enum title_query)query, error);
	if (code < 0)
		title_stream_close(opened);
	else
		*stream = opened;
	return code;
}

static void
end_range(struct title_stream *stream)
{
	copy_reader_free(stream->titles);
	stream->titles = NULL;
	for (int role = 0; role < ROLE_COUNT; role++)
		people_stream_release(&stream->people[role]);
	aka_stream_release(&stream->akas);
}

static int
begin_query(struct title_stream *stream, enum title_query query,
    const char *sql, struct error *error)
{
	struct connection *connection = stream->connections[query];

	if (query == TITLE_QUERY_TITLES)
		return copy_reader_open(
		    &stream->titles, connection, sql, error);
	if (query == TITLE_QUERY_AKAS)
		return aka_stream_open(&stream->akas, connection, sql, error);
	return people_stream_open(&stream->people[query], connection, sql,
	    query == TITLE_QUERY_CAST ? stream->source->cast_limit : 0, error);
}

int
title_stream_range(
    struct title_stream *stream, size_t range, struct error *error)
{
	int32_t first;
	int32_t last;
	int code = 0;

	end_range(stream);
	title_source_range(stream->source, range, &first, &last);
	for (int query = 0; query < TITLE_QUERY_COUNT && code == 0; query++) {
		struct buffer sql = BUFFER_INIT;

		title_source_query(
		    stream->source, (enum title_query)query, first, last, &sql);
		if (sql.failed)
			code = error_set(error, ERROR_MEMORY, "out of memory");
		else
			code = begin_query(
			    stream, (enum title_query)query, sql.data, error);
		buffer_release(&sql);
	}
	return code;
}

/* The next field with a NUL behind it; `otherwise` when it is null. */
static const char *
get_text(
    struct title_stream *stream, struct copy_row *row, const char *otherwise)
{
	size_t length;
	const char *text = copy_get_text(row, &length);

	return text == NULL ? otherwise
			    : arena_strndup(&stream->text, text, length);
}

/* The fields in the order in which title_source_query selects them. */
static int
read_title(
    struct title_stream *stream, struct copy_row *row, struct error *error)
{
	struct title_row_view *title = &stream->title;

	arena_clear(&stream->text);
	title->number = copy_get_int4(row, 0);
	title->title = get_text(stream, row, NULL);
	title->original_title = get_text(stream, row, NULL);
	title->type = get_text(stream, row, NULL);
	title->genres = get_text(stream, row, "");
	title->start_year = copy_get_int2(row, 0);
	title->end_year = copy_get_int2(row, 0);
	title->runtime_minutes = copy_get_int4(row, 0);
	title->rating = copy_get_float4(row, 0);
	title->votes = (uint32_t)copy_get_int4(row, 0);
	title->keywords = get_text(stream, row, "");
	title->overview = get_text(stream, row, "");
	if (row->bad || title->number <= 0)
		return copy_reader_bad(error);
	if (title->title == NULL || title->type == NULL ||
	    title->genres == NULL || title->keywords == NULL ||
	    title->overview == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int
read_people(struct title_stream *stream, struct error *error)
{
	struct title_people *views[ROLE_COUNT] = {
	    [TITLE_QUERY_DIRECTORS] = &stream->title.directors,
	    [TITLE_QUERY_WRITERS] = &stream->title.writers,
	    [TITLE_QUERY_CAST] = &stream->title.cast,
	};

	for (int role = 0; role < ROLE_COUNT; role++) {
		const struct people_stream *people = &stream->people[role];
		int code = people_stream_read(
		    &stream->people[role], stream->title.number, error);

		if (code < 0)
			return code;
		views[role]->numbers = people->numbers;
		views[role]->count = people->count;
	}
	return 0;
}

int
title_stream_next(struct title_stream *stream,
    const struct title_row_view **title, struct error *error)
{
	struct copy_row row;
	int code;

	if (stream->titles == NULL)
		return 0;
	code = copy_reader_next(stream->titles, &row, error);
	if (code == 0) {
		copy_reader_free(stream->titles);
		stream->titles = NULL;
		return 0;
	}
	if (code > 0)
		code = read_title(stream, &row, error);
	if (code == 0)
		code = read_people(stream, error);
	if (code == 0)
		code =
		    aka_stream_read(&stream->akas, stream->title.number, error);
	if (code < 0)
		return code;
	stream->title.akas = stream->akas.akas.data;
	*title = &stream->title;
	return 1;
}

void
title_stream_close(struct title_stream *stream)
{
	if (stream == NULL)
		return;
	end_range(stream);
	for (int query = 0; query < TITLE_QUERY_COUNT; query++)
		connection_close(stream->connections[query]);
	arena_release(&stream->text);
	free(stream);
}
