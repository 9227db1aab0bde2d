/*
 * Publication. The order of steps is what makes it atomic: data on disk before
 * the name, the name on disk before the link, the link by one rename. All names
 * are changed in the folder that is locked, even if somebody moves it.
 */
#include "index/publication.h"

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

static int
lock_folder(struct publication *publication, bool make, struct error *error)
{
	char *folder = NULL;
	char *name = NULL;
	int result = published_split(publication->path, &folder, &name, error);

	publication->name = name;
	if (result == 0 && make)
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

static int
name_temporary(struct publication *publication, struct error *error)
{
	if (asprintf(&publication->temporary, "%s.new", publication->name) <
	    0) {
		publication->temporary = NULL;
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	return 0;
}

static int
choose_generation(
    struct publication *publication, uint32_t format, struct error *error)
{
	struct published_files files = {NULL, 0};
	int result = published_list(publication->path, &files, error);

	if (result != 0)
		return result;
	publication->format = format;
	publication->generation =
	    files.count > 0 ? files.items[0].generation + 1 : 1;
	published_files_release(&files);
	if (asprintf(&publication->final, "%s.%" PRIu32 ".%" PRIu64,
		publication->name, format, publication->generation) < 0)
		publication->final = NULL;
	if (publication->final == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return name_temporary(publication, error);
}

/*
 * Removes what is older than the newest three of this format, and of each other
 * format all but the newest, which a program of another version may want. What
 * cannot be removed does no harm and is tried again next time.
 */
static void
remove_old(const struct publication *publication, uint32_t format)
{
	struct published_files files = {NULL, 0};

	if (published_list(publication->path, &files, NULL) != 0)
		return;
	for (size_t i = 0; i < files.count; i++) {
		const struct published_file *file = &files.items[i];
		size_t newer = 0;

		for (size_t j = 0; j < i; j++)
			newer += files.items[j].format == file->format ? 1 : 0;
		if (!file->is_current &&
		    newer >= (file->format == format ? PUBLICATION_KEPT : 1u))
			unlinkat(publication->folder_fd,
			    strrchr(file->path, '/') + 1, 0);
	}
	published_files_release(&files);
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
	result = lock_folder(publication, true, error);
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

/* Turns the link to a file; the temporary name must be free. */
static int
turn_link(const struct publication *publication, const char *file)
{
	int folder = publication->folder_fd;

	if (symlinkat(file, folder, publication->temporary) != 0)
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
	if (fsync(folder) != 0 ||
	    turn_link(publication, publication->final) != 0)
		goto failed;
	/* the link is turned: readers see the new file whatever happens now */
	fsync(folder);
	remove_old(publication, publication->format);
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

int
publication_turn(
    const char *path, const struct published_file *file, struct error *error)
{
	struct publication publication = {.folder_fd = -1, .fd = -1};
	const char *name = strrchr(file->path, '/') + 1;
	int result = 0;

	publication.path = strdup(path);
	if (publication.path == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	result = lock_folder(&publication, false, error);
	if (result == 0)
		result = check_link(&publication, error);
	if (result == 0)
		result = name_temporary(&publication, error);
	if (result == 0) {
		unlinkat(publication.folder_fd, publication.temporary, 0);
		if (faccessat(publication.folder_fd, name, R_OK, 0) != 0 ||
		    turn_link(&publication, name) != 0 ||
		    fsync(publication.folder_fd) != 0)
			result = error_set_errno(error, ERROR_IO, errno,
			    "could not turn \"%s\" to \"%s\"", path, name);
	}
	publication_release(&publication);
	return result;
}
