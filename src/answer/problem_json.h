/*
 * Errors of the HTTP routes: RFC 9457, application/problem+json.
 */
#ifndef MARQUEE_ANSWER_PROBLEM_JSON_H
#define MARQUEE_ANSWER_PROBLEM_JSON_H

#include "util/json_writer.h"

struct problem {
	int status; /* 400 to 599 */
	const char *title; /* NULL: the status's own phrase */
	const char *detail; /* names the thing, its value, what is allowed;
			     * NULL: none */
	const char *request_id; /* NULL: none */
};

/* {"type","title","status","detail","request_id"}; what is NULL is left out.
 * The type is "about:blank": the status says it all. */
void answer_problem(struct json_writer *json, const struct problem *problem);

/* The phrase of a status, "Not Found" for 404. Never NULL. */
const char *problem_phrase(int status);

#endif
