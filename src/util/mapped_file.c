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

#define NEAR_PAGES 1024 /* looked at at once */

static struct file_identity
identity_from(const struct stat *st)
{
	return (struct file_identity){
	    .device = (uint64_t)st->st_dev,
	    .inode = (uint64_t)st->st_ino,
	    .modified_ns =
		(int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
	    .size_bytes = (uint64_t)st->st_size,
	};
}

bool
file_identity_of(const char *path, struct file_identity *identity)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return false;
	*identity = identity_from(&st);
	return true;
}

bool
file_identity_equal(
    const struct file_identity *one, const struct file_identity *other)
{
	return one->device == other->device && one->inode == other->inode &&
	    one->modified_ns == other->modified_ns &&
	    one->size_bytes == other->size_bytes;
}

int
mapped_file_map(
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
	file->identity = identity_from(&st);
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
	result = mapped_file_map(file, fd, path, error);
	close(fd);
	return result;
}

/* The system's functions take pointers that are not const, for the few that
 * write. */
static void *
address_of(const struct mapped_file *file, size_t offset)
{
	union {
		const unsigned char *read;
		void *raw;
	} data = {.read = file->data + offset};

	return data.raw;
}

static size_t
page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

bool
mapped_file_is_near(
    const struct mapped_file *file, size_t offset, size_t size_bytes)
{
	size_t page = page_bytes();
	size_t first = offset / page * page;
	size_t length = offset + size_bytes - first;
	unsigned char near[NEAR_PAGES];

	for (size_t at = 0; at < length; at += NEAR_PAGES * page) {
		size_t left = length - at;
		size_t part =
		    left < NEAR_PAGES * page ? left : NEAR_PAGES * page;

		if (mincore(address_of(file, first + at), part, near) != 0)
			return true; /* nobody knows: do not wait for it */
		for (size_t i = 0; i < (part + page - 1) / page; i++)
			if ((near[i] & 1) == 0) {
				madvise(address_of(file, first), length,
				    MADV_WILLNEED);
				return false;
			}
	}
	return true;
}

void
mapped_file_touch(
    const struct mapped_file *file, size_t offset, size_t size_bytes)
{
	size_t first = offset / page_bytes() * page_bytes();

#ifdef MADV_POPULATE_READ
	/* an older system does not know it; then the pages fault */
	madvise(address_of(file, first), offset + size_bytes - first,
	    MADV_POPULATE_READ);
#else
	(void)file;
	(void)first;
	(void)size_bytes;
#endif
}

bool
mapped_file_shrink(struct mapped_file *file, size_t size_bytes)
{
	size_t page = page_bytes();
	size_t kept = file->size_bytes > size_bytes
	    ? (file->size_bytes - size_bytes) / page * page
	    : 0;

	if (file->data == NULL)
		return true;
	munmap(address_of(file, kept), file->size_bytes - kept);
	file->size_bytes = kept;
	if (kept == 0)
		file->data = NULL;
	return kept == 0;
}

void
mapped_file_release(struct mapped_file *file)
{
	if (file->data != NULL)
		munmap(address_of(file, 0), file->size_bytes);
	memset(file, 0, sizeof(*file));
}
