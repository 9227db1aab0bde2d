/*
 * An open table keyed by a hash of the folded name and the year. Two names with
 * the same 64 bits would be taken for one; among ten million that is one
 * chance in 370,000.
 */
#include "etl/film_names.h"

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

struct film_names {
	struct tokenizer *tokenizer;
	struct entry *entries; /* [capacity], a power of two; owned */
	size_t capacity;
	size_t count;
};

struct film_names *
film_names_new(void)
{
	struct film_names *names = calloc(1, sizeof(*names));

	if (names == NULL)
		return NULL;
	names->tokenizer = tokenizer_new();
	names->entries = calloc(FIRST_CAPACITY, sizeof(*names->entries));
	names->capacity = FIRST_CAPACITY;
	if (names->tokenizer == NULL || names->entries == NULL) {
		film_names_free(names);
		return NULL;
	}
	return names;
}

void
film_names_free(struct film_names *names)
{
	if (names == NULL)
		return;
	tokenizer_free(names->tokenizer);
	free(names->entries);
	free(names);
}

/* Never 0; 0 says that the name has no word. */
static uint64_t
key_of(struct film_names *names, const char *name, size_t length, int year)
{
	char folded[NAME_BYTES];
	size_t size = tokenizer_fold(
	    names->tokenizer, name, length, folded, sizeof(folded));

	if (size == 0)
		return 0;
	return hash_mix(hash_fnv1a(folded, size) + (uint64_t)year) | 1;
}

/* The entry of a key, or the free one where it would stand. */
static struct entry *
place_of(const struct film_names *names, uint64_t key)
{
	size_t at = (size_t)(key >> 1) & (names->capacity - 1);

	while (names->entries[at].key != 0 && names->entries[at].key != key)
		at = (at + 1) & (names->capacity - 1);
	return &names->entries[at];
}

static int
grow(struct film_names *names)
{
	struct film_names grown = *names;

	grown.capacity = names->capacity * 2;
	grown.entries = calloc(grown.capacity, sizeof(*grown.entries));
	if (grown.entries == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < names->capacity; i++)
		if (names->entries[i].key != 0)
			*place_of(&grown, names->entries[i].key) =
			    names->entries[i];
	free(names->entries);
	*names = grown;
	return 0;
}

int
film_names_add(struct film_names *names, const char *name, size_t length,
    int year, int32_t number, uint32_t votes)
{
	uint64_t key = key_of(names, name, length, year);
	struct entry *entry;

	if (key == 0)
		return 0;
	if (names->count * 2 >= names->capacity && grow(names) != 0)
		return ERROR_MEMORY;
	entry = place_of(names, key);
	names->count += entry->key == 0;
	if (entry->key == 0 || votes > entry->votes ||
	    (votes == entry->votes && number < entry->number))
		*entry = (struct entry){key, number, votes};
	return 0;
}

bool
film_names_find(struct film_names *names, const char *name, size_t length,
    int year, int32_t *number)
{
	uint64_t key = key_of(names, name, length, year);
	const struct entry *entry;

	if (key == 0)
		return false;
	entry = place_of(names, key);
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
find_name(struct film_names *names, const char *name, size_t length, int year,
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
		   film_names_find(names, put, put_length, year, number)) ||
	    film_names_find(names, name, length, year, number);
}

bool
film_names_find_movielens(
    struct film_names *names, const char *text, size_t length, int32_t *number)
{
	int year = take_year(text, &length);
	const char *open = memchr(text, '(', length);
	const char *end = text + length;

	if (year == 0)
		return false;
	if (find_name(names, text, length, year, number))
		return true;
	if (open == NULL)
		return false;
	if (find_name(names, text, (size_t)(open - text), year, number))
		return true;
	while (open != NULL) {
		const char *close = memchr(open, ')', (size_t)(end - open));

		if (close == NULL)
			return false;
		if (find_name(names, open + 1, (size_t)(close - open - 1), year,
			number))
			return true;
		open = memchr(close, '(', (size_t)(end - close));
	}
	return false;
}
