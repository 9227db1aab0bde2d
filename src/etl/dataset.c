/*
 * The five files by name and header, as IMDb documents them on
 * https://developer.imdb.com/non-commercial-datasets/.
 */
#include "etl/dataset.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/buffer.h"

static const struct dataset_format formats[DATASET_FILE_COUNT] = {
    [DATASET_TITLES] = {"title.basics",
	"tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\t"
	"startYear\tendYear\truntimeMinutes\tgenres",
	9},
    [DATASET_RATINGS] = {"title.ratings", "tconst\taverageRating\tnumVotes", 3},
    [DATASET_CREW] = {"title.crew", "tconst\tdirectors\twriters", 3},
    [DATASET_PRINCIPALS] = {"title.principals",
	"tconst\tordering\tnconst\tcategory\tjob\tcharacters", 6},
    [DATASET_PERSONS] = {"name.basics",
	"nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\t"
	"knownForTitles",
	6},
};

const struct dataset_format *
dataset_format(enum dataset_file file)
{
	return &formats[file];
}

static bool
is_newer(const struct stat *one, const struct stat *other)
{
	if (one->st_mtim.tv_sec != other->st_mtim.tv_sec)
		return one->st_mtim.tv_sec > other->st_mtim.tv_sec;
	return one->st_mtim.tv_nsec > other->st_mtim.tv_nsec;
}

/* **new** path of the file in either form; NULL with errno when there is
 * none. */
static char *
find_file(const char *folder, const char *name)
{
	struct stat plain_stat;
	struct stat gzip_stat;
	char *plain = NULL;
	char *gzip = NULL;
	bool has_plain;
	bool has_gzip;

	if (asprintf(&plain, "%s/%s.tsv", folder, name) < 0)
		return NULL;
	if (asprintf(&gzip, "%s/%s.tsv.gz", folder, name) < 0) {
		free(plain);
		return NULL;
	}
	has_plain = stat(plain, &plain_stat) == 0;
	has_gzip = stat(gzip, &gzip_stat) == 0;
	if (has_gzip && (!has_plain || is_newer(&gzip_stat, &plain_stat))) {
		free(plain);
		return gzip;
	}
	free(gzip);
	if (has_plain)
		return plain;
	free(plain);
	errno = ENOENT;
	return NULL;
}

/* Whether the folder's CATALOGUE begins with the word "sample". */
static bool
holds_sample(const char *folder)
{
	char word[16] = "";
	char *path = NULL;
	FILE *file;

	if (asprintf(&path, "%s/CATALOGUE", folder) < 0)
		return false;
	file = fopen(path, "r");
	free(path);
	if (file == NULL)
		return false;
	if (fscanf(file, "%15s", word) != 1)
		word[0] = '\0';
	fclose(file);
	return strcmp(word, "sample") == 0;
}

static int
missing_error(const char *folder, struct buffer *missing, struct error *error)
{
	struct stat stat_of_folder;

	if (stat(folder, &stat_of_folder) < 0)
		return error_set_errno(error, ERROR_MISSING, errno,
		    "could not open the data folder \"%s\"", folder);
	if (!S_ISDIR(stat_of_folder.st_mode))
		return error_set(error, ERROR_MISSING,
		    "the data folder \"%s\" is no folder", folder);
	if (missing->failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return error_set(error, ERROR_MISSING,
	    "the data folder \"%s\" lacks %s (.tsv or .tsv.gz)", folder,
	    missing->data);
}

int
dataset_open(struct dataset *dataset, const char *folder, struct error *error)
{
	struct buffer missing = BUFFER_INIT;
	int code = 0;
	int file;

	*dataset = (struct dataset){0};
	for (file = 0; file < DATASET_FILE_COUNT; file++) {
		dataset->paths[file] = find_file(folder, formats[file].name);
		if (dataset->paths[file] == NULL)
			buffer_printf(&missing, "%s%s",
			    missing.length > 0 ? ", " : "", formats[file].name);
	}
	if (missing.length > 0 || missing.failed) {
		code = missing_error(folder, &missing, error);
		dataset_release(dataset);
	} else {
		dataset->is_sample = holds_sample(folder);
	}
	buffer_release(&missing);
	return code;
}

void
dataset_release(struct dataset *dataset)
{
	int file;

	for (file = 0; file < DATASET_FILE_COUNT; file++)
		free(dataset->paths[file]);
	*dataset = (struct dataset){0};
}
