/*
 * Franchise: whether two titles are parts of one series of films. No file says
 * it, so it is read from what a title's card shows. Two titles belong together
 * when they share a person and either
 *
 *	the head of one begins the other, word by word: "Toy Story" and
 *	"Toy Story 2", "Mission: Impossible" and "Mission: Impossible II", or
 *	they begin with the same two words that say something: "Harry Potter
 *	and the Chamber of Secrets" and "Harry Potter and the Goblet of Fire".
 *
 * A head ends before a colon, a dash, a bracket, and a numeral behind the
 * first word; articles at the beginning do not count; case of ASCII letters
 * does not either. Remakes share no person and are left apart, and so are
 * parts with titles that have nothing in common ("Batman Begins" and "The Dark
 * Knight"). The relation is symmetric, not transitive.
 */
#ifndef MARQUEE_RECOMMEND_FRANCHISE_H
#define MARQUEE_RECOMMEND_FRANCHISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/snapshot.h"

#define FRANCHISE_WORDS 6 /* of a title, that are compared */
#define FRANCHISE_TEXT 96 /* bytes of a title that are read */

struct franchise_name {
	char text[FRANCHISE_TEXT]; /* words, each with a NUL behind it */
	uint8_t starts[FRANCHISE_WORDS]; /* [word_count], in text */
	uint8_t word_count;
	uint8_t head_count; /* words of the head, 1 to word_count */
};

/* Reads the beginning of a title; a title without a word has no words. */
void franchise_name_read(const char *title, struct franchise_name *name);

/* Whether the names alone would allow it. */
bool franchise_names_match(
    const struct franchise_name *a, const struct franchise_name *b);

/* Whether one of the directors, writers or cast of both is the same. */
bool franchise_people_meet(
    const struct title_card *a, const struct title_card *b);

#endif
