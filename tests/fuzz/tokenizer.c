/*
 * Any bytes as a text: words are within their bounds, and a folded text folds
 * to itself.
 */
#include "text/tokenizer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define KEY_SIZE 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_words(struct tokenizer *tokenizer, const char *text, size_t length)
{
	struct token token;

	tokenizer_start(tokenizer, text, length);
	while (tokenizer_next(tokenizer, &token)) {
		if (token.length == 0 || token.length >= TOKEN_SIZE)
			abort();
		if (memchr(token.word, ' ', token.length) != NULL)
			abort();
	}
}

static void
check_fold(struct tokenizer *tokenizer, const char *text, size_t length)
{
	char key[KEY_SIZE];
	char again[KEY_SIZE];
	size_t key_length;

	key_length = tokenizer_fold(tokenizer, text, length, key, KEY_SIZE);
	if (key_length >= KEY_SIZE || key[key_length] != '\0')
		abort();
	if (tokenizer_fold(tokenizer, key, key_length, again, KEY_SIZE) !=
	    key_length)
		abort();
	if (memcmp(key, again, key_length) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tokenizer *tokenizer = tokenizer_new();

	if (tokenizer == NULL)
		abort();
	check_words(tokenizer, (const char *)data, size);
	check_fold(tokenizer, (const char *)data, size);
	tokenizer_free(tokenizer);
	return 0;
}
