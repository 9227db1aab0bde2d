/*
 * See shown_titles.h. One pass that knows strings and depth: a title's id is
 * the value of "id" in an object that lies in the outermost array, or in the
 * array of a row; the ids of reasons lie deeper.
 */
#include "answer/shown_titles.h"

#include <string.h>

#include "text/title_id.h"

#define LIST_DEPTH 2 /* of a list's title, or of a row */
#define ROW_DEPTH 4 /* of a row's title */

struct scan {
	const char *at;
	const char *end;
	unsigned depth;
	const char *row;
	size_t row_length;
	unsigned position;
};

/* The string that begins behind the quote at scan->at; moves behind it. */
static size_t
read_string(struct scan *scan, const char **text)
{
	*text = ++scan->at;
	while (scan->at < scan->end && *scan->at != '"')
		scan->at += *scan->at == '\\' ? 2 : 1;
	if (scan->at >= scan->end) {
		scan->at = scan->end;
		return 0;
	}
	return (size_t)(scan->at++ - *text);
}

/* Reads a string; if it is the key "id", the value too: true then. */
static bool
read_id(struct scan *scan, const char **id, size_t *length)
{
	const char *key;
	size_t key_length = read_string(scan, &key);

	if (key_length != 2 || memcmp(key, "id", 2) != 0 ||
	    scan->end - scan->at < 2 || scan->at[0] != ':' ||
	    scan->at[1] != '"')
		return false;
	scan->at++;
	*length = read_string(scan, id);
	return true;
}

void
shown_titles(const char *text, size_t length, bool rows, shown_title *visit,
    void *context)
{
	struct scan scan = {.at = text, .end = text + length, .row = ""};

	while (scan.at < scan.end) {
		const char *id;
		size_t id_length;
		int32_t number;

		if (*scan.at == '{' || *scan.at == '[')
			scan.depth++;
		else if (*scan.at == '}' || *scan.at == ']')
			scan.depth--;
		if (*scan.at != '"') {
			scan.at++;
			continue;
		}
		if (!read_id(&scan, &id, &id_length))
			continue;
		if (rows && scan.depth == LIST_DEPTH) {
			scan.row = id;
			scan.row_length = id_length;
			scan.position = 0;
		} else if (scan.depth == (rows ? ROW_DEPTH : LIST_DEPTH) &&
		    title_id_parse(id, id_length, &number)) {
			visit(context, scan.row, scan.row_length,
			    ++scan.position, number);
		}
	}
}
