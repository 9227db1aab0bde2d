/*
 * By hand, without printf: it would take longer than all the rest of a row.
 */
#include "etl/row_text.h"

#include "text/title_id.h"

void
row_append_title_id(struct buffer *out, int32_t number)
{
	char id[TITLE_ID_SIZE];

	buffer_append(out, id, title_id_format(number, id));
}

void
row_append_person_id(struct buffer *out, int32_t number)
{
	char id[TITLE_ID_SIZE];

	buffer_append(out, id, person_id_format(number, id));
}

void
row_append_number(struct buffer *out, int number)
{
	if (number == 0) {
		buffer_append_string(out, "\t\\N");
		return;
	}
	buffer_append_char(out, '\t');
	row_append_digits(out, (uint64_t)number);
}

void
row_append_digits(struct buffer *out, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	buffer_append(out, digits + at, sizeof(digits) - at);
}

void
row_append_genres(struct buffer *out, const struct generator *generator,
    const struct generated_title *title)
{
	buffer_append_char(out, '\t');
	if (title->genre_share < 0)
		buffer_append_string(out, "\\N");
	else
		genre_sets_append(&generator->genres, title->genre_share,
		    title->is_adult, out);
}
