/*
 * The benchmarks of `marquee bench` beside query, one a file. Each prints its
 * result and returns an exit code.
 */
#ifndef MARQUEE_CLI_BENCH_PARTS_H
#define MARQUEE_CLI_BENCH_PARTS_H

#include <stdbool.h>

#include "util/config.h"

int bench_build(const struct config *config, bool json);
int bench_load(const struct config *config, int argc, char **argv);
int bench_open(const struct config *config, bool json);

#endif
