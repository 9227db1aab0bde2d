/*
 * A small catalogue by hand, in which every answer can be seen by eye:
 *
 *	 1 Star Quest (1977)      2 Star Quest II (1980)   same people
 *	 3 The Heat (2013)        4 Heat (1995)            5 Heat (1972)
 *	 6 Heathers (1989)        7 In the Heat of the Night (1967)
 *	 8 Amelie (2001), with its accent and a French original title
 *	 9 It (2017)             10 Laughing (2005)       11 Laughs Again (2007)
 *	12 Love in Spring (1999)
 *	13 Quiet Years: a series without year, rating or people
 *	14 Old Streets (1925)    15 Old Houses (1926)  both by a person without
 *				 a known name (SMALL_UNNAMED)
 */
#ifndef MARQUEE_TESTS_UNIT_SMALL_CATALOGUE_H
#define MARQUEE_TESTS_UNIT_SMALL_CATALOGUE_H

#include <stdint.h>

#include "index/snapshot.h"

#define SMALL_COUNT 15
#define SMALL_UNNAMED 999

/* **new**; its folder is gone already. */
struct snapshot *small_catalogue(void);

/* The document of a number that is there. */
uint32_t small_document(const struct snapshot *snapshot, int32_t number);

/* The number of a document. */
int32_t small_number(const struct snapshot *snapshot, uint32_t document);

#endif
