/*
 * Genres of generated titles: which sets of genres there are, and how often.
 */
#ifndef MARQUEE_ETL_GENERATE_GENRES_H
#define MARQUEE_ETL_GENERATE_GENRES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buffer.h"

#define GENRE_COUNT 27 /* without Adult, which isAdult decides */
#define GENRE_SET_MAX 3 /* IMDb gives a title no more */
#define GENRE_SETS_MAX 3303 /* all sets of one to three */

struct genre_set {
	uint8_t members[GENRE_SET_MAX];
	uint8_t size;
};

struct genre_sets {
	size_t count;
	struct genre_set sets[GENRE_SETS_MAX]; /* [count] */
	double upto[GENRE_SETS_MAX]; /* [count], cumulative shares */
};

void genre_sets_init(struct genre_sets *sets);

/* Appends the set at `share` in [0, 1) as IMDb writes it: "Drama,War". */
void genre_sets_append(const struct genre_sets *sets, double share, bool adult,
    struct buffer *out);

#endif
