/*
 * Load stages: what the stages of a load (etl/load.h) share. Internal to it.
 */
#ifndef MARQUEE_ETL_LOAD_STAGES_H
#define MARQUEE_ETL_LOAD_STAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/late_lines.h"
#include "etl/load.h"
#include "etl/row_loader.h"
#include "etl/source.h"
#include "store/connection.h"
#include "store/load_record.h"

struct load {
	const struct load_options *options; /* borrowed */
	struct load_report *report; /* borrowed */
	struct connection *connection; /* owned; holds the lock */
	struct dataset dataset;
	struct source *sources[DATASET_FILE_COUNT]; /* owned; NULL: no file */
	struct load_record records[DATASET_FILE_COUNT];
	size_t record_count;
	struct row_context context;
	struct late_lines late[DATASET_FILE_COUNT];
	struct row_counts counts;
	enum load_phase phase; /* the present one */
	uint64_t phase_ns; /* when it began */
	struct load_progress progress; /* what was told last */
};

/* Ends a phase, for the report, and begins another. */
void load_enter(struct load *load, enum load_phase phase);

/* Tells whoever listens; `what` is static, or lives as long as the load. */
void load_tell(
    struct load *load, const char *what, uint64_t done, uint64_t total);

/* Says once more what was said last, so that whoever listens sees that the work
 * goes on. Takes the load. */
void load_tell_again(void *load);

/* ERROR_INTERRUPTED when a signal asked to stop. */
int load_check_interrupted(struct error *error);

/* Connects and takes the lock. */
int load_connect(struct load *load, struct error *error);

/* Opens and hashes the files; *same when the last load read the very same. */
int load_check_files(struct load *load, bool *same, struct error *error);

/* Reads all files into the staging tables. */
int load_store(struct load *load, struct error *error);

/* Makes what is staged the catalogue, in one transaction: the tables
 * themselves when it was empty, else what differs. */
int load_publish(struct load *load, struct error *error);

/* Refreshes the planner's knowledge of the tables that changed. */
int load_analyze(struct load *load, struct error *error);

#endif
