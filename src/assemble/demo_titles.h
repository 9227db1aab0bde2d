/*
 * Demo titles: what demo users may watch, the most voted titles of the
 * database, drawn by popularity (votes + 1) and found by the people in them.
 *
 * No adult titles, episodes or games. At most DEMO_TITLES_MAX, so that memory
 * does not grow with the catalogue.
 */
#ifndef MARQUEE_ASSEMBLE_DEMO_TITLES_H
#define MARQUEE_ASSEMBLE_DEMO_TITLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/connection.h"
#include "util/error.h"
#include "util/random.h"

#define DEMO_TITLES_MAX 50000
#define DEMO_GENRES_MAX 64 /* further ones are ignored */
#define DEMO_TITLE_PEOPLE 6 /* two directors and four of the cast */

struct demo_title {
	int32_t number;
	uint64_t genres; /* a set: bit i is genre i */
	int start_year; /* 0: not known */
	int runtime_minutes; /* 0: not known */
	float rating; /* 0: none */
	uint32_t votes;
	bool is_series; /* the runtime is an episode's */
	uint8_t person_count;
	uint32_t people[DEMO_TITLE_PEOPLE]; /* [person_count], in people */
};

struct demo_person {
	int32_t number;
	uint32_t first; /* in person_titles */
	uint32_t count;
};

struct demo_titles {
	struct demo_title *titles; /* [count], most voted first, owned */
	size_t count;
	double *popularity; /* [count], owned: running sums, the last is
			     * the total */
	char *genre_names[DEMO_GENRES_MAX]; /* [genre_count], owned */
	double genre_popularity[DEMO_GENRES_MAX]; /* share of all, (0, 1] */
	size_t genre_count;
	struct demo_person *people; /* [person_count], by number, owned */
	size_t person_count;
	uint32_t *person_titles; /* positions in titles, owned */
};

/*
 * Reads them inside the transaction that is open, without the types of
 * `excluded_types` (with commas between). ERROR_MISSING when there is
 * none; else as store/connection.h.
 */
int demo_titles_load(struct demo_titles *titles, struct connection *connection,
    const char *excluded_types, struct error *error);

/* Harmless on a zeroed struct. */
void demo_titles_release(struct demo_titles *titles);

/* Positions in titles->titles: by popularity, and any title of a person
 * (position in titles->people). */
size_t demo_titles_draw(
    const struct demo_titles *titles, struct random *random);
size_t demo_titles_draw_of(
    const struct demo_titles *titles, size_t person, struct random *random);

#endif
