/*
 * Film names: from a name and a year to the title that has them.
 *
 * Names meet by their words, without case and accents (tokenizer_fold). Of
 * several titles with the same name and year the one with the most votes is
 * meant: whoever writes a list of films means the known one.
 */
#ifndef MARQUEE_ETL_FILM_NAMES_H
#define MARQUEE_ETL_FILM_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct film_names; /* opaque; one thread at a time */

/* **new**, empty; NULL when out of memory. */
struct film_names *film_names_new(void);
void film_names_free(struct film_names *names);

/* Adds a name of a title; `year` above 0. 0 or ERROR_MEMORY. */
int film_names_add(struct film_names *names, const char *name, size_t length,
    int year, int32_t number, uint32_t votes);

/* False when no title has this name and year. */
bool film_names_find(struct film_names *names, const char *name, size_t length,
    int year, int32_t *number);

/*
 * The same for a title as MovieLens writes it, each name in turn:
 *
 *	City of Lost Children, The (Cité des enfants perdus, La) (1995)
 *	Seven (a.k.a. Se7en) (1995)
 *
 * False also when there is no year behind it.
 */
bool film_names_find_movielens(
    struct film_names *names, const char *text, size_t length, int32_t *number);

#endif
