/*
 * Episodes of generated series: a row of title.episode and one of title.basics
 * for each.
 */
#ifndef MARQUEE_ETL_GENERATE_EPISODES_H
#define MARQUEE_ETL_GENERATE_EPISODES_H

#include <stdint.h>

#include "etl/generate_title.h"
#include "util/buffer.h"

/* `episode` counts from 0. */
void episode_append(
    const struct generator *generator, uint64_t episode, struct buffer *out);
void episode_append_title(
    const struct generator *generator, uint64_t episode, struct buffer *out);

#endif
