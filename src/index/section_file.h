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
 *	20  u32   section count          24  u64  checksum of the bytes
 *	24  u64   generation
 *	32  i64   created, us since 1970
 *	40  u64   file size in bytes
 *	48  u64   XXH3-64 of the table
 *	56  u64   XXH3-64 of bytes 0-55
 *
 * A section's checksum is made of the XXH3-64s of its pieces of 1 MiB, so that
 * threads can check pieces side by side and a server a few at a time: it is 0,
 * and with each piece the XXH3-64 of the piece's, seeded with what it was.
 *
 * The last section may be a seal: the XXH3-64 of the entries before its own,
 * with a seed. It says that whoever wrote the file has checked what the
 * sections refer to, not just their bytes. As the entries hold the checksums, a
 * file whose checksums and seal are right is, but for a collision of 64 bits,
 * byte for byte the one that was checked; nothing in it needs to be looked at
 * again. It is no signature: who can forge a seal can replace the program too.
 *
 * Numbers are in the writer's byte order; a machine of the other order refuses
 * the file. Sections follow one another in the order of the table without
 * overlap, and the bytes between them are zero, so that no byte of the file is
 * outside of some check.
 */
#ifndef MARQUEE_INDEX_SECTION_FILE_H
#define MARQUEE_INDEX_SECTION_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"
#include "util/mapped_file.h"

#define SECTION_MAGIC "MARQUEE\n"
#define SECTION_BYTE_ORDER 0x01020304u
#define SECTION_ALIGNMENT 64u
#define SECTION_MAX 64u /* sections of a file */
#define SECTION_PIECE_BYTES ((uint64_t)1 << 20)
#define SECTION_SEAL UINT32_MAX /* id */

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
 * Checks header, table, places and the zeros between of `size_bytes` bytes,
 * which must outlive *file, but no section's bytes. ERROR_CORRUPT, or
 * ERROR_VERSION for another byte order, kind or format.
 */
int section_file_begin(struct section_file *file, const unsigned char *data,
    size_t size_bytes, uint32_t kind, uint32_t format, section_name *name,
    struct error *error);

/* The same, and every checksum. */
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

/* Whether the last section is a seal and is right. */
bool section_file_is_sealed(const struct section_file *file);

/*
 * Checking piece by piece, in any order and by any number of threads:
 *
 *	section_check_init(&check, &file);
 *	for (i = 0; i < check.piece_count; i++)
 *		section_check_piece(&check, i);
 *	section_check_finish(&check, name, error);
 */
struct section_check {
	const struct section_file *file; /* borrowed */
	uint64_t first_pieces[SECTION_MAX + 1]; /* of each section */
	uint64_t piece_count;
	uint64_t *hashes; /* [piece_count], owned */
};

/* ERROR_MEMORY. */
int section_check_init(
    struct section_check *check, const struct section_file *file);

/* The bytes of a piece. */
const unsigned char *section_check_bytes(
    const struct section_check *check, uint64_t piece, size_t *size_bytes);

void section_check_piece(struct section_check *check, uint64_t piece);

/* After all pieces: ERROR_CORRUPT names the section that is damaged. Releases
 * the check; so does section_check_release, which is harmless afterwards. */
int section_check_finish(
    struct section_check *check, section_name *name, struct error *error);
void section_check_release(struct section_check *check);

/* --- writing -------------------------------------------------------------- */

struct section_source {
	uint32_t id; /* ascending in an array */
	uint32_t element_bytes;
	const void *data; /* [size_bytes], borrowed */
	uint64_t size_bytes;
};

/* A section's checksum as the table holds it. */
uint64_t section_checksum(const void *data, uint64_t size_bytes);

/*
 * Writes a whole file from where `fd` stands, with a seal behind the sections
 * when `sealed`. The header's kind, format,
 * generation and created_us are taken, the rest of it is filled in. ERROR_IO
 * with the reason of the system.
 */
int section_file_write(int fd, struct section_header *header,
    const struct section_source *sources, size_t count, bool sealed,
    struct error *error);

#endif
