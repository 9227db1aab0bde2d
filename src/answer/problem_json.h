/*
 * Errors of the HTTP routes: RFC 9457, application/problem+json.
 */
#ifndef MARQUEE_ANSWER_PROBLEM_JSON_H
#define MARQUEE_ANSWER_PROBLEM_JSON_H

#include "util/json_writer.h"

struct problem {
	int status; /* 400 to 599 */
	const char *title; /* NULL: the status's own phrase */
	const char *detail; /* names the thing, its value, what is allowed */
	const char *request_id;
};

void answer_problem(struct json_writer *json, const struct problem *problem);

#endif
