/*
 * Load summary: fills the report of a load (etl/load.h) from what its parts
 * counted.
 */
#ifndef MARQUEE_ETL_LOAD_SUMMARY_H
#define MARQUEE_ETL_LOAD_SUMMARY_H

#include <stddef.h>

#include "etl/load.h"
#include "etl/pipeline.h"
#include "etl/row_loader.h"
#include "store/connection.h"
#include "store/load_record.h"
#include "util/error.h"

/* Lines and seconds of each file; lines into records[count] too. */
void load_summary_reading(struct load_report *report,
    const struct pipeline *pipeline, struct load_record *records, size_t count);

/* The refused lines of the catalogue by file and reason. */
int load_summary_rejects(struct load_report *report,
    struct connection *connection, struct error *error);

/* What became of the lines of each file; after the other two. */
void load_summary_files(
    struct load_report *report, const struct row_counts *counts);

#endif
