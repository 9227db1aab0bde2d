/*
 * Spelling: a rank is written in syllables as a number is in digits, so that
 * different ranks of a language are different words and rare words are longer
 * than common ones. English begins with real words.
 */
#include "etl/generate_words.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "etl/skew.h"

/* The core of common words: frequency 1 / (rank + shift). Fitted to the
 * commonest words' measured shares: .7 % the first, .2 % the sixtieth. */
#define CORE_WORDS 4000.0
#define CORE_SHIFT 18.0
#define CORE_SHARE 0.75
#define TAIL_SHAPE 0.575 /* g - 1 */

#define NAME_CORE 1500.0 /* given names */
#define NAME_SHIFT 12.0
#define NAME_RANK_MAX UINT64_C(1000000000)

#define SYLLABLES_MAX 16
#define SCATTER 37 /* syllables from one word's first to the next's */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Syllables: each onset with each vowel, or a run of characters. */
struct script {
	const char *onsets[16]; /* Latin ones in ASCII */
	const char *vowels[6];
	const char *codas[8]; /* behind the last syllable */
	size_t onset_count;
	size_t vowel_count;
	size_t coda_count;
	uint32_t first; /* character; 0: onsets and vowels */
	uint32_t characters;
	bool joined; /* no blanks between words */
};

#define LIST(...) \
	{ \
		__VA_ARGS__ \
	}

static const struct script scripts[WORD_LANGUAGE_COUNT] = {
    [WORD_ENGLISH] = {LIST("b", "br", "c", "d", "f", "g", "h", "l", "m", "n",
			  "p", "r", "st", "t", "v", "w"),
	LIST("a", "o", "u", "ea", "i"), LIST("n", "rk", "m", "ck"), 16, 5, 4, 0,
	0, false},
    [WORD_ROMANCE] = {LIST("b", "c", "d", "f", "g", "gl", "l", "m", "n", "p",
			  "qu", "r", "s", "t", "tr", "v"),
	LIST("a", "o", "i", "e", "u"),
	LIST("r", "nt", "l", "z", "s", "x", "n", "é"), 16, 5, 8, 0, 0, false},
    [WORD_SLAVIC] = {LIST("b", "cz", "d", "g", "h", "k", "kr", "l", "m", "n",
			 "p", "r", "sz", "t", "v", "z"),
	LIST("a", "o", "u", "y", "i"),
	LIST("k", "v", "n", "sk", "ch", "t", "r", "ů"), 16, 5, 8, 0, 0, false},
    [WORD_NORDIC] = {LIST("b", "d", "f", "fj", "g", "h", "j", "k", "l", "m",
			 "n", "r", "s", "sk", "t", "v"),
	LIST("a", "e", "y", "i", "o", "u"),
	LIST("n", "rd", "lk", "t", "k", "ng", "m", "ø"), 16, 6, 8, 0, 0, false},
    [WORD_TURKIC] = {LIST("b", "c", "d", "g", "h", "k", "l", "m", "n", "p", "r",
			 "s", "v", "t", "y", "z"),
	LIST("a", "e", "i", "o", "u"),
	LIST("m", "k", "r", "n", "l", "z", "t", "ş"), 16, 5, 8, 0, 0, false},
    [WORD_INDIC] = {LIST("b", "bh", "ch", "d", "dh", "g", "h", "j", "k", "m",
			"n", "p", "r", "sh", "t", "v"),
	LIST("a", "aa", "i", "u", "o"), LIST("n", "r", "m", "t"), 16, 5, 4, 0,
	0, false},
    [WORD_JAPANESE] = {LIST("k", "s", "t", "n", "h", "m", "y", "r", "w", "g",
			   "z", "d", "b", "sh", "ch", "j"),
	LIST("a", "i", "u", "o", "e"), LIST("n"), 16, 5, 1, 0, 0, false},
    [WORD_CYRILLIC] = {LIST("б", "в", "г", "д", "ж", "з", "к", "л", "м", "н",
			   "п", "р", "с", "т", "х", "ш"),
	LIST("а", "и", "о", "у", "е", "я"), LIST("к", "н", "в", "т"), 16, 6, 4,
	0, 0, false},
    [WORD_GREEK] = {LIST("β", "γ", "δ", "ζ", "θ", "κ", "λ", "μ", "ν", "π", "ρ",
			"σ", "τ", "φ", "χ", "ψ"),
	LIST("α", "ε", "η", "ι", "ο", "ω"), LIST("ς", "ν"), 16, 6, 2, 0, 0,
	false},
    [WORD_HEBREW] = {.codas = LIST(""),
	.coda_count = 1,
	.first = 0x05D0,
	.characters = 27},
    [WORD_ARABIC] = {.codas = LIST(""),
	.coda_count = 1,
	.first = 0x0627,
	.characters = 20},
    [WORD_DEVANAGARI] = {LIST("क", "ख", "ग", "घ", "च", "ज", "त", "द", "न", "प",
			     "ब", "म", "र", "ल", "व", "स"),
	LIST("", "ा", "ि", "ी", "ु", "ो"), LIST("न", "र"), 16, 6, 2, 0, 0,
	false},
    [WORD_HANGUL] = {.codas = LIST(""),
	.coda_count = 1,
	.first = 0xAC00,
	.characters = 2000},
    [WORD_KATAKANA] = {.codas = LIST("ン"),
	.coda_count = 1,
	.first = 0x30AB,
	.characters = 60,
	.joined = true},
    [WORD_HAN] = {.codas = LIST(""),
	.coda_count = 1,
	.first = 0x4E00,
	.characters = 3000,
	.joined = true},
};

static const char *const common_words[] = {"man", "love", "night", "life",
    "last", "movie", "story", "dead", "house", "black", "world", "girl",
    "little", "day", "time", "american", "big", "city", "good", "king", "war",
    "death", "dark", "new", "white", "christmas", "red", "men", "days", "blue",
    "blood", "star", "part", "bad", "family", "moonlight", "lost", "two",
    "show", "boy", "home", "heart", "road", "secret", "street", "island",
    "summer", "water", "fire", "game"};

/* Small words: articles that lead, and what stands between others. */
static const char *const links[] = {
    "of the", "of", "in the", "and the", "and", "to", "for", "on", "with"};
#define PLAIN_LINK 1 /* "of" */
static const double links_upto[COUNT(links)] = {
    .22, .46, .56, .60, .74, .83, .89, .95, 1};

/* Titles by their words, from 0, measured. */
static const double title_words_upto[] = {
    0, .2385, .5481, .7607, .8759, .9413, .9737, .9875, .9939, .9971, 1};

#define LEAD_THE_SHARE .235
#define LEAD_A_SHARE .03
#define LINK_SHARE .42 /* of places between words */

/* --- ranks ---------------------------------------------------------------- */

static uint64_t
core_rank(double share, double words, double shift)
{
	return (uint64_t)(shift * (pow(1 + words / shift, share) - 1));
}

uint64_t
word_rank(struct random *random)
{
	if (random_unit(random) < CORE_SHARE)
		return core_rank(random_unit(random), CORE_WORDS, CORE_SHIFT);
	return (uint64_t)CORE_WORDS +
	    skew_rank(random_unit(random), CORE_WORDS, TAIL_SHAPE);
}

/* --- spelling ------------------------------------------------------------- */

static void
append_character(struct buffer *out, uint32_t c)
{
	if (c < 0x800) {
		buffer_append_char(out, (char)(0xC0 | (c >> 6)));
	} else {
		buffer_append_char(out, (char)(0xE0 | (c >> 12)));
		buffer_append_char(out, (char)(0x80 | ((c >> 6) & 0x3F)));
	}
	buffer_append_char(out, (char)(0x80 | (c & 0x3F)));
}

static uint64_t
syllable_count(const struct script *script)
{
	return script->first != 0 ? script->characters
				  : script->onset_count * script->vowel_count;
}

static void
append_syllable(
    struct buffer *out, const struct script *script, uint64_t syllable)
{
	if (script->first != 0) {
		append_character(out, script->first + (uint32_t)syllable);
		return;
	}
	buffer_append_string(
	    out, script->onsets[syllable % script->onset_count]);
	buffer_append_string(
	    out, script->vowels[syllable / script->onset_count]);
}

static uint64_t
take_digit(uint64_t *number, uint64_t base)
{
	uint64_t digit = *number % base;

	*number /= base;
	return digit;
}

/* Two syllables at least: shorter words would be articles and the like. */
static void
spell(struct buffer *out, const struct script *script, uint64_t rank)
{
	uint64_t base = syllable_count(script);
	uint64_t syllables[SYLLABLES_MAX];
	uint64_t left = rank / script->coda_count;
	size_t count = 0;

	while (count < 2 || (left > 0 && count < SYLLABLES_MAX)) {
		/* from the third on, nothing is written otherwise than 0 */
		if (count >= 2)
			left--;
		syllables[count++] = take_digit(&left, base);
	}
	/* scattered, or all common words would begin alike; what was added is
	 * known from what is written behind, so words stay different */
	for (size_t i = 1; i < count; i++)
		syllables[i] =
		    (syllables[i] + SCATTER * syllables[i - 1]) % base;
	while (count > 0)
		append_syllable(out, script, syllables[--count]);
	buffer_append_string(out, script->codas[rank % script->coda_count]);
}

void
word_append(struct buffer *out, enum word_language language, uint64_t rank,
    bool capital)
{
	size_t start = out->length;

	if (language == WORD_ENGLISH && rank < COUNT(common_words))
		buffer_append_string(out, common_words[rank]);
	else
		spell(out, &scripts[language], rank);
	if (capital && !out->failed)
		out->data[start] =
		    (char)toupper((unsigned char)out->data[start]);
}

/* --- titles and names ----------------------------------------------------- */

static void
append_blank(struct buffer *out, size_t start)
{
	if (out->length > start)
		buffer_append_char(out, ' ');
}

/* An article in front; returns how many words it is. */
static size_t
append_lead(struct buffer *out, struct random *random)
{
	double share = random_unit(random);

	if (share < LEAD_THE_SHARE)
		buffer_append_string(out, "The");
	else if (share < LEAD_THE_SHARE + LEAD_A_SHARE)
		buffer_append_string(out, "A");
	else
		return 0;
	return 1;
}

/* What joins two words, of at most `room` words; returns how many it is. */
static size_t
append_link(struct buffer *out, size_t room, struct random *random)
{
	size_t link = skew_pick(links_upto, COUNT(links), random_unit(random));
	size_t words = strchr(links[link], ' ') != NULL ? 2 : 1;

	if (words > room) {
		link = PLAIN_LINK;
		words = 1;
	}
	buffer_append_char(out, ' ');
	buffer_append_string(out, links[link]);
	return words;
}

static void
append_english_title(struct buffer *out, size_t words, struct random *random)
{
	size_t start = out->length;
	size_t at = words > 1 ? append_lead(out, random) : 0;

	while (at < words) {
		append_blank(out, start);
		word_append(out, WORD_ENGLISH, word_rank(random), true);
		at++;
		if (at + 1 < words && random_unit(random) < LINK_SHARE)
			at += append_link(out, words - at - 1, random);
	}
}

void
word_append_title(
    struct buffer *out, enum word_language language, struct random *random)
{
	size_t words = skew_pick(
	    title_words_upto, COUNT(title_words_upto), random_unit(random));
	size_t start = out->length;

	if (language == WORD_ENGLISH) {
		append_english_title(out, words, random);
		return;
	}
	for (size_t i = 0; i < words; i++) {
		if (!scripts[language].joined)
			append_blank(out, start);
		word_append(out, language, word_rank(random), true);
	}
}

void
word_append_name(
    struct buffer *out, enum word_language language, struct random *random)
{
	uint64_t given = core_rank(random_unit(random), NAME_CORE, NAME_SHIFT);

	/* past the real words, which are nobody's name */
	word_append(out, language, given + COUNT(common_words), true);
	buffer_append_char(out, ' ');
	word_append(out, language,
	    (word_rank(random) % NAME_RANK_MAX) + COUNT(common_words), true);
}
