/*
 * Ratings: a folder of MovieLens, as GroupLens publishes it.
 *
 *	ratings.csv, links.csv     latest-small, 20M, 25M, 32M: the titles by
 *	                           IMDb's number
 *	ratings.dat, movies.dat    1M, 10M: "::" between fields, the titles by
 *	                           name and year (etl/film_names.h)
 *	ratings.csv, movies.csv    without links.csv likewise
 *
 * Each may be compressed, with .gz behind its name. Lines are read one after the
 * other and handed out; memory does not grow with the number of ratings.
 */
#ifndef MARQUEE_ETL_RATINGS_CSV_H
#define MARQUEE_ETL_RATINGS_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/csv_reader.h"
#include "etl/film_names.h"
#include "util/error.h"

/* the largest numbers that MovieLens may give */
#define RATINGS_MOVIE_MAX 10000000
#define RATINGS_USER_MAX 10000000

struct movie_rating {
	uint32_t user; /* MovieLens's number */
	int32_t title; /* IMDb's */
	int32_t half_stars; /* 1 to 10 */
	int64_t rated_s; /* since 1970, UTC */
};

struct ratings_files {
	enum csv_dialect dialect;
	char *ratings; /* owned, as all paths */
	char *links; /* NULL: titles are matched by name and year */
	char *movies; /* NULL: there is links */
};

/* Finds the files. ERROR_MISSING names what is not there. Release also after a
 * failure is harmless. */
int ratings_files_find(
    struct ratings_files *files, const char *folder, struct error *error);
void ratings_files_release(struct ratings_files *files);

/* Who reads; any function but the first two may be NULL. */
struct ratings_reader {
	/* Whether the catalogue has the title. */
	bool (*has_title)(void *context, int32_t title);
	/* Takes a rating of such a title; anything but 0 ends the reading. */
	int (*take)(void *context, const struct movie_rating *rating,
	    struct error *error);
	/* A line that is left out. */
	void (*refuse)(
	    void *context, const char *path, uint64_t line, const char *reason);
	/* A film that is no title of the catalogue; `name` is "" where links
	 * tell, else `length` bytes as they stand in the file. */
	void (*unmatched)(
	    void *context, uint32_t movie, const char *name, size_t length);
	/* Now and then, in bytes of the ratings. */
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
	struct film_names *titles; /* NULL where files->links is not */
};

struct ratings_counts {
	uint64_t ratings; /* taken */
	uint64_t unmatched_ratings; /* of films that are no title */
	uint64_t refused; /* lines */
	uint64_t movies; /* films that links or movies name */
	uint64_t unmatched_movies;
};

/* Reads all. ERROR_INVALID (another header), what etl/source.h and `take` fail
 * with, ERROR_INTERRUPTED. */
int ratings_read(const struct ratings_files *files,
    const struct ratings_reader *reader, struct ratings_counts *counts,
    struct error *error);

#endif
