/*
 * Filter: which titles may be answered. One language for HTTP and the command
 * line; a filter is clauses with blanks between them, all of which must hold:
 *
 *	type=movie|tvMovie	one of these types
 *	genre=Drama|War		one of these genres; a clause each: all of them
 *	genre!=Horror|Family	none of these; likewise type!=
 *	year=1990..1999		from, to, or both; one number: exactly that
 *	votes=1000..  rating=7.5..  runtime=..120
 *
 * A title whose year, rating or runtime is not known is in no range of it.
 * Names are written as IMDb writes them.
 */
#ifndef MARQUEE_INDEX_FILTER_H
#define MARQUEE_INDEX_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/snapshot.h"
#include "util/buffer.h"
#include "util/error.h"

#define FILTER_TEXT_MAX 1000 /* bytes */
#define FILTER_CLAUSES_MAX 16
#define FILTER_NAMES_MAX 64 /* in all clauses together */

enum filter_field {
	FILTER_TYPE,
	FILTER_GENRE,
	FILTER_YEAR,
	FILTER_VOTES,
	FILTER_RATING,
	FILTER_RUNTIME,
	FILTER_FIELD_COUNT
};

struct filter_clause {
	enum filter_field field;
	bool none; /* != */
	uint16_t first_name; /* of type and genre: names [first, end) */
	uint16_t end_name;
	double minimum; /* of the others */
	double maximum;
};

struct filter_name {
	uint16_t start; /* in text */
	uint16_t length;
	uint32_t term; /* once bound */
};

struct filter {
	struct filter_clause clauses[FILTER_CLAUSES_MAX];
	size_t clause_count;
	struct filter_name names[FILTER_NAMES_MAX];
	size_t name_count;
	const char *what; /* "filter", or "boost": how errors call it */
	char text[FILTER_TEXT_MAX];
};

/* Parses a filter; an empty one admits everything. ERROR_INVALID says where
 * and what is allowed. */
int filter_parse(const char *text, size_t length, struct filter *filter,
    struct error *error);

/* Appends the filter as every way to write it: clauses and names in order, each
 * once, numbers without what does not count. ERROR_MEMORY. */
int filter_put(const struct filter *filter, struct buffer *out);

/* Looks the names up. ERROR_INVALID names the one that no title has. From here
 * on the filter belongs to this snapshot. */
int filter_bind(struct filter *filter, const struct snapshot *snapshot,
    struct error *error);

/* Whether a document is admitted; the filter is bound. */
bool filter_admits(const struct filter *filter, const struct snapshot *snapshot,
    uint32_t document);

/* The same for what the document's class does not decide: ranges. */
bool filter_admits_ranges(const struct filter *filter,
    const struct snapshot *snapshot, uint32_t document);

/* Whether a document with exactly these terms of a field, ascending, passes
 * the clauses on that field (FILTER_TYPE or FILTER_GENRE). */
bool filter_admits_terms(const struct filter *filter, enum filter_field field,
    const uint32_t *terms, size_t count);

/* The same for one clause, on types or genres; and for one on a range. */
bool filter_clause_admits_terms(const struct filter *filter,
    const struct filter_clause *clause, const uint32_t *terms, size_t count);
bool filter_clause_admits_document(const struct filter_clause *clause,
    const struct snapshot *snapshot, uint32_t document);

/* Whether a document of a year from first to last can pass. */
bool filter_admits_years(const struct filter *filter, int first, int last);

#endif
