/*
 * See title_lookup.h.
 */
#include "store/title_lookup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/copy.h"
#include "util/buffer.h"

static const char numbers_sql[] =
    "SELECT id, coalesce(start_year, 0), coalesce(runtime_minutes, 0), "
    "title_type, primary_title FROM movies WHERE id = ANY ($1::integer[]) "
    "ORDER BY id";

/* $ and % stand for the years and for what is said of adult titles. */
#define NAMES(name, foreign, source, condition) \
	"SELECT m.id, m.start_year::integer, coalesce(m.runtime_minutes, 0), " \
	"m.title_type, m.primary_title, " name ", " foreign " FROM " source \
	" WHERE m.start_year IN ($) AND m.gone_at IS NULL%" condition

static const char years_sql[] = NAMES("m.primary_title", "false", "movies m",
    "") " UNION ALL " NAMES("m.original_title", "false", "movies m",
    " AND m.original_title <> m.primary_title") " UNION ALL " NAMES("a.title",
    "true", "movie_akas a JOIN movies m ON m.id = a.movie_id", "");

static void
put_list(struct buffer *out, const int32_t *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_printf(out, "%s%" PRId32, i == 0 ? "" : ",", values[i]);
}

/* --- by number ------------------------------------------------------------ */

static int
hand_out(const struct result *result, title_lookup_found *found, void *context,
    struct error *error)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < result_row_count(result); i++) {
		struct title_lookup_row row = {
		    .number = (int32_t)result_integer(result, i, 0),
		    .year = (int32_t)result_integer(result, i, 1),
		    .runtime_minutes = (int32_t)result_integer(result, i, 2),
		    .type = result_text(result, i, 3),
		    .title = result_text(result, i, 4),
		    .name = result_text(result, i, 4),
		};

		code = found(context, &row, error);
	}
	return code;
}

int
title_lookup_numbers(struct connection *connection, const int32_t *numbers,
    size_t count, title_lookup_found *found, void *context, struct error *error)
{
	struct buffer list = BUFFER_INIT;
	struct result *result = NULL;
	const char *parameters[1];
	int code;

	buffer_append_char(&list, '{');
	put_list(&list, numbers, count);
	buffer_append_char(&list, '}');
	parameters[0] = list.data;
	if (list.failed)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else
		code = connection_query(
		    connection, numbers_sql, parameters, 1, &result, error);
	if (code == 0)
		code = hand_out(result, found, context, error);
	if (result != NULL)
		result_free(result);
	buffer_release(&list);
	return code;
}

/* --- by year -------------------------------------------------------------- */

/* Texts of a row with their NULs. */
struct texts {
	struct buffer type;
	struct buffer title;
	struct buffer name;
};

static bool
take_text(struct copy_row *row, struct buffer *out)
{
	size_t length;
	const char *text = copy_get_text(row, &length);

	buffer_clear(out);
	if (text == NULL)
		return false;
	buffer_append(out, text, length);
	buffer_append_char(out, '\0');
	return !out->failed;
}

static int
take_row(struct copy_row *row, struct texts *texts, title_lookup_found *found,
    void *context, struct error *error)
{
	struct title_lookup_row title = {
	    .number = copy_get_int4(row, 0),
	    .year = copy_get_int4(row, 0),
	    .runtime_minutes = copy_get_int4(row, 0),
	};

	if (!take_text(row, &texts->type) || !take_text(row, &texts->title) ||
	    !take_text(row, &texts->name))
		return texts->type.failed || texts->title.failed ||
			texts->name.failed
		    ? error_set(error, ERROR_MEMORY, "out of memory")
		    : copy_reader_bad(error);
	title.foreign = copy_get_bool(row, false);
	if (row->bad)
		return copy_reader_bad(error);
	title.type = texts->type.data;
	title.title = texts->title.data;
	title.name = texts->name.data;
	return found(context, &title, error);
}

static int
read_rows(struct connection *connection, const char *sql,
    title_lookup_found *found, void *context, struct error *error)
{
	struct texts texts = {BUFFER_INIT, BUFFER_INIT, BUFFER_INIT};
	struct copy_reader *reader;
	struct copy_row row;
	int code = copy_reader_open(&reader, connection, sql, error);

	if (code < 0)
		return code;
	while ((code = copy_reader_next(reader, &row, error)) > 0) {
		code = take_row(&row, &texts, found, context, error);
		if (code != 0)
			break;
	}
	copy_reader_free(reader);
	buffer_release(&texts.type);
	buffer_release(&texts.title);
	buffer_release(&texts.name);
	return code;
}

int
title_lookup_years(struct connection *connection, const int32_t *years,
    size_t count, bool include_adult, title_lookup_found *found, void *context,
    struct error *error)
{
	struct buffer sql = BUFFER_INIT;
	int code;

	if (count == 0)
		return 0;
	for (const char *at = years_sql; *at != '\0'; at++) {
		if (*at == '$')
			put_list(&sql, years, count);
		else if (*at != '%')
			buffer_append_char(&sql, *at);
		else if (!include_adult)
			buffer_append_string(&sql, " AND NOT m.is_adult");
	}
	if (sql.failed)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else
		code = read_rows(connection, sql.data, found, context, error);
	buffer_release(&sql);
	return code;
}

int
title_lookup_any(struct connection *connection, bool *any, struct error *error)
{
	struct result *result;
	int code = connection_query(connection,
	    "SELECT EXISTS (SELECT FROM movies)", NULL, 0, &result, error);

	if (code != 0)
		return code;
	*any = result_bool(result, 0, 0);
	result_free(result);
	return 0;
}
