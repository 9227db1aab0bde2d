/*
 * Generate: the seven files of an IMDb-shaped catalogue of any size, for tests
 * and benchmarks. They have the skews of the real ones, and none of their rows.
 *
 * The same seed and numbers give the same bytes, on every machine. Everything
 * is computed where it is written (etl/generate_title.h): memory does not
 * depend on the size.
 */
#ifndef MARQUEE_ETL_GENERATE_H
#define MARQUEE_ETL_GENERATE_H

#include <stdbool.h>
#include <stdint.h>

#include "etl/generate_rows.h"
#include "util/error.h"

/* So that the numbers of people fit 31 bits. */
#define GENERATE_TITLES_MAX 50000000
#define GENERATE_EPISODES_MAX 200000000

struct generate_progress {
	const char *file; /* "title.basics"; static */
	uint64_t done; /* of the work on all files */
	uint64_t total;
};

struct generate_options {
	uint64_t titles; /* 1 to GENERATE_TITLES_MAX, without episodes */
	uint64_t episodes;
	uint64_t seed;
	const char *folder; /* is made when it is not there */
	bool dirty; /* plants rows, see etl/generate_plant.h */
	bool force; /* replaces files that are there */

	/* Called a few hundred times; may be NULL. */
	void (*progress)(
	    void *context, const struct generate_progress *progress);
	void *context;
};

struct generate_file_report {
	const char *name; /* static */
	uint64_t rows; /* without the header, with the dirty ones */
	uint64_t dirty; /* of them to be refused */
	uint64_t size_bytes; /* compressed */
};

struct generate_report {
	struct generate_file_report files[GENERATED_FILE_COUNT];
};

/*
 * Writes FOLDER/title.basics.tsv.gz and so on, under other names until all are
 * whole; with `dirty`, also the list FOLDER/planted.tsv.
 *
 * ERROR_CONFLICT: such a file is there, and no `force`. ERROR_IO names the
 * file; ERROR_INTERRUPTED after a signal; ERROR_MEMORY. Nothing of ours is left
 * then, nor is what was there changed.
 */
int generate_run(const struct generate_options *options,
    struct generate_report *report, struct error *error);

#endif
