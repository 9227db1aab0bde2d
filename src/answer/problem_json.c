/*
 * See problem_json.h.
 */
#include "answer/problem_json.h"

#include <stddef.h>

struct phrase {
	int status;
	const char *text;
};

/* RFC 9110, RFC 6585; only what Marquee answers. */
static const struct phrase phrases[] = {
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

const char *
problem_phrase(int status)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (phrases[i].status == status)
			return phrases[i].text;
	return status < 500 ? "Client Error" : "Server Error";
}

static void
put_member(struct json_writer *json, const char *key, const char *text)
{
	if (text == NULL)
		return;
	json_put_key(json, key);
	json_put_string(json, text);
}

static void
put_number(struct json_writer *json, const char *key, int64_t number)
{
	json_put_key(json, key);
	if (number < 0)
		json_put_null(json);
	else
		json_put_int(json, number);
}

static void
put_progress(struct json_writer *json, const struct problem_progress *progress)
{
	json_put_key(json, "progress");
	json_open_object(json);
	put_member(json, "stage", progress->stage);
	json_put_key(json, "file");
	if (progress->file[0] == '\0')
		json_put_null(json);
	else
		json_put_string(json, progress->file);
	json_put_key(json, "share");
	if (progress->total > 0 && progress->done <= progress->total)
		json_put_fixed(
		    json, (double)progress->done / (double)progress->total, 3);
	else
		json_put_null(json);
	put_number(json, "rows", progress->rows);
	put_number(json, "rows_per_second", progress->rows_per_second);
	put_number(json, "seconds_left", progress->seconds_left);
	json_close_object(json);
}

void
answer_problem(struct json_writer *json, const struct problem *problem)
{
	const char *title = problem->title;

	if (title == NULL)
		title = problem_phrase(problem->status);
	json_open_object(json);
	put_member(json, "type", "about:blank");
	put_member(json, "title", title);
	json_put_key(json, "status");
	json_put_int(json, problem->status);
	put_member(json, "detail", problem->detail);
	put_member(json, "request_id", problem->request_id);
	if (problem->progress != NULL)
		put_progress(json, problem->progress);
	json_close_object(json);
}
