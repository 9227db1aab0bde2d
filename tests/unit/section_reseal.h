/*
 * Makes a damaged section file's checksums right again, but not its seal, so
 * that tests and fuzzers reach the checks behind them.
 */
#ifndef MARQUEE_TESTS_SECTION_RESEAL_H
#define MARQUEE_TESTS_SECTION_RESEAL_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <xxhash.h>

#include "index/section_file.h"

/* Recomputes what fits into `size_bytes` bytes, aligned to 8. */
static inline void
section_reseal(unsigned char *bytes, size_t size_bytes)
{
	struct section_header *header = (void *)bytes;
	struct section_entry *table = (void *)(bytes + sizeof(*header));
	size_t room;

	if (size_bytes < sizeof(*header))
		return;
	room = (size_bytes - sizeof(*header)) / sizeof(*table);
	for (size_t i = 0; i < room && i < header->section_count; i++)
		if (table[i].offset <= size_bytes &&
		    table[i].size_bytes <= size_bytes - table[i].offset)
			table[i].checksum = section_checksum(
			    bytes + table[i].offset, table[i].size_bytes);
	if (header->section_count <= room)
		header->table_checksum =
		    XXH3_64bits(table, header->section_count * sizeof(*table));
	header->header_checksum = XXH3_64bits(
	    header, offsetof(struct section_header, header_checksum));
}

#endif
