/*
 * See title_json.h.
 */
#include "answer/title_json.h"

#include "answer/because_json.h"
#include "text/title_id.h"

static void
put_string(struct json_writer *json, const char *key, const char *text)
{
	json_put_key(json, key);
	json_put_string(json, text);
}

static void
put_float(struct json_writer *json, const char *key, float value)
{
	json_put_key(json, key);
	json_put_float(json, value);
}

/* 0 stands for what is not known. */
static void
put_optional_int(struct json_writer *json, const char *key, int value)
{
	json_put_key(json, key);
	if (value == 0)
		json_put_null(json);
	else
		json_put_int(json, value);
}

static void
put_card(struct json_writer *json, const struct title_card *card)
{
	char number[TITLE_ID_SIZE];

	title_id_format(card->number, number);
	put_string(json, "id", number);
	put_string(json, "title", card->title);
	put_string(json, "original_title", card->original_title);
	put_string(json, "movie_type", card->type);
	put_optional_int(json, "start_year", card->start_year);
	put_optional_int(json, "runtime", card->runtime_minutes);
	put_string(json, "genres", *card->genres ? card->genres : NULL);
	json_put_key(json, "avg_rating");
	if (card->rating > 0.0F)
		json_put_float(json, card->rating);
	else
		json_put_null(json);
	json_put_key(json, "num_votes");
	json_put_int(json, card->votes);
}

static void
put_movie(struct json_writer *json, const struct snapshot *snapshot,
    uint32_t document)
{
	struct title_card card;

	snapshot_card(snapshot, document, &card);
	put_card(json, &card);
}

void
answer_movie(struct json_writer *json, const struct snapshot *snapshot,
    uint32_t document)
{
	json_open_object(json);
	put_movie(json, snapshot, document);
	json_close_object(json);
}

static void
put_people(struct json_writer *json, const struct snapshot *snapshot,
    const char *key, const struct person_list *people)
{
	json_put_key(json, key);
	json_open_array(json);
	for (size_t i = 0; i < people->count; i++) {
		const char *name =
		    snapshot_person_name(snapshot, people->numbers[i]);
		char number[TITLE_ID_SIZE];

		if (name == NULL)
			continue;
		person_id_format(people->numbers[i], number);
		json_open_object(json);
		put_string(json, "id", number);
		put_string(json, "name", name);
		json_close_object(json);
	}
	json_close_array(json);
}

void
answer_movie_detail(struct json_writer *json, const struct snapshot *snapshot,
    uint32_t document)
{
	struct title_card card;

	snapshot_card(snapshot, document, &card);
	json_open_object(json);
	put_card(json, &card);
	put_people(json, snapshot, "directors", &card.directors);
	put_people(json, snapshot, "writers", &card.writers);
	put_people(json, snapshot, "cast", &card.cast);
	json_close_object(json);
}

void
answer_movie_list(struct json_writer *json, const struct snapshot *snapshot,
    const uint32_t *documents, size_t count)
{
	json_open_array(json);
	for (size_t i = 0; i < count; i++)
		answer_movie(json, snapshot, documents[i]);
	json_close_array(json);
}

void
answer_trends(struct json_writer *json, const struct snapshot *snapshot,
    const struct trend *trends, size_t count)
{
	json_open_array(json);
	for (size_t i = 0; i < count; i++) {
		json_open_object(json);
		put_movie(json, snapshot, trends[i].document);
		put_float(json, "score", trends[i].score);
		json_put_key(json, "views");
		json_put_int(json, trends[i].views);
		json_close_object(json);
	}
	json_close_array(json);
}

void
answer_similar(struct json_writer *json, const struct snapshot *snapshot,
    const struct recommendation_list *list)
{
	json_open_array(json);
	for (size_t i = 0; i < list->count; i++) {
		const struct recommendation *item = &list->items[i];

		json_open_object(json);
		put_movie(json, snapshot, item->document);
		put_float(json, "score", item->score);
		put_float(json, "similarity", item->similarity);
		answer_because(json, snapshot, item);
		json_close_object(json);
	}
	json_close_array(json);
}

void
answer_recommendations(struct json_writer *json,
    const struct snapshot *snapshot, const struct recommendation_list *list)
{
	json_open_array(json);
	for (size_t i = 0; i < list->count; i++) {
		const struct recommendation *item = &list->items[i];

		json_open_object(json);
		put_movie(json, snapshot, item->document);
		put_float(json, "score", item->score);
		put_string(
		    json, "source", recommendation_source_name(item->source));
		answer_because(json, snapshot, item);
		json_close_object(json);
	}
	json_close_array(json);
}
