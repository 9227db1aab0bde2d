/*
 * Model join: a model and a snapshot, which are published by themselves, as one
 * answers with the other: which document each title of the model is. Made
 * whenever one of the two changes.
 */
#ifndef MARQUEE_RECOMMEND_MODEL_JOIN_H
#define MARQUEE_RECOMMEND_MODEL_JOIN_H

#include <stdint.h>

#include "index/snapshot.h"
#include "model/model_file.h"

#define MODEL_JOIN_NONE UINT32_MAX

struct model_join {
	const struct model_view *model; /* borrowed */
	uint32_t *documents; /* [model->summary->items]; MODEL_JOIN_NONE where
			      * the index has no such title; owned */
};

/* ERROR_MEMORY; both must outlive the join. */
int model_join_init(struct model_join *join, const struct model_view *model,
    const struct snapshot *snapshot);

/* Harmless on a zeroed struct. */
void model_join_release(struct model_join *join);

#endif
