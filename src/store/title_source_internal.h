/*
 * The inside of a title source, for store/title_stream.c alone.
 */
#ifndef MARQUEE_STORE_TITLE_SOURCE_INTERNAL_H
#define MARQUEE_STORE_TITLE_SOURCE_INTERNAL_H

#include "store/connection.h"
#include "store/copy.h"
#include "store/title_source.h"
#include "util/arena.h"
#include "util/buffer.h"

/* What a title is joined from, each in order of its number. */
enum title_query {
	TITLE_QUERY_DIRECTORS,
	TITLE_QUERY_WRITERS,
	TITLE_QUERY_CAST,
	TITLE_QUERY_TITLES, /* with ratings and extras */
	TITLE_QUERY_AKAS,
	TITLE_QUERY_COUNT
};

struct title_source {
	struct connection *connection; /* holds the transaction */
	struct copy_reader *persons; /* NULL until they begin */
	struct arena text; /* of the current person */
	struct person_row_view person;
	char *connection_string; /* owned; a secret */
	char *snapshot; /* owned: what others see it by */
	char *excluded_types; /* owned */
	bool include_adult;
	size_t cast_limit;
	int32_t *firsts; /* [range_count], first number of each; owned */
	size_t range_count;
};

/* Appends the query for titles [first, last]. */
void title_source_query(const struct title_source *source,
    enum title_query query, int32_t first, int32_t last, struct buffer *sql);

/* The numbers of a range: [*first, *last]. */
void title_source_range(const struct title_source *source, size_t range,
    int32_t *first, int32_t *last);

#endif
