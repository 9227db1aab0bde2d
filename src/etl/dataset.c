/*
 * IMDb's files by name and header, as IMDb documents them on
 * https://developer.imdb.com/non-commercial-datasets/, and one's own.
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
    [DATASET_AKAS] = {"title.akas",
	"titleId\tordering\ttitle\tregion\tlanguage\ttypes\t"
	"attributes\tisOriginalTitle",
	8},
    [DATASET_EPISODES] = {"title.episode",
	"tconst\tparentTconst\tseasonNumber\tepisodeNumber", 4},
    [DATASET_EXTRAS] = {"extras",
	"id\tprimary_title\toverview\tkeywords\tlanguage\tcountry\t"
	"poster_url\tcertificate",
	8},
};

/* The files that IMDb's catalogue cannot do without. */
static const enum dataset_file main_files[] = {DATASET_TITLES, DATASET_RATINGS,
    DATASET_CREW, DATASET_PRINCIPALS, DATASET_PERSONS};

#define MAIN_FILE_COUNT (sizeof(main_files) / sizeof(main_files[0]))

enum dataset_choice
dataset_choice_of(const char *word)
{
	if (strcmp(word, "yes") == 0)
		return DATASET_YES;
	return strcmp(word, "no") == 0 ? DATASET_NO : DATASET_AUTO;
}

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

/* Finds a file, or adds its name to the missing ones. */
static bool
find_needed(struct dataset *dataset, const char *folder, enum dataset_file file,
    struct buffer *missing)
{
	dataset->paths[file] = find_file(folder, formats[file].name);
	if (dataset->paths[file] != NULL)
		return true;
	buffer_printf(missing, "%s%s", missing->length > 0 ? ", " : "",
	    formats[file].name);
	return false;
}

static void
find_chosen(struct dataset *dataset, const char *folder, enum dataset_file file,
    enum dataset_choice choice, struct buffer *missing)
{
	if (choice == DATASET_YES)
		(void)find_needed(dataset, folder, file, missing);
	else if (choice == DATASET_AUTO)
		dataset->paths[file] = find_file(folder, formats[file].name);
}

/* All main files, or none beside extras.tsv. */
static void
find_main(struct dataset *dataset, const char *folder, struct buffer *missing)
{
	size_t found = 0;
	size_t i;

	for (i = 0; i < MAIN_FILE_COUNT; i++)
		if (find_needed(dataset, folder, main_files[i], missing))
			found++;
	if (found > 0 || dataset->paths[DATASET_EXTRAS] == NULL)
		return;
	dataset->origin = "own";
	buffer_clear(missing);
}

int
dataset_open(struct dataset *dataset, const char *folder,
    enum dataset_choice akas, enum dataset_choice episodes, struct error *error)
{
	struct buffer missing = BUFFER_INIT;
	int code = 0;

	*dataset = (struct dataset){
	    .origin = holds_sample(folder) ? "sample" : "imdb"};
	dataset->paths[DATASET_EXTRAS] =
	    find_file(folder, formats[DATASET_EXTRAS].name);
	find_main(dataset, folder, &missing);
	find_chosen(dataset, folder, DATASET_AKAS, akas, &missing);
	find_chosen(dataset, folder, DATASET_EPISODES, episodes, &missing);
	if (missing.length > 0 || missing.failed) {
		code = missing_error(folder, &missing, error);
		dataset_release(dataset);
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
