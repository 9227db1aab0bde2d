#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/json_writer.h"
#include "util/random.h"

Test(json_writer, puts_commas_and_nests)
{
	struct buffer buffer = BUFFER_INIT;
	struct json_writer json;

	json_writer_init(&json, &buffer);
	json_open_array(&json);
	json_open_object(&json);
	json_put_key(&json, "a");
	json_put_int(&json, -5);
	json_put_key(&json, "b");
	json_open_array(&json);
	json_close_array(&json);
	json_put_key(&json, "c");
	json_put_null(&json);
	json_close_object(&json);
	json_put_bool(&json, true);
	json_put_fixed(&json, 0.5, 3);
	json_put_fixed(&json, NAN, 3);
	json_put_float(&json, 0.1F);
	json_put_raw(&json, "{}", 2);
	json_put_string(&json, NULL);
	json_close_array(&json);
	cr_assert(eq(str, buffer.data,
	    "[{\"a\":-5,\"b\":[],\"c\":null},true,0.500,null,0.1,{},null]"));
	buffer_release(&buffer);
}

Test(json_writer, escapes_every_control_character)
{
	struct buffer buffer = BUFFER_INIT;
	struct json_writer json;
	char text[128];

	for (int i = 0; i < 128; i++)
		text[i] = (char)i;
	json_writer_init(&json, &buffer);
	json_put_string_length(&json, text, sizeof(text));
	json_t *read = json_loadb(
	    buffer.data, buffer.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	cr_assert(read != NULL);
	cr_assert(
	    eq(int, memcmp(json_string_value(read), text, sizeof(text)), 0));
	json_decref(read);
	buffer_release(&buffer);
}

Test(json_writer, replaces_what_is_no_utf8)
{
	struct buffer buffer = BUFFER_INIT;
	struct json_writer json;

	json_writer_init(&json, &buffer);
	json_put_string(&json,
	    "a\xff"
	    "b\xc3(\xed\xa0\x80 \xf0\x9f\x8e\xac");
	cr_assert(eq(str, buffer.data,
	    "\"a\xef\xbf\xbd"
	    "b\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd"
	    "\xef\xbf\xbd \xf0\x9f\x8e\xac\""));
	buffer_release(&buffer);
}

Test(json_writer, writes_any_bytes_as_json_that_parses)
{
	struct random random;

	random_seed(&random, 7);
	for (int round = 0; round < 2000; round++) {
		struct buffer buffer = BUFFER_INIT;
		struct json_writer json;
		char text[40];

		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = (char)random_below(&random, 256);
		json_writer_init(&json, &buffer);
		json_put_string_length(&json, text, sizeof(text));
		json_t *read = json_loadb(buffer.data, buffer.length,
		    JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
		cr_assert(read != NULL, "round %d of seed 7", round);
		json_decref(read);
		buffer_release(&buffer);
	}
}

Test(json_writer, writes_floats_that_read_back_the_same)
{
	struct random random;

	random_seed(&random, 3);
	for (int round = 0; round < 5000; round++) {
		float value =
		    (float)ldexp(random_unit(&random) - 0.5, round % 60 - 30);
		struct buffer buffer = BUFFER_INIT;
		struct json_writer json;

		json_writer_init(&json, &buffer);
		json_put_float(&json, value);
		cr_assert(strtof(buffer.data, NULL) == value);
		buffer_release(&buffer);
	}
}

Test(json_writer, writes_members)
{
	struct buffer buffer = BUFFER_INIT;
	struct json_writer json;

	json_writer_init(&json, &buffer);
	json_open_object(&json);
	json_member_string(&json, "text", "a\"b");
	json_member_int(&json, "number", -7);
	json_member_bool(&json, "flag", true);
	json_member_object(&json, "inner");
	json_member_fixed(&json, "share", 0.126, 2);
	json_close_object(&json);
	json_member_array(&json, "list");
	json_close_array(&json);
	json_close_object(&json);
	cr_assert_str_eq(buffer.data,
	    "{\"text\":\"a\\\"b\",\"number\":-7,\"flag\":true,"
	    "\"inner\":{\"share\":0.13},\"list\":[]}");
	buffer_release(&buffer);
}
