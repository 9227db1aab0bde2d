/*
 * Demo user: a person with a taste, and a history that follows it.
 *
 * A taste is two to four favourite genres and one avoided, some favourite
 * people, and an era around the years of one's youth. How much a title appeals
 * to it:
 *
 *	genre   1 with two or more favourite genres, .5 with one, .04 without;
 *	        a quarter of it with the avoided genre
 *	era     1 / (1 + ((year - era) / 15)^2); 1/2 when the year is not known
 *	appeal  genre x (.35 + .65 era), at least .8 with a favourite person
 *
 * A title is watched by drawing one by popularity (one in seven: a title of a
 * favourite person) and keeping it with probability appeal, so histories have
 * the catalogue's popular head and the person's own colour. Who likes a title
 * better watches it to the end more often and rates it higher.
 */
#ifndef MARQUEE_ASSEMBLE_DEMO_USER_H
#define MARQUEE_ASSEMBLE_DEMO_USER_H

#include <stddef.h>
#include <stdint.h>

#include "assemble/demo_names.h"
#include "assemble/demo_titles.h"
#include "util/random.h"

#define DEMO_HISTORY_DAYS 730
#define DEMO_FAVOURITE_PEOPLE 4

struct demo_taste {
	uint64_t genres; /* favourites: a set as in demo_titles */
	uint64_t avoided;
	uint32_t people[DEMO_FAVOURITE_PEOPLE]; /* [person_count] */
	size_t person_count;
	int era; /* the middle year */
	double mildness; /* added to every rating, about -1 to 1 */
};

struct demo_user {
	char name[DEMO_NAME_SIZE];
	int birth_year;
	struct demo_taste taste;
};

struct demo_event {
	int32_t number;
	int64_t watched_us;
	int32_t duration_minutes; /* >= 1 */
	int32_t rating; /* 1 to 10; 0: none */
};

/* Draws a person; `year` is the current one. */
void demo_user_draw(struct random *random, const struct demo_titles *titles,
    int year, struct demo_user *user);

/* [0, 1] */
double demo_taste_appeal(
    const struct demo_taste *taste, const struct demo_title *title);

/* Scratch memory of histories, from one user to the next. */
struct demo_history {
	struct demo_event *events; /* [count], owned, by watched_us */
	size_t count;
	size_t capacity;
	unsigned char *seen; /* a bit a title, owned; 0 between calls */
	size_t *picks; /* [capacity], owned: positions in titles */
};

int demo_history_init(
    struct demo_history *history, const struct demo_titles *titles);
void demo_history_release(struct demo_history *history);

/*
 * Fills history->events with `count` events in the DEMO_HISTORY_DAYS days
 * before `day_us` (midnight), in the evenings for the most part. A title comes
 * twice only now and then, or when the catalogue is short. ERROR_MEMORY.
 */
int demo_history_draw(struct demo_history *history, struct random *random,
    const struct demo_titles *titles, const struct demo_user *user,
    size_t count, int64_t day_us);

#endif
