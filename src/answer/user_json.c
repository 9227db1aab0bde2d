/*
 * See user_json.h.
 */
#include "answer/user_json.h"

#include "text/title_id.h"
#include "util/clock.h"

static void
put_string(struct json_writer *json, const char *key, const char *text)
{
	json_put_key(json, key);
	json_put_string(json, text);
}

static void
put_int(struct json_writer *json, const char *key, int64_t value)
{
	json_put_key(json, key);
	json_put_int(json, value);
}

/* 0 stands for what is not given. */
static void
put_optional_int(struct json_writer *json, const char *key, int64_t value)
{
	json_put_key(json, key);
	if (value == 0)
		json_put_null(json);
	else
		json_put_int(json, value);
}

void
answer_user(struct json_writer *json, const struct answer_user_fields *user)
{
	json_open_object(json);
	put_string(json, "id", user->id);
	put_string(json, "name", user->name);
	put_optional_int(json, "birth_year", user->birth_year);
	put_string(json, "origin", user->origin);
	json_close_object(json);
}

void
answer_event(struct json_writer *json, const struct answer_event_fields *event)
{
	char number[TITLE_ID_SIZE];
	char date[CLOCK_TEXT_SIZE];

	title_id_format(event->number, number);
	clock_format(event->watched_us, date);
	json_open_object(json);
	put_int(json, "id", event->id);
	put_string(json, "user_id", event->user_id);
	put_string(json, "movie_id", number);
	put_string(json, "title", event->title);
	put_string(json, "watch_date", date);
	put_int(json, "watch_duration", event->duration_minutes);
	put_optional_int(json, "rating", event->rating);
	json_close_object(json);
}

void
answer_feedback(
    struct json_writer *json, const struct answer_feedback_fields *feedback)
{
	char number[TITLE_ID_SIZE];
	char date[CLOCK_TEXT_SIZE];

	title_id_format(feedback->number, number);
	clock_format(feedback->created_us, date);
	json_open_object(json);
	put_string(json, "user_id", feedback->user_id);
	put_string(json, "movie_id", number);
	put_string(json, "title", feedback->title);
	put_string(json, "kind", feedback->kind);
	put_string(json, "created_at", date);
	json_close_object(json);
}
