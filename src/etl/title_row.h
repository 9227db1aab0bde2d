/*
 * Rows: one line of one of IMDb's files as typed values, or the reason why it
 * is refused. Text is borrowed from the line.
 *
 * What a line must keep to, whichever file it is of: no NUL, no control
 * character, UTF-8, the file's number of fields. \N and the empty field are
 * null.
 */
#ifndef MARQUEE_ETL_TITLE_ROW_H
#define MARQUEE_ETL_TITLE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/dataset.h"
#include "etl/reject.h"
#include "etl/tsv.h"

#define ROW_FIELDS_MAX 9 /* of title.basics, the widest */
#define ROW_LIST_MAX 4096 /* people or titles that one field may list */

/* Years that are accepted; 0 stands for null. */
#define ROW_TITLE_YEAR_MIN 1800
#define ROW_PERSON_YEAR_MIN 1
#define ROW_YEAR_MAX 2200

struct number_list {
	size_t count;
	int32_t numbers[ROW_LIST_MAX]; /* [count] */
};

struct title_row { /* title.basics */
	int32_t number;
	struct slice type;
	struct slice title;
	struct slice original_title; /* length 0: the same as title */
	bool is_adult;
	int16_t start_year; /* 0: null */
	int16_t end_year;
	int32_t runtime_minutes; /* 0: null */
	struct slice genres; /* length 0: null */
};

struct rating_row { /* title.ratings */
	int32_t title;
	float average; /* 1 to 10 */
	int32_t votes; /* >= 0 */
};

struct crew_row { /* title.crew */
	int32_t title;
	struct number_list directors;
	struct number_list writers;
};

struct principal_row { /* title.principals */
	int32_t title;
	int16_t ordering; /* >= 1 */
	int32_t person;
	struct slice category;
	struct slice job; /* length 0: null */
	struct slice characters; /* length 0: null */
};

struct person_row { /* name.basics */
	int32_t number;
	struct slice name;
	int16_t birth_year; /* 0: null */
	int16_t death_year;
	struct slice professions; /* length 0: null */
	struct number_list known_for;
};

struct aka_row { /* title.akas */
	int32_t title;
	int16_t ordering; /* >= 1 */
	struct slice name;
	struct slice region; /* this and the next: length 0: null */
	struct slice language;
	struct slice types; /* with \x02 between */
	struct slice attributes; /* with \x02 between */
	bool is_original;
};

struct episode_row { /* title.episode */
	int32_t title;
	int32_t parent;
	int32_t season; /* -1: null */
	int32_t episode; /* -1: null */
};

struct extra_row { /* extras; text of length 0: null */
	int32_t title;
	struct slice primary_title; /* needed by a title of one's own alone */
	struct slice overview;
	struct slice keywords; /* with commas between */
	struct slice language;
	struct slice country;
	struct slice poster_url;
	struct slice certificate;
};

/* A row of any file; the widest holds two lists. Each begins with the number
 * of its title or person. */
union any_row {
	int32_t number;
	struct title_row title;
	struct rating_row rating;
	struct crew_row crew;
	struct principal_row principal;
	struct person_row person;
	struct aka_row aka;
	struct episode_row episode;
	struct extra_row extra;
};

/* Splits and checks a line; fields[count] are set when REJECT_NONE. */
enum reject row_split(struct slice line, struct slice *fields, size_t count);

/* As row_split for title.akas, which separates with the control character
 * \x02 inside a field. */
enum reject aka_row_split(struct slice line, struct slice fields[8]);

/* As row_split or aka_row_split, whichever the file wants. */
enum reject row_split_line(
    enum dataset_file file, struct slice line, struct slice *fields);

/* An ordering: 1 to 32,767. */
bool row_ordering_parse(struct slice field, int16_t *ordering);

/*
 * Each takes the fields of its file in the order of the file and returns
 * REJECT_NONE, or the first reason found; *row is unspecified then.
 */
enum reject title_row_parse(
    const struct slice fields[9], struct title_row *row);
enum reject rating_row_parse(
    const struct slice fields[3], struct rating_row *row);
enum reject crew_row_parse(const struct slice fields[3], struct crew_row *row);
enum reject principal_row_parse(
    const struct slice fields[6], struct principal_row *row);
enum reject person_row_parse(
    const struct slice fields[6], struct person_row *row);
enum reject aka_row_parse(const struct slice fields[8], struct aka_row *row);
enum reject episode_row_parse(
    const struct slice fields[4], struct episode_row *row);
enum reject extra_row_parse(
    const struct slice fields[8], struct extra_row *row);

/* The one of these that is the file's. */
enum reject row_parse(
    enum dataset_file file, const struct slice *fields, union any_row *row);

#endif
