/*
 * Any bytes as an id: what is accepted, written and read again, is the same
 * number.
 */
#include "text/title_id.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef bool parse_fn(const char *text, size_t length, int32_t *number);
typedef size_t format_fn(int32_t number, char text[TITLE_ID_SIZE]);

static void
check(parse_fn *parse, format_fn *format, const char *data, size_t size)
{
	char text[TITLE_ID_SIZE];
	int32_t number;
	int32_t again;

	if (!parse(data, size, &number))
		return;
	if (!parse(text, format(number, text), &again) || again != number)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(title_id_parse, title_id_format, (const char *)data, size);
	check(person_id_parse, person_id_format, (const char *)data, size);
	return 0;
}
