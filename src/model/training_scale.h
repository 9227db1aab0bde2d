/*
 * Training scale: how large what content says is beside what watching says.
 */
#ifndef MARQUEE_MODEL_TRAINING_SCALE_H
#define MARQUEE_MODEL_TRAINING_SCALE_H

#include "index/snapshot.h"
#include "model/interactions.h"
#include "model/item_model.h"
#include "model/sparse_rows.h"

/*
 * Writes the median over a sample of users of the ratio of two root mean squares
 * over items that they have not watched: of the sums of postings, and of the
 * content scores (model/content_weight.h), both for the weighted history. 0
 * when content says nothing. `features` are items x terms. ERROR_MEMORY.
 */
int training_scale(const struct interactions *interactions,
    const struct snapshot *snapshot, const struct sparse_rows *features,
    const struct item_model *postings, double *scale);

#endif
