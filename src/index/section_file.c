/*
 * Section file. The check goes from the outside in, and nothing is read that
 * an earlier step has not bounded: size, header, table, places, padding,
 * contents.
 */
#include "index/section_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#define SEAL_SEED UINT64_C(0x4d41525155454531) /* "MARQUEE1" */
#define HEADER_CHECKED_BYTES offsetof(struct section_header, header_checksum)

static uint64_t
align_up(uint64_t offset)
{
	return (offset + SECTION_ALIGNMENT - 1) / SECTION_ALIGNMENT *
	    SECTION_ALIGNMENT;
}

/* --- reading -------------------------------------------------------------- */

static int
check_header(const struct section_header *header, size_t size_bytes,
    uint32_t kind, uint32_t format, struct error *error)
{
	if (memcmp(header->magic, SECTION_MAGIC, sizeof(header->magic)) != 0)
		return error_set(error, ERROR_CORRUPT,
		    "header: not a file of marquee: it does not begin with "
		    "\"MARQUEE\"");
	if (header->byte_order != SECTION_BYTE_ORDER)
		return error_set(error, ERROR_VERSION,
		    "header: byte order mark is %08" PRIx32 ", not %08" PRIx32,
		    header->byte_order, (uint32_t)SECTION_BYTE_ORDER);
	if (header->header_checksum !=
	    XXH3_64bits(header, HEADER_CHECKED_BYTES))
		return error_set(
		    error, ERROR_CORRUPT, "header: checksum does not match");
	if (header->kind != kind)
		return error_set(error, ERROR_VERSION,
		    "header: kind of file is %" PRIu32 ", not %" PRIu32,
		    header->kind, kind);
	if (header->format != format)
		return error_set(error, ERROR_VERSION,
		    "header: format is %" PRIu32
		    "; this program reads %" PRIu32,
		    header->format, format);
	if (header->file_bytes != size_bytes)
		return error_set(error, ERROR_CORRUPT,
		    "header: the file has %zu bytes, not %" PRIu64, size_bytes,
		    header->file_bytes);
	return 0;
}

static int
check_table(const struct section_header *header,
    const struct section_entry *table, struct error *error)
{
	size_t table_bytes = header->section_count * sizeof(*table);

	if (header->section_count > SECTION_MAX ||
	    sizeof(*header) + table_bytes > header->file_bytes)
		return error_set(error, ERROR_CORRUPT,
		    "table of contents: %" PRIu32 " sections do not fit",
		    header->section_count);
	if (header->table_checksum != XXH3_64bits(table, table_bytes))
		return error_set(error, ERROR_CORRUPT,
		    "table of contents: checksum does not match");
	return 0;
}

static int
check_zeros(
    const unsigned char *data, uint64_t from, uint64_t to, struct error *error)
{
	for (uint64_t i = from; i < to; i++)
		if (data[i] != 0)
			return error_set(error, ERROR_CORRUPT,
			    "byte %" PRIu64 " between sections is not zero", i);
	return 0;
}

static const char *
name_of(section_name *name, uint32_t id)
{
	const char *text = id == SECTION_SEAL ? "seal" : name(id);

	return text != NULL ? text : "unknown";
}

/* Checks the place and the element size of one section, which may begin at
 * `from` at the earliest. */
static int
check_section(const struct section_file *file,
    const struct section_entry *entry, uint64_t from, section_name *name,
    struct error *error)
{
	const char *called = name_of(name, entry->id);

	if (entry->offset != align_up(from) ||
	    entry->offset > file->size_bytes ||
	    entry->size_bytes > file->size_bytes - entry->offset)
		return error_set(error, ERROR_CORRUPT,
		    "section %s: %" PRIu64 " bytes at %" PRIu64
		    " overlap or leave the file",
		    called, entry->size_bytes, entry->offset);
	if (entry->element_bytes == 0 ||
	    entry->size_bytes % entry->element_bytes != 0)
		return error_set(error, ERROR_CORRUPT,
		    "section %s: %" PRIu64 " bytes are no multiple of %" PRIu32,
		    called, entry->size_bytes, entry->element_bytes);
	return check_zeros(file->data, from, entry->offset, error);
}

static int
check_sections(
    const struct section_file *file, section_name *name, struct error *error)
{
	uint32_t count = file->header->section_count;
	uint64_t end = sizeof(*file->header) + count * sizeof(*file->table);

	for (uint32_t i = 0; i < count; i++) {
		const struct section_entry *entry = &file->table[i];
		int result;

		if (i > 0 && entry->id <= file->table[i - 1].id)
			return error_set(error, ERROR_CORRUPT,
			    "table of contents: section ids do not ascend");
		result = check_section(file, entry, end, name, error);
		if (result != 0)
			return result;
		end = entry->offset + entry->size_bytes;
	}
	if (end != file->size_bytes)
		return error_set(error, ERROR_CORRUPT,
		    "%" PRIu64 " bytes behind the last section",
		    file->size_bytes - end);
	return 0;
}

int
section_file_begin(struct section_file *file, const unsigned char *data,
    size_t size_bytes, uint32_t kind, uint32_t format, section_name *name,
    struct error *error)
{
	struct section_file checked = {.data = data, .size_bytes = size_bytes};
	int result;

	if (size_bytes < sizeof(*checked.header))
		return error_set(error, ERROR_CORRUPT,
		    "header: %zu bytes are too few for one", size_bytes);
	checked.header = (const void *)data;
	result = check_header(checked.header, size_bytes, kind, format, error);
	if (result != 0)
		return result;
	checked.table = (const void *)(data + sizeof(*checked.header));
	result = check_table(checked.header, checked.table, error);
	if (result == 0)
		result = check_sections(&checked, name, error);
	if (result == 0)
		*file = checked;
	return result;
}

static uint64_t
seal_of(const struct section_entry *table, size_t count)
{
	return XXH3_64bits_withSeed(table, count * sizeof(*table), SEAL_SEED);
}

bool
section_file_is_sealed(const struct section_file *file)
{
	uint32_t count = file->header->section_count;
	const struct section_entry *last;
	uint64_t seal;

	if (count == 0)
		return false;
	last = &file->table[count - 1];
	if (last->id != SECTION_SEAL || last->size_bytes != sizeof(seal))
		return false;
	memcpy(&seal, file->data + last->offset, sizeof(seal));
	return seal == seal_of(file->table, count - 1);
}

/* --- checksums ------------------------------------------------------------ */

/* What a checksum becomes with the hash of one more piece. */
static uint64_t
add_piece(uint64_t checksum, uint64_t hash)
{
	return XXH3_64bits_withSeed(&hash, sizeof(hash), checksum);
}

static uint64_t
count_pieces(uint64_t size_bytes)
{
	return (size_bytes + SECTION_PIECE_BYTES - 1) / SECTION_PIECE_BYTES;
}

int
section_check_init(struct section_check *check, const struct section_file *file)
{
	uint64_t count = 0;

	check->file = file;
	for (uint32_t i = 0; i < file->header->section_count; i++) {
		check->first_pieces[i] = count;
		count += count_pieces(file->table[i].size_bytes);
	}
	check->first_pieces[file->header->section_count] = count;
	check->piece_count = count;
	check->hashes = calloc(count + 1, sizeof(*check->hashes));
	return check->hashes != NULL ? 0 : ERROR_MEMORY;
}

void
section_check_release(struct section_check *check)
{
	free(check->hashes);
	check->hashes = NULL;
}

const unsigned char *
section_check_bytes(
    const struct section_check *check, uint64_t piece, size_t *size_bytes)
{
	const struct section_entry *entry = check->file->table;
	uint32_t section = 0;
	uint64_t at;

	while (piece >= check->first_pieces[section + 1])
		section++;
	entry += section;
	at = (piece - check->first_pieces[section]) * SECTION_PIECE_BYTES;
	*size_bytes = entry->size_bytes - at < SECTION_PIECE_BYTES
	    ? (size_t)(entry->size_bytes - at)
	    : (size_t)SECTION_PIECE_BYTES;
	return check->file->data + entry->offset + at;
}

void
section_check_piece(struct section_check *check, uint64_t piece)
{
	size_t size_bytes;
	const unsigned char *bytes =
	    section_check_bytes(check, piece, &size_bytes);

	check->hashes[piece] = XXH3_64bits(bytes, size_bytes);
}

int
section_check_finish(
    struct section_check *check, section_name *name, struct error *error)
{
	int result = 0;

	for (uint32_t i = 0;
	     result == 0 && i < check->file->header->section_count; i++) {
		const struct section_entry *entry = &check->file->table[i];
		uint64_t first = check->first_pieces[i];
		uint64_t checksum = 0;

		for (uint64_t p = first; p < check->first_pieces[i + 1]; p++)
			checksum = add_piece(checksum, check->hashes[p]);
		if (checksum != entry->checksum)
			result = error_set(error, ERROR_CORRUPT,
			    "section %s: checksum does not match",
			    name_of(name, entry->id));
	}
	section_check_release(check);
	return result;
}

int
section_file_check(struct section_file *file, const unsigned char *data,
    size_t size_bytes, uint32_t kind, uint32_t format, section_name *name,
    struct error *error)
{
	struct section_file begun;
	struct section_check check;
	int result = section_file_begin(
	    &begun, data, size_bytes, kind, format, name, error);

	if (result != 0)
		return result;
	if (section_check_init(&check, &begun) != 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
#pragma omp parallel for schedule(dynamic) if (check.piece_count > 4)
	for (uint64_t i = 0; i < check.piece_count; i++)
		section_check_piece(&check, i);
	result = section_check_finish(&check, name, error);
	if (result == 0)
		*file = begun;
	return result;
}

int
section_file_find(const struct section_file *file, uint32_t id,
    size_t element_bytes, section_name *name, const void **elements,
    uint64_t *count, struct error *error)
{
	for (uint32_t i = 0; i < file->header->section_count; i++) {
		const struct section_entry *entry = &file->table[i];

		if (entry->id != id)
			continue;
		if (entry->element_bytes != element_bytes)
			return error_set(error, ERROR_CORRUPT,
			    "section %s: elements have %" PRIu32
			    " bytes, not %zu",
			    name_of(name, id), entry->element_bytes,
			    element_bytes);
		*elements = file->data + entry->offset;
		*count = entry->size_bytes / element_bytes;
		return 0;
	}
	return error_set(
	    error, ERROR_CORRUPT, "section %s is missing", name_of(name, id));
}

/* --- writing -------------------------------------------------------------- */

static int
write_all(int fd, const void *data, uint64_t size_bytes, struct error *error)
{
	const unsigned char *next = data;

	while (size_bytes > 0) {
		/* Linux writes at most 2 GiB at once */
		size_t chunk = size_bytes < (1u << 30) ? (size_t)size_bytes
						       : (size_t)1 << 30;
		ssize_t written = write(fd, next, chunk);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return error_set_errno(
			    error, ERROR_IO, errno, "could not write");
		next += written;
		size_bytes -= (uint64_t)written;
	}
	return 0;
}

/* Writes the zeros that lead from `end` to the next multiple of 64. */
static int
write_padding(int fd, uint64_t end, struct error *error)
{
	static const unsigned char zeros[SECTION_ALIGNMENT];

	return write_all(fd, zeros, align_up(end) - end, error);
}

uint64_t
section_checksum(const void *data, uint64_t size_bytes)
{
	const unsigned char *bytes = data;
	uint64_t checksum = 0;

	for (uint64_t at = 0; at < size_bytes; at += SECTION_PIECE_BYTES) {
		uint64_t left = size_bytes - at;

		checksum = add_piece(checksum,
		    XXH3_64bits(bytes + at,
			(size_t)(left < SECTION_PIECE_BYTES
				? left
				: SECTION_PIECE_BYTES)));
	}
	return checksum;
}

static uint64_t
fill_table(struct section_entry *table, const struct section_source *sources,
    size_t count, size_t entries)
{
	uint64_t end = sizeof(struct section_header) + entries * sizeof(*table);

	for (size_t i = 0; i < count; i++) {
		table[i].id = sources[i].id;
		table[i].element_bytes = sources[i].element_bytes;
		table[i].offset = align_up(end);
		table[i].size_bytes = sources[i].size_bytes;
		end = table[i].offset + table[i].size_bytes;
	}
#pragma omp parallel for schedule(dynamic)
	for (size_t i = 0; i < count; i++)
		table[i].checksum =
		    section_checksum(sources[i].data, sources[i].size_bytes);
	return end;
}

/* Puts the seal into the table; returns the end of the file. */
static uint64_t
fill_seal(
    struct section_entry *table, size_t count, uint64_t end, uint64_t *seal)
{
	*seal = seal_of(table, count);
	table[count] = (struct section_entry){
	    .id = SECTION_SEAL,
	    .element_bytes = sizeof(*seal),
	    .offset = align_up(end),
	    .size_bytes = sizeof(*seal),
	    .checksum = section_checksum(seal, sizeof(*seal)),
	};
	return table[count].offset + sizeof(*seal);
}

int
section_file_write(int fd, struct section_header *header,
    const struct section_source *sources, size_t count, bool sealed,
    struct error *error)
{
	struct section_entry table[SECTION_MAX];
	size_t entries = count + (sealed ? 1 : 0);
	uint64_t end = sizeof(*header) + entries * sizeof(table[0]);
	uint64_t seal = 0;
	int result;

	if (entries > SECTION_MAX)
		return error_set(error, ERROR_LIMIT,
		    "%zu sections; at most %u fit a file", entries,
		    SECTION_MAX);
	memcpy(header->magic, SECTION_MAGIC, sizeof(header->magic));
	header->byte_order = SECTION_BYTE_ORDER;
	header->section_count = (uint32_t)entries;
	header->file_bytes = fill_table(table, sources, count, entries);
	if (sealed)
		header->file_bytes =
		    fill_seal(table, count, header->file_bytes, &seal);
	header->table_checksum = XXH3_64bits(table, entries * sizeof(table[0]));
	header->header_checksum = XXH3_64bits(header, HEADER_CHECKED_BYTES);

	result = write_all(fd, header, sizeof(*header), error);
	if (result == 0)
		result =
		    write_all(fd, table, entries * sizeof(table[0]), error);
	for (size_t i = 0; result == 0 && i < count; i++) {
		result = write_padding(fd, end, error);
		if (result == 0)
			result = write_all(
			    fd, sources[i].data, sources[i].size_bytes, error);
		end = table[i].offset + table[i].size_bytes;
	}
	if (result == 0 && sealed)
		result = write_padding(fd, end, error);
	if (result == 0 && sealed)
		result = write_all(fd, &seal, sizeof(seal), error);
	return result;
}
