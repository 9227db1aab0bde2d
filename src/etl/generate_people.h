/*
 * People of generated titles: who directs, writes and plays, and the people of
 * a circle with the titles that they are known for.
 *
 * A person's number tells the circle, the pool in it and the rank there:
 *
 *	circle x 16384 + pool's first + rank + 1
 *
 * How often people recur was measured on IMDb's non-commercial datasets: of
 * 63,368 directors' credits, 19,847 people have one and 55 % of them one
 * alone; 47,156 of 110,294 writers' and 58 %; 23,330 of 98,125 actors' credits.
 */
#ifndef MARQUEE_ETL_GENERATE_PEOPLE_H
#define MARQUEE_ETL_GENERATE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/generate_title.h"
#include "util/error.h"

#define CREDITS_MAX 500 /* people of one kind that a title has */

enum credit_kind {
	CREDITED_DIRECTORS,
	CREDITED_WRITERS,
	CREDITED_CAST,
	CREDITED_KINDS
};

struct generated_credits {
	uint32_t counts[CREDITED_KINDS];
	int32_t people[CREDITED_KINDS][CREDITS_MAX]; /* different ones */
};

void generator_credits(const struct generator *generator,
    const struct generated_title *title, struct generated_credits *credits);

#define KNOWN_FOR_MAX 4

struct generated_person {
	int32_t number;
	bool is_cast; /* mostly */
	size_t known_for_count;
	int32_t known_for[KNOWN_FOR_MAX]; /* titles' numbers */
};

/*
 * Calls `take` for each person of a circle, ascending: who has credits, and
 * some who have none. ERROR_MEMORY.
 */
int generator_people(const struct generator *generator, uint64_t circle,
    void (*take)(void *context, const struct generated_person *person),
    void *context);

/* Whether name.basics lacks a person who has credits. */
bool generator_person_is_missing(
    const struct generator *generator, int32_t person);

/* A person of the title's circle for other work: producer, editor, ... */
int32_t generator_crew_member(
    const struct generator *generator, uint64_t ordinal, struct random *random);

#endif
