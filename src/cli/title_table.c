/*
 * See title_table.h. Only the title's column varies much, so it is as wide as
 * its longest title and at most TITLE_COLUMNS.
 */
#include "cli/title_table.h"

#include <stdio.h>

#include "answer/reason_label.h"
#include "cli/command.h"
#include "text/display_width.h"
#include "text/title_id.h"

#define TITLE_COLUMNS 48
#define TYPE_COLUMNS 12 /* tvMiniSeries */
#define YEAR_SIZE 16

/* " (1999)", or nothing. */
static void
format_year(const struct title_card *card, char year[YEAR_SIZE])
{
	year[0] = '\0';
	if (card->start_year != 0)
		snprintf(year, YEAR_SIZE, " (%d)", card->start_year);
}

static size_t
title_width(const struct title_card *card)
{
	char year[YEAR_SIZE];
	size_t width;

	format_year(card, year);
	width = display_width(card->title) + display_width(year);
	return width < TITLE_COLUMNS ? width : TITLE_COLUMNS;
}

static void
put_blanks(struct buffer *out, size_t from, size_t to)
{
	for (; from < to; from++)
		buffer_append_char(out, ' ');
}

/* The title, cut if need be, with its year, padded to `columns`. */
static void
put_title(struct buffer *out, const struct title_card *card, size_t columns)
{
	char year[YEAR_SIZE];
	size_t year_width;

	format_year(card, year);
	year_width = display_width(year);
	if (display_width(card->title) + year_width > columns) {
		buffer_append(out, card->title,
		    display_fit(card->title, columns - year_width - 3));
		buffer_append_string(out, "...");
	} else {
		buffer_append_string(out, card->title);
	}
	buffer_append_string(out, year);
	put_blanks(out, title_width(card), columns);
}

static void
put_row(struct buffer *out, const struct title_card *card, size_t rank,
    size_t columns)
{
	char number[TITLE_ID_SIZE];

	title_id_format(card->number, number);
	buffer_printf(out, "%3zu  %-10s  ", rank, number);
	put_title(out, card, columns);
	buffer_printf(out, "  %-*s  ", TYPE_COLUMNS, card->type);
	if (card->rating > 0.0F)
		buffer_printf(out, "%4.1f", (double)card->rating);
	else
		buffer_append_string(out, "   -");
}

static size_t
widest(const struct snapshot *snapshot, uint32_t document, size_t columns)
{
	struct title_card card;
	size_t width;

	snapshot_card(snapshot, document, &card);
	width = title_width(&card);
	return width > columns ? width : columns;
}

void
title_table_documents(struct buffer *out, const struct snapshot *snapshot,
    const uint32_t *documents, size_t count)
{
	size_t columns = 0;

	for (size_t i = 0; i < count; i++)
		columns = widest(snapshot, documents[i], columns);
	for (size_t i = 0; i < count; i++) {
		struct title_card card;

		snapshot_card(snapshot, documents[i], &card);
		put_row(out, &card, i + 1, columns);
		buffer_append_char(out, '\n');
	}
}

/* " (Keanu Reeves, Sci-Fi)", or nothing. */
static void
put_through(struct buffer *out, const struct snapshot *snapshot,
    uint32_t document, const struct reason *reason)
{
	struct term_label term;
	char label[REASON_LABEL_SIZE];

	for (size_t i = 0; i < reason->through_count; i++) {
		snapshot_term(snapshot, reason->through[i], &term);
		reason_label(snapshot, document, &term, label);
		buffer_printf(out, "%s%s", i == 0 ? " (" : ", ", label);
	}
	if (reason->through_count > 0)
		buffer_append_char(out, ')');
}

static void
put_reason(struct buffer *out, const struct snapshot *snapshot,
    uint32_t document, const struct reason *reason)
{
	struct title_card card;
	struct term_label term;
	char label[REASON_LABEL_SIZE];

	switch (reason->kind) {
	case REASON_WATCHED:
		snapshot_card(snapshot, reason->document, &card);
		buffer_printf(out, "you watched %s", card.title);
		put_through(out, snapshot, document, reason);
		break;
	case REASON_TERM:
		snapshot_term(snapshot, reason->term, &term);
		reason_label(snapshot, document, &term, label);
		buffer_printf(
		    out, "%s %s", index_field_name(term.field), label);
		break;
	case REASON_POPULARITY:
		buffer_append_string(out, "popular");
		break;
	case REASON_OTHER:
		buffer_append_string(out, "other");
		break;
	}
	buffer_printf(out, " %.0f%%", 100.0 * (double)reason->share);
}

static void
put_reasons(struct buffer *out, const struct snapshot *snapshot,
    const struct recommendation *item)
{
	put_blanks(out, 0, 5);
	for (size_t i = 0; i < item->reason_count; i++) {
		buffer_append_string(out, i == 0 ? "" : ", ");
		put_reason(out, snapshot, item->document, &item->reasons[i]);
	}
	buffer_append_char(out, '\n');
}

static void
put_recommendations(struct buffer *out, const struct snapshot *snapshot,
    const struct recommendation_list *list, bool explain)
{
	size_t columns = 0;

	for (size_t i = 0; i < list->count; i++)
		columns = widest(snapshot, list->items[i].document, columns);
	for (size_t i = 0; i < list->count; i++) {
		const struct recommendation *item = &list->items[i];
		struct title_card card;

		snapshot_card(snapshot, item->document, &card);
		put_row(out, &card, i + 1, columns);
		buffer_printf(out, "  %.4f\n", (double)item->score);
		if (explain)
			put_reasons(out, snapshot, item);
	}
}

int
title_table_print(const struct snapshot *snapshot,
    const struct recommendation_list *list, title_table_json *json,
    bool explain)
{
	struct buffer out = BUFFER_INIT;
	struct json_writer writer;
	int code;

	if (json != NULL) {
		json_writer_init(&writer, &out);
		json(&writer, snapshot, list);
		buffer_append_char(&out, '\n');
	} else {
		put_recommendations(&out, snapshot, list, explain);
	}
	code = command_output(&out);
	buffer_release(&out);
	return code;
}
