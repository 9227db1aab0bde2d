/*
 * Names of generated people: the rows of name.basics.
 */
#ifndef MARQUEE_ETL_GENERATE_NAMES_H
#define MARQUEE_ETL_GENERATE_NAMES_H

#include <stdint.h>

#include "etl/generate_title.h"
#include "util/buffer.h"

/* Appends the rows of a circle's people. */
void people_append(
    const struct generator *generator, uint64_t circle, struct buffer *out);

#endif
