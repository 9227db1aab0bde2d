#include "etl/watch_csv.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit/watch_dump.h"

static void
expect(const char *path, enum watch_format format, const char *text,
    const char *expected)
{
	char *got = watch_dump(path, format, text);

	cr_expect(eq(str, got, expected));
	free(got);
}

/* The text, or the message of the refusal, holds the words. */
static void
expect_words(const char *path, enum watch_format format, const char *text,
    const char *words)
{
	char *got = watch_dump(path, format, text);

	cr_expect(
	    strstr(got, words) != NULL, "\"%s\" is not in \"%s\"", words, got);
	free(got);
}

/* --- IMDb ----------------------------------------------------------------- */

#define IMDB \
	"Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type," \
	"IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date," \
	"Directors\n"

Test(watch_csv, reads_imdb_ratings)
{
	expect("ratings.csv", WATCH_FORMAT_ANY,
	    IMDB
	    "tt9000001,9,2024-01-05,\"One, Two\",Eins,https://x/,Movie,8.7,136,"
	    "1999,\"Action, Drama\",20,1999-03-31,\"A, B\"\n"
	    "tt9000002,10,2024-02-05,A Part,A Part,https://x/,TV Episode,8.7,,"
	    "2022,Drama,300,2022-02-18,\n",
	    "rating tt9000001 \"One, Two\" (1999) 2024-01-05T00:00:00Z rated 9 "
	    "of 136 @2\n"
	    "rating episode tt9000002 \"A Part\" (2022) 2024-02-05T00:00:00Z "
	    "rated 10 @3\n");
}

Test(watch_csv, reads_imdb_ratings_of_2017_without_an_original_title)
{
	expect("ratings.csv", WATCH_FORMAT_ANY,
	    "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,"
	    "Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n"
	    "tt9000001,8,2021-04-03,One,https://x,movie,9.3,142,1994,Drama,28,"
	    "1994-09-23,A\n",
	    "rating tt9000001 \"One\" (1994) 2021-04-03T00:00:00Z rated 8 of "
	    "142 @2\n");
}

#define OLD_IMDB \
	"\"position\",\"const\",\"created\",\"modified\",\"description\"," \
	"\"Title\",\"Title type\",\"Directors\",\"%s\",\"IMDb Rating\"," \
	"\"Runtime (mins)\",\"Year\",\"Genres\",\"Num. Votes\"," \
	"\"Release Date (month/day/year)\",\"URL\"\n" \
	"\"1\",\"tt9000003\",\"Sun Mar  1 00:00:00 2015\",\"\",\"\"," \
	"\"Old\",\"Feature Film\",\"A\",\"6\",\"7.0\",\"104\",\"2014\"," \
	"\"crime\",\"3467\",\"2014-02-25\",\"http://x/\"\n"

Test(watch_csv, reads_the_older_imdb_ratings_of_oneself_and_of_others)
{
	static const char *const columns[] = {"You rated", "ann rated"};

	for (size_t i = 0; i < 2; i++) {
		char text[1000];

		snprintf(text, sizeof(text), OLD_IMDB, columns[i]);
		expect("ratings.csv", WATCH_FORMAT_ANY, text,
		    "rating tt9000003 \"Old\" (2014) 2015-03-01T00:00:00Z "
		    "rated 6 of 104 @2\n");
	}
}

Test(watch_csv, passes_over_what_an_imdb_list_has_unrated)
{
	expect("list.csv", WATCH_FORMAT_ANY,
	    "Position,Const,Created,Modified,Description,Title,Year,"
	    "Your Rating,Date Rated\n"
	    "1,tt9000001,2024-01-01,2024-01-01,,One,1999,,\n"
	    "2,tt9000002,2024-01-01,2024-01-01,,Two,2000,7,2024-01-02\n",
	    "rating tt9000002 \"Two\" (2000) 2024-01-02T00:00:00Z rated 7 @3\n"
	    "passed over 1\n");
}

Test(watch_csv, refuses_lists_of_what_is_to_be_watched)
{
	expect_words("WATCHLIST.csv", WATCH_FORMAT_ANY,
	    "Position,Const,Created,Modified,Description,Title,Year\n"
	    "1,tt9000001,2024-01-01,2024-01-01,,One,1999\n",
	    "a list of films to watch");
	expect_words("x/watchlist.csv", WATCH_FORMAT_ANY,
	    "Date,Name,Year,Letterboxd URI\n2024-01-05,One,2021,https://x\n",
	    "a list of films to watch");
}

Test(watch_csv, refuses_a_line_and_says_why)
{
	expect("ratings.csv", WATCH_FORMAT_IMDB,
	    "Const,Your Rating,Date Rated,Title,Year\n"
	    "nm0000001,9,2024-01-05,One,1999\n"
	    "tt9000001,11,2024-01-05,One,1999\n"
	    "tt9000001,99999999999999999999,2024-01-05,One,1999\n"
	    "tt9000001,9,05/01/2024,One,1999\n"
	    "tt9000001,9,2999-01-01,One,1999\n"
	    "tt9000001,9,1815-01-01,One,1999\n"
	    "tt9000001,9,2024-01-05,One,99999999999\n"
	    "tt99999999999999999999,9,2024-01-05,One,1999\n"
	    "tt9000001,9,2024-01-05,One\n"
	    ",9,2024-01-05,,\n"
	    "tt9000001,9,2024-01-05,One,1999\n",
	    "rating tt9000001 \"One\" (1999) 2024-01-05T00:00:00Z rated 9 "
	    "@12\n"
	    "refused @2: the id \"nm0000001\" is no title's id\n"
	    "refused @3: the rating \"11\" is no rating above 0 and up to 10\n"
	    "refused @4: the rating \"99999999999999999999\" is no rating "
	    "above 0 and up to 10\n"
	    "refused @5: the date \"05/01/2024\" is no date such as "
	    "2026-01-31\n"
	    "refused @6: the date \"2999-01-01\" is in the future\n"
	    "refused @7: the date \"1815-01-01\" is before there were films\n"
	    "refused @8: the year \"99999999999\" is no year\n"
	    "refused @9: the id \"tt99999999999999999999\" is no title's id\n"
	    "refused @10: it has 4 fields where the first line has 5\n"
	    "refused @11: it names no title\n");
}

/* --- Letterboxd ----------------------------------------------------------- */

#define DIARY "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"

Test(watch_csv, reads_letterboxds_diary)
{
	expect("diary.csv", WATCH_FORMAT_ANY,
	    DIARY
	    "2024-01-11,One,1980,https://boxd.it/a,4.5,,\"a, b\",2024-01-10\n"
	    "2024-02-12,\"Two, Three\",1979,https://boxd.it/b,,Yes,,"
	    "2024-02-11\n"
	    "2024-03-12,Four,,https://boxd.it/c,0.5,,,\n",
	    "view film \"One\" (1980) 2024-01-10T00:00:00Z rated 9 @2\n"
	    "view film \"Two, Three\" (1979) 2024-02-11T00:00:00Z @3\n"
	    "rating film \"Four\" 2024-03-12T00:00:00Z rated 1 @4\n");
}

Test(watch_csv, reads_letterboxds_reviews_over_several_lines)
{
	expect("reviews.csv", WATCH_FORMAT_ANY,
	    "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,"
	    "Watched Date\n"
	    "2024-02-12,One,1979,https://x,,,\"Slow, and\n\nfine.\",,"
	    "2024-02-11\n"
	    "2024-02-13,Two,1979,https://x,3,,Short,,\n",
	    "view film \"One\" (1979) 2024-02-11T00:00:00Z @2\n"
	    "rating film \"Two\" (1979) 2024-02-13T00:00:00Z rated 6 @5\n");
}

Test(watch_csv, reads_letterboxds_ratings_and_marks)
{
	expect("ratings.csv", WATCH_FORMAT_ANY,
	    "Date,Name,Year,Letterboxd URI,Rating\n"
	    "2024-01-10,One,1980,https://x,3.5\n",
	    "rating film \"One\" (1980) 2024-01-10T00:00:00Z rated 7 @2\n");
	for (size_t i = 0; i < 2; i++)
		expect(i == 0 ? "export/watched.csv" : "export/likes/films.csv",
		    WATCH_FORMAT_ANY,
		    "Date,Name,Year,Letterboxd URI\n"
		    "2024-01-10,One,1980,https://x\n",
		    "mark film \"One\" (1980) 2024-01-10T00:00:00Z @2\n");
}

Test(watch_csv, wants_the_name_that_tells_letterboxds_lists_apart)
{
	expect_words("export.csv", WATCH_FORMAT_ANY,
	    "Date,Name,Year,Letterboxd URI\n", "give the file the name it had");
	expect_words("watched/export.csv", WATCH_FORMAT_ANY,
	    "Date,Name,Year,Letterboxd URI\n", "give the file the name it had");
}

Test(watch_csv, refuses_letterboxd_ratings_off_the_scale)
{
	expect("ratings.csv", WATCH_FORMAT_ANY,
	    "Date,Name,Year,Letterboxd URI,Rating\n"
	    "2024-01-10,One,1980,https://x,8\n",
	    "refused @2: the rating \"8\" is no rating above 0 and up to 5\n");
}

/* --- any other ------------------------------------------------------------ */

Test(watch_csv, reads_tables_with_ids_or_titles)
{
	expect("a.csv", WATCH_FORMAT_ANY, "tconst\ntt9000001\nmy0000001\n",
	    "mark tt9000001 @2\nmark my0000001 @3\n");
	expect("a.csv", WATCH_FORMAT_ANY,
	    "Title,Year,imdbID,Rating10,WatchedDate\n"
	    "One,1999,,7,2024-01-05\nTwo,2000,tt9000002,,\n",
	    "view \"One\" (1999) 2024-01-05T00:00:00Z rated 7 @2\n"
	    "mark tt9000002 \"Two\" (2000) @3\n");
	expect("a.csv", WATCH_FORMAT_ANY,
	    "year;title;watched_date;rating5;duration\n"
	    "1999;\"One; Two\";2024-01-05 20:15:00;3.5;95\n"
	    "1999;Three;;4;\n",
	    "view \"One; Two\" (1999) 2024-01-05T20:15:00Z rated 7 for 95 @2\n"
	    "rating \"Three\" (1999) rated 8 @3\n");
}

Test(watch_csv, takes_a_rating_only_with_its_scale)
{
	expect("a.csv", WATCH_FORMAT_ANY,
	    "tconst,rating,scale\ntt9000001,80,100\ntt9000002,4,5\n"
	    "tt9000003,4,\ntt9000004,4,7\ntt9000005,,\n",
	    "rating tt9000001 rated 8 @2\n"
	    "rating tt9000002 rated 8 @3\n"
	    "mark tt9000005 @6\n"
	    "refused @4: the scale \"\" is none of 5, 10 and 100\n"
	    "refused @5: the scale \"7\" is none of 5, 10 and 100\n");
	expect_words("a.csv", WATCH_FORMAT_ANY, "tconst,rating\ntt1,4\n",
	    "call it rating5, rating10 or rating100");
	expect("a.csv", WATCH_FORMAT_ANY,
	    "tconst,Rating,Rating10\ntt9000001,4,8\n",
	    "rating tt9000001 rated 8 @2\n");
}

Test(watch_csv, refuses_a_duration_that_is_none)
{
	expect("a.csv", WATCH_FORMAT_ANY,
	    "tconst,duration\ntt9000001,99999999999\ntt9000001,-3\n",
	    "refused @2: the duration \"99999999999\" is no number of minutes "
	    "up to 100000\n"
	    "refused @3: the duration \"-3\" is no number of minutes up to "
	    "100000\n");
}

Test(watch_csv, names_the_columns_of_a_table_it_does_not_know)
{
	expect_words("a.csv", WATCH_FORMAT_ANY, "one,two\n1,2\n",
	    "\"a.csv\": its columns are \"one\", \"two\"; allowed are IMDb's");
	expect_words("a.csv", WATCH_FORMAT_IMDB, "tconst\ntt1\n",
	    "its columns are \"tconst\"; imdb wants Const and Your Rating");
	expect_words("a.csv", WATCH_FORMAT_LETTERBOXD, IMDB,
	    "letterboxd wants Name, Year and Letterboxd URI");
	expect_words("a.csv", WATCH_FORMAT_TRAKT, "tconst\n", "wants JSON");
	expect_words("a.csv", WATCH_FORMAT_ANY, "", "it is empty");
	expect_words("a.csv", WATCH_FORMAT_ANY, "\n\n", "it is empty");
	expect_words(
	    "a.csv", WATCH_FORMAT_ANY, "a,b,c,d,e,f,g,h,i,j\n", "\"h\", ...;");
}

Test(watch_csv, names_the_line_where_quotes_do_not_match)
{
	expect_words("a.csv", WATCH_FORMAT_ANY,
	    "tconst,title\ntt9000001,One\ntt9000002,\"Two\n",
	    "\"a.csv\": line 3: a quote is opened and never closed");
}
