/*
 * Import unmatched: the records of an import that mean no title, each film or
 * series once, however many lines and files name it.
 */
#ifndef MARQUEE_CLI_IMPORT_UNMATCHED_H
#define MARQUEE_CLI_IMPORT_UNMATCHED_H

#include <stddef.h>

#include "assemble/title_match.h"
#include "etl/watch_list.h"

struct import_unmatched {
	size_t record; /* the first that names it */
	size_t times; /* records that do, >= 1 */
};

/* In order of the first records: **new**, also when there are none; NULL when
 * out of memory. Episodes are left out: they are only counted. */
struct import_unmatched *import_unmatched_list(const struct watch_list *list,
    const struct title_matches *matches, size_t *count);

#endif
