/*
 * Title match: which title of the catalogue a record of a watch list means.
 *
 * A record with an id means the title of that id or none. Without one it means
 * a title that is called the same, folded as search folds it (letters and
 * digits without case and accents), and is of the same year. Three tries, each
 * only when the one before found nothing:
 *
 *	1  primary or original title, that year
 *	2  a title in another language, that year
 *	3  any of these, the year before or after
 *
 * A try that finds several titles is narrowed to films or to series where the
 * record says that it is one; when several are left it is ambiguous. The third
 * is not narrowed: years that differ and kinds that differ are two doubts.
 * Nothing is ever chosen by fame.
 */
#ifndef MARQUEE_ASSEMBLE_TITLE_MATCH_H
#define MARQUEE_ASSEMBLE_TITLE_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "etl/watch_list.h"
#include "store/connection.h"
#include "util/arena.h"
#include "util/error.h"

enum title_match_result {
	TITLE_MATCH_ID,
	TITLE_MATCH_TITLE, /* by title and year */
	TITLE_MATCH_NEAR_YEAR, /* by title, the year off by one */
	TITLE_MATCH_NO_ID, /* no title has the id */
	TITLE_MATCH_NO_TITLE,
	TITLE_MATCH_NO_YEAR, /* the record has no year to look in */
	TITLE_MATCH_AMBIGUOUS
};

/* A title that a record may mean. */
struct title_candidate {
	int32_t number;
	int32_t year; /* 0: not known */
	int32_t runtime_minutes; /* 0: not known */
	bool foreign; /* only by a title in another language */
	const char *title; /* borrowed until release, as the next */
	const char *type;
};

struct title_match {
	enum title_match_result result;
	struct title_candidate title; /* of the first three results */
	const struct title_candidate *candidates; /* when ambiguous */
	size_t candidate_count;
};

struct title_matches {
	struct title_match *matches; /* [count], as the list's records */
	size_t count;
	struct arena memory; /* private */
};

/*
 * Matches all records of a list with the titles in the database: fills
 * *matches, to be released by the caller. Reads the catalogue once when any
 * record has no id. Errors as store/title_lookup.h.
 */
int title_match_all(struct title_matches *matches,
    const struct watch_list *list, struct connection *connection,
    bool include_adult, struct error *error);
void title_matches_release(struct title_matches *matches);

#endif
