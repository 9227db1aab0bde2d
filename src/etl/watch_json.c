/*
 * See watch_json.h. What Trakt's and Jellyfin's items mean stands in
 * etl/watch_item.
 */
#include "etl/watch_json.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "etl/watch_item.h"

#define NAME_SIZE 512

/* What is being read, and into what. */
struct document {
	struct watch_list *list;
	const char *path;
	enum watch_format wanted;
	int64_t now_us;
};

/* Whether the array's first object is an item of this format. */
static enum watch_format
recognise(const json_t *array)
{
	const json_t *first = json_array_get(array, 0);

	if (watch_item_is_jellyfin(first))
		return WATCH_FORMAT_JELLYFIN;
	if (watch_item_is_trakt(first))
		return WATCH_FORMAT_TRAKT;
	return WATCH_FORMAT_ANY;
}

static bool
allows(const struct document *document, enum watch_format format)
{
	return format != WATCH_FORMAT_ANY &&
	    (document->wanted == WATCH_FORMAT_ANY ||
		document->wanted == format);
}

/* Reads an array, the file's part `part` ("": the whole). */
static void
read_array(struct document *document, enum watch_format format,
    const json_t *array, const char *part)
{
	struct watch_list *list = document->list;
	char name[NAME_SIZE];

	snprintf(name, sizeof(name), *part == '\0' ? "%s" : "%s (%s)",
	    document->path, part);
	watch_list_begin(list, name, format);
	for (size_t i = 0; !list->failed && i < json_array_size(array); i++)
		watch_item_read(list, format, json_array_get(array, i), i + 1,
		    document->now_us);
}

/* Reads the arrays of an object that holds them under names; returns how
 * many. */
static size_t
read_members(
    struct document *document, json_t *object, const char *above, bool deeper)
{
	size_t count = 0;
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value)
	{
		char part[NAME_SIZE];

		snprintf(part, sizeof(part), "%s%s%s", above,
		    *above == '\0' ? "" : ".", name);
		if (json_is_array(value) &&
		    recognise(value) == WATCH_FORMAT_TRAKT) {
			read_array(document, WATCH_FORMAT_TRAKT, value, part);
			count++;
		} else if (json_is_object(value) && deeper) {
			count += read_members(document, value, part, false);
		}
	}
	return count;
}

static int
refuse(const struct document *document, struct error *error)
{
	return error_set(error, ERROR_VERSION,
	    "\"%s\": its JSON is not %s; known are Trakt's (an array of items "
	    "with movie or show, and watched_at, last_watched_at or rated_at) "
	    "and Jellyfin's (Items, each with UserData)",
	    document->path,
	    document->wanted == WATCH_FORMAT_ANY
		? "of a known format"
		: watch_format_name(document->wanted));
}

static int
read_document(struct document *document, json_t *root, struct error *error)
{
	json_t *items = json_object_get(root, "Items");
	json_t *array = json_is_array(root) ? root : items;
	enum watch_format format = recognise(array);

	if (json_is_array(items) && json_array_size(items) == 0)
		format = WATCH_FORMAT_JELLYFIN;
	else if (json_is_array(root) && json_array_size(root) == 0)
		format = document->wanted;
	if (allows(document, format))
		read_array(document, format, array, "");
	else if (!json_is_object(root) ||
	    !allows(document, WATCH_FORMAT_TRAKT) ||
	    read_members(document, root, "", true) == 0)
		return refuse(document, error);
	return watch_list_check(document->list, error);
}

int
watch_json_read(struct watch_list *list, const char *path,
    enum watch_format format, const char *text, size_t length, int64_t now_us,
    struct error *error)
{
	struct document document = {list, path, format, now_us};
	json_error_t failure;
	json_t *root;
	int code;

	if (format != WATCH_FORMAT_ANY && format != WATCH_FORMAT_TRAKT &&
	    format != WATCH_FORMAT_JELLYFIN)
		return error_set(error, ERROR_VERSION,
		    "\"%s\": it is JSON; %s wants a table", path,
		    watch_format_name(format));
	root = json_loadb(text, length, 0, &failure);
	if (root == NULL)
		return error_set(error, ERROR_INVALID,
		    "\"%s\": line %d, column %d: no JSON: %s", path,
		    failure.line, failure.column, failure.text);
	code = read_document(&document, root, error);
	json_decref(root);
	return code;
}
