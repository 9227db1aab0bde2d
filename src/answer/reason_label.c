/*
 * See reason_label.h.
 *
 * The index knows title words by their stem ("stori"); nobody wants to read
 * that. The title that is explained holds a word with this stem, so it is cut
 * up again: a few words, only for reasons that are shown.
 */
#include "answer/reason_label.h"

#include <string.h>

#include "text/tokenizer.h"
#include "util/utf8.h"

struct type_name {
	const char *type; /* as IMDb writes it */
	const char *name;
};

static const struct type_name type_names[] = {
    {"movie", "film"},
    {"short", "short film"},
    {"tvEpisode", "TV episode"},
    {"tvMiniSeries", "TV miniseries"},
    {"tvMovie", "TV film"},
    {"tvPilot", "TV pilot"},
    {"tvSeries", "TV series"},
    {"tvShort", "TV short"},
    {"tvSpecial", "TV special"},
    {"video", "video"},
    {"videoGame", "video game"},
};

static const char *
type_name(const char *type)
{
	for (size_t i = 0; i < sizeof(type_names) / sizeof(type_names[0]); i++)
		if (strcmp(type_names[i].type, type) == 0)
			return type_names[i].name;
	return type;
}

static void
copy(char label[REASON_LABEL_SIZE], const char *text, size_t length)
{
	size_t used = 0;

	while (used < length) {
		size_t width = utf8_width(text + used, length - used);

		if (width == 0 || used + width >= REASON_LABEL_SIZE)
			break;
		used += width;
	}
	memcpy(label, text, used);
	label[used] = '\0';
}

/* Finds the word of `title` whose stem this is. */
static bool
find_word(struct tokenizer *tokenizer, const char *title, const char *stem,
    char label[REASON_LABEL_SIZE])
{
	size_t stem_length = strlen(stem);
	struct token token;

	tokenizer_start(tokenizer, title, strlen(title));
	while (tokenizer_next(tokenizer, &token)) {
		if (token.stem_length != stem_length ||
		    memcmp(token.stem, stem, stem_length) != 0)
			continue;
		copy(label, token.word, token.length);
		return true;
	}
	return false;
}

static void
word_label(const struct snapshot *snapshot, uint32_t document, const char *stem,
    char label[REASON_LABEL_SIZE])
{
	struct tokenizer *tokenizer = tokenizer_new();
	struct title_card card;

	copy(label, stem, strlen(stem));
	if (tokenizer == NULL)
		return; /* the stem must do */
	snapshot_card(snapshot, document, &card);
	if (!find_word(tokenizer, card.title, stem, label))
		find_word(tokenizer, card.original_title, stem, label);
	tokenizer_free(tokenizer);
}

void
reason_label(const struct snapshot *snapshot, uint32_t document,
    const struct term_label *term, char label[REASON_LABEL_SIZE])
{
	const char *text = term->text;

	switch (term->field) {
	case INDEX_FIELD_TITLE:
		word_label(snapshot, document, text, label);
		return;
	case INDEX_FIELD_TYPE:
		text = type_name(text);
		break;
	case INDEX_FIELD_OVERVIEW:
		text = term->word;
		break;
	default:
		break;
	}
	copy(label, text, strlen(text));
}
