/*
 * See because_json.h.
 */
#include "answer/because_json.h"

#include "answer/reason_label.h"
#include "text/title_id.h"

#define UNITS 10000

void
because_units(
    const struct recommendation *item, int units[RECOMMEND_MAX_REASONS])
{
	double remainders[RECOMMEND_MAX_REASONS] = {0.0};
	int left = UNITS;

	for (size_t i = 0; i < item->reason_count; i++) {
		double exact = (double)item->reasons[i].share * UNITS;

		units[i] = (int)exact;
		remainders[i] = exact - units[i];
		left -= units[i];
	}
	/* Rounding can only leave as many units as there are reasons. */
	for (; left > 0 && item->reason_count > 0; left--) {
		size_t best = 0;

		for (size_t i = 1; i < item->reason_count; i++)
			if (remainders[i] > remainders[best])
				best = i;
		units[best]++;
		remainders[best] -= 1.0;
	}
}

static void
put_string(struct json_writer *json, const char *key, const char *text)
{
	json_put_key(json, key);
	json_put_string(json, text);
}

/* The members of a term; `document` is the one that is explained. */
static void
put_term(struct json_writer *json, const struct snapshot *snapshot,
    uint32_t document, uint32_t term)
{
	struct term_label label;
	char number[TITLE_ID_SIZE];
	char text[REASON_LABEL_SIZE];

	snapshot_term(snapshot, term, &label);
	reason_label(snapshot, document, &label, text);
	put_string(json, "field", index_field_name(label.field));
	if (label.person != 0) {
		person_id_format(label.person, number);
		put_string(json, "id", number);
	} else {
		put_string(json, "id", label.text);
	}
	put_string(json, "label", text);
}

static void
put_watched(struct json_writer *json, const struct snapshot *snapshot,
    uint32_t document, const struct reason *reason)
{
	struct title_card card;
	char number[TITLE_ID_SIZE];

	snapshot_card(snapshot, reason->document, &card);
	title_id_format(card.number, number);
	put_string(json, "kind", "watched");
	put_string(json, "id", number);
	put_string(json, "label", card.title);
	json_put_key(json, "through");
	json_open_array(json);
	for (size_t i = 0; i < reason->through_count; i++) {
		json_open_object(json);
		put_term(json, snapshot, document, reason->through[i]);
		json_close_object(json);
	}
	json_close_array(json);
}

static void
put_reason(struct json_writer *json, const struct snapshot *snapshot,
    uint32_t document, const struct reason *reason)
{
	switch (reason->kind) {
	case REASON_WATCHED:
		put_watched(json, snapshot, document, reason);
		break;
	case REASON_TERM:
		put_string(json, "kind", "term");
		put_term(json, snapshot, document, reason->term);
		break;
	case REASON_POPULARITY:
		put_string(json, "kind", "popularity");
		break;
	case REASON_OTHER:
		put_string(json, "kind", "other");
		break;
	}
}

void
answer_because(struct json_writer *json, const struct snapshot *snapshot,
    const struct recommendation *item)
{
	int units[RECOMMEND_MAX_REASONS];

	because_units(item, units);
	json_put_key(json, "because");
	json_open_array(json);
	for (size_t i = 0; i < item->reason_count; i++) {
		if (units[i] == 0)
			continue;
		json_open_object(json);
		put_reason(json, snapshot, item->document, &item->reasons[i]);
		json_put_key(json, "share");
		json_put_float(json, (float)units[i] / (float)UNITS);
		json_close_object(json);
	}
	json_close_array(json);
}
