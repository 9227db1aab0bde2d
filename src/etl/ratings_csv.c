/*
 * First what a film's number means, into a table by number; then the ratings.
 */
#include "etl/ratings_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text/title_id.h"
#include "util/buffer.h"
#include "util/signal_flag.h"
#include "util/utf8.h"

#define PROGRESS_RECORDS 65536
#define TIME_MAX INT64_C(4102444800) /* the year 2100 */

static const char ratings_header[] = "userId,movieId,rating,timestamp";
static const char links_header[] = "movieId,imdbId,tmdbId";
static const char movies_header[] = "movieId,title,genres";

/* --- files ---------------------------------------------------------------- */

/* folder/name, or the same with .gz: **new**; NULL when neither is there. */
static char *
find_file(const char *folder, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s.gz", folder, name) < 0)
		return NULL;
	if (access(path, F_OK) == 0)
		return path;
	path[strlen(path) - strlen(".gz")] = '\0';
	if (access(path, F_OK) == 0)
		return path;
	free(path);
	return NULL;
}

int
ratings_files_find(
    struct ratings_files *files, const char *folder, struct error *error)
{
	*files = (struct ratings_files){.dialect = CSV_COMMAS};
	files->ratings = find_file(folder, "ratings.csv");
	if (files->ratings != NULL) {
		files->links = find_file(folder, "links.csv");
		if (files->links == NULL)
			files->movies = find_file(folder, "movies.csv");
	} else {
		files->dialect = CSV_COLONS;
		files->ratings = find_file(folder, "ratings.dat");
		files->movies = find_file(folder, "movies.dat");
	}
	if (files->ratings == NULL)
		return error_set(error, ERROR_MISSING,
		    "\"%s\" holds neither ratings.csv nor ratings.dat of "
		    "MovieLens",
		    folder);
	if (files->links == NULL && files->movies == NULL)
		return error_set(error, ERROR_MISSING,
		    "\"%s\" holds %s, but not %s, which tells its titles",
		    folder,
		    files->dialect == CSV_COMMAS ? "ratings.csv"
						 : "ratings.dat",
		    files->dialect == CSV_COMMAS ? "links.csv" : "movies.dat");
	return 0;
}

void
ratings_files_release(struct ratings_files *files)
{
	free(files->ratings);
	free(files->links);
	free(files->movies);
	*files = (struct ratings_files){.dialect = CSV_COMMAS};
}

/* --- fields --------------------------------------------------------------- */

/* A whole number from 0 to `maximum`, digits alone. */
static bool
parse_number(struct slice field, int64_t maximum, int64_t *number)
{
	int64_t value = 0;

	if (field.length < 1 || field.length > 18)
		return false;
	for (size_t i = 0; i < field.length; i++) {
		if (field.text[i] < '0' || field.text[i] > '9')
			return false;
		value = value * 10 + (field.text[i] - '0');
	}
	if (value > maximum)
		return false;
	*number = value;
	return true;
}

/* "4", "4.0" or "3.5" as half stars, 1 to 10. */
static bool
parse_stars(struct slice field, int32_t *half_stars)
{
	int32_t value;

	if (field.length != 1 && field.length != 3)
		return false;
	if (field.text[0] < '0' || field.text[0] > '5')
		return false;
	value = (field.text[0] - '0') * 2;
	if (field.length == 3) {
		if (field.text[1] != '.' ||
		    (field.text[2] != '0' && field.text[2] != '5'))
			return false;
		value += field.text[2] == '5';
	}
	if (value < 1 || value > 10)
		return false;
	*half_stars = value;
	return true;
}

/* NULL, or what is wrong with it. */
static const char *
parse_rating(const struct csv_record *record, struct movie_rating *rating,
    uint32_t *movie)
{
	int64_t user, film, time;

	if (record->count != 4)
		return csv_fault_reason(CSV_TOO_MANY);
	if (!parse_number(record->fields[0], RATINGS_USER_MAX, &user) ||
	    user == 0)
		return "bad user number";
	if (!parse_number(record->fields[1], RATINGS_MOVIE_MAX, &film) ||
	    film == 0)
		return "bad movie number";
	if (!parse_stars(record->fields[2], &rating->half_stars))
		return "rating out of range";
	if (!parse_number(record->fields[3], TIME_MAX, &time))
		return "timestamp out of range";
	rating->user = (uint32_t)user;
	rating->rated_s = time;
	*movie = (uint32_t)film;
	return NULL;
}

/* --- reading -------------------------------------------------------------- */

/* One run of ratings_read. */
struct reading {
	const struct ratings_files *files;
	const struct ratings_reader *reader;
	struct ratings_counts counts;
	int32_t *titles; /* [title_count], by MovieLens's number; 0: none,
			  * owned */
	size_t title_count;
	struct csv_record record;
};

static void
refuse(struct reading *reading, const char *path, const char *reason)
{
	const struct ratings_reader *reader = reading->reader;

	reading->counts.refused++;
	if (reader->refuse != NULL)
		reader->refuse(
		    reader->context, path, reading->record.line, reason);
}

/* Whether the record is the header that is wanted. */
static bool
is_header(const struct csv_record *record, const char *header)
{
	struct slice rest = {header, strlen(header)};
	struct slice column;
	size_t count = 0;

	while (tsv_next_element(&rest, &column))
		if (count == record->count ||
		    !slice_equal(column, record->fields[count++]))
			return false;
	return count == record->count;
}

/* Opens a file and reads the header, which only files with commas have. */
static int
open_file(struct reading *reading, const char *path, const char *header,
    struct csv_stream **csv, struct error *error)
{
	int code = csv_stream_open(csv, path, reading->files->dialect, error);

	if (code != 0 || reading->files->dialect == CSV_COLONS)
		return code;
	code = csv_stream_next(*csv, &reading->record, error);
	if (code >= 0 && (code == 0 || !is_header(&reading->record, header)))
		code = error_set(error, ERROR_INVALID,
		    "\"%s\" line 1: %s; expected %s", path,
		    code == 0 ? "the file is empty" : "the header is another",
		    header);
	if (code < 0)
		csv_stream_close(*csv);
	return code < 0 ? code : 0;
}

/* Calls `take` for each good record of a file. */
static int
each_record(struct reading *reading, const char *path, const char *header,
    int (*take)(struct reading *, const char *, struct error *),
    struct error *error)
{
	const struct ratings_reader *reader = reading->reader;
	struct csv_stream *csv;
	uint64_t records = 0;
	int code = open_file(reading, path, header, &csv, error);

	if (code != 0)
		return code;
	while ((code = csv_stream_next(csv, &reading->record, error)) > 0) {
		if (reading->record.fault != CSV_GOOD) {
			refuse(reading, path,
			    csv_fault_reason(reading->record.fault));
			continue;
		}
		code = take(reading, path, error);
		if (code != 0)
			break;
		if (++records % PROGRESS_RECORDS != 0)
			continue;
		if (signal_flag_raised()) {
			code =
			    error_set(error, ERROR_INTERRUPTED, "interrupted");
			break;
		}
		if (reader->progress != NULL && header == ratings_header)
			reader->progress(reader->context,
			    csv_stream_position_bytes(csv),
			    csv_stream_size_bytes(csv));
	}
	csv_stream_close(csv);
	return code;
}

/* Says what the film is: a title, or 0. */
static int
put_title(struct reading *reading, uint32_t movie, int32_t title,
    struct slice name, struct error *error)
{
	const struct ratings_reader *reader = reading->reader;

	if (movie >= reading->title_count) {
		size_t count = (size_t)movie * 2;
		int32_t *grown =
		    realloc(reading->titles, count * sizeof(*grown));

		if (grown == NULL)
			return error_set(error, ERROR_MEMORY, "out of memory");
		memset(grown + reading->title_count, 0,
		    (count - reading->title_count) * sizeof(*grown));
		reading->titles = grown;
		reading->title_count = count;
	}
	reading->titles[movie] = title;
	reading->counts.movies++;
	if (title != 0)
		return 0;
	reading->counts.unmatched_movies++;
	if (reader->unmatched != NULL)
		reader->unmatched(
		    reader->context, movie, name.text, name.length);
	return 0;
}

static int
take_link(struct reading *reading, const char *path, struct error *error)
{
	const struct csv_record *record = &reading->record;
	const struct ratings_reader *reader = reading->reader;
	int64_t movie, number = 0;

	if (record->count != 3) {
		refuse(reading, path, csv_fault_reason(CSV_TOO_MANY));
		return 0;
	}
	if (!parse_number(record->fields[0], RATINGS_MOVIE_MAX, &movie) ||
	    movie == 0) {
		refuse(reading, path, "bad movie number");
		return 0;
	}
	if (record->fields[1].length > 0 &&
	    (!parse_number(record->fields[1], TITLE_ID_OWN_BASE - 1, &number) ||
		number == 0)) {
		refuse(reading, path, "bad title id");
		return 0;
	}
	if (number != 0 && !reader->has_title(reader->context, (int32_t)number))
		number = 0;
	return put_title(reading, (uint32_t)movie, (int32_t)number,
	    (struct slice){"", 0}, error);
}

/* Appends a name as UTF-8; what is none is Latin-1, as in the oldest files. */
static void
put_utf8(struct buffer *out, struct slice name)
{
	if (utf8_valid(name.text, name.length)) {
		buffer_append(out, name.text, name.length);
		return;
	}
	for (size_t i = 0; i < name.length; i++) {
		unsigned char byte = (unsigned char)name.text[i];

		if (byte >= 0x80)
			buffer_append_char(out, (char)(0xc0 | (byte >> 6)));
		buffer_append_char(out,
		    byte < 0x80 ? (char)byte : (char)(0x80 | (byte & 0x3f)));
	}
}

static int
take_movie(struct reading *reading, const char *path, struct error *error)
{
	const struct csv_record *record = &reading->record;
	const struct ratings_reader *reader = reading->reader;
	struct buffer name = BUFFER_INIT;
	int64_t movie;
	int32_t title = 0;
	int code;

	if (record->count != 3) {
		refuse(reading, path, csv_fault_reason(CSV_TOO_MANY));
		return 0;
	}
	if (!parse_number(record->fields[0], RATINGS_MOVIE_MAX, &movie) ||
	    movie == 0) {
		refuse(reading, path, "bad movie number");
		return 0;
	}
	put_utf8(&name, record->fields[1]);
	if (name.failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (name.length > 0 &&
	    (!film_names_find_movielens(
		 reader->titles, name.data, name.length, &title) ||
		!reader->has_title(reader->context, title)))
		title = 0;
	code = put_title(reading, (uint32_t)movie, title,
	    (struct slice){name.length > 0 ? name.data : "", name.length},
	    error);
	buffer_release(&name);
	return code;
}

static int
take_rating(struct reading *reading, const char *path, struct error *error)
{
	const struct ratings_reader *reader = reading->reader;
	struct movie_rating rating;
	uint32_t movie = 0;
	const char *reason = parse_rating(&reading->record, &rating, &movie);

	if (reason != NULL) {
		refuse(reading, path, reason);
		return 0;
	}
	if (movie >= reading->title_count || reading->titles[movie] == 0) {
		reading->counts.unmatched_ratings++;
		return 0;
	}
	rating.title = reading->titles[movie];
	reading->counts.ratings++;
	return reader->take(reader->context, &rating, error);
}

int
ratings_read(const struct ratings_files *files,
    const struct ratings_reader *reader, struct ratings_counts *counts,
    struct error *error)
{
	struct reading reading = {.files = files, .reader = reader};
	int code;

	if (files->links != NULL)
		code = each_record(
		    &reading, files->links, links_header, take_link, error);
	else
		code = each_record(
		    &reading, files->movies, movies_header, take_movie, error);
	if (code == 0)
		code = each_record(&reading, files->ratings, ratings_header,
		    take_rating, error);
	free(reading.titles);
	if (code == 0)
		*counts = reading.counts;
	return code;
}
