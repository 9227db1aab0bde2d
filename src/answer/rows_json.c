/*
 * See rows_json.h.
 */
#include "answer/rows_json.h"

#include "answer/title_json.h"
#include "text/title_id.h"
#include "util/buffer.h"

static const struct {
	const char *id; /* of the rows that a person has once */
	const char *title;
} names[] = {
    [ROW_TOP_PICKS] = {"top-picks", "Top picks"},
    [ROW_POPULAR] = {"popular", "Popular"},
    [ROW_BECAUSE_WATCHED] = {"because-", "Because you watched "},
    [ROW_BECAUSE_LIKED] = {"because-", "Because you liked "},
    [ROW_TRENDING] = {"trending", "Trending"},
    [ROW_NEW_IN_GENRES] = {"new", "New in your genres"},
    [ROW_NEW] = {"new", "New"},
    [ROW_HIDDEN_GEMS] = {"hidden-gems", "Hidden gems"},
};

/* `more` stands behind the text when the row is about a title. */
static void
put_text(struct json_writer *json, const char *key, const char *text,
    const char *more)
{
	struct buffer whole = BUFFER_INIT;

	buffer_printf(&whole, "%s%s", text, more);
	json_put_key(json, key);
	json_put_string(json, whole.failed ? text : whole.data);
	buffer_release(&whole);
}

static void
answer_row(struct json_writer *json, const struct snapshot *snapshot,
    const struct row *row)
{
	bool about =
	    row->kind == ROW_BECAUSE_WATCHED || row->kind == ROW_BECAUSE_LIKED;
	char id[TITLE_ID_SIZE] = "";
	struct title_card card = {.title = ""};

	if (about) {
		snapshot_card(snapshot, row->document, &card);
		title_id_format(card.number, id);
	}
	json_open_object(json);
	put_text(json, "id", names[row->kind].id, id);
	put_text(json, "title", names[row->kind].title, card.title);
	json_put_key(json, "items");
	answer_recommendations(json, snapshot, &row->list);
	json_close_object(json);
}

void
answer_rows(struct json_writer *json, const struct snapshot *snapshot,
    const struct rows *rows)
{
	json_open_array(json);
	for (size_t i = 0; i < rows->count; i++)
		answer_row(json, snapshot, &rows->rows[i]);
	json_close_array(json);
}
