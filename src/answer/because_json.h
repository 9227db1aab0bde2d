/*
 * The reasons of a recommendation as JSON: the member "because".
 */
#ifndef MARQUEE_ANSWER_BECAUSE_JSON_H
#define MARQUEE_ANSWER_BECAUSE_JSON_H

#include "index/snapshot.h"
#include "recommend/recommendation.h"
#include "util/json_writer.h"

/*
 * Puts the key and the array of
 *	{"kind":"watched","id","label","through":[{"field","id","label"}],
 *	    "share"}
 *	{"kind":"term","field","id","label","share"}
 *	{"kind":"popularity"|"other","share"}
 * Shares have at most four digits and sum to 1 as printed; a reason whose
 * share would print as 0 is left out.
 */
void answer_because(struct json_writer *json, const struct snapshot *snapshot,
    const struct recommendation *item);

/* The shares in ten-thousandths that sum to 10,000 (largest remainder). */
void because_units(
    const struct recommendation *item, int units[RECOMMEND_MAX_REASONS]);

#endif
