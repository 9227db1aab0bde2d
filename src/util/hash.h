/*
 * Hashes that are part of a format or a protocol: the same on every machine.
 * Checksums of sections are XXH3 and live in index/section_file.
 */
#ifndef MARQUEE_UTIL_HASH_H
#define MARQUEE_UTIL_HASH_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a, 64 bits (draft-eastlake-fnv, section 5). */
uint64_t hash_fnv1a(const void *bytes, size_t length);

/* A bijection that scatters the bits of a number (MurmurHash3's finaliser);
 * for hash tables keyed by numbers. */
uint64_t hash_mix(uint64_t value);

#endif
