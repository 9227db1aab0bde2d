#include "index/publication.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/document_fixture.h"

#define FORMAT 1

/* Publishes a file with the text in it; returns what commit returns. */
static int
publish(const char *path, const char *text, struct error *error)
{
	struct publication publication;
	int result = publication_begin(&publication, path, FORMAT, error);

	if (result != 0)
		return result;
	cr_assert_eq(
	    write(publication.fd, text, strlen(text)), (ssize_t)strlen(text));
	return publication_commit(&publication, error);
}

static void
assert_content(const char *path, const char *text)
{
	size_t size_bytes;
	unsigned char *bytes = fixture_read(path, &size_bytes);

	cr_assert_eq(size_bytes, strlen(text));
	cr_assert_arr_eq(bytes, text, size_bytes);
	free(bytes);
}

static size_t
count_files(const char *folder)
{
	DIR *entries = opendir(folder);
	size_t count = 0;

	while (readdir(entries) != NULL)
		count++;
	closedir(entries);
	return count - 2; /* "." and ".." */
}

static bool
exists(const char *folder, const char *name)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return lstat(path, &st) == 0;
}

Test(publication, turns_a_relative_link_to_a_read_only_file)
{
	char *folder = fixture_folder();
	struct error error = {0};
	char path[128];
	char target[64] = "";
	struct stat st;

	snprintf(path, sizeof(path), "%s/titles", folder);
	cr_assert_eq(publish(path, "one", &error), 0, "%s", error.message);
	cr_assert_eq(readlink(path, target, sizeof(target) - 1), 10);
	cr_assert_str_eq(target, "titles.1.1");
	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0444);
	assert_content(path, "one");
	fixture_folder_remove(folder);
}

Test(publication, keeps_the_newest_three)
{
	char *folder = fixture_folder();
	char path[128];
	char text[8];

	snprintf(path, sizeof(path), "%s/titles", folder);
	for (int i = 1; i <= 12; i++) {
		snprintf(text, sizeof(text), "%d", i);
		cr_assert_eq(publish(path, text, NULL), 0);
		assert_content(path, text);
	}
	cr_assert_eq(count_files(folder), 4);
	cr_assert(exists(folder, "titles.1.10"));
	cr_assert(exists(folder, "titles.1.12"));
	fixture_folder_remove(folder);
}

Test(publication, leaves_other_files_alone)
{
	static const char *const others[] = {"titles.1.x", "titles.1",
	    "titles.1.01", "titles.0.1", "title.1.1", "titles.1.1.1",
	    "titles.1.99999999999999999999999"};
	char *folder = fixture_folder();
	char path[128];

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, others[i]);
		close(open(path, O_CREAT | O_WRONLY, 0600));
	}
	snprintf(path, sizeof(path), "%s/titles", folder);
	for (int i = 0; i < 5; i++)
		cr_assert_eq(publish(path, "x", NULL), 0);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		cr_assert(exists(folder, others[i]), "%s", others[i]);
	cr_assert(exists(folder, "titles.1.5"));
	fixture_folder_remove(folder);
}

Test(publication, counts_on_after_the_newest_of_any_format)
{
	char *folder = fixture_folder();
	char path[128];

	snprintf(path, sizeof(path), "%s/titles.9.41", folder);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	snprintf(path, sizeof(path), "%s/titles", folder);
	cr_assert_eq(publish(path, "x", NULL), 0);
	cr_assert(exists(folder, "titles.1.42"));
	fixture_folder_remove(folder);
}

Test(publication, makes_the_folders_that_are_missing)
{
	char *folder = fixture_folder();
	struct error error = {0};
	char path[128];

	snprintf(path, sizeof(path), "%s/a/b/titles", folder);
	cr_assert_eq(publish(path, "x", &error), 0, "%s", error.message);
	assert_content(path, "x");
	snprintf(path, sizeof(path), "rm -r %s/a", folder);
	cr_assert_eq(system(path), 0);
	fixture_folder_remove(folder);
}

Test(publication, refuses_to_replace_what_is_no_link)
{
	char *folder = fixture_folder();
	struct error error = {0};
	char path[128];

	snprintf(path, sizeof(path), "%s/titles", folder);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	cr_assert_eq(publish(path, "x", &error), ERROR_CONFLICT);
	cr_assert_not_null(strstr(error.message, path));
	cr_assert_eq(count_files(folder), 1);
	fixture_folder_remove(folder);
}

Test(publication, refuses_a_path_without_a_name)
{
	struct error error;

	cr_assert_eq(publish("/tmp/", "x", &error), ERROR_INVALID);
	cr_assert_eq(publish("", "x", &error), ERROR_INVALID);
	cr_assert_eq(publish("/tmp/..", "x", &error), ERROR_INVALID);
}

Test(publication, leaves_no_trace_when_aborted)
{
	char *folder = fixture_folder();
	struct publication publication;
	char path[128];

	snprintf(path, sizeof(path), "%s/titles", folder);
	cr_assert_eq(publish(path, "old", NULL), 0);
	cr_assert_eq(publication_begin(&publication, path, FORMAT, NULL), 0);
	cr_assert_eq(count_files(folder), 3);
	publication_abort(&publication);
	cr_assert_eq(count_files(folder), 2);
	assert_content(path, "old");
	fixture_folder_remove(folder);
}

Test(publication, leaves_the_old_state_when_the_link_cannot_be_turned)
{
	char *folder = fixture_folder();
	struct publication publication;
	struct error error;
	char path[128];

	/* a folder takes the link's place between begin and commit */
	snprintf(path, sizeof(path), "%s/titles", folder);
	cr_assert_eq(publication_begin(&publication, path, FORMAT, NULL), 0);
	cr_assert_eq(mkdir(path, 0700), 0);
	cr_assert_eq(publication_commit(&publication, &error), ERROR_IO);
	cr_assert_eq(count_files(folder), 1);
	cr_assert_eq(rmdir(path), 0);
	fixture_folder_remove(folder);
}

Test(publication, replaces_what_a_dead_publisher_left)
{
	char *folder = fixture_folder();
	char path[128];

	snprintf(path, sizeof(path), "%s/titles.new", folder);
	close(open(path, O_CREAT | O_WRONLY, 0400));
	snprintf(path, sizeof(path), "%s/titles", folder);
	cr_assert_eq(publish(path, "x", NULL), 0);
	cr_assert_eq(count_files(folder), 2);
	fixture_folder_remove(folder);
}

Test(publication, lets_publishers_take_turns)
{
	enum {
		PUBLISHERS = 8,
		ROUNDS = 10
	};
	char *folder = fixture_folder();
	char path[128];
	char name[32];

	snprintf(path, sizeof(path), "%s/titles", folder);
	for (int i = 0; i < PUBLISHERS; i++) {
		if (fork() > 0)
			continue;
		for (int round = 0; round < ROUNDS; round++)
			if (publish(path, "whole", NULL) != 0)
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < PUBLISHERS; i++) {
		int status = 0;

		while (wait(&status) < 0 && errno == EINTR)
			;
		cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	snprintf(name, sizeof(name), "titles.1.%d", PUBLISHERS * ROUNDS);
	cr_assert(exists(folder, name), "every generation was given once");
	cr_assert_eq(count_files(folder), 4);
	assert_content(path, "whole");
	fixture_folder_remove(folder);
}

/* --- what was published --------------------------------------------------- */

static void
make(const char *folder, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	close(open(path, O_CREAT | O_WRONLY, 0600));
}

Test(published, lists_the_newest_first_and_marks_the_current_one)
{
	char *folder = fixture_folder();
	struct published_files files;
	char path[128];

	snprintf(path, sizeof(path), "%s/titles", folder);
	for (int i = 0; i < 3; i++)
		cr_assert_eq(publish(path, "text", NULL), 0);
	make(folder, "titles.2.10");
	make(folder, "titles.x.11");
	cr_assert_eq(published_list(path, &files, NULL), 0);
	cr_assert_eq(files.count, 4);
	cr_assert_eq(files.items[0].generation, 10);
	cr_assert_eq(files.items[0].format, 2);
	cr_assert_not(files.items[0].is_current);
	cr_assert_eq(files.items[1].generation, 3);
	cr_assert(files.items[1].is_current);
	cr_assert_eq(files.items[1].size_bytes, 4);
	cr_assert_not(files.items[2].is_current);
	assert_content(files.items[3].path, "text");
	published_files_release(&files);
	fixture_folder_remove(folder);
}

Test(published, says_that_there_is_no_folder)
{
	struct published_files files;
	struct error error;

	cr_assert_eq(published_list("/nonexistent/titles", &files, &error),
	    ERROR_MISSING);
	cr_assert_eq(published_list("/tmp/", &files, &error), ERROR_INVALID);
}

static void
assert_found(const char *path, uint32_t format, const char *end)
{
	char *found;

	cr_assert_eq(published_find(path, format, &found, NULL), 0);
	cr_assert_str_eq(found + strlen(found) - strlen(end), end);
	free(found);
}

Test(published, finds_the_newest_file_of_a_format)
{
	char *folder = fixture_folder();
	char path[128];

	snprintf(path, sizeof(path), "%s/titles", folder);
	assert_found(path, 1, "/titles");
	publish(path, "text", NULL);
	assert_found(path, 1, "/titles");
	assert_found(path, 2, "/titles"); /* there is none: let it be refused */
	make(folder, "titles.2.5");
	make(folder, "titles.2.6");
	make(folder, "titles.3.7");
	assert_found(path, 1, "/titles");
	assert_found(path, 2, "/titles.2.6");
	fixture_folder_remove(folder);
}

Test(publication, turns_back_to_a_file_that_was_published)
{
	char *folder = fixture_folder();
	struct published_files files;
	struct error error;
	char path[128];

	snprintf(path, sizeof(path), "%s/titles", folder);
	publish(path, "one", NULL);
	publish(path, "two", NULL);
	cr_assert_eq(published_list(path, &files, NULL), 0);
	cr_assert_eq(publication_turn(path, &files.items[1], &error), 0);
	assert_content(path, "one");
	cr_assert_eq(publication_turn(path, &files.items[0], &error), 0);
	assert_content(path, "two");
	unlink(files.items[1].path);
	cr_assert_eq(publication_turn(path, &files.items[1], &error), ERROR_IO);
	assert_content(path, "two");
	cr_assert_eq(count_files(folder), 2);
	published_files_release(&files);
	publish(path, "three", NULL);
	assert_content(path, "three");
	fixture_folder_remove(folder);
}

Test(publication, keeps_the_current_file_and_the_newest_of_other_formats)
{
	char *folder = fixture_folder();
	struct published_files files;
	char path[128];

	snprintf(path, sizeof(path), "%s/titles", folder);
	make(folder, "titles.7.1");
	make(folder, "titles.7.2");
	for (int i = 0; i < 6; i++)
		cr_assert_eq(publish(path, "text", NULL), 0);
	cr_assert_eq(published_list(path, &files, NULL), 0);
	cr_assert_eq(files.count, 4, "three, and one of the other format");
	cr_assert(exists(folder, "titles.7.2"));
	cr_assert(exists(folder, "titles.1.8"));
	published_files_release(&files);
	fixture_folder_remove(folder);
}
