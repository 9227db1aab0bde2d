/*
 * Search by words: see catalogue_search in catalogue.h.
 *
 * Titles match on one of five levels, best first; the query is "heat":
 *
 *	exact		Heat
 *	behind article	The Heat
 *	whole words	Heat and Dust
 *	unfinished	Heathers
 *	all words	In the Heat of the Night
 *
 * On all levels but the last the primary and original titles come first, then,
 * as a level of its own, the titles in other languages, whose articles are
 * passed over like English ones. In the middle of these no word is looked for.
 *
 * A level is gathered whole, without what a better level holds already (a bit
 * a document), and sorted; the next one is looked at only when the page is not
 * full yet.
 *
 * All levels but the last are ranges of the sorted folded titles, looked up
 * with and without an article before the words. The last one intersects posting
 * lists: the rarest word's list is walked, and the other words are looked up in
 * each document's vector. Words that any title may hold (stopwords) are no
 * terms and are passed over.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recommend/catalogue.h"
#include "recommend/catalogue_filter.h"
#include "util/error.h"

#define MAX_WORDS 16 /* more are ignored */
#define MAX_KEY 512 /* bytes of a folded query; more are cut */

struct found {
	uint32_t votes;
	int32_t number;
	uint32_t document;
};

struct search {
	const struct snapshot *snapshot;
	const struct catalogue_filter *filter;
	unsigned char *taken; /* a bit a document: on some level already */
	struct found *found; /* [count] of the level at hand */
	size_t count;
	size_t capacity;
	bool failed; /* out of memory */
};

/* The levels that folded titles answer. */
enum level {
	LEVEL_EXACT,
	LEVEL_ARTICLE,
	LEVEL_WORDS,
	LEVEL_BEGINNING,
	LEVEL_COUNT
};

/* What is asked of a document: a term of a range, as an unfinished word may
 * be many; `stem` is one more, the finished word's. */
struct wanted {
	uint32_t first; /* [first, end) */
	uint32_t end;
	uint32_t stem;
	bool has_stem;
};

static void
add(struct search *search, uint32_t document)
{
	unsigned char bit = (unsigned char)(1U << (document % 8));
	struct title_card card;

	if (search->failed || (search->taken[document / 8] & bit) != 0)
		return;
	snapshot_card(search->snapshot, document, &card);
	if (!catalogue_filter_admits(
		search->filter, search->snapshot, document, &card))
		return;
	if (search->count == search->capacity) {
		size_t capacity = search->capacity * 2 + 64;
		struct found *grown =
		    realloc(search->found, capacity * sizeof(*grown));

		if (grown == NULL) {
			search->failed = true;
			return;
		}
		search->found = grown;
		search->capacity = capacity;
	}
	search->taken[document / 8] |= bit;
	search->found[search->count++] =
	    (struct found){card.votes, card.number, document};
}

static int
compare_found(const void *left, const void *right)
{
	const struct found *a = left, *b = right;

	if (a->votes != b->votes)
		return a->votes > b->votes ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* How much of a folded title the words must be. */
enum extent {
	EXTENT_WHOLE, /* all of it */
	EXTENT_WORDS, /* whole words at its beginning */
	EXTENT_BEGINNING
};

static bool
fits(const char *rest, enum extent extent)
{
	return rest[0] == '\0' || extent == EXTENT_BEGINNING ||
	    (extent == EXTENT_WORDS && rest[0] == ' ');
}

/* A blank and the end of the text sort before every other byte, so what fits
 * best stands first in the range. */
static void
gather_prefix(struct search *search, enum snapshot_names names,
    const char *article, const char *key, enum extent extent)
{
	char prefix[MAX_KEY + 8];
	size_t length =
	    (size_t)snprintf(prefix, sizeof(prefix), "%s%s", article, key);
	uint32_t first, end;

	snapshot_title_prefix(
	    search->snapshot, names, prefix, length, &first, &end);
	for (uint32_t entry = first; entry < end; entry++) {
		const char *folded;
		uint32_t document = snapshot_title_entry(
		    search->snapshot, names, entry, &folded);

		if (!fits(folded + length, extent))
			break;
		add(search, document);
	}
}

/* Folded, as titles are. The English ones come first: of titles that are
 * called so themselves, only these. */
static const char *const articles[] = {"the ", "a ", "an ", "das ", "de ",
    "den ", "der ", "det ", "die ", "ein ", "eine ", "el ", "en ", "ett ",
    "gli ", "het ", "i ", "il ", "l ", "la ", "las ", "le ", "les ", "lo ",
    "los ", "o ", "os ", "um ", "uma ", "un ", "una ", "une "};

#define ENGLISH_ARTICLES 3

static void
gather_articles(struct search *search, enum snapshot_names names,
    const char *key, enum extent extent)
{
	const size_t count = names == SNAPSHOT_AKAS
	    ? sizeof(articles) / sizeof(articles[0])
	    : ENGLISH_ARTICLES;

	for (size_t i = 0; i < count; i++)
		gather_prefix(search, names, articles[i], key, extent);
}

/* Fills in what an unfinished word asks for. */
static void
want_word(const struct snapshot *snapshot, const struct token *token,
    struct wanted *wanted)
{
	*wanted = (struct wanted){0};
	wanted->has_stem = snapshot_find_term(snapshot, INDEX_FIELD_TITLE,
	    token->stem, token->stem_length, &wanted->stem);
	snapshot_term_prefix(snapshot, INDEX_FIELD_TITLE, token->word,
	    token->length, &wanted->first, &wanted->end);
}

/* Another word follows, so this one is whole. */
static void
finish_word(struct wanted *wanted)
{
	wanted->first = 0;
	wanted->end = 0;
}

static size_t
want_words(const struct snapshot *snapshot, struct tokenizer *tokenizer,
    const char *words, size_t length, struct wanted *wanted)
{
	struct token token;
	size_t count = 0;

	tokenizer_start(tokenizer, words, length);
	while (count < MAX_WORDS && tokenizer_next(tokenizer, &token)) {
		if (count > 0)
			finish_word(&wanted[count - 1]);
		if (!token.stopword)
			want_word(snapshot, &token, &wanted[count++]);
	}
	return count;
}

static bool
is_wanted(const struct wanted *wanted, uint32_t term)
{
	return (wanted->has_stem && term == wanted->stem) ||
	    (term >= wanted->first && term < wanted->end);
}

static bool
document_has(const struct snapshot *snapshot, uint32_t document,
    const struct wanted *wanted)
{
	struct sparse_vector vector;

	snapshot_vector(snapshot, document, &vector);
	for (size_t i = 0; i < vector.count; i++)
		if (is_wanted(wanted, vector.terms[i]))
			return true;
	return false;
}

/* A walk over the postings of one word, for the documents with all others. */
struct walk {
	struct search *search;
	const struct wanted *others; /* [count] */
	size_t count;
};

static bool
visit(void *context, uint32_t document)
{
	const struct walk *walk = context;

	for (size_t i = 0; i < walk->count; i++)
		if (!document_has(
			walk->search->snapshot, document, &walk->others[i]))
			return true;
	add(walk->search, document);
	return !walk->search->failed;
}

/* How many postings a walk over this word's terms takes. */
static uint64_t
walk_length(const struct snapshot *snapshot, const struct wanted *wanted)
{
	uint64_t length = 0;

	if (wanted->has_stem)
		length += snapshot_document_frequency(snapshot, wanted->stem);
	for (uint32_t term = wanted->first; term < wanted->end; term++)
		length += snapshot_document_frequency(snapshot, term);
	return length;
}

static void
gather_words(struct search *search, struct wanted *wanted, size_t count)
{
	const struct snapshot *snapshot = search->snapshot;
	struct walk walk = {search, wanted + 1, count - 1};
	size_t rarest = 0;
	struct wanted first;

	for (size_t i = 1; i < count; i++)
		if (walk_length(snapshot, &wanted[i]) <
		    walk_length(snapshot, &wanted[rarest]))
			rarest = i;
	first = wanted[rarest];
	wanted[rarest] = wanted[0];
	if (first.has_stem)
		snapshot_each_posting(snapshot, first.stem, visit, &walk);
	for (uint32_t term = first.first; term < first.end; term++)
		snapshot_each_posting(snapshot, term, visit, &walk);
}

/* The page's window over the levels, one behind the other. */
struct window {
	uint32_t skip; /* documents still to pass over */
	uint32_t limit;
	uint32_t *documents; /* [limit] */
	size_t count;
};

/* Sorts the level, moves what the window shows of it and begins the next. */
static void
take_level(struct search *search, struct window *window)
{
	if (window->skip >= search->count) {
		window->skip -= (uint32_t)search->count;
		search->count = 0;
		return;
	}
	qsort(search->found, search->count, sizeof(*search->found),
	    compare_found);
	for (size_t i = window->skip;
	     i < search->count && window->count < window->limit; i++)
		window->documents[window->count++] = search->found[i].document;
	window->skip = 0;
	search->count = 0;
}

static void
gather_level(struct search *search, enum level level, enum snapshot_names names,
    const char *key)
{
	static const enum extent extents[LEVEL_COUNT] = {
	    EXTENT_WHOLE, EXTENT_WHOLE, EXTENT_WORDS, EXTENT_BEGINNING};

	if (level != LEVEL_ARTICLE)
		gather_prefix(search, names, "", key, extents[level]);
	if (level != LEVEL_EXACT)
		gather_articles(search, names, key, extents[level]);
}

static void
run(struct search *search, struct tokenizer *tokenizer, const char *words,
    size_t length, struct window *window)
{
	struct wanted wanted[MAX_WORDS];
	char key[MAX_KEY];
	size_t count;

	if (tokenizer_fold(tokenizer, words, length, key, sizeof(key)) == 0)
		return;
	for (int step = 0; step < LEVEL_COUNT * SNAPSHOT_NAMES_COUNT; step++) {
		gather_level(search, (enum level)(step / SNAPSHOT_NAMES_COUNT),
		    (enum snapshot_names)(step % SNAPSHOT_NAMES_COUNT), key);
		take_level(search, window);
		if (window->count == window->limit)
			return;
	}
	count = want_words(search->snapshot, tokenizer, words, length, wanted);
	if (count == 0)
		return;
	gather_words(search, wanted, count);
	take_level(search, window);
}

int
catalogue_search(const struct snapshot *snapshot, struct tokenizer *tokenizer,
    const char *words, size_t length, const struct catalogue_filter *filter,
    const struct catalogue_page *page, uint32_t *documents,
    size_t *document_count)
{
	struct search search = {
	    .snapshot = snapshot,
	    .filter = filter,
	    .taken = calloc(snapshot_document_count(snapshot) / 8 + 1, 1),
	};
	struct window window = {
	    .skip = page->offset,
	    .limit = page->limit,
	    .documents = documents,
	};

	if (search.taken == NULL)
		return ERROR_MEMORY;
	run(&search, tokenizer, words, length, &window);
	free(search.taken);
	free(search.found);
	if (search.failed)
		return ERROR_MEMORY;
	*document_count = window.count;
	return 0;
}
