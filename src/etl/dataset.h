/*
 * Dataset: a folder with IMDb's five files, plain (.tsv) or compressed
 * (.tsv.gz); of a file that lies there in both forms the newer one counts.
 *
 * A folder with a file CATALOGUE whose first word is "sample" holds the sample
 * catalogue; any other holds IMDb's.
 */
#ifndef MARQUEE_ETL_DATASET_H
#define MARQUEE_ETL_DATASET_H

#include <stdbool.h>
#include <stddef.h>

#include "util/error.h"

enum dataset_file {
	DATASET_TITLES,
	DATASET_RATINGS,
	DATASET_CREW,
	DATASET_PRINCIPALS,
	DATASET_PERSONS,
	DATASET_FILE_COUNT
};

struct dataset_format {
	const char *name; /* "title.basics" */
	const char *header; /* the first line, without its LF */
	size_t field_count;
};

/* What IMDb says about the file; static. */
const struct dataset_format *dataset_format(enum dataset_file file);

struct dataset {
	char *paths[DATASET_FILE_COUNT]; /* owned */
	bool is_sample;
};

/*
 * Finds the files. ERROR_MISSING names the folder, or all files that are not
 * there. Release also after a failure is harmless.
 */
int dataset_open(
    struct dataset *dataset, const char *folder, struct error *error);
void dataset_release(struct dataset *dataset);

#endif
