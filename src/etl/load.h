/*
 * Load: IMDb's five files into PostgreSQL.
 *
 *	check    are the files there, and others than those of the last load?
 *	read     lines become rows of the staging tables, by several workers
 *	prepare  doubled keys are refused, what joins no title is dropped
 *	merge    one transaction applies the differences to the catalogue
 *
 * Whatever fails before the end of that transaction leaves the database as it
 * was. Memory depends on the number of workers, not on the files.
 *
 * Rows of ratings, crew, principals and known-for titles whose title is not in
 * title.basics are dropped and counted. Credits of people who are not in
 * name.basics are loaded, as their numbers tell titles apart all the same.
 */
#ifndef MARQUEE_ETL_LOAD_H
#define MARQUEE_ETL_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/dataset.h"
#include "store/merge.h"
#include "util/error.h"

enum load_phase {
	LOAD_CHECKING,
	LOAD_READING,
	LOAD_PREPARING,
	LOAD_MERGING
};

struct load_progress {
	enum load_phase phase;
	const char *what; /* the file or table at work; static */
	uint64_t done; /* bytes of the files, or tables when merging */
	uint64_t total; /* likewise; 0 when nobody knows */
};

/* Called from the caller's thread, about ten times a second. */
typedef void load_progress_fn(
    void *context, const struct load_progress *progress);

struct load_options {
	const char *connection_string; /* a secret */
	const char *data_dir;
	size_t worker_count; /* at least 1 */
	bool replace; /* another catalogue may be replaced */
	bool force; /* compare even when the files are unchanged */
	load_progress_fn *progress; /* may be NULL */
	void *progress_context;
};

struct load_file_report {
	const char *name; /* static */
	uint64_t read; /* lines behind the header */
	uint64_t loaded; /* of them */
	uint64_t rejected; /* of them, for a reason of their own */
	uint64_t dropped; /* of them, as their title is missing */
	double seconds;
};

struct load_reject_count {
	char file[24];
	char reason[40];
	uint64_t count;
};

#define LOAD_REJECT_COUNTS_MAX 128

struct load_report {
	const char *origin; /* "sample" or "imdb"; static */
	bool unchanged; /* the files are those of the last load */
	struct load_file_report files[DATASET_FILE_COUNT];
	struct merge_counts merges[MERGE_STEP_COUNT]; /* see merge_table */
	struct load_reject_count rejects[LOAD_REJECT_COUNTS_MAX];
	size_t reject_count; /* entries of rejects[] */
	int64_t dropped_known_for; /* elements of name.basics' lists */
	int64_t nameless_credits;
	double seconds; /* all of it */
};

/*
 * Loads the files of options->data_dir; *report is filled on success.
 *
 * ERROR_MISSING (folder or files), ERROR_INVALID (a header, or not one good
 * title), ERROR_CORRUPT (broken gzip), ERROR_CONFLICT (no schema, or another
 * catalogue without `replace`), ERROR_BUSY (another load), ERROR_INTERRUPTED,
 * and those of the store.
 */
int load_run(const struct load_options *options, struct load_report *report,
    struct error *error);

#endif
