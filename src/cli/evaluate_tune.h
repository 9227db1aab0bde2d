/*
 * `marquee evaluate --tune`: better field weights, by the histories alone.
 */
#ifndef MARQUEE_CLI_EVALUATE_TUNE_H
#define MARQUEE_CLI_EVALUATE_TUNE_H

#include "cli/evaluate_input.h"
#include "evaluate/experiment.h"
#include "util/buffer.h"
#include "util/error.h"

/*
 * Looks for weights with a higher NDCG@100 of the model on the last fifth of
 * the histories, which is held out for it: one field after the other is tried
 * heavier and lighter, by half and then by a fifth, until nothing helps any
 * more. What is held out for the measurement is never looked at. Appends what
 * was found to `out`. The input is open; what index_build and experiment_run
 * fail with.
 */
int evaluate_tune(struct evaluate_input *input, const struct contestant *model,
    struct buffer *out, struct error *error);

#endif
