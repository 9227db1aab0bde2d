#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <string.h>

#include "util/error.h"
#include "util/utf8.h"

Test(error, sets_code_and_message_and_returns_the_code)
{
	struct error error;

	cr_assert(
	    eq(int, error_set(&error, ERROR_INVALID, "limit is \"%d\"", 101),
		ERROR_INVALID));
	cr_assert(eq(int, error.code, ERROR_INVALID));
	cr_assert(eq(str, error.message, "limit is \"101\""));
}

Test(error, may_be_null)
{
	cr_assert(eq(int, error_set(NULL, ERROR_IO, "x"), ERROR_IO));
	cr_assert(eq(int, error_prefix(NULL, "x"), ERROR_NONE));
}

Test(error, appends_the_reason_of_the_system)
{
	struct error error;

	error_set_errno(&error, ERROR_IO, ENOENT, "could not open \"%s\"", "x");
	cr_assert(eq(str, error.message,
	    "could not open \"x\": No such file or directory"));
}

Test(error, prefixes_a_message)
{
	struct error error;

	error_set(&error, ERROR_CORRUPT, "checksum differs");
	cr_assert(eq(
	    int, error_prefix(&error, "section \"%s\"", "ids"), ERROR_CORRUPT));
	cr_assert(eq(str, error.message, "section \"ids\": checksum differs"));
}

Test(error, cuts_a_long_message_at_a_character)
{
	char text[ERROR_MESSAGE_SIZE * 2];
	struct error error;

	/* One byte first, so that the cut falls inside a two-byte letter. */
	text[0] = 'x';
	for (size_t i = 1; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	text[sizeof(text) - 1] = '\0';
	for (size_t skip = 0; skip < 2; skip++) {
		error_set(&error, ERROR_INVALID, "%s", text + skip);
		cr_assert(utf8_valid(error.message, strlen(error.message)));
		cr_assert(
		    gt(sz, strlen(error.message), ERROR_MESSAGE_SIZE - 4));
	}
}

Test(error, has_a_name_for_every_code)
{
	for (int code = ERROR_INTERRUPTED; code <= ERROR_NONE; code++)
		cr_assert(ne(str, (char *)error_string(code), "unknown error"));
	cr_assert(eq(str, (char *)error_string(-99), "unknown error"));
}
