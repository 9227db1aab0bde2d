/*
 * Three statements a table: what is staged has the same columns as what it is
 * compared with. PostgreSQL joins both by hashing
 * or sorting; ON CONFLICT would lock every row that is there already.
 */
#include "store/merge.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "util/buffer.h"

#define FIRST_OWN_TITLE "1500000000"

#define REJECTS_STEP CATALOGUE_TABLE_COUNT

static const struct catalogue_columns rejects = {
    "load_rejects", "file, line", "reason, content", NULL, NULL};

static const struct catalogue_columns *
columns_of(size_t step)
{
	assert(step < MERGE_STEP_COUNT);
	return step == REJECTS_STEP
	    ? &rejects
	    : catalogue_columns((enum catalogue_table)step);
}

/* Titles are never deleted. gone_at of what is staged is null; merged like a
 * value, it brings titles back. */
static bool
keeps_rows(const struct catalogue_columns *columns)
{
	return columns == catalogue_columns(CATALOGUE_MOVIES);
}

/* The name of the staging table. */
static const char *
staged_name(const struct catalogue_columns *columns)
{
	return columns == &rejects ? "rejects" : columns->table;
}

const char *
merge_table(size_t step)
{
	return columns_of(step)->table;
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

/* Appends "ROW(s.a, s.b) operator ROW(t.a, t.b)" for the columns "a, b". */
static void
put_comparison(struct buffer *sql, const char *columns, const char *operator)
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
put_absent(struct buffer *sql, const char *schema, const char *table,
    const char *alias, const char *keys)
{
	buffer_printf(sql, " WHERE NOT EXISTS (SELECT FROM %s.%s %s WHERE ",
	    schema, table, alias);
	put_comparison(sql, keys, "=");
	buffer_append_string(sql, ")");
}

static void
put_removal(struct buffer *sql, const struct catalogue_columns *columns,
    const struct merge_rules *rules)
{
	if (keeps_rows(columns))
		buffer_append_string(
		    sql, "UPDATE public.movies t SET gone_at = now()");
	else
		buffer_printf(sql, "DELETE FROM public.%s t", columns->table);
	put_absent(sql, "staging", staged_name(columns), "s", columns->keys);
	if (keeps_rows(columns))
		buffer_append_string(sql, " AND t.gone_at IS NULL");
	if (columns->title != NULL && !rules->all_own)
		buffer_printf(sql,
		    " AND (t.%s < " FIRST_OWN_TITLE " OR EXISTS (SELECT FROM "
		    "staging.movies own WHERE own.id = t.%s))",
		    columns->title, columns->title);
}

static void
put_update(struct buffer *sql, const struct catalogue_columns *columns)
{
	buffer_printf(sql, "UPDATE public.%s t SET (%s) = ROW(", columns->table,
	    columns->values);
	put_columns(sql, "s", columns->values);
	buffer_printf(sql, ") FROM staging.%s s WHERE ", staged_name(columns));
	put_comparison(sql, columns->keys, "=");
	buffer_append_string(sql, " AND ");
	put_comparison(sql, columns->values, "IS DISTINCT FROM");
}

static void
put_insert(struct buffer *sql, const struct catalogue_columns *columns)
{
	buffer_printf(sql,
	    "INSERT INTO public.%s (%s, %s) SELECT %s, %s FROM staging.%s s",
	    columns->table, columns->keys, columns->values, columns->keys,
	    columns->values, staged_name(columns));
	put_absent(sql, "public", columns->table, "t", columns->keys);
	buffer_printf(sql, " ORDER BY %s", columns->keys);
}

/* Of `present` rows, those that went among them, `gone` went. */
static int
shrink_error(const struct catalogue_columns *columns, int64_t gone,
    int64_t present, struct error *error)
{
	return error_set(error, ERROR_CONFLICT,
	    "%" PRId64 " of %" PRId64 " rows (%.1f %%) are no longer in %s; "
	    "--allow-shrink lets them go",
	    gone, present, 100.0 * (double)gone / (double)present,
	    columns->file);
}

/* Fails when too much went. */
static int
check_shrink(struct connection *connection,
    const struct catalogue_columns *columns, int64_t gone, struct error *error)
{
	struct buffer sql = BUFFER_INIT;
	int64_t present = 0;
	int code;

	if (gone == 0 || columns->file == NULL)
		return 0;
	buffer_printf(&sql, "SELECT count(*) FROM public.%s%s", columns->table,
	    keeps_rows(columns) ? " WHERE gone_at IS NULL" : "");
	code = connection_ask(connection, &sql, &present, error);
	buffer_release(&sql);
	if (code < 0)
		return code;
	present += gone;
	if (gone * MERGE_SHRINK_DIVISOR > present)
		code = shrink_error(columns, gone, present, error);
	return code;
}

int
merge_step(struct connection *connection, size_t step,
    const struct merge_rules *rules, struct merge_counts *counts,
    struct error *error)
{
	const struct catalogue_columns *columns = columns_of(step);
	struct merge_counts merged = {0};
	struct buffer sql = BUFFER_INIT;
	int code;

	put_removal(&sql, columns, rules);
	code = connection_run(connection, &sql, &merged.gone, error);
	if (code == 0 && !rules->allow_shrink)
		code = check_shrink(connection, columns, merged.gone, error);
	if (code == 0) {
		put_update(&sql, columns);
		code = connection_run(connection, &sql, &merged.changed, error);
	}
	if (code == 0) {
		put_insert(&sql, columns);
		code = connection_run(connection, &sql, &merged.added, error);
	}
	buffer_release(&sql);
	if (code < 0)
		error_prefix(error, "table %s", columns->table);
	else
		*counts = merged;
	return code;
}
