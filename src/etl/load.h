/*
 * Load: IMDb's files and one's own into PostgreSQL.
 *
 *	check    are the files there, and others than those of the last load?
 *	store    lines become rows of the staging tables, by several workers
 *	then, into an empty catalogue,
 *	keys     are built over the rows, several at a time
 *	switch   one transaction puts the tables in the catalogue's place
 *	or, into one that has rows,
 *	merge    one transaction applies the differences to it
 *	analyze  the planner learns what the tables hold
 *
 * Whatever fails before the end of that transaction leaves the database as it
 * was. Memory depends on the number of workers, not on the files, but for a
 * bit a title and person (store/staging.h, etl/late_lines.h).
 *
 * Rows of other files whose title is not in title.basics, or not of a type
 * that is wanted, are dropped and counted. Credits of people who are not in
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
	LOAD_STORING,
	LOAD_KEYS,
	LOAD_SWITCHING,
	LOAD_MERGING,
	LOAD_ANALYZING,
	LOAD_PHASE_COUNT
};

/* "checking", "storing", ... as a person and a program read it; static. */
const char *load_phase_name(enum load_phase phase);

struct load_progress {
	enum load_phase phase;
	const char *what; /* the file or table at work; static */
	uint64_t done; /* bytes of the files, or tables */
	uint64_t total; /* likewise; 0 when nobody knows */
	uint64_t rows; /* stored so far */
};

/* Called from the caller's thread, about ten times a second. */
typedef void load_progress_fn(
    void *context, const struct load_progress *progress);

struct load_options {
	const char *connection_string; /* a secret */
	const char *data_dir;
	size_t worker_count; /* at least 1 */
	const char *excluded_types; /* with commas between; NULL for none */
	enum dataset_choice akas;
	enum dataset_choice episodes;
	const char *database_dir; /* where the database lies; NULL: not known */
	bool replace; /* another catalogue may be replaced */
	bool force; /* compare even when the files are unchanged */
	bool allow_shrink; /* however many rows go */
	unsigned switch_patience_s; /* 0: LOAD_SWITCH_PATIENCE_S */
	load_progress_fn *progress; /* may be NULL */
	void *progress_context;
};

/* How long a first load waits for those who read the empty catalogue. */
#define LOAD_SWITCH_PATIENCE_S 600

struct load_file_report {
	const char *name; /* static; NULL: the file was not read */
	uint64_t read; /* lines behind the header */
	uint64_t loaded; /* of them */
	uint64_t rejected; /* of them, for a reason of their own */
	uint64_t skipped; /* of them, titles of an unwanted type */
	uint64_t dropped; /* of them, as their title is not loaded */
	double seconds;
};

struct load_reject_count {
	char file[24];
	char reason[40];
	uint64_t count;
};

#define LOAD_REJECT_COUNTS_MAX 128

struct load_report {
	const char *origin; /* "sample", "imdb" or "own"; static */
	bool unchanged; /* the files are those of the last load */
	bool first; /* the catalogue was empty */
	struct load_file_report files[DATASET_FILE_COUNT];
	bool tables[CATALOGUE_TABLE_COUNT]; /* that the files fill */
	struct merge_counts merges[MERGE_STEP_COUNT]; /* see merge_table */
	struct load_reject_count rejects[LOAD_REJECT_COUNTS_MAX];
	size_t reject_count; /* entries of rejects[] */
	uint64_t rows; /* of all tables, as they were stored */
	uint64_t dropped_known_for; /* elements of name.basics' lists */
	uint64_t nameless_credits;
	double stage_seconds[LOAD_PHASE_COUNT]; /* 0: did not happen */
	double seconds; /* all of it */
};

/*
 * Loads the files of options->data_dir; *report is filled on success.
 *
 * ERROR_MISSING (folder or files), ERROR_INVALID (a header, or not one good
 * title), ERROR_CORRUPT (broken gzip), ERROR_CONFLICT (no schema, another
 * catalogue without `replace`, or too many rows gone without `allow_shrink`),
 * ERROR_LIMIT (too little disk, or a file far out of order), ERROR_BUSY
 * (another load, or a reader for too long), ERROR_INTERRUPTED, and those of
 * the store.
 */
int load_run(const struct load_options *options, struct load_report *report,
    struct error *error);

#endif
