/*
 * Mapping a file. The descriptor is closed at once: the mapping keeps the
 * file alive, even after another one took its name.
 */
#include "util/mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int
map_descriptor(
    struct mapped_file *file, int fd, const char *path, struct error *error)
{
	struct stat st;
	void *data = NULL;

	if (fstat(fd, &st) != 0)
		return error_set_errno(
		    error, ERROR_IO, errno, "could not examine \"%s\"", path);
	if (!S_ISREG(st.st_mode))
		return error_set(
		    error, ERROR_INVALID, "\"%s\" is not a regular file", path);
	if (st.st_size > 0) {
		data = mmap(
		    NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
		if (data == MAP_FAILED)
			return error_set_errno(error, ERROR_IO, errno,
			    "could not map \"%s\"", path);
	}
	file->data = data;
	file->size_bytes = (size_t)st.st_size;
	file->device = (uint64_t)st.st_dev;
	file->inode = (uint64_t)st.st_ino;
	return 0;
}

int
mapped_file_open(
    struct mapped_file *file, const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result;

	if (fd < 0)
		return error_set_errno(error,
		    errno == ENOENT ? ERROR_MISSING : ERROR_IO, errno,
		    "could not open \"%s\"", path);
	result = map_descriptor(file, fd, path, error);
	close(fd);
	return result;
}

void
mapped_file_release(struct mapped_file *file)
{
	if (file->data != NULL) {
		union {
			const unsigned char *read;
			void *raw;
		} data = {.read = file->data};

		munmap(data.raw, file->size_bytes);
	}
	memset(file, 0, sizeof(*file));
}
