/*
 * Watch list: what files of other services say that somebody watched, before
 * it is known which titles of the catalogue are meant.
 *
 * A record is one line or item of a file. There are three kinds, because the
 * same film stands in several files of one export:
 *
 *	view	seen at that time; each counts
 *	rating	rated at that time, and so seen: speaks of a view that is there,
 *		and is one itself only when there is none
 *	mark	seen, nobody noted when: counts only when nothing else does
 */
#ifndef MARQUEE_ETL_WATCH_LIST_H
#define MARQUEE_ETL_WATCH_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/tsv.h"
#include "util/arena.h"
#include "util/error.h"

enum watch_format {
	WATCH_FORMAT_ANY, /* to be recognised */
	WATCH_FORMAT_IMDB,
	WATCH_FORMAT_LETTERBOXD,
	WATCH_FORMAT_TRAKT,
	WATCH_FORMAT_JELLYFIN,
	WATCH_FORMAT_CSV,
	WATCH_FORMAT_COUNT
};

/* "imdb", ...; "any". Borrowed for ever. */
const char *watch_format_name(enum watch_format format);

/* The format of that name but "any"; false leaves *format untouched. */
bool watch_format_parse(const char *name, enum watch_format *format);

/* All names but "any", for people. */
#define WATCH_FORMAT_NAMES "imdb, letterboxd, trakt, jellyfin and csv"

enum watch_kind {
	WATCH_VIEW,
	WATCH_RATING,
	WATCH_MARK
};

/* What the file says that it is; only settles which of several titles of one
 * name and year is meant. */
enum watch_medium {
	WATCH_ANYTHING,
	WATCH_FILM,
	WATCH_SERIES,
	WATCH_EPISODE /* found by its id alone; counted when not found */
};

struct watch_record {
	enum watch_kind kind;
	enum watch_medium medium;
	bool newest_only; /* of these, a title's newest counts: episodes of a
			   * series that stand for the series */
	int32_t number; /* the title's; 0: not given */
	const char *title; /* as the file has it; "" when not given */
	const char *other_title; /* of another language; "" when none */
	int year; /* 0: not given */
	bool dated;
	int64_t watched_us; /* when dated; since 1970, UTC */
	int32_t duration_minutes; /* watched; -1: not given */
	int32_t runtime_minutes; /* of the title; 0: not given */
	int32_t rating; /* half stars, 1 to 10; 0: none */
	size_t file; /* index into files */
	size_t line; /* of the file, or the item of a JSON array, from 1 */
};

/* A line or item that cannot be taken as it is. */
struct watch_refusal {
	size_t file;
	size_t line;
	const char *title; /* "" when there is none */
	int year;
	const char *why;
};

struct watch_source {
	const char *name; /* the path, and the part of it */
	enum watch_format format;
	bool windows_1252; /* it was no UTF-8, and read as this */
	size_t records;
	size_t passed_over; /* lines or items that tell of no view */
	const char *left_out; /* why all of it was passed over, or NULL */
};

struct watch_list {
	struct watch_record *records; /* [count], in order of the files */
	size_t count;
	struct watch_refusal *refusals; /* [refusal_count] */
	size_t refusal_count;
	struct watch_source *sources; /* [source_count] */
	size_t source_count;
	/* private: */
	size_t capacity;
	size_t refusal_capacity;
	size_t source_capacity;
	struct arena text;
	bool failed; /* out of memory: checked at the end of a file */
};

void watch_list_init(struct watch_list *list);
void watch_list_release(struct watch_list *list);

/* Begins a file: what is added from now on is its. Copies the name. */
void watch_list_begin(
    struct watch_list *list, const char *name, enum watch_format format);

/* The file begun last. */
struct watch_source *watch_list_source(struct watch_list *list);

/* Adds a record of that file, whose texts are in the list already. */
void watch_list_add(struct watch_list *list, const struct watch_record *record);

/* Adds a refusal of that file; title and reason are copied. */
void watch_list_refuse(struct watch_list *list,
    const struct watch_record *record, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A file, or a part of one, that tells of no views: it stays in the list of
 * files. Copies both. */
void watch_list_leave_out(
    struct watch_list *list, const char *name, const char *why);

/* A copy that lives as long as the list; "" when out of memory, which the list
 * remembers. */
const char *watch_list_text(struct watch_list *list, struct slice text);

/* 0, or ERROR_MEMORY when any of the above ran out of it. */
int watch_list_check(const struct watch_list *list, struct error *error);

#endif
