/*
 * A merge of four ordered streams: titles with their ratings, directors,
 * writers, cast. Each is a COPY on a connection of its own, so that PostgreSQL
 * works on several cores; one exported snapshot makes them see the same
 * database although they are read for minutes.
 */
#include "store/title_stream.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "store/connection.h"
#include "store/copy.h"
#include "store/people_stream.h"
#include "util/arena.h"
#include "util/buffer.h"
#include "util/number_set.h"

#define EXCLUDED_TYPES "tvEpisode,videoGame"

enum role {
	ROLE_DIRECTOR,
	ROLE_WRITER,
	ROLE_CAST,
	ROLE_COUNT
};

static const char *const role_queries[ROLE_COUNT] = {
    "SELECT movie_id, person_id FROM directors "
    "ORDER BY movie_id, ordering",
    "SELECT movie_id, person_id FROM writers "
    "ORDER BY movie_id, ordering",
    "SELECT movie_id, person_id FROM movie_crew "
    "WHERE category IN ('actor', 'actress', 'self') "
    "ORDER BY movie_id, ordering",
};

struct title_stream {
	struct connection *main; /* titles, then persons */
	struct connection *links[ROLE_COUNT];
	struct copy_reader *titles; /* NULL once they have ended */
	struct copy_reader *persons; /* NULL until they begin */
	struct people_stream people[ROLE_COUNT];
	struct number_set named; /* persons that a title named */
	struct arena text; /* of the current row */
	struct title_row_view title;
	struct person_row_view person;
};

/* Opens a transaction that sees what `snapshot` sees, and a COPY in it. */
static int
open_role(struct title_stream *stream, enum role role,
    const char *connection_string, const char *snapshot, size_t limit,
    struct error *error)
{
	struct buffer begin = BUFFER_INIT;
	int code;

	code = connection_open(
	    &stream->links[role], connection_string, NULL, error);
	if (code < 0)
		return code;
	buffer_printf(&begin,
	    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
	    "SET TRANSACTION SNAPSHOT '%s'",
	    snapshot);
	if (begin.failed)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else
		code =
		    connection_execute(stream->links[role], begin.data, error);
	buffer_release(&begin);
	if (code < 0)
		return code;
	return people_stream_open(&stream->people[role], stream->links[role],
	    role_queries[role], limit, error);
}

static int
open_roles(struct title_stream *stream, const char *connection_string,
    size_t cast_limit, struct error *error)
{
	struct result *snapshot;
	int role;
	int code;

	code = connection_execute(stream->main,
	    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error);
	if (code < 0)
		return code;
	code = connection_query(stream->main, "SELECT pg_export_snapshot()",
	    NULL, 0, &snapshot, error);
	if (code < 0)
		return code;
	for (role = 0; role < ROLE_COUNT && code == 0; role++)
		code = open_role(stream, (enum role)role, connection_string,
		    result_text(snapshot, 0, 0),
		    role == ROLE_CAST ? cast_limit : 0, error);
	result_free(snapshot);
	return code;
}

/* The types become part of the SQL, so they must be words. */
static int
check_types(const char *types, struct error *error)
{
	const char *at;

	for (at = types; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && *at != ',' && *at != '_')
			return error_set(error, ERROR_INVALID,
			    "title types \"%s\": allowed are words with "
			    "commas between",
			    types);
	return 0;
}

static int
open_titles(struct title_stream *stream, const char *excluded_types,
    bool include_adult, struct error *error)
{
	struct buffer query = BUFFER_INIT;
	int code;

	buffer_printf(&query,
	    "SELECT m.id, m.primary_title, m.original_title, m.title_type, "
	    "m.genres, m.start_year, m.end_year, m.runtime_minutes, "
	    "r.average_rating, r.num_votes "
	    "FROM movies m LEFT JOIN movie_ratings r ON r.movie_id = m.id "
	    "WHERE m.gone_at IS NULL AND m.title_type <> ALL ('{%s}') %s "
	    "ORDER BY m.id",
	    excluded_types, include_adult ? "" : "AND NOT m.is_adult");
	if (query.failed)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else
		code = copy_reader_open(
		    &stream->titles, stream->main, query.data, error);
	buffer_release(&query);
	return code;
}

int
title_stream_open(struct title_stream **stream, const char *connection_string,
    const struct title_stream_options *options, struct error *error)
{
	struct title_stream_options defaults = {0};
	struct title_stream *opened;
	const char *types;
	size_t cast_limit;
	int code;

	if (options == NULL)
		options = &defaults;
	types = options->excluded_types != NULL ? options->excluded_types
						: EXCLUDED_TYPES;
	cast_limit = options->cast_limit > 0 ? options->cast_limit
					     : TITLE_STREAM_CAST_LIMIT;
	code = check_types(types, error);
	if (code < 0)
		return code;
	opened = calloc(1, sizeof(*opened));
	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	arena_init(&opened->text, 0);
	code = connection_open(&opened->main, connection_string, NULL, error);
	if (code == 0)
		code = open_roles(opened, connection_string, cast_limit, error);
	if (code == 0)
		code =
		    open_titles(opened, types, options->include_adult, error);
	if (code < 0) {
		title_stream_close(opened);
		return code;
	}
	*stream = opened;
	return 0;
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

/* The fields in the order in which open_titles selects them. */
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
	if (row->bad || title->number <= 0)
		return copy_reader_bad(error);
	if (title->title == NULL || title->type == NULL ||
	    title->genres == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int
read_people(struct title_stream *stream, struct error *error)
{
	struct title_people *views[ROLE_COUNT] = {
	    [ROLE_DIRECTOR] = &stream->title.directors,
	    [ROLE_WRITER] = &stream->title.writers,
	    [ROLE_CAST] = &stream->title.cast,
	};
	const struct people_stream *people;
	size_t i;
	int role;
	int code;

	for (role = 0; role < ROLE_COUNT; role++) {
		code = people_stream_read(
		    &stream->people[role], stream->title.number, error);
		if (code < 0)
			return code;
		people = &stream->people[role];
		views[role]->numbers = people->numbers;
		views[role]->count = people->count;
		for (i = 0; i < people->count; i++)
			if (number_set_add(&stream->named, people->numbers[i]) <
			    0)
				return error_set(
				    error, ERROR_MEMORY, "out of memory");
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
	if (code < 0)
		return code;
	*title = &stream->title;
	return 1;
}

int
title_stream_next_person(struct title_stream *stream,
    const struct person_row_view **person, struct error *error)
{
	struct copy_row row;
	int32_t number;
	int code;

	if (stream->persons == NULL) {
		copy_reader_free(stream->titles);
		stream->titles = NULL;
		code = copy_reader_open(&stream->persons, stream->main,
		    "SELECT id, name FROM persons ORDER BY id", error);
		if (code < 0)
			return code;
	}
	while ((code = copy_reader_next(stream->persons, &row, error)) > 0) {
		number = copy_get_int4(&row, 0);
		if (!number_set_has(&stream->named, number))
			continue;
		arena_clear(&stream->text);
		stream->person.number = number;
		stream->person.name = get_text(stream, &row, NULL);
		if (row.bad)
			return copy_reader_bad(error);
		if (stream->person.name == NULL)
			return error_set(error, ERROR_MEMORY, "out of memory");
		*person = &stream->person;
		return 1;
	}
	return code;
}

void
title_stream_close(struct title_stream *stream)
{
	int role;

	if (stream == NULL)
		return;
	copy_reader_free(stream->titles);
	copy_reader_free(stream->persons);
	for (role = 0; role < ROLE_COUNT; role++) {
		people_stream_release(&stream->people[role]);
		connection_close(stream->links[role]);
	}
	connection_close(stream->main);
	number_set_release(&stream->named);
	arena_release(&stream->text);
	free(stream);
}
