/*
 * Models for tests, learned by the real training from seeded histories over a
 * snapshot's titles.
 */
#ifndef MARQUEE_TESTS_UNIT_MODEL_FIXTURE_H
#define MARQUEE_TESTS_UNIT_MODEL_FIXTURE_H

#include <stdint.h>

#include "index/snapshot.h"
#include "model/interactions.h"
#include "model/training.h"

/* Histories of `users` of about `events` titles each, which lie near one
 * another, among every second title of the snapshot; prints the seed. */
void model_fixture_interactions(struct interactions *interactions,
    const struct snapshot *snapshot, uint32_t users, uint32_t events,
    uint64_t seed);

/* Trains on these with the defaults but a smaller l2 and `kept`. */
void model_fixture_train(struct trained_model *model,
    const struct snapshot *snapshot, const struct interactions *interactions,
    uint32_t kept);

#endif
