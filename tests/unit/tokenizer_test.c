#include "text/tokenizer.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

#include "text/stopwords.h"

struct text_case {
	char text[128];
	char words[128]; /* with blanks between, stopwords in brackets */
};

/* As many bytes as fit, always with a NUL. */
static void
append(char *out, size_t size, const char *text)
{
	size_t length = strlen(out);

	snprintf(out + length, size - length, "%s", text);
}

ParameterizedTestParameters(tokenizer, cuts_words)
{
	static struct text_case cases[] = {
	    {"The Matrix", "[the] matrix"},
	    {"", ""},
	    {" -- !!! ...", ""},
	    {"Amélie", "amelie"},
	    {"AMÉLIE", "amelie"},
	    {"Ame\xCC\x81lie", "amelie"}, /* a combining accent */
	    {"Łódź Smørrebrød Œuvre Æon", "lodz smorrebrod oeuvre aeon"},
	    {"Fußball", "fussball"},
	    {"Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"},
	    {"千と千尋", "千 と 千 尋"},
	    {"Akira アキラ 1988", "akira ア キ ラ 1988"},
	    {"기생충 영화", "기생충 영화"},
	    {"Левиафан Й", "левиафан и"},
	    {"मुग़ल", "मुग़ल"},
	    {"Ocean's Eleven", "oceans eleven"},
	    {"Ocean\xE2\x80\x99s Eleven", "oceans eleven"},
	    {"Don't Look Now", "[dont] look now"},
	    {"We're the Millers", "[were] [the] millers"},
	    {"L'avventura", "[l] avventura"},
	    {"Rock 'n' Roll", "rock n roll"},
	    {"'s", "[s]"},
	    {"E.T. the Extra-Terrestrial", "et [the] extra terrestrial"},
	    {"S.W.A.T.", "swat"},
	    {"Vol.1", "vol 1"},
	    {"J.Edgar", "j edgar"},
	    {"Rocky II", "rocky ii"},
	    {"Se7en", "se7en"},
	    {"2001: A Space Odyssey", "2001 [a] space odyssey"},
	    {"Alien\xC2\xB3", "alien 3"},
	    {"8\xC2\xBD", "8 1 2"},
	    {"M", "m"},
	    {"X-Men", "x men"},
	    {"WALL\xC2\xB7"
	     "E",
		"wall [e]"},
	    {"a\xFF"
	     "b\xC3 c\xED\xA0\x80"
	     "d",
		"[a] b c [d]"},
	    {"cut \xE2\x82", "cut"},
	};

	return cr_make_param_array(
	    struct text_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct text_case *text, tokenizer, cuts_words)
{
	struct tokenizer *tokenizer = tokenizer_new();
	char words[256] = "";
	struct token token;

	tokenizer_start(tokenizer, text->text, strlen(text->text));
	while (tokenizer_next(tokenizer, &token)) {
		append(words, sizeof(words), words[0] != '\0' ? " " : "");
		append(words, sizeof(words), token.stopword ? "[" : "");
		append(words, sizeof(words), token.word);
		append(words, sizeof(words), token.stopword ? "]" : "");
		cr_assert_eq(strlen(token.word), token.length);
	}
	cr_assert_str_eq(words, text->words, "\"%s\" gave \"%s\", not \"%s\"",
	    text->text, words, text->words);
	tokenizer_free(tokenizer);
}

struct stem_case {
	char word[32];
	char stem[32];
};

ParameterizedTestParameters(tokenizer, stems_english_words)
{
	static struct stem_case cases[] = {
	    {"brothers", "brother"},
	    {"Running", "run"},
	    {"stories", "stori"},
	    {"story", "stori"},
	    {"ii", "ii"},
	    {"iii", "iii"},
	    {"1990s", "1990s"},
	    {"se7en", "se7en"},
	    {"千", "千"},
	};

	return cr_make_param_array(
	    struct stem_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct stem_case *expected, tokenizer, stems_english_words)
{
	struct tokenizer *tokenizer = tokenizer_new();
	struct token token;

	tokenizer_start(tokenizer, expected->word, strlen(expected->word));
	cr_assert(tokenizer_next(tokenizer, &token));
	cr_assert_eq(token.stem_length, strlen(expected->stem));
	cr_assert_arr_eq(token.stem, expected->stem, token.stem_length);
	cr_assert_not(tokenizer_next(tokenizer, &token));
	tokenizer_free(tokenizer);
}

Test(tokenizer, cuts_long_words_at_a_characters_end)
{
	struct tokenizer *tokenizer = tokenizer_new();
	struct token token;
	char text[512];

	/* 1 + 2 n bytes: the limit of 63 falls between two of a letter's */
	text[0] = 'x';
	for (size_t i = 0; i < 200; i++)
		memcpy(text + 1 + 2 * i, "\xD0\x96", 2);
	memcpy(text + 401, " end", 5);
	tokenizer_start(tokenizer, text, strlen(text));
	cr_assert(tokenizer_next(tokenizer, &token));
	cr_assert_eq(token.length, 63);
	cr_assert_eq((unsigned char)token.word[61], 0xD0);
	cr_assert(tokenizer_next(tokenizer, &token));
	cr_assert_str_eq(token.word, "end");
	tokenizer_free(tokenizer);
}

Test(tokenizer, folds_titles_to_one_key)
{
	struct tokenizer *tokenizer = tokenizer_new();
	char key[64];
	char other[64];
	size_t length;

	length = tokenizer_fold(
	    tokenizer, "  AMÉLIE -- & The Café!", 24, key, sizeof(key));
	cr_assert_str_eq(key, "amelie the cafe");
	cr_assert_eq(length, strlen(key));
	tokenizer_fold(tokenizer, "amelie the cafe", 15, other, sizeof(other));
	cr_assert_str_eq(key, other);
	cr_assert_eq(tokenizer_fold(tokenizer, "...", 3, key, sizeof(key)), 0);
	cr_assert_str_eq(key, "");
	tokenizer_free(tokenizer);
}

Test(tokenizer, folds_into_little_room_word_by_word)
{
	struct tokenizer *tokenizer = tokenizer_new();
	char key[8];

	cr_assert_eq(
	    tokenizer_fold(tokenizer, "one two three", 13, key, sizeof(key)),
	    7);
	cr_assert_str_eq(key, "one two");
	cr_assert_eq(tokenizer_fold(tokenizer, "one", 3, key, 1), 0);
	cr_assert_str_eq(key, "");
	tokenizer_free(tokenizer);
}

Test(stopwords, are_found_exactly)
{
	cr_assert(stopwords_contain("the", 3));
	cr_assert(stopwords_contain("a", 1));
	cr_assert(stopwords_contain("yours", 5));
	cr_assert_not(stopwords_contain("th", 2));
	cr_assert_not(stopwords_contain("thee", 4));
	cr_assert_not(stopwords_contain("matrix", 6));
	cr_assert_not(stopwords_contain("", 0));
}

Test(tokenizer, frees_nothing_at_all)
{
	tokenizer_free(NULL);
}
