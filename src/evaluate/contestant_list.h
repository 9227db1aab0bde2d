/*
 * The contestants, for the one table of them in contestant.c.
 */
#ifndef MARQUEE_EVALUATE_CONTESTANT_LIST_H
#define MARQUEE_EVALUATE_CONTESTANT_LIST_H

#include "evaluate/contestant.h"

extern const struct contestant contestant_popular;
extern const struct contestant contestant_votes;
extern const struct contestant contestant_item_knn;
extern const struct contestant contestant_ease;
extern const struct contestant contestant_tfidf;
extern const struct contestant contestant_tfidf_bare;
extern const struct contestant contestant_blend;
extern const struct contestant contestant_blend_no_content;
extern const struct contestant contestant_blend_no_popularity;
extern const struct contestant contestant_blend_no_features;
extern const struct contestant contestant_blend_all_pairs;

#endif
