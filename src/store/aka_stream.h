/*
 * Aka stream: pairs of title and name in ascending order of the title, read a
 * title at a time. A part of store/title_stream.
 */
#ifndef MARQUEE_STORE_AKA_STREAM_H
#define MARQUEE_STORE_AKA_STREAM_H

#include <stdint.h>

#include "store/connection.h"
#include "store/copy.h"
#include "util/buffer.h"
#include "util/error.h"

struct aka_stream {
	struct copy_reader *reader; /* owned */
	int32_t title; /* of the pair read ahead; 0: at the end */
	struct buffer name; /* of the pair read ahead */
	/* of the current title: strings behind one another, then "" */
	struct buffer akas;
};

/*
 * Starts on `query`, which selects (title, name) as integer and text in order
 * of the title. Zero-initialise before; the connection is borrowed until
 * release. Errors as copy_reader_open and copy_reader_next.
 */
int aka_stream_open(struct aka_stream *stream, struct connection *connection,
    const char *query, struct error *error);

/* Gathers the names of `title` into akas. Titles must be asked for in ascending
 * order; those between are skipped. */
int aka_stream_read(
    struct aka_stream *stream, int32_t title, struct error *error);

void aka_stream_release(struct aka_stream *stream);

#endif
