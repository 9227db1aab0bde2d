/*
 * Filling answers. Sending them is exchange.c's.
 */
#include "server/respond.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "answer/problem_json.h"
#include "util/json_writer.h"
#include "util/log.h"

#define JSON_TYPE "application/json"
#define PROBLEM_TYPE "application/problem+json"

#define NO_CATALOGUE_RETRY_S 5
#define UNDER_WAY_RETRY_S 2 /* whoever waits wants to see it move */

static void
finish(struct exchange *exchange, int status)
{
	exchange->status = status;
	exchange->answered = true;
	if (exchange->sleeping)
		exchange_wake(exchange);
}

void
respond_json_begin(
    struct exchange *exchange, int status, struct json_writer *json)
{
	exchange->status = status;
	exchange->answer_type = JSON_TYPE;
	buffer_clear(&exchange->answer);
	json_writer_init(json, &exchange->answer);
}

void
respond_json_end(struct exchange *exchange)
{
	buffer_append_char(&exchange->answer, '\n');
	if (exchange->answer.failed)
		respond_problem(exchange, 503, "out of memory");
	else
		finish(exchange, exchange->status);
}

void
respond_buffer(struct exchange *exchange, const char *type)
{
	exchange->answer_type = type;
	if (exchange->answer.failed)
		respond_problem(exchange, 503, "out of memory");
	else
		finish(exchange, 200);
}

void
respond_json_text(struct exchange *exchange, const char *text, size_t length)
{
	buffer_clear(&exchange->answer);
	buffer_append(&exchange->answer, text, length);
	respond_buffer(exchange, JSON_TYPE);
}

static void
answer_with(struct exchange *exchange, const struct problem *problem)
{
	struct json_writer json;

	buffer_clear(&exchange->answer);
	json_writer_init(&json, &exchange->answer);
	answer_problem(&json, problem);
	buffer_append_char(&exchange->answer, '\n');
	exchange->answer_type = PROBLEM_TYPE;
	exchange->static_answer = NULL;
	if (problem->status == 503 && exchange->retry_after_s == 0)
		exchange->retry_after_s = 1;
	finish(exchange, problem->status);
}

void
respond_problem(struct exchange *exchange, int status, const char *format, ...)
{
	struct error error;
	struct problem problem = {.status = status,
	    .detail = error.message,
	    .request_id = exchange->request_id};
	va_list args;

	va_start(args, format);
	error_vset(&error, ERROR_INVALID, format, args);
	va_end(args);
	answer_with(exchange, &problem);
}

void
respond_no_catalogue(struct exchange *exchange)
{
	const struct load_watch *watch = &exchange->app->load_watch;
	const struct load_progress_report *report = &watch->report;
	struct problem_progress progress = {.stage = report->stage,
	    .file = report->file,
	    .done = report->done,
	    .total = report->total,
	    .rows = report->rows,
	    .rows_per_second = report->rows_per_second,
	    .seconds_left = report->seconds_left};
	struct problem problem = {.status = 503,
	    .detail = "there is no index yet; run: marquee index",
	    .request_id = exchange->request_id};

	exchange->retry_after_s = NO_CATALOGUE_RETRY_S;
	if (watch->under_way) {
		exchange->retry_after_s = UNDER_WAY_RETRY_S;
		problem.detail = "the catalogue is being prepared";
		problem.progress = &progress;
	}
	answer_with(exchange, &problem);
}

void
respond_store_error(struct exchange *exchange, int code, const char *message)
{
	switch (code) {
	case ERROR_VERSION:
		exchange->retry_after_s = 10;
		respond_problem(exchange, 503,
		    "the database has no schema, or an old one; run: marquee "
		    "migrate");
		break;
	case ERROR_UNAVAILABLE:
	case ERROR_LIMIT:
		respond_problem(
		    exchange, 503, "PostgreSQL does not answer at present");
		break;
	case ERROR_MEMORY:
		respond_problem(exchange, 503, "out of memory");
		break;
	default:
		log_error("request %s: the database refused a statement: %s",
		    exchange->request_id, message);
		respond_problem(
		    exchange, 500, "the database refused a statement");
		break;
	}
}

void
respond_static(struct exchange *exchange, int status, const char *type,
    const void *bytes, size_t length)
{
	exchange->answer_type = type;
	exchange->static_answer = bytes;
	exchange->static_length = length;
	finish(exchange, status);
}

void
respond_empty(struct exchange *exchange, int status)
{
	buffer_clear(&exchange->answer);
	finish(exchange, status);
}

void
respond_refusal(
    struct buffer *out, int status, const char *detail, const char *request_id)
{
	struct problem problem = {
	    .status = status, .detail = detail, .request_id = request_id};
	struct buffer body = BUFFER_INIT;
	struct json_writer json;

	json_writer_init(&json, &body);
	answer_problem(&json, &problem);
	buffer_append_char(&body, '\n');
	buffer_printf(out,
	    "HTTP/1.1 %d %s\r\n"
	    "server: marquee\r\n"
	    "connection: close\r\n"
	    "content-type: " PROBLEM_TYPE "\r\n"
	    "content-length: %zu\r\n"
	    "cache-control: no-store\r\n"
	    "x-content-type-options: nosniff\r\n"
	    "x-request-id: %s\r\n\r\n",
	    status, problem_phrase(status), body.length, request_id);
	buffer_append(out, body.data, body.length);
	buffer_release(&body);
}

void
respond_request_id(struct random *random, char id[REQUEST_ID_SIZE])
{
	snprintf(id, REQUEST_ID_SIZE, "%016" PRIx64, random_u64(random));
}
