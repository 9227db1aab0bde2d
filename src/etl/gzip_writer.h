/*
 * Gzip writer: bytes into a gzip file that appears under its name only when it
 * is whole. The same bytes give the same file: no time, no name inside.
 */
#ifndef MARQUEE_ETL_GZIP_WRITER_H
#define MARQUEE_ETL_GZIP_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "util/error.h"

struct gzip_writer; /* opaque */

/* **new** writer of "PATH.partial", which may be there from a run that was
 * killed. ERROR_IO, ERROR_MEMORY. */
int gzip_writer_open(
    struct gzip_writer **writer, const char *path, struct error *error);

/* ERROR_IO, which names the file and the reason: no space, ... */
int gzip_writer_write(struct gzip_writer *writer, const void *bytes,
    size_t length, struct error *error);

/* Writes what is left and to the disk. *size_bytes is the file's. ERROR_IO. */
int gzip_writer_finish(
    struct gzip_writer *writer, uint64_t *size_bytes, struct error *error);

/* After finish: gives the file its name. ERROR_IO. */
int gzip_writer_publish(struct gzip_writer *writer, struct error *error);

/* Frees; removes a file that has not been published. NULL is legal. */
void gzip_writer_close(struct gzip_writer *writer);

#endif
