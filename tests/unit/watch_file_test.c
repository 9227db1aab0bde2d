#include "etl/watch_file.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/watch_dump.h"

static char folder[64];

static void
make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/marquee-watch-XXXXXX");
	cr_assert(mkdtemp(folder) != NULL);
}

static void
remove_folder(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	cr_expect(eq(int, system(command), 0));
}

TestSuite(watch_file, .init = make_folder, .fini = remove_folder);

static void
write_bytes(const char *name, const char *bytes, size_t length)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "wb");
	cr_assert(file != NULL, "%s", path);
	cr_assert(eq(sz, fwrite(bytes, 1, length, file), length));
	cr_assert(eq(int, fclose(file), 0));
}

static void
write_text(const char *name, const char *text)
{
	write_bytes(name, text, strlen(text));
}

static void
make_sub(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	cr_assert(eq(int, mkdir(path, 0700), 0));
}

/* Reads the folder or one of its files; the list is the caller's. */
static int
read_path(struct watch_list *list, const char *name, struct error *error)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	watch_list_init(list);
	return watch_file_read(
	    list, path, WATCH_FORMAT_ANY, WATCH_DUMP_NOW_US, error);
}

static void
expect_failure(const char *name, int code, const char *words)
{
	struct watch_list list;
	struct error error = {0};

	cr_expect(eq(int, read_path(&list, name, &error), code), "%s", name);
	cr_expect(strstr(error.message, words) != NULL,
	    "\"%s\" is not in \"%s\"", words, error.message);
	watch_list_release(&list);
}

Test(watch_file, reads_windows_1252_and_says_so)
{
	static const char bytes[] =
	    "title,year\n\"Am\xE9lie \x96 \x80 \x8A\",2001\n";
	struct watch_list list;
	struct error error;

	write_text("a.csv", bytes);
	cr_assert(read_path(&list, "a.csv", &error) == 0, "%s", error.message);
	cr_assert(eq(sz, list.count, 1));
	cr_expect(eq(str, list.records[0].title, "Amélie – € Š"));
	cr_expect(list.sources[0].windows_1252);
	watch_list_release(&list);
}

Test(watch_file, names_a_byte_that_no_encoding_has)
{
	write_text("a.csv", "title,year\nOne,2001\nTw\x81o,2002\n");
	expect_failure("a.csv", ERROR_INVALID,
	    "line 3: byte 0x81 is neither UTF-8 nor Windows-1252");
}

Test(watch_file, reads_text_with_a_byte_order_mark)
{
	struct watch_list list;
	struct error error;

	write_text("a.csv", "\xEF\xBB\xBFtconst\ntt9000001\n");
	cr_expect(read_path(&list, "a.csv", &error) == 0, "%s", error.message);
	cr_expect(eq(sz, list.count, 1));
	cr_expect(not(list.sources[0].windows_1252));
	watch_list_release(&list);
	write_text("a.json",
	    "\xEF\xBB\xBF \n{\"Items\":[{\"Name\":\"One\",\"UserData\":"
	    "{\"Played\":true}}]}");
	cr_expect(read_path(&list, "a.json", &error) == 0, "%s", error.message);
	cr_expect(eq(sz, list.count, 1));
	watch_list_release(&list);
}

Test(watch_file, says_what_is_no_text)
{
	write_bytes("a.zip", "PK\003\004rest", 8);
	write_bytes("a.gz", "\037\213rest", 6);
	write_bytes("a.csv", "\xFF\xFEt\0c\0", 6);
	write_bytes("b.csv", "tconst\0\n", 8);
	write_bytes("empty.csv", "", 0);
	expect_failure("a.zip", ERROR_VERSION, "ZIP archive: unpack it");
	expect_failure("a.gz", ERROR_VERSION, "gunzip");
	expect_failure("a.csv", ERROR_VERSION, "UTF-16");
	expect_failure("b.csv", ERROR_VERSION, "NUL bytes");
	expect_failure("empty.csv", ERROR_VERSION, "empty.csv\": it is empty");
	expect_failure("nowhere.csv", ERROR_MISSING, "nowhere.csv");
}

Test(watch_file, refuses_a_file_over_its_limit)
{
	char path[128];

	write_text("large.csv", "tconst\n");
	snprintf(path, sizeof(path), "%s/large.csv", folder);
	cr_assert(eq(int, truncate(path, WATCH_FILE_MAX_BYTES + 1), 0));
	expect_failure("large.csv", ERROR_LIMIT, "at most 67108864 are read");
}

#define LETTERBOXD "Date,Name,Year,Letterboxd URI"

static void
write_letterboxd(void)
{
	write_text("diary.csv",
	    LETTERBOXD ",Rating,Rewatch,Tags,Watched Date\n"
		       "2024-01-11,One,1980,https://x,4,,,2024-01-10\n");
	write_text("ratings.csv",
	    LETTERBOXD ",Rating\n2024-01-11,One,1980,https://x,4\n");
	write_text("watched.csv",
	    LETTERBOXD "\n2024-01-11,One,1980,https://x\n"
		       "2023-01-11,Two,1981,https://x\n");
	write_text(
	    "watchlist.csv", LETTERBOXD "\n2024-01-11,Not,1980,https://x\n");
	write_text("profile.csv", "Date Joined,Username\n2020-01-01,ann\n");
	write_text("notes.txt", "tconst\ntt9000001\n");
	make_sub("likes");
	write_text(
	    "likes/films.csv", LETTERBOXD "\n2024-01-11,One,1980,https://x\n");
	make_sub("deleted");
	write_text(
	    "deleted/watched.csv", LETTERBOXD "\n2024-01-11,Gone,1980,x\n");
}

Test(watch_file, reads_letterboxds_folder)
{
	struct watch_list list;
	struct error error;
	char *text;

	write_letterboxd();
	cr_assert(read_path(&list, "", &error) == 0, "%s", error.message);
	text = watch_dump_list(&list);
	cr_expect(eq(str, text,
	    "view film \"One\" (1980) 2024-01-10T00:00:00Z rated 8 @2\n"
	    "rating film \"One\" (1980) 2024-01-11T00:00:00Z rated 8 @2\n"
	    "mark film \"One\" (1980) 2024-01-11T00:00:00Z @2\n"
	    "mark film \"Two\" (1981) 2023-01-11T00:00:00Z @3\n"
	    "mark film \"One\" (1980) 2024-01-11T00:00:00Z @2\n"));
	free(text);
	cr_assert(eq(sz, list.source_count, 6));
	cr_expect(strstr(list.sources[1].name, "profile.csv") != NULL);
	cr_expect(strstr(list.sources[1].left_out, "Date Joined") != NULL);
	cr_expect(strstr(list.sources[4].name, "watchlist.csv") != NULL);
	cr_expect(list.sources[4].left_out != NULL);
	cr_expect(list.sources[5].left_out == NULL);
	watch_list_release(&list);
}

Test(watch_file, fails_for_a_broken_file_of_a_folder)
{
	write_letterboxd();
	write_text("ratings.csv",
	    LETTERBOXD ",Rating\n2024-01-11,\"One,1980,https://x,4\n");
	expect_failure("", ERROR_INVALID, "ratings.csv\": line 2");
}

Test(watch_file, says_why_a_folder_holds_nothing)
{
	expect_failure("", ERROR_VERSION, "holds no .csv and no .json");
	write_text("profile.csv", "Date Joined,Username\n2020-01-01,ann\n");
	write_text("other.json", "{}");
	expect_failure("", ERROR_VERSION, "none of 2 files tells of views");
}
