/*
 * Words of generated titles and names of generated people. A word is the
 * spelling of its rank: there is no table of words, and no end of them.
 *
 * Ranks follow two regimes, as Gerlach and Altmann found in all of Google's
 * n-grams ("Stochastic Model for the Vocabulary Growth in Natural Languages",
 * Physical Review X 3, 021006, 2013): frequency falls as 1 / rank for a core
 * of common words, and as rank^-g, g > 1, beyond. With such a tail, the number
 * of different words in n is about K n^(1/g), which is Heaps' law (Lu, Zhang
 * and Zhou, "Zipf's Law Leads to Heaps' Law", PLoS ONE 5(12), e14139, 2010).
 *
 * Measured on the titles of IMDb's non-commercial datasets: 9,349 words among
 * 32,845 and 14,521 among 65,731, so 1/g = .635 and g = 1.575. From 24,058
 * titles to ten million, the vocabulary grows 46-fold.
 */
#ifndef MARQUEE_ETL_GENERATE_WORDS_H
#define MARQUEE_ETL_GENERATE_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/buffer.h"
#include "util/random.h"

/* How words are spelled. The first are Latin, as IMDb writes its titles; the
 * others are what its alternative titles have. */
enum word_language {
	WORD_ENGLISH,
	WORD_ROMANCE,
	WORD_SLAVIC,
	WORD_NORDIC,
	WORD_TURKIC,
	WORD_INDIC,
	WORD_JAPANESE,
	WORD_LATIN_COUNT,
	WORD_CYRILLIC = WORD_LATIN_COUNT,
	WORD_GREEK,
	WORD_HEBREW,
	WORD_ARABIC,
	WORD_DEVANAGARI,
	WORD_HANGUL,
	WORD_KATAKANA,
	WORD_HAN,
	WORD_LANGUAGE_COUNT
};

/* A random word's rank, from 0. */
uint64_t word_rank(struct random *random);

/* Appends the word of a rank; the first letter in upper case where the script
 * has cases and `capital`. */
void word_append(struct buffer *out, enum word_language language, uint64_t rank,
    bool capital);

/* Appends a title of as many words as titles have. */
void word_append_title(
    struct buffer *out, enum word_language language, struct random *random);

/* Appends a person's given and family name. */
void word_append_name(
    struct buffer *out, enum word_language language, struct random *random);

#endif
