/*
 * Vocabulary: the terms of a snapshot. A term is a field and a text, or a
 * field and a person's number; term ids are dense and ascend by field, then by
 * the bytes of the text or by the number, so that a binary search finds a term
 * and a prefix is a range.
 */
#ifndef MARQUEE_INDEX_VOCABULARY_H
#define MARQUEE_INDEX_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/document.h"
#include "util/error.h"

struct vocabulary {
	const uint32_t *keys; /* [count], offset in text, or person number */
	const float *idf; /* [count], > 0 */
	const char *text; /* [text_bytes], NUL-terminated strings */
	size_t text_bytes;
	uint32_t first[INDEX_FIELD_COUNT + 1]; /* the fields' first terms */
};

/* Checks every bound and the order; ERROR_CORRUPT. `count` is the number of
 * keys and of idf. */
int vocabulary_check(
    const struct vocabulary *vocabulary, uint64_t count, struct error *error);

enum index_field vocabulary_field(
    const struct vocabulary *vocabulary, uint32_t term);

/* The text of a term of a text field; borrowed. */
const char *vocabulary_text(const struct vocabulary *vocabulary, uint32_t term);

/* The word that is shown for it; borrowed. Behind the stem of an overview's
 * word lies the shortest word that has it; of other fields it is the text. */
const char *vocabulary_word(
    const struct vocabulary *vocabulary, enum index_field field, uint32_t term);

/* False when there is no such term. */
bool vocabulary_find_text(const struct vocabulary *vocabulary,
    enum index_field field, const char *text, size_t length, uint32_t *term);
bool vocabulary_find_person(const struct vocabulary *vocabulary,
    enum index_field field, int32_t person, uint32_t *term);

/* The terms of a text field that begin with `prefix`: [*first, *end). */
void vocabulary_prefix(const struct vocabulary *vocabulary,
    enum index_field field, const char *prefix, size_t length, uint32_t *first,
    uint32_t *end);

#endif
