/*
 * See watch_layout.h.
 */
#include "etl/watch_layout.h"

#include <string.h>
#include <strings.h>

#include "etl/watch_value.h"
#include "util/buffer.h"

#define SHOWN_COLUMNS 8
#define SHOWN_BYTES 30 /* of a column's name in a message */

#define NO_VIEWS "a list of films to watch, not of films that were watched"

static const char known_columns[] =
    "allowed are IMDb's (Const, Your Rating), Letterboxd's (Name, Year, "
    "Letterboxd URI), or any with tconst, or title and year";

/* The first column that has one of the names, which end with a NULL. */
static size_t
find(const struct csv_record *header, const char *const *names)
{
	for (; *names != NULL; names++) {
		size_t column = csv_column(header, *names);

		if (column != CSV_NO_COLUMN)
			return column;
	}
	return CSV_NO_COLUMN;
}

static bool
has(const struct csv_record *header, const char *name)
{
	return csv_column(header, name) != CSV_NO_COLUMN;
}

/* --- IMDb ----------------------------------------------------------------- */

/* "Your Rating", "You rated", and "NAME rated" in another user's export. */
static size_t
imdb_rating(const struct csv_record *header)
{
	static const char end[] = " rated";
	size_t length = sizeof(end) - 1;
	size_t column = csv_column(header, "Your Rating");

	for (size_t i = 0; column == CSV_NO_COLUMN && i < header->count; i++) {
		struct slice name = header->fields[i];

		if (name.length > length &&
		    i != csv_column(header, "Date Rated") &&
		    strncasecmp(
			name.text + name.length - length, end, length) == 0)
			column = i;
	}
	return column;
}

static bool
is_imdb(const struct csv_record *header)
{
	return has(header, "Const") && imdb_rating(header) != CSV_NO_COLUMN;
}

static void
set_imdb(struct watch_layout *layout, const struct csv_record *header)
{
	static const char *const times[] = {"Date Rated", "created", NULL};

	layout->format = WATCH_FORMAT_IMDB;
	layout->kind = WATCH_RATING;
	layout->rated_only = true;
	layout->scale = 10;
	layout->columns[WATCH_COLUMN_ID] = csv_column(header, "Const");
	layout->columns[WATCH_COLUMN_TITLE] = csv_column(header, "Title");
	layout->columns[WATCH_COLUMN_YEAR] = csv_column(header, "Year");
	layout->columns[WATCH_COLUMN_TIME] = find(header, times);
	layout->columns[WATCH_COLUMN_RATING] = imdb_rating(header);
	layout->columns[WATCH_COLUMN_RUNTIME] =
	    csv_column(header, "Runtime (mins)");
	layout->columns[WATCH_COLUMN_TYPE] = csv_column(header, "Title Type");
}

/* --- Letterboxd ----------------------------------------------------------- */

static bool
is_letterboxd(const struct csv_record *header)
{
	return has(header, "Letterboxd URI") && has(header, "Name") &&
	    has(header, "Year");
}

static bool
path_has(const char *path, const char *word)
{
	const char *name = strrchr(path, '/');

	return strcasestr(name == NULL ? path : name, word) != NULL;
}

static int
set_letterboxd(struct watch_layout *layout, const struct csv_record *header,
    const char *path, struct error *error)
{
	layout->format = WATCH_FORMAT_LETTERBOXD;
	layout->medium = WATCH_FILM;
	layout->scale = 5;
	layout->columns[WATCH_COLUMN_TITLE] = csv_column(header, "Name");
	layout->columns[WATCH_COLUMN_YEAR] = csv_column(header, "Year");
	layout->columns[WATCH_COLUMN_TIME] = csv_column(header, "Watched Date");
	layout->columns[WATCH_COLUMN_OTHER_TIME] = csv_column(header, "Date");
	layout->columns[WATCH_COLUMN_RATING] = csv_column(header, "Rating");
	if (has(header, "Watched Date")) {
		layout->kind = WATCH_VIEW;
	} else if (has(header, "Rating")) {
		layout->kind = WATCH_RATING;
		layout->rated_only = true;
	} else if (path_has(path, "watchlist")) {
		return error_set(error, ERROR_VERSION, NO_VIEWS);
	} else if (path_has(path, "watched") || path_has(path, "films")) {
		layout->kind = WATCH_MARK;
	} else {
		return error_set(error, ERROR_VERSION,
		    "these columns are those of Letterboxd's watched.csv, "
		    "likes/films.csv and watchlist.csv alike: give the file "
		    "the name it had");
	}
	return 0;
}

/* --- any other ------------------------------------------------------------ */

static const char *const id_names[] = {
    "tconst", "const", "imdb_id", "imdbid", "imdb id", "imdb", NULL};
static const char *const title_names[] = {"title", "name", NULL};
static const char *const year_names[] = {
    "year", "start_year", "release_year", "release year", NULL};

static bool
is_csv(const struct csv_record *header)
{
	return find(header, id_names) != CSV_NO_COLUMN ||
	    (find(header, title_names) != CSV_NO_COLUMN &&
		find(header, year_names) != CSV_NO_COLUMN);
}

/* The column whose name says where its ratings end, or "rating" beside a
 * column that does. */
static int
set_rating(struct watch_layout *layout, const struct csv_record *header,
    struct error *error)
{
	static const struct {
		const char *names[3];
		int scale;
	} scales[] = {
	    {{"rating10", "rating_10", NULL}, 10},
	    {{"rating5", "rating_5", NULL}, 5},
	    {{"rating100", "rating_100", NULL}, 100},
	};
	static const char *const scale_names[] = {
	    "scale", "rating_scale", "rating scale", NULL};

	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++) {
		layout->columns[WATCH_COLUMN_RATING] =
		    find(header, scales[i].names);
		layout->scale = scales[i].scale;
		if (layout->columns[WATCH_COLUMN_RATING] != CSV_NO_COLUMN)
			return 0;
	}
	layout->scale = 0;
	layout->columns[WATCH_COLUMN_RATING] = csv_column(header, "rating");
	layout->columns[WATCH_COLUMN_SCALE] = find(header, scale_names);
	if (layout->columns[WATCH_COLUMN_RATING] != CSV_NO_COLUMN &&
	    layout->columns[WATCH_COLUMN_SCALE] == CSV_NO_COLUMN)
		return error_set(error, ERROR_INVALID,
		    "column \"rating\" does not say where its scale ends: "
		    "call it rating5, rating10 or rating100, or add a column "
		    "\"scale\"");
	return 0;
}

static int
set_csv(struct watch_layout *layout, const struct csv_record *header,
    struct error *error)
{
	static const char *const times[] = {"watched_date", "watched date",
	    "watcheddate", "watch_date", "watched_at", "date", NULL};
	static const char *const durations[] = {
	    "duration", "duration_minutes", "watch_duration", "minutes", NULL};

	if (has(header, "Const") && has(header, "Position"))
		return error_set(error, ERROR_VERSION, NO_VIEWS);
	layout->format = WATCH_FORMAT_CSV;
	layout->kind = WATCH_VIEW;
	layout->columns[WATCH_COLUMN_ID] = find(header, id_names);
	layout->columns[WATCH_COLUMN_TITLE] = find(header, title_names);
	layout->columns[WATCH_COLUMN_YEAR] = find(header, year_names);
	layout->columns[WATCH_COLUMN_TIME] = find(header, times);
	layout->columns[WATCH_COLUMN_DURATION] = find(header, durations);
	layout->columns[WATCH_COLUMN_TYPE] = csv_column(header, "type");
	return set_rating(layout, header, error);
}

/* --- which of them -------------------------------------------------------- */

/* The names of the columns, as far as a message has room. */
static void
list_columns(const struct csv_record *header, struct buffer *out)
{
	for (size_t i = 0; i < header->count && i < SHOWN_COLUMNS; i++) {
		struct slice name =
		    watch_value_start(header->fields[i], SHOWN_BYTES);

		buffer_printf(out, "%s\"%.*s\"", i == 0 ? "" : ", ",
		    (int)name.length, name.text);
	}
	if (header->count > SHOWN_COLUMNS)
		buffer_append_string(out, ", ...");
}

static int
refuse(const struct csv_record *header, enum watch_format format,
    struct error *error)
{
	static const char *const wanted[WATCH_FORMAT_COUNT] = {
	    [WATCH_FORMAT_ANY] = known_columns,
	    [WATCH_FORMAT_IMDB] = "imdb wants Const and Your Rating",
	    [WATCH_FORMAT_LETTERBOXD] =
		"letterboxd wants Name, Year and Letterboxd URI",
	    [WATCH_FORMAT_TRAKT] = "trakt wants JSON",
	    [WATCH_FORMAT_JELLYFIN] = "jellyfin wants JSON",
	    [WATCH_FORMAT_CSV] = "csv wants tconst, or title and year",
	};
	struct buffer columns = BUFFER_INIT;
	int code;

	list_columns(header, &columns);
	code = error_set(error, ERROR_VERSION, "its columns are %s; %s",
	    columns.data == NULL ? "" : columns.data, wanted[format]);
	buffer_release(&columns);
	return code;
}

int
watch_layout_find(struct watch_layout *layout, const struct csv_record *header,
    const char *path, enum watch_format format, struct error *error)
{
	struct watch_layout found = {.column_count = header->count};
	bool any = format == WATCH_FORMAT_ANY;
	int code = 0;

	for (size_t i = 0; i < WATCH_COLUMN_COUNT; i++)
		found.columns[i] = CSV_NO_COLUMN;
	if ((any || format == WATCH_FORMAT_LETTERBOXD) && is_letterboxd(header))
		code = set_letterboxd(&found, header, path, error);
	else if ((any || format == WATCH_FORMAT_IMDB) && is_imdb(header))
		set_imdb(&found, header);
	else if ((any || format == WATCH_FORMAT_CSV) && is_csv(header))
		code = set_csv(&found, header, error);
	else
		code = refuse(header, format, error);
	if (code == 0)
		*layout = found;
	return code;
}
