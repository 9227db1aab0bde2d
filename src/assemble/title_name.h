/*
 * Title names: the folded names that somebody asks for, and the titles found
 * under each. A part of assemble/title_match.
 */
#ifndef MARQUEE_ASSEMBLE_TITLE_NAME_H
#define MARQUEE_ASSEMBLE_TITLE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assemble/title_match.h"
#include "store/title_lookup.h"
#include "text/tokenizer.h"
#include "util/arena.h"

struct title_name {
	uint64_t hash; /* of the key */
	const char *key; /* folded */
	struct title_candidate *candidates; /* [count], owned; texts in the
					     * arena */
	size_t count;
	size_t capacity;
};

struct title_names {
	struct title_name *names; /* [count], ascending by hash and key */
	size_t count;
	size_t capacity;
	struct arena *memory; /* borrowed */
	struct tokenizer *tokenizer; /* owned */
};

/* ERROR_MEMORY. Room for `capacity` names. */
int title_names_init(
    struct title_names *names, size_t capacity, struct arena *memory);
void title_names_release(struct title_names *names);

/* Asks for a name; names without a letter or digit are kept as they are, and
 * "" is none. ERROR_MEMORY. */
int title_names_add(struct title_names *names, const char *text);

/* Ends the asking: only now can names be found. */
void title_names_sort(struct title_names *names);

/* The name that the text folds to, NULL when nobody asked for it. */
struct title_name *title_names_find(
    const struct title_names *names, const char *text);

/* Keeps the row's title with the name it has, if somebody asked for that.
 * ERROR_MEMORY. */
int title_names_take(
    struct title_names *names, const struct title_lookup_row *row);

#endif
