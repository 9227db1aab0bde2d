#include "answer/shown_titles.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static char seen[1000];

static void
on_title(void *context, const char *row, size_t row_length, unsigned position,
    int32_t number)
{
	size_t length = strlen(seen);

	(void)context;
	snprintf(seen + length, sizeof(seen) - length, "%.*s:%u:%d ",
	    (int)row_length, row, position, (int)number);
}

static const char *
shown(const char *text, bool rows)
{
	seen[0] = '\0';
	shown_titles(text, strlen(text), rows, on_title, NULL);
	return seen;
}

#define MOVIE(id, title) \
	"{\"id\":\"" id "\",\"title\":\"" title "\",\"because\":[" \
	"{\"kind\":\"watched\",\"id\":\"tt0000009\",\"through\":[" \
	"{\"id\":\"nm0000001\"}]}]}"

Test(shown_titles, of_a_list_are_its_own_not_those_of_reasons)
{
	cr_expect_str_eq(
	    shown("[" MOVIE("tt0000001", "A") "," MOVIE("tt0000002", "B") "]",
		false),
	    ":1:1 :2:2 ");
	cr_expect_str_eq(shown("[]", false), "");
}

Test(shown_titles, of_rows_are_counted_in_each_row)
{
	cr_expect_str_eq(
	    shown("[{\"id\":\"top\",\"title\":\"T\",\"items\":[" MOVIE(
		      "tt0000001", "A") "," MOVIE("tt0000002",
		      "B") "]},"
			   "{\"id\":\"new\",\"title\":\"N\",\"items\":[" MOVIE(
			       "tt0000003", "C") "]}]",
		true),
	    "top:1:1 top:2:2 new:1:3 ");
}

Test(shown_titles, are_not_misled_by_titles)
{
	cr_expect_str_eq(shown("[" MOVIE("tt0000001",
				   "]}\\\"id\\\":\\\"tt0000007\\\"[{\\\\") "]",
			     false),
	    ":1:1 ");
}

Test(shown_titles, of_broken_text_end_with_it)
{
	static const char text[] = "[" MOVIE("tt0000001", "A\\n") "]";

	for (size_t length = 0; length < sizeof(text); length++) {
		char cut[sizeof(text)];

		memcpy(cut, text, length);
		cut[length] = '\0';
		shown(cut, length % 2 == 0);
	}
	cr_expect_str_eq(shown("\"id\"", false), "");
	cr_expect_str_eq(shown("]]]{\"id\":\"tt0000001\"}", false), "");
}
