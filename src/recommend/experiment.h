/*
 * Experiment: who gets which order after the score. Everybody is in one of N
 * buckets by a hash of salt and user; arms take buckets from 0 up, each its
 * share of them, and who is in none is in the arm "control", which has the
 * plain options. The same user is in the same bucket on every machine for as
 * long as salt and N stay.
 */
#ifndef MARQUEE_RECOMMEND_EXPERIMENT_H
#define MARQUEE_RECOMMEND_EXPERIMENT_H

#include <stddef.h>
#include <stdint.h>

#include "recommend/diversify.h"
#include "util/error.h"

#define EXPERIMENT_ARMS_MAX 8
#define EXPERIMENT_NAME_SIZE 33 /* with the NUL */

struct experiment_arm {
	char name[EXPERIMENT_NAME_SIZE];
	uint32_t end_bucket; /* from the arm before, or 0, to here */
	struct diversify_options options;
};

struct experiment {
	struct diversify_options plain;
	struct experiment_arm arms[EXPERIMENT_ARMS_MAX]; /* [arm_count] */
	size_t arm_count;
	uint32_t bucket_count;
	const char *salt; /* borrowed */
};

struct experiment_place {
	const char *arm; /* borrowed */
	uint32_t bucket;
	const struct diversify_options *options; /* borrowed */
};

/*
 * `plain` as diversify_parse takes it; `arms` is "" or NAME:SHARE:OPTIONS with
 * ";" between, where options begin with the plain ones. ERROR_INVALID.
 */
int experiment_parse(const char *plain, const char *arms, const char *salt,
    uint32_t bucket_count, struct experiment *experiment, struct error *error);

/* Where a user (the text of a uuid, in lower case) is. */
struct experiment_place experiment_assign(
    const struct experiment *experiment, const char *user);

#endif
