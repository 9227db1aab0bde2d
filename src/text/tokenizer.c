/*
 * Tokenizer: a stream of folded characters, cut into words.
 *
 *	bytes --> character --> folded characters --> words
 *	"Amélie" é              e + U+0301 (dropped)  "amelie"
 *
 * Folding is Unicode's compatibility decomposition with case folding, without
 * the combining marks of the Latin, Greek and Cyrillic scripts. Marks of other
 * scripts (vowel signs of Devanagari, Thai, ...) stay. Letters that only look
 * decomposed to us (ø, ł, æ) are replaced by a small table. Hangul syllables
 * are kept whole, so that a word of a dozen fits a token.
 *
 * Three rules see more than one character:
 * - the apostrophe of an English ending is dropped ("ocean's" is "oceans",
 *   "don't" is "dont"); any other separates ("l'avventura");
 * - initials are one word ("E.T." is "et", "S.W.A.T." is "swat");
 * - a number sign that is no plain digit begins a word ("alien³" is "alien 3",
 *   "8½" is "8 1 2").
 */
#include "text/tokenizer.h"

#include <libstemmer.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "text/stopwords.h"

#define FOLDED_MAX 32 /* characters; Unicode's longest decomposition is 18 */

struct tokenizer {
	struct sb_stemmer *stemmer; /* owned */
	const char *text; /* borrowed */
	size_t length; /* of text */
	size_t at; /* the next byte to fold */

	int32_t folded[FOLDED_MAX]; /* of one character of the text */
	size_t folded_count;
	size_t folded_at;
	bool starts_word; /* folded[0] begins a word */

	char word[TOKEN_SIZE];
	size_t word_length;
	bool word_full; /* what follows of the word is cut */
	bool word_initials; /* single letters with points so far */
};

struct tokenizer *
tokenizer_new(void)
{
	struct tokenizer *tokenizer = calloc(1, sizeof(*tokenizer));

	if (tokenizer == NULL)
		return NULL;
	tokenizer->stemmer = sb_stemmer_new("english", "UTF_8");
	if (tokenizer->stemmer == NULL) {
		free(tokenizer);
		return NULL;
	}
	return tokenizer;
}

void
tokenizer_free(struct tokenizer *tokenizer)
{
	if (tokenizer == NULL)
		return;
	sb_stemmer_delete(tokenizer->stemmer);
	free(tokenizer);
}

void
tokenizer_start(struct tokenizer *tokenizer, const char *text, size_t length)
{
	tokenizer->text = text;
	tokenizer->length = length;
	tokenizer->at = 0;
	tokenizer->folded_count = 0;
	tokenizer->folded_at = 0;
}

/* --- characters ---------------------------------------------------------- */

static bool
is_accent(int32_t c)
{
	return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
	    (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF);
}

static bool
is_hangul_syllable(int32_t c)
{
	return c >= 0xAC00 && c <= 0xD7A3;
}

/* Scripts written without blanks between words. */
static bool
is_cjk(int32_t c)
{
	return (c >= 0x3041 && c <= 0x30FF) || (c >= 0x31F0 && c <= 0x31FF) ||
	    (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
	    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* The categories of ASCII are known without a look into Unicode's tables,
 * which would take most of the time of an ASCII text. */
static bool
is_ascii(int32_t c)
{
	return c >= 0 && c < 0x80;
}

static bool
is_mark(int32_t c)
{
	utf8proc_category_t category;

	if (is_ascii(c))
		return false;
	category = utf8proc_category(c);
	return category == UTF8PROC_CATEGORY_MN ||
	    category == UTF8PROC_CATEGORY_MC ||
	    category == UTF8PROC_CATEGORY_ME;
}

static bool
is_letter_or_digit(int32_t c)
{
	utf8proc_category_t category;

	if (is_ascii(c))
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    (c >= 'A' && c <= 'Z');
	category = utf8proc_category(c);
	return (category >= UTF8PROC_CATEGORY_LU &&
		   category <= UTF8PROC_CATEGORY_LO) ||
	    (category >= UTF8PROC_CATEGORY_ND &&
		category <= UTF8PROC_CATEGORY_NO);
}

/* Letters that Unicode does not decompose; NULL for all others. */
static const char *
plain_letters(int32_t c)
{
	switch (c) {
	case 0x00E6: /* ae */
		return "ae";
	case 0x0153: /* oe */
		return "oe";
	case 0x00F8: /* o with stroke */
		return "o";
	case 0x0111: /* d with stroke */
	case 0x00F0: /* eth */
		return "d";
	case 0x00FE: /* thorn */
		return "th";
	case 0x0127: /* h with stroke */
		return "h";
	case 0x0131: /* dotless i */
		return "i";
	case 0x0142: /* l with stroke */
		return "l";
	default:
		return NULL;
	}
}

static void
fold_push(struct tokenizer *tokenizer, int32_t c)
{
	const char *plain = plain_letters(c);

	if (is_accent(c))
		return;
	if (plain == NULL)
		tokenizer->folded[tokenizer->folded_count++] = c;
	else
		for (; *plain != '\0'; plain++)
			tokenizer->folded[tokenizer->folded_count++] = *plain;
}

static void
fold(struct tokenizer *tokenizer, int32_t c)
{
	int32_t parts[FOLDED_MAX / 2];
	int boundary = 0;
	utf8proc_ssize_t count;

	tokenizer->folded_count = 0;
	tokenizer->folded_at = 0;
	if (is_ascii(c)) {
		tokenizer->starts_word = false;
		tokenizer->folded[tokenizer->folded_count++] =
		    c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
		return;
	}
	tokenizer->starts_word = utf8proc_category(c) == UTF8PROC_CATEGORY_NO;
	if (is_hangul_syllable(c)) {
		fold_push(tokenizer, c);
		return;
	}
	count = utf8proc_decompose_char(c, parts, FOLDED_MAX / 2,
	    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD,
	    &boundary);
	/* longer than any word: a ligature of a whole phrase, kept as it is */
	if (count < 0 || count > FOLDED_MAX / 2) {
		fold_push(tokenizer, c);
		return;
	}
	for (utf8proc_ssize_t i = 0; i < count; i++)
		fold_push(tokenizer, parts[i]);
}

/*
 * Makes folded[folded_at] the next folded character without taking it; false
 * at the end of the text. Bytes that are no UTF-8 read as a blank.
 */
static bool
peek(struct tokenizer *tokenizer, int32_t *c)
{
	while (tokenizer->folded_at == tokenizer->folded_count) {
		const uint8_t *next =
		    (const uint8_t *)tokenizer->text + tokenizer->at;
		size_t left = tokenizer->length - tokenizer->at;
		utf8proc_ssize_t width;
		int32_t character;

		if (left == 0)
			return false;
		character = *next;
		width = 1;
		if (character >= 0x80)
			width = utf8proc_iterate(
			    next, (utf8proc_ssize_t)left, &character);
		if (width <= 0) {
			character = ' ';
			width = 1;
		}
		tokenizer->at += (size_t)width;
		fold(tokenizer, character);
	}
	*c = tokenizer->folded[tokenizer->folded_at];
	return true;
}

static void
take(struct tokenizer *tokenizer)
{
	tokenizer->folded_at++;
}

/* Whether the character that peek saw must begin a word. */
static bool
at_word_start(const struct tokenizer *tokenizer)
{
	return tokenizer->folded_at == 0 && tokenizer->starts_word;
}

/* --- words --------------------------------------------------------------- */

static void
word_append(struct tokenizer *tokenizer, int32_t c)
{
	utf8proc_uint8_t bytes[4] = {(utf8proc_uint8_t)c};
	utf8proc_ssize_t width =
	    is_ascii(c) ? 1 : utf8proc_encode_char(c, bytes);

	if (tokenizer->word_full || width <= 0)
		return;
	if (tokenizer->word_length + (size_t)width >= TOKEN_SIZE) {
		tokenizer->word_full = true;
		return;
	}
	memcpy(tokenizer->word + tokenizer->word_length, bytes, (size_t)width);
	tokenizer->word_length += (size_t)width;
}

static bool
is_ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether text[at] goes on with a word, judged by its first byte. */
static bool
continues_word(const struct tokenizer *tokenizer, size_t at)
{
	char c;

	if (at >= tokenizer->length)
		return false;
	c = tokenizer->text[at];
	return is_ascii_letter(c) || (c >= '0' && c <= '9') ||
	    (unsigned char)c >= 0x80;
}

/* Whether an English ending, and no more of the word, follows an apostrophe. */
static bool
ending_follows(const struct tokenizer *tokenizer)
{
	static const char *const endings[] = {
	    "s", "t", "d", "m", "ll", "re", "ve"};
	const char *next = tokenizer->text + tokenizer->at;
	size_t left = tokenizer->length - tokenizer->at;

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t width = strlen(endings[i]);

		if (width <= left &&
		    strncasecmp(next, endings[i], width) == 0 &&
		    !continues_word(tokenizer, tokenizer->at + width))
			return true;
	}
	return false;
}

/* Whether a further initial, a letter by itself, follows a point. */
static bool
initial_follows(const struct tokenizer *tokenizer)
{
	return tokenizer->at < tokenizer->length &&
	    is_ascii_letter(tokenizer->text[tokenizer->at]) &&
	    !continues_word(tokenizer, tokenizer->at + 1);
}

/* Whether the separator c joins what stands on its sides. */
static bool
joins(struct tokenizer *tokenizer, int32_t c)
{
	if (c == '\'' || c == 0x2019 || c == 0x02BC)
		return ending_follows(tokenizer);
	if (c != '.' || !tokenizer->word_initials ||
	    !initial_follows(tokenizer))
		return false;
	return true;
}

/* Reads one word into tokenizer->word; false at the end of the text. */
static bool
read_word(struct tokenizer *tokenizer)
{
	size_t letters = 0;
	bool cjk = false;
	int32_t c;

	tokenizer->word_length = 0;
	tokenizer->word_full = false;
	tokenizer->word_initials = true;
	for (; peek(tokenizer, &c); take(tokenizer)) {
		bool empty = tokenizer->word_length == 0;

		if (is_letter_or_digit(c)) {
			if (!empty &&
			    (cjk || is_cjk(c) || at_word_start(tokenizer)))
				break;
			cjk = is_cjk(c);
			word_append(tokenizer, c);
			/* a second letter that no point led to */
			if (++letters > 1)
				tokenizer->word_initials = false;
		} else if (is_mark(c)) {
			if (!empty)
				word_append(tokenizer, c);
		} else if (!empty) {
			if (cjk || !joins(tokenizer, c))
				break;
			letters = tokenizer->word_initials ? 0 : letters;
		}
	}
	tokenizer->word[tokenizer->word_length] = '\0';
	return tokenizer->word_length > 0;
}

/* The stem of words that are plain letters; all others stay as they are. */
static void
stem(struct tokenizer *tokenizer, struct token *token)
{
	const sb_symbol *stemmed = NULL;

	token->stem = token->word;
	token->stem_length = token->length;
	for (size_t i = 0; i < token->length; i++)
		if (!is_ascii_letter(token->word[i]))
			return;
	stemmed = sb_stemmer_stem(tokenizer->stemmer,
	    (const sb_symbol *)token->word, (int)token->length);
	if (stemmed == NULL)
		return;
	token->stem = (const char *)stemmed;
	token->stem_length = (size_t)sb_stemmer_length(tokenizer->stemmer);
}

bool
tokenizer_next_word(struct tokenizer *tokenizer, struct token *token)
{
	if (!read_word(tokenizer))
		return false;
	token->word = tokenizer->word;
	token->length = tokenizer->word_length;
	return true;
}

void
tokenizer_stem(struct tokenizer *tokenizer, struct token *token)
{
	token->stopword = stopwords_contain(token->word, token->length);
	stem(tokenizer, token);
}

bool
tokenizer_next(struct tokenizer *tokenizer, struct token *token)
{
	if (!tokenizer_next_word(tokenizer, token))
		return false;
	tokenizer_stem(tokenizer, token);
	return true;
}

size_t
tokenizer_fold(struct tokenizer *tokenizer, const char *text, size_t length,
    char *key, size_t size)
{
	size_t written = 0;

	tokenizer_start(tokenizer, text, length);
	while (read_word(tokenizer)) {
		size_t blank = written > 0 ? 1 : 0;

		if (written + blank + tokenizer->word_length >= size)
			break;
		if (blank > 0)
			key[written++] = ' ';
		memcpy(key + written, tokenizer->word, tokenizer->word_length);
		written += tokenizer->word_length;
	}
	if (size > 0)
		key[written] = '\0';
	return written;
}
