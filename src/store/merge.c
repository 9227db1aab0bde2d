/*
 * Three statements a table, made from the list below: what is staged has the
 * same columns as what it is compared with. PostgreSQL joins both by hashing
 * or sorting; ON CONFLICT would lock every row that is there already.
 */
#include "store/merge.h"

#include <assert.h>
#include <string.h>

#define FIRST_OWN_TITLE "1500000000"

struct merge {
	const char *table;
	const char *staged;
	const char *keys;
	const char *values;
	const char *title; /* the column that names a title, or NULL */
};

/* The first is special: its rows are never deleted. gone_at of what is staged
 * is null; merged like a value, it brings titles back. */
static const struct merge merges[MERGE_STEP_COUNT] = {
    {"movies", "staging.titles", "id",
	"title_type, primary_title, original_title, is_adult, "
	"start_year, end_year, runtime_minutes, genres, gone_at",
	"id"},
    {"persons", "staging.persons", "id",
	"name, birth_year, death_year, professions", NULL},
    {"movie_crew", "staging.principals", "movie_id, ordering",
	"person_id, category, job, characters", "movie_id"},
    {"directors", "staging.directors", "movie_id, ordering", "person_id",
	"movie_id"},
    {"writers", "staging.writers", "movie_id, ordering", "person_id",
	"movie_id"},
    {"known_for_titles", "staging.known_for", "person_id, ordering", "movie_id",
	NULL},
    {"movie_ratings", "staging.ratings", "movie_id",
	"average_rating, num_votes", "movie_id"},
    {"load_rejects", "staging.rejects", "file, line", "reason, content", NULL},
};

const char *
merge_table(size_t step)
{
	assert(step < MERGE_STEP_COUNT);
	return merges[step].table;
}

/* Appends "p.a, p.b" for the columns "a, b". */
static void
put_columns(struct buffer *sql, const char *prefix, const char *columns)
{
	size_t length;

	for (;;) {
		length = strcspn(columns, ",");
		buffer_printf(sql, "%s.%.*s", prefix, (int)length, columns);
		if (columns[length] == '\0')
			return;
		buffer_append_string(sql, ", ");
		columns += length + 2;
	}
}

void
merge_put_comparison(
    struct buffer *sql, const char *columns, const char *operator)
{
	buffer_append_string(sql, "ROW(");
	put_columns(sql, "s", columns);
	buffer_printf(sql, ") %s ROW(", operator);
	put_columns(sql, "t", columns);
	buffer_append_string(sql, ")");
}

/* Appends "WHERE NOT EXISTS (a row of `table`, called `alias`, with the same
 * key)". */
static void
put_absent(
    struct buffer *sql, const char *table, const char *alias, const char *keys)
{
	buffer_printf(
	    sql, " WHERE NOT EXISTS (SELECT FROM %s %s WHERE ", table, alias);
	merge_put_comparison(sql, keys, "=");
	buffer_append_string(sql, ")");
}

static void
put_removal(struct buffer *sql, const struct merge *merge)
{
	if (merge == &merges[0])
		buffer_append_string(
		    sql, "UPDATE movies t SET gone_at = now()");
	else
		buffer_printf(sql, "DELETE FROM %s t", merge->table);
	put_absent(sql, merge->staged, "s", merge->keys);
	if (merge == &merges[0])
		buffer_append_string(sql, " AND t.gone_at IS NULL");
	if (merge->title != NULL)
		buffer_printf(sql,
		    " AND (t.%s < " FIRST_OWN_TITLE " OR EXISTS (SELECT FROM "
		    "staging.titles own WHERE own.id = t.%s))",
		    merge->title, merge->title);
}

static void
put_update(struct buffer *sql, const struct merge *merge)
{
	buffer_printf(
	    sql, "UPDATE %s t SET (%s) = ROW(", merge->table, merge->values);
	put_columns(sql, "s", merge->values);
	buffer_printf(sql, ") FROM %s s WHERE ", merge->staged);
	merge_put_comparison(sql, merge->keys, "=");
	buffer_append_string(sql, " AND ");
	merge_put_comparison(sql, merge->values, "IS DISTINCT FROM");
}

static void
put_insert(struct buffer *sql, const struct merge *merge)
{
	buffer_printf(sql, "INSERT INTO %s (%s, %s) SELECT %s, %s FROM %s s",
	    merge->table, merge->keys, merge->values, merge->keys,
	    merge->values, merge->staged);
	put_absent(sql, merge->table, "t", merge->keys);
	buffer_printf(sql, " ORDER BY %s", merge->keys);
}

int
merge_step(struct connection *connection, size_t step,
    struct merge_counts *counts, struct error *error)
{
	const struct merge *merge = &merges[step];
	struct merge_counts merged = {0};
	struct buffer sql = BUFFER_INIT;
	int code;

	assert(step < MERGE_STEP_COUNT);
	put_removal(&sql, merge);
	code = connection_run(connection, &sql, &merged.gone, error);
	if (code == 0) {
		put_update(&sql, merge);
		code = connection_run(connection, &sql, &merged.changed, error);
	}
	if (code == 0) {
		put_insert(&sql, merge);
		code = connection_run(connection, &sql, &merged.added, error);
	}
	buffer_release(&sql);
	if (code < 0)
		error_prefix(error, "table %s", merge->table);
	else
		*counts = merged;
	return code;
}

int
merge_analyze(struct connection *connection, size_t step, struct error *error)
{
	struct buffer sql = BUFFER_INIT;
	int code;

	buffer_printf(&sql, "ANALYZE %s", merge_table(step));
	code = connection_run(connection, &sql, NULL, error);
	buffer_release(&sql);
	return code;
}
