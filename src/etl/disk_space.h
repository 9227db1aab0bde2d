/*
 * Disk space: what a load will need beside what is there, before it begins.
 * Only where the database's folder is on this machine and known can it be
 * compared with what is free.
 */
#ifndef MARQUEE_ETL_DISK_SPACE_H
#define MARQUEE_ETL_DISK_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "etl/dataset.h"
#include "etl/source.h"
#include "util/error.h"

/* Bytes that the database grows by at most while these files are loaded;
 * sources[DATASET_FILE_COUNT], NULL where there is none. `first`: into an empty
 * catalogue. */
uint64_t disk_space_needed(struct source *const *sources, bool first);

/* ERROR_LIMIT when less is free where `database_dir` lies; 0 when that is NULL
 * or "".
 * ERROR_MISSING when there is no such folder. */
int disk_space_check(const char *database_dir, struct source *const *sources,
    bool first, struct error *error);

#endif
