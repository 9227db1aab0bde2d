/*
 * Watch values: dates, ratings and numbers as exports write them.
 */
#ifndef MARQUEE_ETL_WATCH_VALUE_H
#define MARQUEE_ETL_WATCH_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "etl/tsv.h"

/* Without blanks at its ends. */
struct slice watch_value_trim(struct slice text);

/* Its beginning: at most `size` bytes of UTF-8, cut at a character's end. */
struct slice watch_value_start(struct slice text, size_t size);

/*
 * Microseconds since 1970, UTC, of
 *	2026-01-31			that day's midnight in UTC
 *	2026-01-31T20:15:00.123Z	RFC 3339; a blank for the T; no zone
 *					means UTC
 *	Sat Jan 31 00:00:00 2026	as IMDb wrote it until 2017
 * Days with a slash are refused: nobody knows whether 01/02 is in January.
 */
bool watch_value_time(struct slice text, int64_t *wall_us);

/* Days before the first film was shown to an audience, and those that are in
 * the future in every time zone: why it is refused, or NULL. */
const char *watch_value_time_refusal(int64_t wall_us, int64_t now_us);

/*
 * A rating of "0.5", "7", "8.0" on a scale that ends at `scale` (5, 10, 100)
 * as half stars: rating x 10 / scale, rounded to the nearest, at least 1.
 * False unless 0 < rating <= scale.
 */
bool watch_value_rating(struct slice text, int scale, int32_t *half_stars);

/* Digits alone, within the bounds. */
bool watch_value_integer(
    struct slice text, int32_t minimum, int32_t maximum, int32_t *value);

#endif
