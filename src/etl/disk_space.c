/*
 * Measured on a million generated titles and on IMDb's real files: a byte of
 * gzip becomes 3 to 5 bytes of tables with their keys. Beside that there is
 * the write-ahead log, as large as the rows until the next checkpoint; a later
 * load stages all rows beside the catalogue and sorts them to compare.
 */
#include "etl/disk_space.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <sys/statvfs.h>

#define TABLE_BYTES_A_GZIP_BYTE 5
#define TABLE_BYTES_A_PLAIN_BYTE 2
#define MIB ((uint64_t)1 << 20)

uint64_t
disk_space_needed(struct source *const *sources, bool first)
{
	uint64_t tables = 0;
	int file;

	for (file = 0; file < DATASET_FILE_COUNT; file++)
		if (sources[file] != NULL)
			tables += source_size_bytes(sources[file]) *
			    (source_is_gzip(sources[file])
				    ? TABLE_BYTES_A_GZIP_BYTE
				    : TABLE_BYTES_A_PLAIN_BYTE);
	return tables + (first ? tables : tables / 2);
}

int
disk_space_check(const char *database_dir, struct source *const *sources,
    bool first, struct error *error)
{
	const uint64_t needed = disk_space_needed(sources, first);
	struct statvfs disk;
	uint64_t free_bytes;

	if (database_dir == NULL || database_dir[0] == '\0')
		return 0;
	if (statvfs(database_dir, &disk) < 0)
		return error_set_errno(error, ERROR_MISSING, errno,
		    "DB_DATA_DIR: could not look at \"%s\"", database_dir);
	free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
	if (free_bytes >= needed)
		return 0;
	return error_set(error, ERROR_LIMIT,
	    "the load needs about %" PRIu64 " MiB on the disk of \"%s\", and "
	    "%" PRIu64 " MiB are free",
	    needed / MIB, database_dir, free_bytes / MIB);
}
