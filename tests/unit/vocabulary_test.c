#include "index/vocabulary.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/strings.h"
#include "index/term_table.h"

/* "a" "ab" "abc" as genres, "b" as a title word, 3 and 9 as directors */
static const char text[] = "\0a\0ab\0abc\0b";
static const uint32_t keys[] = {1, 3, 6, 10, 3, 9};
static const float idf[] = {1, 1, 1, 1, 1, 1};

static struct vocabulary
make_vocabulary(void)
{
	return (struct vocabulary){
	    .keys = keys,
	    .idf = idf,
	    .text = text,
	    .text_bytes = sizeof(text),
	    .first = {0, 3, 4, 6, 6, 6, 6, 6, 6, 6},
	};
}

Test(vocabulary, finds_a_text_in_its_field_alone)
{
	struct vocabulary vocabulary = make_vocabulary();
	uint32_t term = 99;

	cr_assert(vocabulary_find_text(
	    &vocabulary, INDEX_FIELD_GENRE, "ab", 2, &term));
	cr_assert_eq(term, 1);
	cr_assert(vocabulary_find_text(
	    &vocabulary, INDEX_FIELD_TITLE, "b", 1, &term));
	cr_assert_eq(term, 3);
	cr_assert_not(vocabulary_find_text(
	    &vocabulary, INDEX_FIELD_TITLE, "ab", 2, &term));
	cr_assert_not(vocabulary_find_text(
	    &vocabulary, INDEX_FIELD_TYPE, "ab", 2, &term));
	cr_assert_not(
	    vocabulary_find_text(&vocabulary, INDEX_FIELD_GENRE, "", 0, &term));
	cr_assert_not(vocabulary_find_text(
	    &vocabulary, INDEX_FIELD_GENRE, "abcd", 4, &term));
	cr_assert_eq(term, 3, "untouched when nothing is found");
}

Test(vocabulary, finds_no_text_with_a_nul)
{
	struct vocabulary vocabulary = make_vocabulary();
	uint32_t term;

	cr_assert_not(vocabulary_find_text(
	    &vocabulary, INDEX_FIELD_TITLE, "b\0zzzzzzzzzzzz", 14, &term));
}

Test(vocabulary, finds_people_by_number)
{
	struct vocabulary vocabulary = make_vocabulary();
	uint32_t term;

	cr_assert(vocabulary_find_person(
	    &vocabulary, INDEX_FIELD_DIRECTOR, 9, &term));
	cr_assert_eq(term, 5);
	cr_assert_not(vocabulary_find_person(
	    &vocabulary, INDEX_FIELD_DIRECTOR, 4, &term));
	cr_assert_not(vocabulary_find_person(
	    &vocabulary, INDEX_FIELD_DIRECTOR, -9, &term));
	cr_assert_not(
	    vocabulary_find_person(&vocabulary, INDEX_FIELD_CAST, 9, &term));
}

Test(vocabulary, gives_a_prefix_as_a_range)
{
	struct vocabulary vocabulary = make_vocabulary();
	uint32_t first;
	uint32_t end;

	vocabulary_prefix(
	    &vocabulary, INDEX_FIELD_GENRE, "ab", 2, &first, &end);
	cr_assert_eq(first, 1);
	cr_assert_eq(end, 3);
	vocabulary_prefix(&vocabulary, INDEX_FIELD_GENRE, "", 0, &first, &end);
	cr_assert_eq(first, 0);
	cr_assert_eq(end, 3);
	vocabulary_prefix(&vocabulary, INDEX_FIELD_GENRE, "b", 1, &first, &end);
	cr_assert_eq(first, end);
}

Test(vocabulary, knows_the_field_of_a_term)
{
	struct vocabulary vocabulary = make_vocabulary();

	cr_assert_eq(vocabulary_field(&vocabulary, 0), INDEX_FIELD_GENRE);
	cr_assert_eq(vocabulary_field(&vocabulary, 2), INDEX_FIELD_GENRE);
	cr_assert_eq(vocabulary_field(&vocabulary, 3), INDEX_FIELD_TITLE);
	cr_assert_eq(vocabulary_field(&vocabulary, 5), INDEX_FIELD_DIRECTOR);
}

/* "run" as an overview's stem, "runs" as its word. */
Test(vocabulary, keeps_the_word_of_a_stem_behind_it)
{
	static const char stem_and_word[] = "\0run\0runs";
	static const uint32_t key = 1;
	static const float one = 1;
	struct vocabulary vocabulary = {
	    .keys = &key,
	    .idf = &one,
	    .text = stem_and_word,
	    .text_bytes = sizeof(stem_and_word),
	    .first = {[INDEX_FIELD_COUNT] = 1},
	};

	cr_assert_eq(vocabulary_check(&vocabulary, 1, NULL), 0);
	cr_assert_str_eq(
	    vocabulary_word(&vocabulary, INDEX_FIELD_OVERVIEW, 0), "runs");
	cr_assert_str_eq(
	    vocabulary_word(&vocabulary, INDEX_FIELD_TITLE, 0), "run");
	vocabulary.text_bytes = 5;
	cr_assert_eq(vocabulary_check(&vocabulary, 1, NULL), ERROR_CORRUPT,
	    "a stem without its word");
}

Test(vocabulary, refuses_damage)
{
	struct vocabulary vocabulary = make_vocabulary();
	uint32_t bad_keys[6];
	float bad_idf[6];

	cr_assert_eq(vocabulary_check(&vocabulary, 6, NULL), 0);
	cr_assert_eq(vocabulary_check(&vocabulary, 7, NULL), ERROR_CORRUPT);
	for (size_t i = 0; i < 6; i++) {
		memcpy(bad_keys, keys, sizeof(keys));
		memcpy(bad_idf, idf, sizeof(idf));
		vocabulary.keys = bad_keys;
		vocabulary.idf = bad_idf;
		bad_keys[i] = UINT32_MAX;
		cr_assert_eq(
		    vocabulary_check(&vocabulary, 6, NULL), ERROR_CORRUPT);
		bad_keys[i] = keys[i];
		bad_idf[i] = NAN;
		cr_assert_eq(
		    vocabulary_check(&vocabulary, 6, NULL), ERROR_CORRUPT);
	}
	vocabulary = make_vocabulary();
	vocabulary.text_bytes = sizeof(text) - 1;
	cr_assert_eq(vocabulary_check(&vocabulary, 6, NULL), ERROR_CORRUPT);
	vocabulary = make_vocabulary();
	vocabulary.first[1] = 5;
	cr_assert_eq(vocabulary_check(&vocabulary, 6, NULL), ERROR_CORRUPT);
}

Test(term_table, gives_equal_terms_one_id)
{
	struct term_table table;
	uint32_t first;
	uint32_t second;

	term_table_init(&table);
	cr_assert_eq(
	    term_table_add(&table, INDEX_FIELD_GENRE, "War", 3, &first), 0);
	cr_assert_eq(
	    term_table_add(&table, INDEX_FIELD_TITLE, "War", 3, &second), 0);
	cr_assert_neq(first, second, "fields keep terms apart");
	term_table_add(&table, INDEX_FIELD_GENRE, "Warm", 3, &second);
	cr_assert_eq(first, second);
	term_table_add(&table, INDEX_FIELD_GENRE, "Warm", 4, &second);
	cr_assert_neq(first, second);
	cr_assert_str_eq(term_table_text(&table, first), "War");
	cr_assert_str_eq(term_table_text(&table, second), "Warm");
	term_table_release(&table);
}

Test(term_table, finds_every_term_again_after_it_has_grown)
{
	enum {
		COUNT = 50000
	};
	struct term_table table;
	char text[16];
	uint32_t id;

	term_table_init(&table);
	for (uint32_t round = 0; round < 2; round++)
		for (uint32_t i = 0; i < COUNT; i++) {
			int length = snprintf(text, sizeof(text), "w%u", i);

			cr_assert_eq(term_table_add(&table, INDEX_FIELD_TITLE,
					 text, (size_t)length, &id),
			    0);
			cr_assert_eq(id, i);
		}
	cr_assert_eq(table.count, COUNT);
	term_table_release(&table);
}

Test(strings, give_every_offset_a_string)
{
	struct buffer strings = BUFFER_INIT;
	uint32_t offset;

	strings_begin(&strings);
	cr_assert_eq(strings_add(&strings, "", 0, &offset), 0);
	cr_assert_eq(offset, 0);
	cr_assert_eq(strings_add(&strings, "one\0two", 7, &offset), 0);
	cr_assert_str_eq(strings.data + offset, "one");
	cr_assert_eq(strings_add(&strings, "two", 3, &offset), 0);
	cr_assert_str_eq(strings.data + offset, "two");
	cr_assert_eq(strings_check(strings.data, strings.length, "x", NULL), 0);
	cr_assert_eq(strings_check(strings.data, strings.length - 1, "x", NULL),
	    ERROR_CORRUPT);
	cr_assert_eq(strings_check("", 0, "x", NULL), ERROR_CORRUPT);
	cr_assert_eq(strings_check("a", 2, "x", NULL), ERROR_CORRUPT);
	buffer_release(&strings);
}

Test(term_table, keeps_the_shortest_word_then_the_first)
{
	static const char *const words[] = {
	    "running", "runner", "runs", "runn", "run's"};
	struct term_table table;
	uint32_t id;

	term_table_init(&table);
	cr_assert_eq(
	    term_table_add(&table, INDEX_FIELD_OVERVIEW, "run", 3, &id), 0);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		cr_assert_eq(term_table_offer_word(
				 &table, id, words[i], strlen(words[i])),
		    0);
	cr_assert_str_eq(
	    table.text.data + term_table_records(&table)[id].word, "runn");
	term_table_release(&table);
}
