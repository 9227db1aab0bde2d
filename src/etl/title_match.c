/*
 * An open table keyed by a hash of the folded name and the year. Two names with
 * the same 64 bits would be taken for one; among ten million that is one
 * chance in 370,000.
 */
#include "etl/title_match.h"

#include <stdlib.h>
#include <string.h>

#include "text/tokenizer.h"
#include "util/error.h"
#include "util/hash.h"

#define NAME_BYTES 512 /* of a name that is compared; more is cut */
#define FIRST_CAPACITY 1024

struct entry {
	uint64_t key; /* 0: free */
	int32_t number;
	uint32_t votes;
};

struct title_match {
	struct tokenizer *tokenizer;
	struct entry *entries; /* [capacity], a power of two; owned */
	size_t capacity;
	size_t count;
};

struct title_match *
title_match_new(void)
{
	struct title_match *match = calloc(1, sizeof(*match));

	if (match == NULL)
		return NULL;
	match->tokenizer = tokenizer_new();
	match->entries = calloc(FIRST_CAPACITY, sizeof(*match->entries));
	match->capacity = FIRST_CAPACITY;
	if (match->tokenizer == NULL || match->entries == NULL) {
		title_match_free(match);
		return NULL;
	}
	return match;
}

void
title_match_free(struct title_match *match)
{
	if (match == NULL)
		return;
	tokenizer_free(match->tokenizer);
	free(match->entries);
	free(match);
}

/* Never 0; 0 says that the name has no word. */
static uint64_t
key_of(struct title_match *match, const char *name, size_t length, int year)
{
	char folded[NAME_BYTES];
	size_t size = tokenizer_fold(
	    match->tokenizer, name, length, folded, sizeof(folded));

	if (size == 0)
		return 0;
	return hash_mix(hash_fnv1a(folded, size) + (uint64_t)year) | 1;
}

/* The entry of a key, or the free one where it would stand. */
static struct entry *
place_of(const struct title_match *match, uint64_t key)
{
	size_t at = (size_t)(key >> 1) & (match->capacity - 1);

	while (match->entries[at].key != 0 && match->entries[at].key != key)
		at = (at + 1) & (match->capacity - 1);
	return &match->entries[at];
}

static int
grow(struct title_match *match)
{
	struct title_match grown = *match;

	grown.capacity = match->capacity * 2;
	grown.entries = calloc(grown.capacity, sizeof(*grown.entries));
	if (grown.entries == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < match->capacity; i++)
		if (match->entries[i].key != 0)
			*place_of(&grown, match->entries[i].key) =
			    match->entries[i];
	free(match->entries);
	*match = grown;
	return 0;
}

int
title_match_add(struct title_match *match, const char *name, size_t length,
    int year, int32_t number, uint32_t votes)
{
	uint64_t key = key_of(match, name, length, year);
	struct entry *entry;

	if (key == 0)
		return 0;
	if (match->count * 2 >= match->capacity && grow(match) != 0)
		return ERROR_MEMORY;
	entry = place_of(match, key);
	match->count += entry->key == 0;
	if (entry->key == 0 || votes > entry->votes ||
	    (votes == entry->votes && number < entry->number))
		*entry = (struct entry){key, number, votes};
	return 0;
}

bool
title_match_find(struct title_match *match, const char *name, size_t length,
    int year, int32_t *number)
{
	uint64_t key = key_of(match, name, length, year);
	const struct entry *entry;

	if (key == 0)
		return false;
	entry = place_of(match, key);
	if (entry->key == 0)
		return false;
	*number = entry->number;
	return true;
}

/* --- as MovieLens writes it ----------------------------------------------- */

/* Takes " (1995)" off the end; 0 when it is not there. */
static int
take_year(const char *text, size_t *length)
{
	size_t at = *length;
	int year = 0;

	while (at > 0 && text[at - 1] == ' ')
		at--;
	if (at < 6 || text[at - 1] != ')' || text[at - 6] != '(')
		return 0;
	for (size_t i = at - 5; i < at - 1; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		year = year * 10 + (text[i] - '0');
	}
	*length = at - 6;
	return year;
}

/* The name with an article that stands behind it put in front: "Matrix, The"
 * is "The Matrix". What stands behind the last comma and is one word of at most
 * four letters may be an article of any language. */
static size_t
put_article_first(const char *name, size_t length, char put[static NAME_BYTES])
{
	const char *comma = memrchr(name, ',', length);
	const char *article;
	size_t article_length, head;

	if (comma == NULL)
		return 0;
	article = comma + 1;
	while (article < name + length && *article == ' ')
		article++;
	article_length = (size_t)(name + length - article);
	while (article_length > 0 && article[article_length - 1] == ' ')
		article_length--;
	head = (size_t)(comma - name);
	if (article_length < 1 || article_length > 4 ||
	    memchr(article, ' ', article_length) != NULL ||
	    head + article_length + 2 > NAME_BYTES)
		return 0;
	memcpy(put, article, article_length);
	put[article_length] = ' ';
	memcpy(put + article_length + 1, name, head);
	return article_length + 1 + head;
}

static bool
find_name(struct title_match *match, const char *name, size_t length, int year,
    int32_t *number)
{
	static const char also[] = "a.k.a. ";
	char put[NAME_BYTES];
	size_t put_length;

	if (length > strlen(also) && memcmp(name, also, strlen(also)) == 0) {
		name += strlen(also);
		length -= strlen(also);
	}
	put_length = put_article_first(name, length, put);
	return (put_length > 0 &&
		   title_match_find(match, put, put_length, year, number)) ||
	    title_match_find(match, name, length, year, number);
}

bool
title_match_find_movielens(
    struct title_match *match, const char *text, size_t length, int32_t *number)
{
	int year = take_year(text, &length);
	const char *open = memchr(text, '(', length);
	const char *end = text + length;

	if (year == 0)
		return false;
	if (find_name(match, text, length, year, number))
		return true;
	if (open == NULL)
		return false;
	if (find_name(match, text, (size_t)(open - text), year, number))
		return true;
	while (open != NULL) {
		const char *close = memchr(open, ')', (size_t)(end - open));

		if (close == NULL)
			return false;
		if (find_name(match, open + 1, (size_t)(close - open - 1), year,
			number))
			return true;
		open = memchr(close, '(', (size_t)(end - close));
	}
	return false;
}
