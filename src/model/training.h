/*
 * Training: from who watched what, and the index, to the model that is served.
 *
 *	B		EASE with the index's vectors as side information
 *			(model/ease.h); when memory does not suffice for all
 *			titles, of the most watched ones, and item-kNN of the
 *			others, brought to the same scale. The column of a title
 *			that c watched is multiplied by
 *			((1 + c) / (1 + largest c))^-TRAINING_LEVEL, which brings
 *			seldom watched ones up a little; then it is pruned
 *	content scale   so that content has TRAINING_CONTENT_SHARE of the root
 *			mean square that B's sums have, in the median over users:
 *			fixed here, so that no request has to look at all titles
 *	popularity scale likewise a constant of the model
 */
#ifndef MARQUEE_MODEL_TRAINING_H
#define MARQUEE_MODEL_TRAINING_H

#include <stdint.h>

#include "index/snapshot.h"
#include "model/interactions.h"
#include "model/item_model.h"
#include "model/model_file.h"
#include "util/error.h"

#define TRAINING_L2 200.0
#define TRAINING_FEATURE_WEIGHT 30.0
#define TRAINING_KEPT 300 /* entries a title, on average */
#define TRAINING_LEVEL 0.05 /* exponent, see above */
#define TRAINING_CONTENT_SHARE 0.25
#define TRAINING_POPULARITY_SCALE 0.1
#define TRAINING_DISLIKE 0.6 /* what a title rated below 7 counts as */
#define TRAINING_MIN_USERS 10
#define TRAINING_MIN_EVENTS 100

struct training_options { /* training_defaults fills it */
	double l2;
	double feature_weight;
	uint32_t kept; /* entries a title, on average */
	double content_share;
	double popularity_scale;
	uint64_t memory_limit_bytes; /* 0: none */
	/* Told once, when all is known and nothing allocated; may be NULL.
	 * `memory_bytes` are those of the largest step. */
	void (*plan)(void *context, uint32_t items, uint32_t ease_items,
	    uint64_t memory_bytes);
	void (*step)(void *context, const char *what); /* may be NULL */
	void *context;
};

void training_defaults(struct training_options *options);

/* All owned; `view` is of it. */
struct trained_model {
	struct model_summary summary;
	int32_t *titles;
	uint32_t *counts;
	struct item_model postings;
	struct model_view view;
};

/*
 * Trains into *out, which must stay where it is while its view is used.
 * Titles that the snapshot does not know have no side information. ERROR_MEMORY;
 * ERROR_CONFLICT when there are fewer users or events than a model can say
 * anything from.
 */
int training_run(const struct interactions *interactions,
    const struct snapshot *snapshot, const struct training_options *options,
    struct trained_model *out, struct error *error);

void trained_model_release(struct trained_model *model);

#endif
