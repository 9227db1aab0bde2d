/*
 * The tables of a load under way. Unlogged, as they are worth nothing after a
 * crash; read back only by the load that wrote them.
 */
#include "store/staging.h"

#include "store/merge.h"
#include "util/buffer.h"

#define DROP_TABLES \
	"DROP TABLE IF EXISTS staging.titles, staging.ratings, staging.crew, " \
	"staging.principals, staging.persons, staging.rejects, " \
	"staging.directors, staging.writers, staging.known_for"

/* gone_at is always null here: merged like a value, it brings titles back. */
static const char create_tables[] =
    "CREATE UNLOGGED TABLE staging.titles ("
    "id integer, title_type text, primary_title text, original_title text, "
    "is_adult boolean, start_year smallint, end_year smallint, "
    "runtime_minutes integer, genres text, gone_at timestamptz, line bigint);"
    "CREATE UNLOGGED TABLE staging.ratings ("
    "movie_id integer, average_rating real, num_votes integer, line bigint);"
    "CREATE UNLOGGED TABLE staging.crew ("
    "movie_id integer, directors integer[], writers integer[], line bigint);"
    "CREATE UNLOGGED TABLE staging.principals ("
    "movie_id integer, ordering smallint, person_id integer, category text, "
    "job text, characters text, line bigint);"
    "CREATE UNLOGGED TABLE staging.persons ("
    "id integer, name text, birth_year smallint, death_year smallint, "
    "professions text, known_for integer[], line bigint);"
    "CREATE UNLOGGED TABLE staging.rejects ("
    "file text, line bigint, reason text, content text)";

/* The lists of a crew or person row as rows. */
static const char spread_lists[] =
    "CREATE UNLOGGED TABLE staging.directors AS "
    "SELECT s.movie_id, e.ordering::smallint AS ordering, e.person_id "
    "FROM staging.crew s, unnest(s.directors) WITH ORDINALITY "
    "AS e (person_id, ordering);"
    "CREATE UNLOGGED TABLE staging.writers AS "
    "SELECT s.movie_id, e.ordering::smallint AS ordering, e.person_id "
    "FROM staging.crew s, unnest(s.writers) WITH ORDINALITY "
    "AS e (person_id, ordering);"
    "CREATE UNLOGGED TABLE staging.known_for AS "
    "SELECT s.id AS person_id, e.ordering::smallint AS ordering, e.movie_id "
    "FROM staging.persons s, unnest(s.known_for) WITH ORDINALITY "
    "AS e (movie_id, ordering)";

/* The planner knows nothing of tables that are seconds old; a small sample
 * tells it enough. */
static const char analyze_tables[] =
    "SET default_statistics_target = 10; "
    "ANALYZE staging.titles, staging.ratings, staging.principals, "
    "staging.persons, staging.rejects, staging.directors, staging.writers, "
    "staging.known_for; "
    "RESET default_statistics_target";

/* A file's rows: by what they must differ, and how to show one as a line. */
struct staged_file {
	const char *file;
	const char *table;
	const char *keys;
	const char *content; /* SQL array of text, of row r */
};

static const struct staged_file staged_files[] = {
    {"title.basics", "titles", "id",
	"imdb.title_id(r.id), r.title_type, r.primary_title, "
	"coalesce(r.original_title, r.primary_title), "
	"r.is_adult::integer::text, r.start_year::text, "
	"r.end_year::text, r.runtime_minutes::text, r.genres"},
    {"title.ratings", "ratings", "movie_id",
	"imdb.title_id(r.movie_id), r.average_rating::text, "
	"r.num_votes::text"},
    {"title.crew", "crew", "movie_id",
	"imdb.title_id(r.movie_id), "
	"(SELECT string_agg(imdb.person_id(p), ',' ORDER BY n) "
	"FROM unnest(r.directors) WITH ORDINALITY AS e (p, n)), "
	"(SELECT string_agg(imdb.person_id(p), ',' ORDER BY n) "
	"FROM unnest(r.writers) WITH ORDINALITY AS e (p, n))"},
    {"title.principals", "principals", "movie_id, ordering",
	"imdb.title_id(r.movie_id), r.ordering::text, "
	"imdb.person_id(r.person_id), r.category, r.job, r.characters"},
    {"name.basics", "persons", "id",
	"imdb.person_id(r.id), r.name, r.birth_year::text, "
	"r.death_year::text, r.professions, "
	"(SELECT string_agg(imdb.title_id(t), ',' ORDER BY n) "
	"FROM unnest(r.known_for) WITH ORDINALITY AS e (t, n))"},
};

#define FILE_COUNT (sizeof(staged_files) / sizeof(staged_files[0]))

/* Characters kept of a refused line. */
#define CONTENT_LENGTH "500"

/* Runs a statement that selects one number. */
static int
count(struct connection *connection, const char *sql, int64_t *number,
    struct error *error)
{
	struct result *result;
	int code;

	code = connection_query(connection, sql, NULL, 0, &result, error);
	if (code < 0)
		return code;
	*number = result_integer(result, 0, 0);
	result_free(result);
	return 0;
}

int
staging_create(struct connection *connection, struct error *error)
{
	int code;

	/* Joins of whole tables: hashing wants more than the default, and the
	 * expressions are too plain for compiling them to pay. */
	code = connection_execute(
	    connection, "SET work_mem = '64MB'; SET jit = off", error);
	if (code == 0)
		code = connection_execute(connection, DROP_TABLES, error);
	if (code == 0)
		code = connection_execute(connection, create_tables, error);
	return code;
}

int
staging_drop(struct connection *connection, struct error *error)
{
	return connection_execute(connection, DROP_TABLES, error);
}

/* Of rows with the same key the one of the first line stays. */
static int
refuse_duplicates(struct connection *connection,
    const struct staged_file *staged, const char *reason, struct buffer *sql,
    struct error *error)
{
	buffer_printf(sql,
	    "WITH t AS (SELECT %s, min(line) AS first FROM staging.%s "
	    "GROUP BY %s HAVING count(*) > 1), "
	    "r AS (DELETE FROM staging.%s s USING t WHERE ",
	    staged->keys, staged->table, staged->keys, staged->table);
	merge_put_comparison(sql, staged->keys, "=");
	buffer_printf(sql,
	    " AND s.line <> t.first RETURNING s.*) "
	    "INSERT INTO staging.rejects (file, line, reason, content) "
	    "SELECT '%s', r.line, '%s', left(array_to_string("
	    "ARRAY[%s], E'\\t', '\\N'), " CONTENT_LENGTH ") FROM r",
	    staged->file, reason, staged->content);
	return connection_run(connection, sql, NULL, error);
}

/* Deletes the rows of a staging table that join no title. */
static int
drop_dangling(struct connection *connection, const char *table,
    int64_t *dropped, struct buffer *sql, struct error *error)
{
	buffer_printf(sql,
	    "DELETE FROM staging.%s s WHERE NOT EXISTS "
	    "(SELECT FROM staging.titles t WHERE t.id = s.movie_id)",
	    table);
	return connection_run(connection, sql, dropped, error);
}

static int
count_staged(struct connection *connection, struct staging_counts *counts,
    struct error *error)
{
	int code;

	code = count(connection, "SELECT count(*) FROM staging.titles",
	    &counts->titles, error);
	if (code < 0)
		return code;
	return count(connection,
	    "SELECT count(*) FROM ("
	    "SELECT person_id FROM staging.principals UNION ALL "
	    "SELECT person_id FROM staging.directors UNION ALL "
	    "SELECT person_id FROM staging.writers) AS c WHERE NOT EXISTS "
	    "(SELECT FROM staging.persons p WHERE p.id = c.person_id)",
	    &counts->nameless_credits, error);
}

static int
prepare(struct connection *connection, const char *duplicate_reason,
    struct staging_counts *counts, struct buffer *sql, struct error *error)
{
	size_t i;
	int code = 0;

	for (i = 0; i < FILE_COUNT && code == 0; i++)
		code = refuse_duplicates(
		    connection, &staged_files[i], duplicate_reason, sql, error);
	if (code == 0)
		code = drop_dangling(connection, "ratings",
		    &counts->dropped_ratings, sql, error);
	if (code == 0)
		code = drop_dangling(
		    connection, "crew", &counts->dropped_crew, sql, error);
	if (code == 0)
		code = drop_dangling(connection, "principals",
		    &counts->dropped_principals, sql, error);
	if (code == 0)
		code = connection_execute(connection, spread_lists, error);
	if (code == 0)
		code = drop_dangling(connection, "known_for",
		    &counts->dropped_known_for, sql, error);
	return code;
}

int
staging_prepare(struct connection *connection, const char *duplicate_reason,
    struct staging_counts *counts, struct error *error)
{
	struct staging_counts counted = {0};
	struct buffer sql = BUFFER_INIT;
	int code;

	code = prepare(connection, duplicate_reason, &counted, &sql, error);
	buffer_release(&sql);
	if (code == 0)
		code = connection_execute(connection, analyze_tables, error);
	if (code == 0)
		code = count_staged(connection, &counted, error);
	if (code == 0)
		*counts = counted;
	return code;
}
