/*
 * Users and events of their viewing history as JSON.
 */
#ifndef MARQUEE_ANSWER_USER_JSON_H
#define MARQUEE_ANSWER_USER_JSON_H

#include <stdint.h>

#include "util/json_writer.h"

struct answer_user_fields {
	const char *id; /* uuid */
	const char *name;
	int birth_year; /* 0: not given */
	const char *origin; /* "own" or "simulated" */
};

/* {"id","name","birth_year","origin"} */
void answer_user(
    struct json_writer *json, const struct answer_user_fields *user);

struct answer_event_fields {
	int64_t id;
	const char *user_id;
	int32_t number; /* the title's */
	const char *title; /* NULL: no longer known */
	int64_t watched_us;
	int32_t duration_minutes;
	int32_t rating; /* 0: none */
};

/* {"id","user_id","movie_id","title","watch_date","watch_duration","rating"} */
void answer_event(
    struct json_writer *json, const struct answer_event_fields *event);

struct answer_feedback_fields {
	const char *user_id;
	int32_t number; /* the title's */
	const char *title; /* NULL: no longer known */
	const char *kind; /* "like" or "not_interested" */
	int64_t created_us;
};

/* {"user_id","movie_id","title","kind","created_at"} */
void answer_feedback(
    struct json_writer *json, const struct answer_feedback_fields *feedback);

#endif
