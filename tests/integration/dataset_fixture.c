/*
 * See dataset_fixture.h.
 */
#include "integration/dataset_fixture.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#define FIRST \
	"tt0000001\tmovie\tThe First\tLe Premier\t0\t1916\t\\N\t100\t" \
	"Drama,War\n"
#define SECOND "tt0000002\tmovie\tSecond\tSecond\t0\t\\N\t\\N\t\\N\t\\N\n"
#define OTHERS \
	"tt0000004\ttvEpisode\tFourth\tFourth\t0\t1999\t\\N\t\\N\tComedy\n" \
	"tt0000003\tmovie\tThird\tThird\t1\t1999\t\\N\t\\N\tAdult\n" \
	"my0000001\tmovie\tOwn\tOwn\t0\t2001\t\\N\t\\N\tDrama\n"

const char dataset_fixture_titles[] = TITLES_HEADER FIRST SECOND OTHERS;
const char dataset_fixture_fewer_titles[] = TITLES_HEADER FIRST OTHERS;

static const char ratings[] = "tconst\taverageRating\tnumVotes\n"
			      "tt0000001\t6.1\t28434\n"
			      "tt0000002\t7.5\t10\n"
			      "tt0000099\t7.5\t10\n";

static const char crew[] = "tconst\tdirectors\twriters\n"
			   "tt0000001\tnm0000001\tnm0000002,nm0000003\n"
			   "tt0000002\tnm0000001\t\\N\n"
			   "tt0000099\tnm0000001\t\\N\n";

static const char principals[] =
    "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n"
    "tt0000001\t1\tnm0000002\tactor\t\\N\t[\"He\"]\n"
    "tt0000001\t2\tnm0000009\tactress\t\\N\t\\N\n"
    "tt0000001\t3\tnm0000001\tdirector\t\\N\t\\N\n"
    "tt0000099\t1\tnm0000001\tdirector\t\\N\t\\N\n";

static const char persons[] =
    "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\t"
    "knownForTitles\n"
    "nm0000001\tAnn One\t1900\t1980\tdirector\ttt0000001,tt0000099\n"
    "nm0000002\tBo Two\t\\N\t\\N\tactor,writer\ttt0000002\n"
    "nm0000003\tÇelik Three\t\\N\t\\N\t\\N\t\\N\n";

static void
path_of(char path[128], const struct dataset_fixture *fixture, const char *name)
{
	snprintf(path, 128, "%s/%s", fixture->folder, name);
}

void
dataset_fixture_write(const struct dataset_fixture *fixture, const char *name,
    const void *bytes, size_t length)
{
	char path[128];
	FILE *file;

	path_of(path, fixture, name);
	file = fopen(path, "wb");
	cr_assert(file != NULL, "could not write %s", path);
	cr_assert(fwrite(bytes, 1, length, file) == length);
	cr_assert(fclose(file) == 0);
}

void
dataset_fixture_write_text(
    const struct dataset_fixture *fixture, const char *name, const char *text)
{
	dataset_fixture_write(fixture, name, text, strlen(text));
}

static void
write_member(const char *path, const char *mode, const char *text)
{
	gzFile file = gzopen(path, mode);

	cr_assert(file != NULL, "could not write %s", path);
	cr_assert(
	    gzwrite(file, text, (unsigned)strlen(text)) == (int)strlen(text));
	cr_assert(gzclose(file) == Z_OK);
}

void
dataset_fixture_write_gzip(const struct dataset_fixture *fixture,
    const char *name, const char *text, size_t keep)
{
	char path[128];

	path_of(path, fixture, name);
	write_member(path, "wb", text);
	if (keep > 0)
		cr_assert(truncate(path, (off_t)keep) == 0);
}

void
dataset_fixture_append_gzip(
    const struct dataset_fixture *fixture, const char *name, const char *text)
{
	char path[128];

	path_of(path, fixture, name);
	write_member(path, "ab", text);
}

void
dataset_fixture_remove(const struct dataset_fixture *fixture, const char *name)
{
	char path[128];

	path_of(path, fixture, name);
	cr_assert(unlink(path) == 0, "could not remove %s", path);
}

void
dataset_fixture_open(struct dataset_fixture *fixture)
{
	strcpy(fixture->folder, "/tmp/marquee-dataset.XXXXXX");
	cr_assert(mkdtemp(fixture->folder) != NULL);
	dataset_fixture_write_text(
	    fixture, "title.basics.tsv", dataset_fixture_titles);
	dataset_fixture_write_text(fixture, "title.ratings.tsv", ratings);
	dataset_fixture_write_text(fixture, "title.crew.tsv", crew);
	dataset_fixture_write_gzip(
	    fixture, "title.principals.tsv.gz", principals, 0);
	dataset_fixture_write_gzip(fixture, "name.basics.tsv.gz", persons, 0);
}

void
dataset_fixture_close(struct dataset_fixture *fixture)
{
	DIR *folder = opendir(fixture->folder);
	struct dirent *entry;

	cr_assert(folder != NULL);
	while ((entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			dataset_fixture_remove(fixture, entry->d_name);
	closedir(folder);
	rmdir(fixture->folder);
}
