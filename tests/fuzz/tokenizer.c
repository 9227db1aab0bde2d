/*
 * Any bytes as a text: words and folded titles keep to their bounds and are
 * UTF-8, and a folded title folds to itself.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/tokenizer.h"
#include "util/utf8.h"

#define KEY_SIZE 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool condition)
{
	if (!condition)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char key[KEY_SIZE];
	static char again[KEY_SIZE];
	struct tokenizer *tokenizer = tokenizer_new();
	char *text = malloc(size > 0 ? size : 1);
	struct token token;
	size_t length;

	if (tokenizer == NULL || text == NULL)
		goto out;
	/* an allocation of its own: reads beyond its end are seen */
	memcpy(text, data, size);
	tokenizer_start(tokenizer, text, size);
	while (tokenizer_next(tokenizer, &token)) {
		require(token.length > 0 && token.length < TOKEN_SIZE);
		require(token.word[token.length] == '\0');
		require(strlen(token.word) == token.length);
		require(utf8_valid(token.word, token.length));
		require(utf8_valid(token.stem, token.stem_length));
	}
	length = tokenizer_fold(tokenizer, text, size, key, sizeof(key));
	require(length < sizeof(key) && key[length] == '\0');
	require(utf8_valid(key, length));
	require(tokenizer_fold(tokenizer, key, length, again, sizeof(again)) ==
	    length);
	require(memcmp(key, again, length) == 0);
out:
	tokenizer_free(tokenizer);
	free(text);
	return 0;
}
