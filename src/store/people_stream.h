/*
 * People stream: pairs of title and person in ascending order of the title,
 * read a title at a time. A part of store/title_stream.
 */
#ifndef MARQUEE_STORE_PEOPLE_STREAM_H
#define MARQUEE_STORE_PEOPLE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/connection.h"
#include "store/copy.h"
#include "util/error.h"

struct people_stream {
	struct copy_reader *reader; /* owned */
	int32_t title; /* of the pair read ahead; 0: at the end */
	int32_t person;
	size_t limit; /* people a title, 0: any number */
	int32_t *numbers; /* [capacity], of the current title; owned */
	size_t count;
	size_t capacity;
};

/*
 * Starts on `query`, which selects (title, person) as two integers in order
 * of title and billing. Zero-initialise before; the connection is borrowed
 * until release. Errors as copy_reader_open and copy_reader_next.
 */
int people_stream_open(struct people_stream *stream,
    struct connection *connection, const char *query, size_t limit,
    struct error *error);

/*
 * Gathers the people of `title` into numbers[count], none twice, no more than
 * the limit. Titles must be asked for in ascending order; those between are
 * skipped.
 */
int people_stream_read(
    struct people_stream *stream, int32_t title, struct error *error);

void people_stream_release(struct people_stream *stream);

#endif
