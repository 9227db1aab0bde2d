/*
 * Access log: one JSON object a line and request, on standard output, held
 * back for a moment so that many lines cost one write. Query values are never
 * part of it.
 */
#ifndef MARQUEE_SERVER_ACCESS_LOG_H
#define MARQUEE_SERVER_ACCESS_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "util/buffer.h"

struct access_log {
	struct buffer lines; /* not yet written */
};

struct access_log_entry {
	const char *method; /* "" when it could not be read */
	const char *path; /* without the query; "" likewise */
	int status;
	size_t bytes; /* of the answer's body */
	uint64_t micros; /* from the whole request to the answer */
	const char *request_id;
	const char *cache; /* "hit", "miss", "bypass"; NULL: not asked */
};

void access_log_init(struct access_log *log);
void access_log_release(struct access_log *log); /* writes what is left */

void access_log_add(
    struct access_log *log, const struct access_log_entry *entry);

/* Writes what is held back; to be called a few times a second. */
void access_log_flush(struct access_log *log);

#endif
