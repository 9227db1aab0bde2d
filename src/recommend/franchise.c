/*
 * See franchise.h for the rule. Bytes above ASCII are letters: words are only
 * compared, and the parts of a series are spelt alike.
 */
#include "recommend/franchise.h"

#include <ctype.h>
#include <string.h>

#define TELLING_WORDS 2

static bool
is_letter(unsigned char byte)
{
	return isalnum(byte) || byte >= 0x80;
}

/* The apostrophe of "Rosemary's" is part of its word. */
static bool
continues_word(const char *at)
{
	return is_letter((unsigned char)at[0]) ||
	    (at[0] == '\'' && is_letter((unsigned char)at[1]));
}

static bool
is_one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static bool
is_article(const char *word)
{
	static const char *const articles[] = {"the", "a", "an", NULL};

	return is_one_of(word, articles);
}

/* Arabic or Roman, or what stands before one. */
static bool
is_numeral(const char *word)
{
	static const char *const words[] = {"part", "chapter", "vol", "volume",
	    "episode", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x",
	    NULL};

	return isdigit((unsigned char)word[0]) || is_one_of(word, words);
}

static bool
says_little(const char *word)
{
	static const char *const words[] = {"the", "a", "an", "and", "of", "in",
	    "to", "for", "on", "at", "from", "with", "my", "i", "is", "it",
	    NULL};

	return is_one_of(word, words);
}

/* Whether the head ends here, between two words. */
static bool
ends_head(const char *between, const char *end)
{
	for (; between < end; between++)
		if (strchr(":([", *between) != NULL ||
		    (*between == '-' && between[1] == ' '))
			return true;
	return false;
}

/* Copies the word at `at` in lower case; returns its length, or 0 when there is
 * no room. */
static size_t
copy_word(const char *at, char *out, size_t size)
{
	size_t length = 0;

	for (; continues_word(at + length); length++) {
		if (length + 1 == size)
			return 0;
		out[length] = (char)tolower((unsigned char)at[length]);
	}
	out[length] = '\0';
	return length;
}

void
franchise_name_read(const char *title, struct franchise_name *name)
{
	const char *at = title, *before = title;
	size_t used = 0;
	bool in_head = true;

	name->word_count = 0;
	name->head_count = 0;
	while (name->word_count < FRANCHISE_WORDS) {
		char *word = name->text + used;
		size_t length;

		while (*at != '\0' && !is_letter((unsigned char)*at))
			at++;
		length = copy_word(at, word, sizeof(name->text) - used);
		if (length == 0)
			return;
		if (name->word_count > 0 &&
		    (is_numeral(word) || ends_head(before, at)))
			in_head = false;
		at += length;
		before = at;
		if (name->word_count == 0 && is_article(word) && *at != '\0')
			continue;
		name->starts[name->word_count++] = (uint8_t)used;
		name->head_count += in_head;
		used += length + 1;
	}
}

static const char *
word_at(const struct franchise_name *name, size_t i)
{
	return name->text + name->starts[i];
}

bool
franchise_names_match(
    const struct franchise_name *a, const struct franchise_name *b)
{
	size_t common = 0, telling = 0;

	while (common < a->word_count && common < b->word_count &&
	    strcmp(word_at(a, common), word_at(b, common)) == 0)
		telling += !says_little(word_at(a, common++));
	if (telling >= TELLING_WORDS)
		return true;
	return common > 0 &&
	    (common >= a->head_count || common >= b->head_count);
}

static bool
holds(const struct person_list *people, int32_t person)
{
	for (size_t i = 0; i < people->count; i++)
		if (people->numbers[i] == person)
			return true;
	return false;
}

static bool
meet(const struct person_list *people, const struct title_card *card)
{
	for (size_t i = 0; i < people->count; i++)
		if (holds(&card->directors, people->numbers[i]) ||
		    holds(&card->writers, people->numbers[i]) ||
		    holds(&card->cast, people->numbers[i]))
			return true;
	return false;
}

bool
franchise_people_meet(const struct title_card *a, const struct title_card *b)
{
	return meet(&a->directors, b) || meet(&a->writers, b) ||
	    meet(&a->cast, b);
}
