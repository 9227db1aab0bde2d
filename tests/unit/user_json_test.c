#include "answer/user_json.h"

#include <criterion/criterion.h>

#define DAY INT64_C(86400000000)

static struct buffer buffer;
static struct json_writer json;

static void
open_writer(void)
{
	buffer_init(&buffer);
	json_writer_init(&json, &buffer);
}

static void
release_buffer(void)
{
	buffer_release(&buffer);
}

TestSuite(user_json, .init = open_writer, .fini = release_buffer);

Test(user_json, writes_a_user)
{
	const struct answer_user_fields user = {
	    .id = "00000000-0000-4000-8000-000000000001",
	    .name = "Zo\xc3\xab \"Z\" Bell",
	    .birth_year = 1984,
	    .origin = "own",
	};

	answer_user(&json, &user);
	cr_expect_str_eq(buffer.data,
	    "{\"id\":\"00000000-0000-4000-8000-000000000001\","
	    "\"name\":\"Zo\xc3\xab \\\"Z\\\" Bell\",\"birth_year\":1984,"
	    "\"origin\":\"own\"}");
}

Test(user_json, writes_null_for_a_birth_year_that_is_not_given)
{
	const struct answer_user_fields user = {
	    .id = "x",
	    .name = "Y",
	    .origin = "simulated",
	};

	answer_user(&json, &user);
	cr_expect_str_eq(buffer.data,
	    "{\"id\":\"x\",\"name\":\"Y\",\"birth_year\":null,"
	    "\"origin\":\"simulated\"}");
}

Test(user_json, writes_an_event)
{
	const struct answer_event_fields event = {
	    .id = 5000000000,
	    .user_id = "x",
	    .number = 133093,
	    .title = "The Matrix",
	    .watched_us = 20000 * DAY + 1500000,
	    .duration_minutes = 136,
	    .rating = 9,
	};

	answer_event(&json, &event);
	cr_expect_str_eq(buffer.data,
	    "{\"id\":5000000000,\"user_id\":\"x\","
	    "\"movie_id\":\"tt0133093\",\"title\":\"The Matrix\","
	    "\"watch_date\":\"2024-10-04T00:00:01.5Z\","
	    "\"watch_duration\":136,\"rating\":9}");
}

Test(user_json, writes_null_for_no_rating_and_a_title_that_is_gone)
{
	const struct answer_event_fields event = {
	    .id = 1,
	    .user_id = "x",
	    .number = 1500000001,
	    .watched_us = 0,
	};

	answer_event(&json, &event);
	cr_expect_str_eq(buffer.data,
	    "{\"id\":1,\"user_id\":\"x\",\"movie_id\":\"my0000001\","
	    "\"title\":null,\"watch_date\":\"1970-01-01T00:00:00Z\","
	    "\"watch_duration\":0,\"rating\":null}");
}
