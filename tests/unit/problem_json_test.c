#include "answer/problem_json.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

static void
expect_json(const struct problem *problem, const char *expected)
{
	struct buffer buffer = BUFFER_INIT;
	struct json_writer json;

	json_writer_init(&json, &buffer);
	answer_problem(&json, problem);
	cr_expect_str_eq(buffer.data, expected);
	buffer_release(&buffer);
}

Test(problem_json, writes_every_member)
{
	const struct problem problem = {
	    .status = 400,
	    .title = "Bad parameter",
	    .detail = "limit is \"0\"; allowed is 1 to 100",
	    .request_id = "7f00",
	};

	expect_json(&problem,
	    "{\"type\":\"about:blank\",\"title\":\"Bad parameter\","
	    "\"status\":400,"
	    "\"detail\":\"limit is \\\"0\\\"; allowed is 1 to 100\","
	    "\"request_id\":\"7f00\"}");
}

Test(problem_json, writes_how_far_the_work_has_come)
{
	const struct problem_progress progress = {
	    .stage = "reading",
	    .file = "title.basics",
	    .done = 250,
	    .total = 1000,
	    .rows = 70,
	    .rows_per_second = 7,
	    .seconds_left = 30,
	};
	const struct problem problem = {.status = 503, .progress = &progress};

	expect_json(&problem,
	    "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\","
	    "\"status\":503,\"progress\":{\"stage\":\"reading\","
	    "\"file\":\"title.basics\",\"share\":0.250,\"rows\":70,"
	    "\"rows_per_second\":7,\"seconds_left\":30}}");
}

Test(problem_json, says_null_for_what_is_not_known_of_the_work)
{
	const struct problem_progress progress = {
	    .stage = "indexing", .file = "", .rows = 70, .seconds_left = -1};
	const struct problem problem = {.status = 503, .progress = &progress};

	expect_json(&problem,
	    "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\","
	    "\"status\":503,\"progress\":{\"stage\":\"indexing\","
	    "\"file\":null,\"share\":null,\"rows\":70,"
	    "\"rows_per_second\":0,\"seconds_left\":null}}");
}

Test(problem_json, leaves_out_what_is_not_given)
{
	const struct problem problem = {.status = 404};

	expect_json(&problem,
	    "{\"type\":\"about:blank\",\"title\":\"Not Found\","
	    "\"status\":404}");
}

struct phrase_case {
	int status;
	char phrase[40];
};

ParameterizedTestParameters(problem_json, names_the_status)
{
	static struct phrase_case cases[] = {
	    {400, "Bad Request"},
	    {422, "Unprocessable Content"},
	    {431, "Request Header Fields Too Large"},
	    {503, "Service Unavailable"},
	    {418, "Client Error"},
	    {599, "Server Error"},
	};

	return cr_make_param_array(
	    struct phrase_case, cases, sizeof(cases) / sizeof(cases[0]));
}

ParameterizedTest(struct phrase_case *test, problem_json, names_the_status)
{
	cr_expect_str_eq(problem_phrase(test->status), test->phrase);
}
