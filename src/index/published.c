#include "index/published.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_BYTES 1024 /* of a link's target; longer ones are none of ours */

int
published_split(
    const char *path, char **folder, char **name, struct error *error)
{
	const char *slash = strrchr(path, '/');
	const char *last = slash != NULL ? slash + 1 : path;

	if (last[0] == '\0' || strcmp(last, ".") == 0 ||
	    strcmp(last, "..") == 0)
		return error_set(
		    error, ERROR_INVALID, "\"%s\" does not name a file", path);
	*name = strdup(last);
	if (slash == NULL)
		*folder = strdup(".");
	else if (slash == path)
		*folder = strdup("/");
	else
		*folder = strndup(path, (size_t)(slash - path));
	if (*name != NULL && *folder != NULL)
		return 0;
	free(*name);
	free(*folder);
	*name = NULL;
	*folder = NULL;
	return error_set(error, ERROR_MEMORY, "out of memory");
}

void
published_files_release(struct published_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->items[i].path);
	free(files->items);
	*files = (struct published_files){NULL, 0};
}

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

static int
add_file(struct published_files *files, const struct published_file *file,
    const char *folder, const char *entry)
{
	struct published_file *items =
	    realloc(files->items, (files->count + 1) * sizeof(*items));

	if (items == NULL)
		return ERROR_MEMORY;
	files->items = items;
	items[files->count] = *file;
	if (asprintf(&items[files->count].path, "%s/%s", folder, entry) < 0)
		return ERROR_MEMORY;
	files->count++;
	return 0;
}

static int
newest_first(const void *a, const void *b)
{
	const struct published_file *left = a;
	const struct published_file *right = b;

	if (left->generation != right->generation)
		return left->generation < right->generation ? 1 : -1;
	return (left->format < right->format) - (left->format > right->format);
}

/* The name that the link holds; false when it is no link. */
static bool
read_target(const char *path, char target[NAME_BYTES])
{
	ssize_t length = readlink(path, target, NAME_BYTES);

	if (length < 0 || length == NAME_BYTES)
		return false;
	target[length] = '\0';
	return true;
}

/* Takes an entry of the folder when it is one of the files. */
static int
take_entry(struct published_files *files, int folder_fd, const char *folder,
    const char *name, const char *entry, const char *target)
{
	struct published_file file = {0};
	struct stat st;

	if (!parse_name(entry, name, &file.format, &file.generation) ||
	    fstatat(folder_fd, entry, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	file.size_bytes = (uint64_t)st.st_size;
	file.is_current = strcmp(entry, target) == 0;
	return add_file(files, &file, folder, entry);
}

static int
list_folder(const char *path, const char *folder, const char *name,
    struct published_files *files, struct error *error)
{
	char target[NAME_BYTES] = "";
	DIR *entries = opendir(folder);
	const struct dirent *entry;
	int result = 0;

	if (entries == NULL)
		return error_set_errno(error,
		    errno == ENOENT ? ERROR_MISSING : ERROR_IO, errno,
		    "could not list the folder of \"%s\"", path);
	(void)read_target(path, target);
	while (result == 0 && (entry = readdir(entries)) != NULL)
		result = take_entry(
		    files, dirfd(entries), folder, name, entry->d_name, target);
	closedir(entries);
	if (files->count > 1)
		qsort(files->items, files->count, sizeof(*files->items),
		    newest_first);
	if (result != 0)
		return error_set(error, result, "out of memory");
	return 0;
}

int
published_list(
    const char *path, struct published_files *files, struct error *error)
{
	struct published_files listed = {NULL, 0};
	char *folder;
	char *name;
	int result = published_split(path, &folder, &name, error);

	if (result != 0)
		return result;
	result = list_folder(path, folder, name, &listed, error);
	free(folder);
	free(name);
	if (result != 0)
		published_files_release(&listed);
	else
		*files = listed;
	return result;
}

/* Whether the path is a link to a published file of another format. */
static bool
leads_elsewhere(const char *path, uint32_t format)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	char target[NAME_BYTES];
	uint64_t found;
	uint64_t generation;

	return read_target(path, target) &&
	    parse_name(target, name, &found, &generation) && found != format;
}

int
published_find(
    const char *path, uint32_t format, char **found, struct error *error)
{
	struct published_files files = {NULL, 0};
	const char *best = path;

	if (leads_elsewhere(path, format) &&
	    published_list(path, &files, NULL) == 0)
		for (size_t i = files.count; i > 0; i--)
			if (files.items[i - 1].format == format)
				best = files.items[i - 1].path;
	*found = strdup(best);
	published_files_release(&files);
	if (*found == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}
