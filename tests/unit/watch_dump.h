/*
 * A watch list as text, for tests: a line a record,
 *
 *	view tt0000001 "Title" (1999) 2026-01-31T00:00:00Z rated 7 @2
 *
 * with what is not given left out, then "refused @LINE: why" lines and
 * "passed over N".
 */
#ifndef MARQUEE_TESTS_UNIT_WATCH_DUMP_H
#define MARQUEE_TESTS_UNIT_WATCH_DUMP_H

#include "etl/watch_list.h"

#define WATCH_DUMP_NOW_US INT64_C(1769904000000000) /* 2026-02-01 */

/* Reads `text` as a file called `path`, in whatever format: **new** text; of a
 * failure "!message". */
char *watch_dump(const char *path, enum watch_format format, const char *text);

/* The same for bytes, and for a list that was read already. */
char *watch_dump_bytes(const char *path, enum watch_format format,
    const char *bytes, size_t length);
char *watch_dump_list(const struct watch_list *list);

#endif
