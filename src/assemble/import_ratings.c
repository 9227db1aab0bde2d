/*
 * The ratings are read twice: first for who there is, since a view refers to
 * its user, then for the views. Memory holds a number and a runtime a title,
 * and a bit a user.
 */
#include "assemble/import_ratings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/copy.h"
#include "util/hash.h"
#include "util/number_ranks.h"

#define US_PER_SECOND INT64_C(1000000)

static const char titles_sql[] =
    "SELECT id, runtime_minutes FROM movies WHERE gone_at IS NULL ORDER BY id";
static const char names_sql[] =
    "SELECT id, primary_title, original_title, start_year, "
    "coalesce(num_votes, 0) FROM movies LEFT JOIN movie_ratings ON "
    "movie_id = id WHERE gone_at IS NULL AND start_year IS NOT NULL";
static const char users_target[] = "users (id, name, origin)";
static const char views_target[] =
    "viewing_history (user_id, movie_id, watch_date, watch_duration, rating)";

/* A run. */
struct import {
	const struct import_ratings_options *options;
	struct connection *connection;
	struct import_ratings_counts counts;

	int32_t *titles; /* [title_count], ascending; owned */
	int32_t *runtimes; /* [title_count], minutes, 0: not known; owned */
	size_t title_count;
	size_t title_capacity;
	struct film_names *names; /* owned; NULL: there are links */

	struct number_set known; /* users that were there */
	struct number_set users; /* that are added */
	struct copy_writer *writer; /* owned; NULL: none is open */
	const char *stage; /* of the progress */
};

static int
out_of_memory(struct error *error)
{
	return error_set(error, ERROR_MEMORY, "out of memory");
}

/* --- titles --------------------------------------------------------------- */

static int
add_title(struct import *import, struct copy_row *row, struct error *error)
{
	if (import->title_count == import->title_capacity) {
		size_t capacity = import->title_capacity * 2 + 1024;
		int32_t *titles = reallocarray(
		    import->titles, capacity, sizeof(*import->titles));
		int32_t *runtimes;

		if (titles == NULL)
			return out_of_memory(error);
		import->titles = titles;
		runtimes = reallocarray(
		    import->runtimes, capacity, sizeof(*import->runtimes));
		if (runtimes == NULL)
			return out_of_memory(error);
		import->runtimes = runtimes;
		import->title_capacity = capacity;
	}
	import->titles[import->title_count] = copy_get_int4(row, 0);
	import->runtimes[import->title_count++] = copy_get_int4(row, 0);
	return 0;
}

static int
add_names(struct import *import, struct copy_row *row, struct error *error)
{
	int32_t number = copy_get_int4(row, 0);
	size_t length, original_length;
	const char *title = copy_get_text(row, &length);
	const char *original = copy_get_text(row, &original_length);
	int year = copy_get_int2(row, 0);
	uint32_t votes = (uint32_t)copy_get_int4(row, 0);
	int code = 0;

	if (title != NULL)
		code = film_names_add(
		    import->names, title, length, year, number, votes);
	if (code == 0 && original != NULL)
		code = film_names_add(import->names, original, original_length,
		    year, number, votes);
	return code == 0 ? 0 : out_of_memory(error);
}

/* Calls `add` for each row of a query. */
static int
read_rows(struct import *import, const char *query,
    int (*add)(struct import *, struct copy_row *, struct error *),
    struct error *error)
{
	struct copy_reader *reader;
	struct copy_row row;
	int code = copy_reader_open(&reader, import->connection, query, error);

	if (code != 0)
		return code;
	while ((code = copy_reader_next(reader, &row, error)) > 0) {
		code = add(import, &row, error);
		if (code == 0 && row.bad)
			code = copy_reader_bad(error);
		if (code != 0)
			break;
	}
	copy_reader_free(reader);
	return code;
}

static int
read_titles(struct import *import, bool names, struct error *error)
{
	int code = read_rows(import, titles_sql, add_title, error);

	if (code == 0 && import->title_count == 0)
		code = error_set(error, ERROR_MISSING,
		    "there are no titles to have been rated");
	if (code != 0 || !names)
		return code;
	import->names = film_names_new();
	if (import->names == NULL)
		return out_of_memory(error);
	return read_rows(import, names_sql, add_names, error);
}

static int
compare_numbers(const void *left, const void *right)
{
	const int32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* The title's place; NULL when it is not loaded. */
static const int32_t *
find_title(const struct import *import, int32_t number)
{
	return bsearch(&number, import->titles, import->title_count,
	    sizeof(number), compare_numbers);
}

static bool
has_title(void *context, int32_t number)
{
	return find_title(context, number) != NULL;
}

/* --- users ---------------------------------------------------------------- */

static void
write_uuid(const char *name, uint64_t user, unsigned char uuid[COPY_UUID_BYTES])
{
	uint64_t hash = hash_fnv1a(name, strlen(name));

	for (int i = 0; i < 8; i++)
		uuid[i] = (unsigned char)(hash >> (8 * i));
	uuid[6] = (unsigned char)(0x80 | (uuid[6] & 0x0f));
	uuid[8] = 0x80;
	uuid[9] = 1;
	for (int i = 0; i < 6; i++)
		uuid[15 - i] = (unsigned char)(user >> (8 * i));
}

#define RANGE_SIZE 33 /* a uuid without hyphens and its NUL */

static void
print_uuid(const char *name, uint64_t user, char text[RANGE_SIZE])
{
	unsigned char uuid[COPY_UUID_BYTES];

	write_uuid(name, user, uuid);
	for (size_t i = 0; i < COPY_UUID_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", uuid[i]);
}

/* Runs a statement with the first and the last uuid of the data set as its
 * parameters. */
static int
query_range(struct connection *connection, const char *name, const char *sql,
    struct result **result, struct error *error)
{
	char first[RANGE_SIZE], last[RANGE_SIZE];
	const char *const range[] = {first, last};

	print_uuid(name, 0, first);
	print_uuid(name, UINT64_MAX, last);
	return connection_query(connection, sql, range, 2, result, error);
}

static int
read_known_users(struct import *import, struct error *error)
{
	const char *origin = import->options->background ? "background" : "own";
	struct result *result;
	int code = query_range(import->connection, import->options->name,
	    "SELECT ('x' || right(replace(id::text, '-', ''), 12))::bit(48)"
	    "::bigint, origin FROM users WHERE id BETWEEN $1::uuid AND "
	    "$2::uuid",
	    &result, error);

	if (code != 0)
		return code;
	for (size_t i = 0; code == 0 && i < result_row_count(result); i++) {
		if (strcmp(result_text(result, i, 1), origin) != 0)
			code = error_set(error, ERROR_CONFLICT,
			    "users of \"%s\" are there with origin %s, not "
			    "%s; take them away first",
			    import->options->name, result_text(result, i, 1),
			    origin);
		else if (number_set_add(&import->known,
			     (int32_t)result_integer(result, i, 0)) != 0)
			code = out_of_memory(error);
	}
	import->counts.known_users = result_row_count(result);
	result_free(result);
	return code;
}

static int
note_user(void *context, const struct movie_rating *rating, struct error *error)
{
	struct import *import = context;
	int32_t user = (int32_t)rating->user;

	if (number_set_has(&import->known, user))
		return 0;
	return number_set_add(&import->users, user) == 0 ? 0
							 : out_of_memory(error);
}

static int
write_user(struct import *import, uint32_t user, struct error *error)
{
	const char *origin = import->options->background ? "background" : "own";
	char name[IMPORT_RATINGS_NAME_MAX + 16];
	unsigned char uuid[COPY_UUID_BYTES];
	struct buffer *row = copy_writer_buffer(import->writer);

	write_uuid(import->options->name, user, uuid);
	snprintf(
	    name, sizeof(name), "%s %" PRIu32, import->options->name, user);
	copy_put_row(row, 3);
	copy_put_uuid(row, uuid);
	copy_put_text(row, name, strlen(name));
	copy_put_text(row, origin, strlen(origin));
	import->counts.users++;
	return copy_writer_row(import->writer, error);
}

static int
write_numbers(struct import *import, const struct number_ranks *ranks,
    struct error *error)
{
	uint32_t *numbers =
	    malloc(((size_t)ranks->count + 1) * sizeof(*numbers));
	int code = 0;

	if (numbers == NULL)
		return out_of_memory(error);
	number_ranks_list(ranks, numbers);
	for (uint32_t i = 0; code == 0 && i < ranks->count; i++)
		code = write_user(import, numbers[i], error);
	free(numbers);
	return code;
}

static int
open_writer(struct import *import, const char *target, struct error *error)
{
	return copy_writer_open(
	    &import->writer, import->connection, target, error);
}

static int
close_writer(struct import *import, struct error *error)
{
	int code = copy_writer_finish(import->writer, NULL, error);

	copy_writer_free(import->writer);
	import->writer = NULL;
	return code;
}

static int
write_users(struct import *import, struct error *error)
{
	struct number_ranks ranks = {.count = 0};
	int code = number_ranks_init(&ranks, &import->users);

	if (code != 0)
		code = out_of_memory(error);
	if (code == 0)
		code = open_writer(import, users_target, error);
	if (code == 0)
		code = write_numbers(import, &ranks, error);
	if (code == 0)
		code = close_writer(import, error);
	number_ranks_release(&ranks);
	return code;
}

/* --- views ---------------------------------------------------------------- */

static int
write_view(
    void *context, const struct movie_rating *rating, struct error *error)
{
	struct import *import = context;
	unsigned char uuid[COPY_UUID_BYTES];
	struct buffer *row;

	if (!number_set_has(&import->users, (int32_t)rating->user))
		return 0;
	row = copy_writer_buffer(import->writer);
	write_uuid(import->options->name, rating->user, uuid);
	copy_put_row(row, 5);
	copy_put_uuid(row, uuid);
	copy_put_int4(row, rating->title);
	copy_put_timestamptz(row, rating->rated_s * US_PER_SECOND);
	copy_put_int4(row,
	    import
		->runtimes[find_title(import, rating->title) - import->titles]);
	copy_put_int2(row, (int16_t)rating->half_stars);
	import->counts.ratings++;
	return copy_writer_row(import->writer, error);
}

static int
write_views(struct import *import, const struct ratings_files *files,
    const struct ratings_reader *reader, struct error *error)
{
	int code = open_writer(import, views_target, error);

	if (code == 0)
		code =
		    ratings_read(files, reader, &import->counts.files, error);
	return code == 0 ? close_writer(import, error) : code;
}

/* --- all ------------------------------------------------------------------ */

static void
show(void *context, uint64_t done, uint64_t total)
{
	const struct import *import = context;

	import->options->progress(
	    import->options->context, import->stage, done, total);
}

static void
refuse(void *context, const char *path, uint64_t line, const char *reason)
{
	const struct import *import = context;

	if (import->options->refuse != NULL)
		import->options->refuse(
		    import->options->context, path, line, reason);
}

static void
leave_out(void *context, uint32_t movie, const char *name, size_t length)
{
	const struct import *import = context;

	if (import->options->unmatched != NULL)
		import->options->unmatched(
		    import->options->context, movie, name, length);
}

static int
import_all(struct import *import, const struct ratings_files *files,
    struct error *error)
{
	struct ratings_reader reader = {.has_title = has_title,
	    .take = note_user,
	    .context = import,
	    .progress = import->options->progress != NULL ? show : NULL};
	int code = read_titles(import, files->links == NULL, error);

	if (code == 0)
		code = read_known_users(import, error);
	reader.titles = import->names;
	import->stage = "users";
	if (code == 0)
		code =
		    ratings_read(files, &reader, &import->counts.files, error);
	if (code == 0)
		code = write_users(import, error);
	reader.take = write_view;
	reader.refuse = refuse;
	reader.unmatched = leave_out;
	import->stage = "ratings";
	if (code == 0)
		code = write_views(import, files, &reader, error);
	return code;
}

/* One import at a time, or two would add the same users. */
static int
begin(struct connection *connection, struct error *error)
{
	return connection_execute(connection,
	    "BEGIN; LOCK TABLE users, viewing_history IN ROW EXCLUSIVE MODE; "
	    "SELECT pg_advisory_xact_lock(hashtext('marquee import-ratings'))",
	    error);
}

/* Ends the transaction as `code` says; returns what came of it. */
static int
end(struct connection *connection, int code, struct error *error)
{
	if (code == 0)
		return connection_execute(connection,
		    "COMMIT; ANALYZE users, viewing_history", error);
	/* Whatever went wrong before is what matters. */
	(void)connection_execute(connection, "ROLLBACK", NULL);
	return code;
}

static void
release(struct import *import)
{
	copy_writer_free(import->writer);
	film_names_free(import->names);
	number_set_release(&import->known);
	number_set_release(&import->users);
	free(import->titles);
	free(import->runtimes);
}

int
import_ratings(struct connection *connection,
    const struct import_ratings_options *options,
    struct import_ratings_counts *counts, struct error *error)
{
	struct import import = {.options = options, .connection = connection};
	struct ratings_files files;
	int code = ratings_files_find(&files, options->folder, error);

	if (code == 0)
		code = begin(connection, error);
	if (code == 0) {
		code = import_all(&import, &files, error);
		copy_writer_free(import.writer);
		import.writer = NULL;
		code = end(connection, code, error);
	}
	if (code == 0)
		*counts = import.counts;
	release(&import);
	ratings_files_release(&files);
	return code;
}

static int
delete_range(struct connection *connection, const char *name, const char *sql,
    uint64_t *count, struct error *error)
{
	struct result *result;
	int code = query_range(connection, name, sql, &result, error);

	if (code != 0)
		return code;
	*count = (uint64_t)result_affected(result);
	result_free(result);
	return 0;
}

int
import_ratings_remove(struct connection *connection, const char *name,
    struct import_ratings_counts *counts, struct error *error)
{
	struct import_ratings_counts removed = {.users = 0};
	int code = begin(connection, error);

	if (code != 0)
		return code;
	code = delete_range(connection, name,
	    "DELETE FROM viewing_history WHERE user_id BETWEEN $1::uuid AND "
	    "$2::uuid",
	    &removed.ratings, error);
	if (code == 0)
		code = delete_range(connection, name,
		    "DELETE FROM users WHERE id BETWEEN $1::uuid AND $2::uuid",
		    &removed.users, error);
	code = end(connection, code, error);
	if (code == 0)
		*counts = removed;
	return code;
}
