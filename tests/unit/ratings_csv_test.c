/*
 * Folders of MovieLens in each of its forms, and lines that are wrong.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "etl/ratings_csv.h"
#include "util/buffer.h"

static char folder[64];
static struct buffer seen; /* what was taken, refused, unmatched */

static void
write_file(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	cr_assert_not_null(file);
	fputs(text, file);
	fclose(file);
}

static void
begin(void)
{
	snprintf(folder, sizeof(folder), "/tmp/marquee-ratings-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	buffer_init(&seen);
}

static void
end(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -r %s", folder);
	cr_assert_eq(system(command), 0);
	buffer_release(&seen);
}

TestSuite(ratings_csv, .init = begin, .fini = end);

/* Titles up to 99 are in the catalogue. */
static bool
has_title(void *context, int32_t title)
{
	(void)context;
	return title < 100;
}

static int
take(void *context, const struct movie_rating *rating, struct error *error)
{
	(void)context;
	(void)error;
	buffer_printf(&seen, "%u %d %d %ld; ", rating->user, rating->title,
	    rating->half_stars, (long)rating->rated_s);
	return 0;
}

static void
refuse(void *context, const char *path, uint64_t line, const char *reason)
{
	(void)context;
	buffer_printf(
	    &seen, "%s:%lu %s; ", strrchr(path, '/') + 1, line, reason);
}

static void
unmatched(void *context, uint32_t movie, const char *name, size_t length)
{
	(void)context;
	buffer_printf(&seen, "no %u %.*s; ", movie, (int)length, name);
}

static int
read_all(struct film_names *names, struct ratings_counts *counts,
    struct error *error)
{
	struct ratings_reader reader = {.has_title = has_title,
	    .take = take,
	    .refuse = refuse,
	    .unmatched = unmatched,
	    .titles = names};
	struct ratings_files files;
	int code = ratings_files_find(&files, folder, error);

	if (code == 0)
		code = ratings_read(&files, &reader, counts, error);
	ratings_files_release(&files);
	return code;
}

#define LINKS "movieId,imdbId,tmdbId\n1,0000011,5\n2,0000012,\n3,0000500,7\n"
#define HEADER "userId,movieId,rating,timestamp\n"

Test(ratings_csv, finds_titles_by_the_number_in_links)
{
	struct ratings_counts counts;
	struct error error;

	write_file("links.csv", LINKS "4,,\n");
	write_file("ratings.csv",
	    HEADER "1,1,4.0,100\r\n1,2,0.5,101\n2,3,5.0,1\n3,4,5,1\n3,9,5,2\n");
	cr_assert_eq(read_all(NULL, &counts, &error), 0, "%s", error.message);
	cr_expect_str_eq(seen.data, "no 3 ; no 4 ; 1 11 8 100; 1 12 1 101; ");
	cr_expect_eq(counts.ratings, 2);
	cr_expect_eq(counts.movies, 4);
	cr_expect_eq(counts.unmatched_movies, 2);
	cr_expect_eq(counts.unmatched_ratings, 3);
	cr_expect_eq(counts.refused, 0);
}

Test(ratings_csv, names_file_line_and_reason_of_what_it_refuses)
{
	struct ratings_counts counts;
	struct error error;

	write_file("links.csv", LINKS "x,1,2\n5,tt12,2\n6\n");
	write_file("ratings.csv",
	    HEADER "1,1,4.2,100\n1,1,0,100\n1,1,5.5,1\n1,1,4.0\n"
		   "0,1,4.0,1\n1,-1,4.0,1\n1,1,4.0,9999999999\n1,\"1\",3.5,7\n"
		   "1,1,\"3.5,7\n1,2,3.0,8\n");
	cr_assert_eq(read_all(NULL, &counts, &error), 0, "%s", error.message);
	cr_expect_str_eq(seen.data,
	    "no 3 ; links.csv:5 bad movie number; links.csv:6 bad title id; "
	    "links.csv:7 wrong number of fields; "
	    "ratings.csv:2 rating out of range; "
	    "ratings.csv:3 rating out of range; "
	    "ratings.csv:4 rating out of range; "
	    "ratings.csv:5 wrong number of fields; "
	    "ratings.csv:6 bad user number; ratings.csv:7 bad movie number; "
	    "ratings.csv:8 timestamp out of range; 1 11 7 7; "
	    "ratings.csv:10 a quote is never closed; 1 12 6 8; ");
	cr_expect_eq(counts.refused, 11);
}

Test(ratings_csv, refuses_a_file_with_another_header)
{
	struct ratings_counts counts;
	struct error error;

	write_file("links.csv", LINKS);
	write_file("ratings.csv", "user,item,rating,timestamp\n");
	cr_assert_eq(read_all(NULL, &counts, &error), ERROR_INVALID);
	cr_expect(strstr(error.message, "ratings.csv\" line 1") != NULL);
	cr_expect(strstr(error.message, "userId,movieId") != NULL);
	write_file("ratings.csv", "");
	cr_expect_eq(read_all(NULL, &counts, &error), ERROR_INVALID);
}

Test(ratings_csv, says_which_file_is_missing)
{
	struct ratings_counts counts;
	struct error error;

	cr_assert_eq(read_all(NULL, &counts, &error), ERROR_MISSING);
	cr_expect(strstr(error.message, "ratings.csv nor ratings.dat") != NULL);
	write_file("ratings.csv", HEADER);
	cr_assert_eq(read_all(NULL, &counts, &error), ERROR_MISSING);
	cr_expect(strstr(error.message, "links.csv") != NULL);
}

Test(ratings_csv, finds_titles_of_the_old_files_by_name_and_year)
{
	struct film_names *names = film_names_new();
	struct ratings_counts counts;
	struct error error;

	cr_assert_eq(film_names_add(names, "Am\xc3\xa9lie", 7, 2001, 8, 1), 0);
	cr_assert_eq(film_names_add(names, "The Quay", 8, 1999, 9, 1), 0);
	/* Latin-1, as 1M is */
	write_file("movies.dat",
	    "1::Am\xe9lie (2001)::Comedy\n2::Quay, The (1999)::Drama\n"
	    "3::Caf\xe9 (1990)::Drama\n4::only two\n");
	write_file("ratings.dat", "1::1::5::7\n1::2::3.5::8\n2::3::1::9\nx\n");
	cr_assert_eq(read_all(names, &counts, &error), 0, "%s", error.message);
	cr_expect_str_eq(seen.data,
	    "no 3 Caf\xc3\xa9 (1990); movies.dat:4 wrong number of fields; "
	    "1 8 10 7; 1 9 7 8; ratings.dat:4 wrong number of fields; ");
	cr_expect_eq(counts.unmatched_ratings, 1);
	film_names_free(names);
}

Test(ratings_csv, finds_titles_by_name_where_links_are_missing)
{
	struct film_names *names = film_names_new();
	struct ratings_counts counts;
	struct error error;

	cr_assert_eq(film_names_add(names, "One, Two", 8, 1990, 5, 1), 0);
	write_file("movies.csv",
	    "movieId,title,genres\n7,\"One, Two (1990)\",Drama\n");
	write_file("ratings.csv", HEADER "1,7,2.5,3\n");
	cr_assert_eq(read_all(names, &counts, &error), 0, "%s", error.message);
	cr_expect_str_eq(seen.data, "1 5 5 3; ");
	film_names_free(names);
}
