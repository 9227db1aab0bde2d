/*
 * Watch CSV: the exports that are tables.
 *
 * IMDb's ratings.csv, one rating a line (1 to 10), with the day it was given:
 *	Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,
 *	IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors
 * and until 2017, everything quoted, "created" as Sat Jan 31 00:00:00 2026:
 *	position,const,created,modified,description,Title,Title type,Directors,
 *	You rated,IMDb Rating,Runtime (mins),Year,Genres,Num. Votes,
 *	Release Date (month/day/year),URL
 * Columns are found by name, so others and another order do no harm.
 *
 * Letterboxd's files, ratings in half stars from 0.5 to 5, days without a zone:
 *	diary.csv	Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,
 *			Watched Date				views
 *	reviews.csv	the same and Review			views
 *	ratings.csv	Date,Name,Year,Letterboxd URI,Rating	ratings
 *	watched.csv	Date,Name,Year,Letterboxd URI		marks
 *	likes/films.csv	the same				marks
 * The last two look like watchlist.csv, which tells of no view: only the
 * file's name tells them apart.
 *
 * Any table with tconst, or with title and year; optional the day or time,
 * the rating with its scale (rating5, rating10, rating100, or rating beside a
 * column scale), the minutes watched. A line with a day is a view, one with a
 * rating alone a rating, any other a mark.
 */
#ifndef MARQUEE_ETL_WATCH_CSV_H
#define MARQUEE_ETL_WATCH_CSV_H

#include <stddef.h>
#include <stdint.h>

#include "etl/watch_list.h"
#include "util/error.h"

/*
 * Reads a table of UTF-8 without NUL bytes into the list, as a file called
 * `path`. WATCH_FORMAT_ANY recognises IMDb, Letterboxd and others by their
 * columns. `now_us`: later days are refused.
 *
 * ERROR_VERSION: columns of none of these formats or not of the one asked for
 * (the message names those it has), or a table that tells of no views, such as
 * a watchlist; ERROR_INVALID: quotes that do not match, a rating without a
 * scale; ERROR_LIMIT, ERROR_MEMORY. A line that cannot be taken is refused in
 * the list and is no error.
 */
int watch_csv_read(struct watch_list *list, const char *path,
    enum watch_format format, const char *text, size_t length, int64_t now_us,
    struct error *error);

#endif
