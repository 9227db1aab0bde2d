/*
 * Title lookup: which titles have these numbers, and which are called something
 * in these years. For matching other people's lists with the catalogue.
 */
#ifndef MARQUEE_STORE_TITLE_LOOKUP_H
#define MARQUEE_STORE_TITLE_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/connection.h"
#include "util/error.h"

struct title_lookup_row {
	int32_t number;
	int32_t year; /* 0: not known */
	int32_t runtime_minutes; /* 0: not known */
	const char
	    *type; /* all text is borrowed for the call, NUL-terminated */
	const char *title; /* the primary one */
	const char *name; /* one it is called by; with numbers, the title */
	bool foreign; /* name is of another language or region */
};

/* Called for each row; a code other than 0 ends the look-up with it. */
typedef int title_lookup_found(
    void *context, const struct title_lookup_row *row, struct error *error);

/* Those of the numbers that are in the catalogue, also those that have left
 * it, once each, ascending. Errors as connection_query. */
int title_lookup_numbers(struct connection *connection, const int32_t *numbers,
    size_t count, title_lookup_found *found, void *context,
    struct error *error);

/*
 * Every name of every title of these years (none: nothing is found): primary,
 * original where it is another, and those of title.akas, in any order; the
 * same name of a title may come more than once. Titles that have left the
 * catalogue are none of them, adult ones only if wanted. Reads the whole table
 * in one pass and keeps nothing. Errors as copy_reader_next.
 */
int title_lookup_years(struct connection *connection, const int32_t *years,
    size_t count, bool include_adult, title_lookup_found *found, void *context,
    struct error *error);

/* Whether there is any title at all. */
int title_lookup_any(
    struct connection *connection, bool *any, struct error *error);

#endif
