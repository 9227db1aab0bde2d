/*
 * Collector: what one thread needs to turn documents into terms. The rules of
 * what becomes a term live here:
 *
 *	genre	each of the comma-separated names
 *	title	the stems of the primary and the original title, without
 *		stopwords, unless a title has nothing else (It, Her, Up)
 *	people	directors, writers and cast, each field for itself
 *	decade	"1990s" of the start year
 *	type	as it is
 *	keyword	each of the comma-separated ones, folded
 *	overview  the stems of its words, as of a title's
 *
 * A term counts once a document, however often it occurs. Texts get ids of the
 * collector's own; people need none, for their numbers are ids already.
 */
#ifndef MARQUEE_INDEX_COLLECTOR_H
#define MARQUEE_INDEX_COLLECTOR_H

#include <stdint.h>

#include "index/document.h"
#include "index/term_table.h"
#include "text/tokenizer.h"
#include "util/buffer.h"
#include "util/number_set.h"

/* The fields whose terms are people, as an index from 0. */
#define PEOPLE_FIELD_COUNT 3
#define PEOPLE_FIELD_FIRST INDEX_FIELD_DIRECTOR

#define COLLECTOR_AKAS_MAX 48 /* of a title */

struct aka_key { /* a slice of aka_text, without a NUL */
	uint32_t start;
	uint32_t length;
};

struct collector {
	struct tokenizer *tokenizer; /* owned, as all below */
	struct term_table terms; /* of the fields that are texts */
	struct term_table words; /* of titles and overviews, met so far */
	struct buffer word_terms; /* struct word_term, by word */
	struct buffer text_words; /* struct word_term, of one text */
	struct buffer keys[2]; /* folded primary and original title */
	/* struct aka_key, of titles in other languages: COLLECTOR_AKAS_MAX at
	 * most, none twice and none that is in keys[]; and their text */
	struct buffer aka_keys;
	struct buffer aka_text;
	struct term_table repeated; /* card texts that many titles share */
	struct number_set people[PEOPLE_FIELD_COUNT];
	struct buffer sorted; /* int32_t, scratch */
	uint32_t document; /* the one that is being added, from 1 */
};

/* ERROR_MEMORY. Release of a zeroed struct is harmless. */
int collector_init(struct collector *collector);
void collector_release(struct collector *collector);

/*
 * Appends the document's terms that are texts, as uint32_t, and sets *people
 * to the number of those that are people. Folds both titles into keys[]; the
 * second is empty when it is the same; and the others into aka_keys.
 * ERROR_MEMORY, ERROR_LIMIT.
 */
int collector_add(struct collector *collector, const struct document *document,
    struct buffer *terms, uint32_t *people);

#endif
