/*
 * Errors of the HTTP routes: RFC 9457, application/problem+json.
 */
#ifndef MARQUEE_ANSWER_PROBLEM_JSON_H
#define MARQUEE_ANSWER_PROBLEM_JSON_H

#include <stdint.h>

#include "util/json_writer.h"

/* How far the work has come that a 503 waits for. */
struct problem_progress {
	const char *stage; /* "reading" */
	const char *file; /* "title.basics"; "": no single one */
	int64_t done; /* of the stage */
	int64_t total; /* 0: nobody knows */
	int64_t rows; /* so far */
	int64_t rows_per_second;
	int64_t seconds_left; /* of the stage; -1: nobody knows */
};

struct problem {
	int status; /* 400 to 599 */
	const char *title; /* NULL: the status's own phrase */
	const char *detail; /* names the thing, its value, what is allowed;
			     * NULL: none */
	const char *request_id; /* NULL: none */
	const struct problem_progress *progress; /* NULL: none */
};

/* {"type","title","status","detail","request_id","progress"}; what is NULL is
 * left out. The type is "about:blank": the status says it all. "progress" is
 * {"stage","file","share","rows","rows_per_second","seconds_left"}, with null
 * for what is not known; share is .25 when a quarter of the stage is done. */
void answer_problem(struct json_writer *json, const struct problem *problem);

/* The phrase of a status, "Not Found" for 404. Never NULL. */
const char *problem_phrase(int status);

#endif
