/*
 * Vocabulary build: the terms of all collectors become those of a snapshot,
 * ascending by field, then by text or by the person's number.
 */
#ifndef MARQUEE_INDEX_VOCABULARY_BUILD_H
#define MARQUEE_INDEX_VOCABULARY_BUILD_H

#include <stdint.h>

#include "index/collection.h"
#include "index/document.h"
#include "util/buffer.h"
#include "util/number_ranks.h"
#include "util/number_set.h"

struct vocabulary_build {
	uint32_t count; /* terms */
	uint32_t first[INDEX_FIELD_COUNT + 1]; /* the fields' first terms */
	uint32_t *keys; /* [count], offset in text, or person; all is owned */
	struct buffer text; /* strings */
	/* [count], of texts; those of people begin as 0 */
	uint32_t *frequencies;
	uint32_t **text_terms; /* [collector_count], term of each text */
	size_t collector_count;
	struct number_set sets[PEOPLE_FIELD_COUNT];
	struct number_ranks people[PEOPLE_FIELD_COUNT];
};

/* ERROR_MEMORY, ERROR_LIMIT (too many terms); release also after a failure. */
int vocabulary_build(
    struct vocabulary_build *build, const struct collection *collection);
void vocabulary_build_release(struct vocabulary_build *build);

/* The term of a person of one of the three fields, who must occur there. */
static inline uint32_t
vocabulary_build_person(const struct vocabulary_build *build,
    enum index_field field, int32_t person)
{
	return build->first[field] +
	    number_ranks_of(&build->people[field - PEOPLE_FIELD_FIRST], person);
}

#endif
