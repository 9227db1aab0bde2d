/*
 * Stopwords: words that say little about a title, because any title may hold
 * them: English articles, prepositions, pronouns and auxiliary verbs, the
 * articles of the Romance languages and German, and the lone letters that
 * those languages use as words.
 */
#ifndef MARQUEE_TEXT_STOPWORDS_H
#define MARQUEE_TEXT_STOPWORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a folded word (text/tokenizer) is one; `length` bytes. */
bool stopwords_contain(const char *word, size_t length);

#endif
