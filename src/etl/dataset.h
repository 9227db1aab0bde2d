/*
 * Dataset: a folder with IMDb's files and one's own extras, plain (.tsv) or
 * compressed (.tsv.gz); of a file that lies there in both forms the newer one
 * counts.
 *
 * IMDb's five main files belong together: all of them, or, where extras.tsv
 * is, none. title.akas and title.episode are taken as the caller wants.
 *
 * A folder with a file CATALOGUE whose first word is "sample" holds the sample
 * catalogue; one without IMDb's files a catalogue of one's own; any other
 * IMDb's.
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
	DATASET_AKAS,
	DATASET_EPISODES,
	DATASET_EXTRAS,
	DATASET_FILE_COUNT
};

/* Whether a file that need not be there is taken. */
enum dataset_choice {
	DATASET_NO,
	DATASET_AUTO, /* when it is there */
	DATASET_YES /* its absence is an error */
};

/* "no", "auto" or "yes", as the configuration has it. */
enum dataset_choice dataset_choice_of(const char *word);

struct dataset_format {
	const char *name; /* "title.basics" */
	const char *header; /* the first line, without its LF */
	size_t field_count;
};

/* What IMDb says about the file; static. */
const struct dataset_format *dataset_format(enum dataset_file file);

struct dataset {
	char *paths[DATASET_FILE_COUNT]; /* owned; NULL: not taken */
	const char *origin; /* "sample", "imdb" or "own"; static */
};

/*
 * Finds the files. ERROR_MISSING names the folder, or all files that are not
 * there. Release also after a failure is harmless.
 */
int dataset_open(struct dataset *dataset, const char *folder,
    enum dataset_choice akas, enum dataset_choice episodes,
    struct error *error);
void dataset_release(struct dataset *dataset);

#endif
