/*
 * Boosts: what a title's score is multiplied by. The language of filters, with
 * a factor behind every clause:
 *
 *	genre=Drama|War^2 year=1990..1999^1.5 type!=movie^0.5
 *
 * The factors of all clauses that a title matches are multiplied, in their
 * order; one that matches none keeps its score. So a boost changes the order
 * and never what may be answered, and the best title of a bound stays best: a
 * class, of which genres, decade and type decide some clauses, has a largest
 * factor by which its bound is multiplied.
 */
#ifndef MARQUEE_INDEX_BOOST_H
#define MARQUEE_INDEX_BOOST_H

#include <stddef.h>
#include <stdint.h>

#include "index/filter.h"
#include "index/snapshot.h"
#include "util/buffer.h"
#include "util/error.h"

#define BOOST_FACTOR_MIN 0.1
#define BOOST_FACTOR_MAX 10.0

struct boosts {
	struct filter clauses; /* each by itself */
	float factors[FILTER_CLAUSES_MAX]; /* [clauses.clause_count] */
};

/* As filter_parse, filter_put and filter_bind. */
int boosts_parse(const char *text, size_t length, struct boosts *boosts,
    struct error *error);
int boosts_put(const struct boosts *boosts, struct buffer *out);
int boosts_bind(struct boosts *boosts, const struct snapshot *snapshot,
    struct error *error);

/* What a document's score is multiplied by; the boosts are bound. */
float boosts_factor(const struct boosts *boosts,
    const struct snapshot *snapshot, uint32_t document);

/* Clauses are bits, the first is 1. */

/* The clauses that a document with exactly these terms of a field, ascending,
 * matches (FILTER_TYPE or FILTER_GENRE). */
uint16_t boosts_match_terms(const struct boosts *boosts,
    enum filter_field field, const uint32_t *terms, size_t count);

/* The clauses on ranges that a document matches. */
uint16_t boosts_match_ranges(const struct boosts *boosts,
    const struct snapshot *snapshot, uint32_t document);

/* The clauses on ranges that some document of years first to last (-1, -1: of
 * none) may match. */
uint16_t boosts_may_match(const struct boosts *boosts, int first, int last);

/* All clauses but those on one field. */
uint16_t boosts_of_others(const struct boosts *boosts, enum filter_field field);

/* The product of the factors of clauses that match. */
float boosts_product(const struct boosts *boosts, uint16_t matching);

/* The largest product when `matching` match, and of `possible` any may; not
 * less than any boosts_product of these, since it is taken in the same order.
 */
float boosts_largest(
    const struct boosts *boosts, uint16_t matching, uint16_t possible);

#endif
