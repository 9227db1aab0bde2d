/*
 * Load record: what the last load put into the database, and the lock that
 * keeps two loads apart. Tables catalogue and load_files.
 */
#ifndef MARQUEE_STORE_LOAD_RECORD_H
#define MARQUEE_STORE_LOAD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/connection.h"
#include "util/error.h"

#define LOAD_ORIGIN_SIZE 16
#define LOAD_CHECKSUM_SIZE 32

struct load_record {
	const char *name; /* "title.basics"; borrowed */
	uint64_t size_bytes;
	int64_t modified_us; /* since 1970 */
	char checksum[LOAD_CHECKSUM_SIZE];
	uint64_t row_count; /* lines behind the header */
};

/*
 * Takes the lock, which the connection holds until it is closed. A load that
 * was killed may hold it for moments longer, so a taken lock is asked for
 * again for some seconds. ERROR_BUSY says who holds it.
 */
int load_lock(struct connection *connection, struct error *error);

/* The application_name by which others learn who holds the lock: **new**, or
 * NULL when out of memory. */
char *load_lock_name(void);

/* Which catalogue the database holds: "sample", "imdb", or "" for none. */
int load_record_origin(struct connection *connection,
    char origin[LOAD_ORIGIN_SIZE], struct error *error);

/* Whether the catalogue has no row, so that a load may put its tables in the
 * place of the catalogue's. */
int load_record_empty(
    struct connection *connection, bool *empty, struct error *error);

/* Whether the last load read files of the same size and checksum. */
int load_record_same(struct connection *connection,
    const struct load_record *records, size_t count, bool *same,
    struct error *error);

/* Writes down what was loaded; belongs into the transaction that merges. */
int load_record_write(struct connection *connection, const char *origin,
    const struct load_record *records, size_t count, struct error *error);

#endif
