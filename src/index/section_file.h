/*
 * Section file: the container of a snapshot, and of any other file that is
 * mapped and trusted after one check.
 *
 *	byte 0   header, 64 bytes
 *	     64  table of contents, 32 bytes an entry, ascending by id
 *	         sections, each at a multiple of 64, zeros between
 *
 *	header                          entry of the table
 *	 0  char  magic[8] "MARQUEE\n"    0  u32  id
 *	 8  u32   byte order 0x01020304   4  u32  bytes of an element
 *	12  u32   kind of file            8  u64  offset in the file
 *	16  u32   format version         16  u64  size in bytes
 *	20  u32   section count          24  u64  XXH3-64 of the bytes
 *	24  u64   generation
 *	32  i64   created, us since 1970
 *	40  u64   file size in bytes
 *	48  u64   XXH3-64 of the table
 *	56  u64   XXH3-64 of bytes 0-55
 *
 * Numbers are in the writer's byte order; a machine of the other order refuses
 * the file. Sections follow one another in the order of the table without
 * overlap, and the bytes between them are zero, so that no byte of the file is
 * outside of some check.
 */
#ifndef MARQUEE_INDEX_SECTION_FILE_H
#define MARQUEE_INDEX_SECTION_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "util/error.h"
#include "util/mapped_file.h"

#define SECTION_MAGIC "MARQUEE\n"
#define SECTION_BYTE_ORDER 0x01020304u
#define SECTION_ALIGNMENT 64u
#define SECTION_MAX 64u /* sections of a file */

struct section_header {
	char magic[8];
	uint32_t byte_order;
	uint32_t kind;
	uint32_t format;
	uint32_t section_count;
	uint64_t generation;
	int64_t created_us;
	uint64_t file_bytes;
	uint64_t table_checksum;
	uint64_t header_checksum;
};

struct section_entry {
	uint32_t id;
	uint32_t element_bytes;
	uint64_t offset;
	uint64_t size_bytes;
	uint64_t checksum;
};

_Static_assert(sizeof(struct section_header) == 64, "part of the format");
_Static_assert(sizeof(struct section_entry) == 32, "part of the format");

/* --- reading -------------------------------------------------------------- */

struct section_file {
	const unsigned char *data; /* [size_bytes], borrowed, aligned to 8 */
	size_t size_bytes;
	const struct section_header *header;
	const struct section_entry *table; /* [header->section_count] */
};

/* What a section is called in messages; NULL for an id that is not known. */
typedef const char *section_name(uint32_t id);

/*
 * Checks header, table, bounds and every checksum of `size_bytes` bytes, which
 * must outlive *file. ERROR_CORRUPT, or ERROR_VERSION for another byte order,
 * kind or format.
 */
int section_file_check(struct section_file *file, const unsigned char *data,
    size_t size_bytes, uint32_t kind, uint32_t format, section_name *name,
    struct error *error);

/*
 * Finds a section: its bytes (borrowed) and the number of its elements.
 * ERROR_CORRUPT when it is missing or its elements have another size.
 */
int section_file_find(const struct section_file *file, uint32_t id,
    size_t element_bytes, section_name *name, const void **elements,
    uint64_t *count, struct error *error);

/* --- writing -------------------------------------------------------------- */

struct section_source {
	uint32_t id; /* ascending in an array */
	uint32_t element_bytes;
	const void *data; /* [size_bytes], borrowed */
	uint64_t size_bytes;
};

/*
 * Writes a whole file from where `fd` stands. The header's kind, format,
 * generation and created_us are taken, the rest of it is filled in. ERROR_IO
 * with the reason of the system.
 */
int section_file_write(int fd, struct section_header *header,
    const struct section_source *sources, size_t count, struct error *error);

#endif
