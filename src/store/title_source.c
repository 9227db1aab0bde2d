#include "store/title_source.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/title_source_internal.h"

#define PERSONS_QUERY "SELECT id, name FROM persons"

/* --- queries -------------------------------------------------------------- */

/* The range stands at each table, for PostgreSQL does not conclude from one to
 * the other. */
void
title_source_query(const struct title_source *source, enum title_query query,
    int32_t first, int32_t last, struct buffer *sql)
{
	static const char *const tables[TITLE_QUERY_TITLES] = {
	    "directors WHERE", "writers WHERE",
	    "movie_crew WHERE category IN ('actor', 'actress', 'self') AND"};

	if (query < TITLE_QUERY_TITLES) {
		buffer_printf(sql,
		    "SELECT movie_id, person_id FROM %s movie_id BETWEEN "
		    "%" PRId32 " AND %" PRId32 " ORDER BY movie_id, ordering",
		    tables[query], first, last);
		return;
	}
	if (query == TITLE_QUERY_AKAS) {
		buffer_printf(sql,
		    "SELECT movie_id, title FROM movie_akas WHERE movie_id "
		    "BETWEEN %" PRId32 " AND %" PRId32
		    " ORDER BY movie_id, ordering",
		    first, last);
		return;
	}
	buffer_printf(sql,
	    "SELECT m.id, m.primary_title, m.original_title, m.title_type, "
	    "m.genres, m.start_year, m.end_year, m.runtime_minutes, "
	    "r.average_rating, r.num_votes, e.keywords, e.overview "
	    "FROM movies m LEFT JOIN movie_ratings r ON r.movie_id = m.id "
	    "AND r.movie_id BETWEEN %" PRId32 " AND %" PRId32 " "
	    "LEFT JOIN movie_extras e ON e.movie_id = m.id "
	    "AND e.movie_id BETWEEN %" PRId32 " AND %" PRId32 " "
	    "WHERE m.gone_at IS NULL AND m.title_type <> ALL ('{%s}') %s "
	    "AND m.id BETWEEN %" PRId32 " AND %" PRId32 " ORDER BY m.id",
	    first, last, first, last, source->excluded_types,
	    source->include_adult ? "" : "AND NOT m.is_adult", first, last);
}

void
title_source_range(const struct title_source *source, size_t range,
    int32_t *first, int32_t *last)
{
	*first = source->firsts[range];
	*last = range + 1 < source->range_count ? source->firsts[range + 1] - 1
						: INT32_MAX;
}

size_t
title_source_range_count(const struct title_source *source)
{
	return source->range_count;
}

/* --- opening -------------------------------------------------------------- */

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
begin_transaction(struct title_source *source, struct error *error)
{
	struct result *result = NULL;
	int code;

	code = connection_execute(source->connection,
	    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error);
	if (code == 0)
		code = connection_query(source->connection,
		    "SELECT pg_export_snapshot()", NULL, 0, &result, error);
	if (code < 0)
		return code;
	source->snapshot = strdup(result_text(result, 0, 0));
	result_free(result);
	if (source->snapshot == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

/* The number of every n-th row begins a range; the first range begins at 1. */
static int
cut_ranges(struct title_source *source, size_t titles, struct error *error)
{
	struct buffer sql = BUFFER_INIT;
	struct result *result = NULL;
	size_t count;
	int code;

	buffer_printf(&sql,
	    "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS "
	    "place FROM movies) AS placed WHERE place %% %zu = 0 AND place > 1 "
	    "ORDER BY id",
	    titles);
	if (sql.failed)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	else
		code = connection_query(
		    source->connection, sql.data, NULL, 0, &result, error);
	buffer_release(&sql);
	if (code < 0)
		return code;
	count = result_row_count(result);
	source->firsts = calloc(count + 1, sizeof(*source->firsts));
	if (source->firsts != NULL) {
		source->firsts[0] = 1;
		for (size_t i = 0; i < count; i++)
			source->firsts[i + 1] =
			    (int32_t)result_integer(result, i, 0);
		source->range_count = count + 1;
	}
	result_free(result);
	if (source->firsts == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int
open_source(struct title_source *source, const char *connection_string,
    const struct title_source_options *options, struct error *error)
{
	const char *types = options->excluded_types != NULL
	    ? options->excluded_types
	    : TITLE_SOURCE_EXCLUDED_TYPES;
	size_t titles = options->range_titles > 0 ? options->range_titles
						  : TITLE_SOURCE_RANGE_TITLES;
	int code = check_types(types, error);

	if (code < 0)
		return code;
	arena_init(&source->text, 0);
	source->include_adult = options->include_adult;
	source->cast_limit = options->cast_limit > 0 ? options->cast_limit
						     : TITLE_SOURCE_CAST_LIMIT;
	source->excluded_types = strdup(types);
	source->connection_string = strdup(connection_string);
	if (source->excluded_types == NULL || source->connection_string == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = connection_open(
	    &source->connection, connection_string, NULL, error);
	if (code == 0)
		code = begin_transaction(source, error);
	if (code == 0)
		code = cut_ranges(source, titles, error);
	return code;
}

int
title_source_open(struct title_source **source, const char *connection_string,
    const struct title_source_options *options, struct error *error)
{
	struct title_source_options defaults = {0};
	struct title_source *opened = calloc(1, sizeof(*opened));
	int code;

	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = open_source(opened, connection_string,
	    options != NULL ? options : &defaults, error);
	if (code < 0)
		title_source_close(opened);
	else
		*source = opened;
	return code;
}

void
title_source_close(struct title_source *source)
{
	if (source == NULL)
		return;
	copy_reader_free(source->persons);
	connection_close(source->connection);
	arena_release(&source->text);
	free(source->connection_string);
	free(source->snapshot);
	free(source->excluded_types);
	free(source->firsts);
	free(source);
}

/* --- persons -------------------------------------------------------------- */

int
title_source_next_person(struct title_source *source,
    const struct person_row_view **person, struct error *error)
{
	struct copy_row row;
	const char *name;
	size_t length;
	int code = 0;

	if (source->persons == NULL)
		code = copy_reader_open(
		    &source->persons, source->connection, PERSONS_QUERY, error);
	if (code == 0)
		code = copy_reader_next(source->persons, &row, error);
	if (code <= 0)
		return code;
	arena_clear(&source->text);
	source->person.number = copy_get_int4(&row, 0);
	name = copy_get_text(&row, &length);
	if (row.bad || name == NULL)
		return copy_reader_bad(error);
	source->person.name = arena_strndup(&source->text, name, length);
	if (source->person.name == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	*person = &source->person;
	return 1;
}

/* --- bare rows ------------------------------------------------------------ */

static int
copy_rows(struct title_source *source, const char *sql, uint64_t *row_count,
    uint64_t *size_bytes, struct error *error)
{
	struct copy_reader *reader;
	struct copy_row row;
	int code = copy_reader_open(&reader, source->connection, sql, error);

	if (code < 0)
		return code;
	while ((code = copy_reader_next(reader, &row, error)) > 0) {
		(*row_count)++;
		*size_bytes += row.left_bytes;
	}
	copy_reader_free(reader);
	return code;
}

int
title_source_copy_rows(struct title_source *source, uint64_t *row_count,
    uint64_t *size_bytes, struct error *error)
{
	int code = 0;

	*row_count = 0;
	*size_bytes = 0;
	for (int query = 0; query < TITLE_QUERY_COUNT && code == 0; query++) {
		struct buffer sql = BUFFER_INIT;

		title_source_query(
		    source, (enum title_query)query, 1, INT32_MAX, &sql);
		code = sql.failed
		    ? error_set(error, ERROR_MEMORY, "out of memory")
		    : copy_rows(source, sql.data, row_count, size_bytes, error);
		buffer_release(&sql);
	}
	if (code == 0)
		code = copy_rows(
		    source, PERSONS_QUERY, row_count, size_bytes, error);
	return code;
}
