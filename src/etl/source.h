/*
 * Source: the bytes of a file, decompressed when it is gzip (which its first
 * two bytes tell, not its name). Several gzip members in a row are one file.
 *
 * The file stays open between the checksum and the reading, so that both see
 * the same file even when another is moved to its place meanwhile.
 */
#ifndef MARQUEE_ETL_SOURCE_H
#define MARQUEE_ETL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

struct source; /* opaque */

/* Opens a **new** source. ERROR_MISSING, ERROR_IO, ERROR_INVALID (a folder or
 * the like), ERROR_MEMORY. */
int source_open(struct source **source, const char *path, struct error *error);
void source_close(struct source *source);

const char *source_path(const struct source *source); /* borrowed */
uint64_t source_size_bytes(const struct source *source); /* as it lies there */
bool source_is_gzip(const struct source *source);
int64_t source_modified_us(const struct source *source); /* since 1970 */

/* Bytes read of the file as it lies there; may be asked by another thread. */
uint64_t source_position_bytes(const struct source *source);

/*
 * Hashes the file as it lies there and goes back to its beginning. A raised
 * signal flag ends it with ERROR_INTERRUPTED.
 */
int source_checksum(
    struct source *source, uint64_t *checksum, struct error *error);

/* Goes back to the beginning, wherever it is. ERROR_IO. */
int source_rewind(struct source *source, struct error *error);

/*
 * Reads up to `size` bytes (below 4 GiB); *length is less only at the end of the file.
 * ERROR_CORRUPT: the gzip data is broken or ends too early; ERROR_IO.
 */
int source_read(struct source *source, char *bytes, size_t size, size_t *length,
    struct error *error);

#endif
