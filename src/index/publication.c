/*
 * Publication. The order of steps is what makes it atomic: data on disk before
 * the name, the name on disk before the link, the link by one rename. All names
 * are resolved in the folder that is locked, even if somebody moves it.
 */
#include "index/publication.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void
publication_release(struct publication *publication)
{
	if (publication->fd >= 0)
		close(publication->fd);
	if (publication->folder_fd >= 0)
		close(publication->folder_fd);
	free(publication->path);
	free(publication->name);
	free(publication->temporary);
	free(publication->final);
	publication->fd = -1;
	publication->folder_fd = -1;
	publication->path = NULL;
	publication->name = NULL;
	publication->temporary = NULL;
	publication->final = NULL;
}

/* --- the folder ----------------------------------------------------------- */

/* Makes every folder of `folder` that is missing. */
static int
make_folders(char *folder, struct error *error)
{
	for (char *slash = folder + 1;; slash++) {
		char kept = *slash;

		if (kept != '/' && kept != '\0')
			continue;
		*slash = '\0';
		if (mkdir(folder, 0777) != 0 && errno != EEXIST)
			return error_set_errno(error, ERROR_IO, errno,
			    "could not create folder \"%s\"", folder);
		*slash = kept;
		if (kept == '\0')
			return 0;
	}
}

/* Splits the path into folder (**new**) and publication->name. */
static int
split_path(struct publication *publication, char **folder, struct error *error)
{
	const char *path = publication->path;
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;

	if (name[0] == '\0' || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0)
		return error_set(
		    error, ERROR_INVALID, "\"%s\" does not name a file", path);
	publication->name = strdup(name);
	if (slash == NULL)
		*folder = strdup(".");
	else if (slash == path)
		*folder = strdup("/");
	else
		*folder = strndup(path, (size_t)(slash - path));
	if (publication->name == NULL || *folder == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int
lock_folder(struct publication *publication, struct error *error)
{
	char *folder = NULL;
	int result = split_path(publication, &folder, error);

	if (result == 0)
		result = make_folders(folder, error);
	if (result != 0)
		goto out;
	publication->folder_fd =
	    open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (publication->folder_fd < 0) {
		result = error_set_errno(error, ERROR_IO, errno,
		    "could not open folder \"%s\"", folder);
		goto out;
	}
	while (flock(publication->folder_fd, LOCK_EX) != 0) {
		if (errno == EINTR)
			continue;
		result = error_set_errno(error, ERROR_IO, errno,
		    "could not lock folder \"%s\"", folder);
		break;
	}
out:
	free(folder);
	return result;
}

/* --- generations ---------------------------------------------------------- */

/* Parses NAME.FORMAT.GENERATION; false for any other name. */
static bool
parse_name(
    const char *file, const char *name, uint64_t *format, uint64_t *generation)
{
	size_t length = strlen(name);
	uint64_t numbers[2];

	if (strncmp(file, name, length) != 0)
		return false;
	file += length;
	for (int i = 0; i < 2; i++) {
		char *end;

		if (file[0] != '.' || file[1] < '1' || file[1] > '9')
			return false;
		errno = 0;
		numbers[i] = strtoull(file + 1, &end, 10);
		if (errno != 0)
			return false;
		file = end;
	}
	if (*file != '\0')
		return false;
	*format = numbers[0];
	*generation = numbers[1];
	return true;
}

struct file_name {
	uint64_t generation;
	char *text; /* owned */
};

struct file_names {
	struct file_name *items; /* [count], owned */
	size_t count;
};

static void
file_names_release(struct file_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i].text);
	free(names->items);
}

static int
file_names_add(struct file_names *names, const char *text, uint64_t generation)
{
	struct file_name *items =
	    realloc(names->items, (names->count + 1) * sizeof(*items));

	if (items == NULL)
		return ERROR_MEMORY;
	names->items = items;
	items[names->count].text = strdup(text);
	items[names->count].generation = generation;
	if (items[names->count].text == NULL)
		return ERROR_MEMORY;
	names->count++;
	return 0;
}

static int
newest_first(const void *a, const void *b)
{
	const struct file_name *left = a;
	const struct file_name *right = b;

	return (left->generation < right->generation) -
	    (left->generation > right->generation);
}

/* Lists the files of all formats, newest first. */
static int
list_files(const struct publication *publication, struct file_names *names,
    struct error *error)
{
	int fd = openat(
	    publication->folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	int result = 0;

	if (folder == NULL) {
		result = error_set_errno(error, ERROR_IO, errno,
		    "could not list the folder of \"%s\"", publication->path);
		if (fd >= 0)
			close(fd);
		return result;
	}
	while (result == 0 && (entry = readdir(folder)) != NULL) {
		uint64_t format;
		uint64_t generation;

		if (parse_name(entry->d_name, publication->name, &format,
			&generation) &&
		    file_names_add(names, entry->d_name, generation) != 0)
			result =
			    error_set(error, ERROR_MEMORY, "out of memory");
	}
	closedir(folder);
	if (names->count > 1)
		qsort(names->items, names->count, sizeof(*names->items),
		    newest_first);
	return result;
}

static int
choose_generation(
    struct publication *publication, uint32_t format, struct error *error)
{
	struct file_names names = {NULL, 0};
	int result = list_files(publication, &names, error);

	publication->generation =
	    names.count > 0 ? names.items[0].generation + 1 : 1;
	file_names_release(&names);
	if (result != 0)
		return result;
	if (asprintf(&publication->final, "%s.%" PRIu32 ".%" PRIu64,
		publication->name, format, publication->generation) < 0)
		publication->final = NULL;
	if (asprintf(&publication->temporary, "%s.new", publication->name) < 0)
		publication->temporary = NULL;
	if (publication->final == NULL || publication->temporary == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

/* Removes what is older than the newest three; what cannot be removed does no
 * harm and is tried again next time. */
static void
remove_old(const struct publication *publication)
{
	struct file_names names = {NULL, 0};

	if (list_files(publication, &names, NULL) == 0)
		for (size_t i = PUBLICATION_KEPT; i < names.count; i++)
			unlinkat(
			    publication->folder_fd, names.items[i].text, 0);
	file_names_release(&names);
}

/* --- begin, commit, abort ------------------------------------------------- */

static int
check_link(const struct publication *publication, struct error *error)
{
	struct stat st;

	if (fstatat(publication->folder_fd, publication->name, &st,
		AT_SYMLINK_NOFOLLOW) == 0 &&
	    !S_ISLNK(st.st_mode))
		return error_set(error, ERROR_CONFLICT,
		    "\"%s\" exists and is no link to a published file",
		    publication->path);
	return 0;
}

static int
open_temporary(struct publication *publication, struct error *error)
{
	/* left by a publisher that died: the lock says it is gone */
	unlinkat(publication->folder_fd, publication->temporary, 0);
	publication->fd = openat(publication->folder_fd, publication->temporary,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (publication->fd < 0)
		return error_set_errno(error, ERROR_IO, errno,
		    "could not create a file beside \"%s\"", publication->path);
	return 0;
}

int
publication_begin(struct publication *publication, const char *path,
    uint32_t format, struct error *error)
{
	int result = 0;

	*publication = (struct publication){.folder_fd = -1, .fd = -1};
	publication->path = strdup(path);
	if (publication->path == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	result = lock_folder(publication, error);
	if (result == 0)
		result = check_link(publication, error);
	if (result == 0)
		result = choose_generation(publication, format, error);
	if (result == 0)
		result = open_temporary(publication, error);
	if (result != 0)
		publication_release(publication);
	return result;
}

/* Turns the link to the new file; the temporary name is free by now. */
static int
turn_link(const struct publication *publication)
{
	int folder = publication->folder_fd;

	if (symlinkat(publication->final, folder, publication->temporary) != 0)
		return -1;
	if (renameat(folder, publication->temporary, folder,
		publication->name) != 0) {
		int reason = errno;

		unlinkat(folder, publication->temporary, 0);
		errno = reason;
		return -1;
	}
	return 0;
}

int
publication_commit(struct publication *publication, struct error *error)
{
	int folder = publication->folder_fd;
	const char *file = publication->temporary;

	if (fchmod(publication->fd, 0444) != 0 || fsync(publication->fd) != 0 ||
	    renameat(folder, publication->temporary, folder,
		publication->final) != 0)
		goto failed;
	file = publication->final;
	if (fsync(folder) != 0 || turn_link(publication) != 0)
		goto failed;
	/* the link is turned: readers see the new file whatever happens now */
	fsync(folder);
	remove_old(publication);
	publication_release(publication);
	return 0;
failed:
	error_set_errno(error, ERROR_IO, errno, "could not publish \"%s\"",
	    publication->path);
	unlinkat(folder, file, 0);
	publication_release(publication);
	return ERROR_IO;
}

void
publication_abort(struct publication *publication)
{
	if (publication->fd >= 0)
		unlinkat(publication->folder_fd, publication->temporary, 0);
	publication_release(publication);
}
