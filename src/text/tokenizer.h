/*
 * Tokenizer: UTF-8 text to the words that the index and the search know.
 *
 * A word is a run of letters and digits, case-folded, freed of its accents
 * (NFKD without marks; scripts whose marks carry meaning keep them), each CJK
 * letter a word of its own. Bytes that are no UTF-8 separate words.
 */
#ifndef MARQUEE_TEXT_TOKENIZER_H
#define MARQUEE_TEXT_TOKENIZER_H

#include <stdbool.h>
#include <stddef.h>

#define TOKEN_SIZE \
	64 /* bytes of the longest token with its NUL; more is cut \
	    * at a character's end */

struct tokenizer; /* opaque; one a thread */

/* **new**, or NULL when out of memory. */
struct tokenizer *tokenizer_new(void);
void tokenizer_free(struct tokenizer *tokenizer);

/*
 * Starts on `length` bytes of text, borrowed until the last token is read.
 */
void tokenizer_start(
    struct tokenizer *tokenizer, const char *text, size_t length);

struct token {
	const char *word; /* folded; borrowed until the next token */
	size_t length;
	const char *stem; /* English stem of word (Snowball); likewise */
	size_t stem_length;
	bool stopword; /* an article, preposition and the like */
};

/* Reads the next token; false at the end. */
bool tokenizer_next(struct tokenizer *tokenizer, struct token *token);

/*
 * The same in two steps, for those who remember the stems of words: the first
 * sets word and length only, the second the rest of a token whose word may lie
 * anywhere.
 */
bool tokenizer_next_word(struct tokenizer *tokenizer, struct token *token);
void tokenizer_stem(struct tokenizer *tokenizer, struct token *token);

/*
 * Folds a whole text to the key by which equal titles meet: its words with
 * one blank between, stopwords kept. Writes at most size - 1 bytes and a NUL;
 * returns the length written.
 */
size_t tokenizer_fold(struct tokenizer *tokenizer, const char *text,
    size_t length, char *key, size_t size);

#endif
