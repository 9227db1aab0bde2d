/*
 * Likeness: do titles that are similar by content have the same audience?
 *
 * Of the titles with LIKENESS_MIN_USERS or more histories: the share of the 10
 * nearest by content (cosine of the index, no prior) that are among the 50
 * nearest by co-watching (cosine of the histories), both among those titles
 * alone.
 */
#ifndef MARQUEE_EVALUATE_LIKENESS_H
#define MARQUEE_EVALUATE_LIKENESS_H

#include <stdint.h>

#include "evaluate/contestant.h"

#define LIKENESS_MIN_USERS 20
#define LIKENESS_CONTENT 10
#define LIKENESS_WATCHED 50

struct likeness {
	uint32_t items; /* titles that are measured */
	double share; /* mean; 0 without a title */
};

/* ERROR_MEMORY. */
int likeness_measure(
    const struct training *training, struct likeness *likeness);

#endif
