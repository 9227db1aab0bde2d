/*
 * Watch file: a file or a folder of another service's export, whatever its
 * format, as a watch list.
 *
 * The format is recognised by content. Text that is no UTF-8 is taken for
 * Windows-1252, as spreadsheets save it, and the list says so; a title that was
 * written in something else is then not found, never mistaken. JSON has to be
 * UTF-8.
 *
 * Of a folder its *.csv and *.json are read and likes/films.csv, in order of
 * their names. Those that tell of no views stay in the list of files, with the
 * reason; a broken one is an error.
 */
#ifndef MARQUEE_ETL_WATCH_FILE_H
#define MARQUEE_ETL_WATCH_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "etl/watch_list.h"
#include "util/error.h"

/* Larger files are refused: all of it is held in memory, JSON several times. */
#define WATCH_FILE_MAX_BYTES (INT64_C(64) << 20)
#define WATCH_FOLDER_MAX_FILES 1000

/*
 * Reads the file or folder at `path` into the list. ERROR_MISSING, ERROR_IO,
 * ERROR_LIMIT (too large, too many), ERROR_VERSION (no known format, or not the
 * one asked for; in a folder: no such file), ERROR_INVALID (broken),
 * ERROR_MEMORY. On failure the list is good for nothing but its release.
 */
int watch_file_read(struct watch_list *list, const char *path,
    enum watch_format format, int64_t now_us, struct error *error);

/* The same for one file's bytes. */
int watch_file_parse(struct watch_list *list, const char *path,
    enum watch_format format, const char *bytes, size_t length, int64_t now_us,
    struct error *error);

#endif
