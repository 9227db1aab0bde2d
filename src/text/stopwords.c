/*
 * Stopwords: one sorted table, searched by halves. "die" is English here,
 * "x" and "v" name films, digits and roman numerals tell sequels apart: none
 * of them is listed.
 */
#include "text/stopwords.h"

#include <stdlib.h>
#include <string.h>

static const char *const stopwords[] = {"a", "about", "after", "all", "an",
    "and", "any", "are", "as", "at", "be", "because", "been", "before", "being",
    "between", "but", "by", "can", "cant", "d", "das", "de", "del", "della",
    "der", "des", "did", "didnt", "do", "does", "doesnt", "dont", "du", "e",
    "el", "for", "from", "gli", "had", "has", "have", "he", "her", "here",
    "hers", "him", "his", "how", "i", "if", "il", "ill", "im", "in", "into",
    "is", "isnt", "it", "its", "ive", "just", "l", "la", "las", "le", "les",
    "lo", "los", "me", "more", "my", "no", "nor", "not", "o", "of", "off", "on",
    "or", "our", "out", "over", "s", "she", "so", "some", "t", "than", "that",
    "thats", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "through", "to", "too", "un", "und", "une", "under", "until", "up",
    "us", "very", "was", "we", "were", "what", "when", "where", "which",
    "while", "who", "whom", "why", "will", "with", "wont", "y", "you", "your",
    "youre", "yours"};

struct word {
	const char *text;
	size_t length;
};

static int
compare(const void *key, const void *entry)
{
	const struct word *word = key;
	const char *stopword = *(const char *const *)entry;
	int order = strncmp(word->text, stopword, word->length);

	/* the key is a proper prefix of the entry */
	if (order == 0 && stopword[word->length] != '\0')
		return -1;
	return order;
}

bool
stopwords_contain(const char *word, size_t length)
{
	struct word key = {word, length};

	return bsearch(&key, stopwords,
		   sizeof(stopwords) / sizeof(stopwords[0]),
		   sizeof(stopwords[0]), compare) != NULL;
}
