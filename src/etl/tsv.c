/*
 * One function takes a piece off the front of a text; lines, fields and list
 * elements differ only in what ends a piece.
 */
#include "etl/tsv.h"

#include <string.h>

/* Takes what stands before `end` off *rest; a NULL `rest->text` says that the
 * last piece was taken. */
static bool
take(struct slice *rest, char end, struct slice *piece)
{
	const char *found;

	if (rest->text == NULL)
		return false;
	piece->text = rest->text;
	found =
	    rest->length == 0 ? NULL : memchr(rest->text, end, rest->length);
	if (found == NULL) {
		piece->length = rest->length;
		*rest = (struct slice){NULL, 0};
		return true;
	}
	piece->length = (size_t)(found - rest->text);
	rest->text = found + 1;
	rest->length -= piece->length + 1;
	return true;
}

bool
tsv_next_line(struct slice *rest, struct slice *line)
{
	return rest->length > 0 && take(rest, '\n', line);
}

size_t
tsv_split(struct slice line, struct slice *fields, size_t capacity)
{
	struct slice field;
	size_t count = 0;

	while (take(&line, '\t', &field)) {
		if (count < capacity)
			fields[count] = field;
		count++;
	}
	return count;
}

size_t
tsv_split_first(struct slice line, struct slice *fields, size_t capacity)
{
	size_t count = 0;

	while (count < capacity && take(&line, '\t', &fields[count]))
		count++;
	return count;
}

bool
tsv_next_element(struct slice *rest, struct slice *element)
{
	return take(rest, ',', element);
}

bool
tsv_list_has(const char *list, struct slice word)
{
	struct slice rest = {list, strlen(list)};
	struct slice element;

	while (tsv_next_element(&rest, &element))
		if (slice_equal(element, word))
			return true;
	return false;
}

bool
tsv_is_null(struct slice field)
{
	return field.length == 2 && field.text[0] == '\\' &&
	    field.text[1] == 'N';
}

bool
slice_equal(struct slice one, struct slice other)
{
	return one.length == other.length &&
	    (one.length == 0 || memcmp(one.text, other.text, one.length) == 0);
}
