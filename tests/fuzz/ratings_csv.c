/*
 * Any bytes as the files of MovieLens: nothing breaks, what is taken is in
 * range, and every record lies within the file. The first byte chooses the
 * form.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "etl/ratings_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
has_title(void *context, int32_t title)
{
	(void)context;
	return title > 0;
}

static int
take(void *context, const struct movie_rating *rating, struct error *error)
{
	(void)context;
	(void)error;
	if (rating->half_stars < 1 || rating->half_stars > 10 ||
	    rating->title < 1 || rating->user < 1 || rating->rated_s < 0)
		abort();
	return 0;
}

static void
refuse(void *context, const char *path, uint64_t line, const char *reason)
{
	const size_t *lines = context;

	(void)path;
	if (line < 1 || line > *lines || reason[0] == '\0')
		abort();
}

static void
unmatched(void *context, uint32_t movie, const char *name, size_t length)
{
	(void)context;
	if (movie < 1 || movie > RATINGS_MOVIE_MAX ||
	    memchr(name, '\0', length) != NULL)
		abort();
}

/* A file in memory: **new** path. */
static char *
write_file(int *descriptor, const uint8_t *data, size_t size)
{
	char *path;

	*descriptor = memfd_create("fuzz", 0);
	if (*descriptor < 0 ||
	    write(*descriptor, data, size) != (ssize_t)size ||
	    asprintf(&path, "/proc/self/fd/%d", *descriptor) < 0)
		abort();
	return path;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct film_names *names;
	size_t lines = size + 1;
	struct ratings_reader reader = {.has_title = has_title,
	    .take = take,
	    .refuse = refuse,
	    .unmatched = unmatched,
	    .context = &lines};
	struct ratings_files files = {.dialect = CSV_COMMAS};
	struct ratings_counts counts;
	int titles, ratings;
	size_t half = size / 2;
	char *path;

	if (size < 2)
		return 0;
	if (names == NULL)
		names = film_names_new();
	if (names == NULL)
		abort();
	(void)film_names_add(names, "Heat", 4, 1995, 5, 1);
	reader.titles = names;
	path = write_file(&titles, data + 1, half);
	if (data[0] % 3 == 0)
		files.links = path;
	else
		files.movies = path;
	if (data[0] % 3 == 2)
		files.dialect = CSV_COLONS;
	files.ratings = write_file(&ratings, data + 1 + half, size - 1 - half);
	(void)ratings_read(&files, &reader, &counts, NULL);
	close(titles);
	close(ratings);
	ratings_files_release(&files);
	return 0;
}
