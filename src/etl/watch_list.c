/*
 * See watch_list.h.
 */
#include "etl/watch_list.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64
#define REASON_SIZE 256

static const char *const format_names[WATCH_FORMAT_COUNT] = {
    "any", "imdb", "letterboxd", "trakt", "jellyfin", "csv"};

const char *
watch_format_name(enum watch_format format)
{
	return format_names[format];
}

bool
watch_format_parse(const char *name, enum watch_format *format)
{
	for (int i = WATCH_FORMAT_ANY + 1; i < WATCH_FORMAT_COUNT; i++)
		if (strcmp(format_names[i], name) == 0) {
			*format = (enum watch_format)i;
			return true;
		}
	return false;
}

void
watch_list_init(struct watch_list *list)
{
	*list = (struct watch_list){0};
	arena_init(&list->text, 0);
}

void
watch_list_release(struct watch_list *list)
{
	free(list->records);
	free(list->refusals);
	free(list->sources);
	arena_release(&list->text);
	watch_list_init(list);
}

/* Makes room for one more of `size` bytes in *array; false when there is no
 * memory, which the list remembers. */
static bool
make_room(struct watch_list *list, void *array, size_t count, size_t *capacity,
    size_t size)
{
	size_t wanted = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
	void *old, *grown;

	if (count < *capacity)
		return true;
	memcpy(&old, array, sizeof(old));
	grown = reallocarray(old, wanted, size);
	if (grown == NULL) {
		list->failed = true;
		return false;
	}
	memcpy(array, &grown, sizeof(grown));
	*capacity = wanted;
	return true;
}

const char *
watch_list_text(struct watch_list *list, struct slice text)
{
	const char *copy = "";

	if (text.length > 0)
		copy = arena_strndup(&list->text, text.text, text.length);
	if (copy == NULL) {
		list->failed = true;
		copy = "";
	}
	return copy;
}

void
watch_list_begin(
    struct watch_list *list, const char *name, enum watch_format format)
{
	struct slice text = {name, strlen(name)};

	if (!make_room(list, &list->sources, list->source_count,
		&list->source_capacity, sizeof(*list->sources)))
		return;
	list->sources[list->source_count++] = (struct watch_source){
	    .name = watch_list_text(list, text), .format = format};
}

struct watch_source *
watch_list_source(struct watch_list *list)
{
	return &list->sources[list->source_count - 1];
}

void
watch_list_add(struct watch_list *list, const struct watch_record *record)
{
	if (list->failed ||
	    !make_room(list, &list->records, list->count, &list->capacity,
		sizeof(*list->records)))
		return;
	list->records[list->count] = *record;
	list->records[list->count++].file = list->source_count - 1;
	watch_list_source(list)->records++;
}

void
watch_list_refuse(struct watch_list *list, const struct watch_record *record,
    const char *format, ...)
{
	char why[REASON_SIZE];
	struct error reason;
	va_list args;

	/* cuts at a character's end */
	va_start(args, format);
	error_vset(&reason, ERROR_INVALID, format, args);
	va_end(args);
	snprintf(why, sizeof(why), "%.*s", REASON_SIZE - 1, reason.message);
	if (list->failed ||
	    !make_room(list, &list->refusals, list->refusal_count,
		&list->refusal_capacity, sizeof(*list->refusals)))
		return;
	list->refusals[list->refusal_count++] = (struct watch_refusal){
	    .file = list->source_count - 1,
	    .line = record->line,
	    .title = record->title == NULL ? "" : record->title,
	    .year = record->year,
	    .why = watch_list_text(list, (struct slice){why, strlen(why)}),
	};
}

void
watch_list_leave_out(struct watch_list *list, const char *name, const char *why)
{
	watch_list_begin(list, name, WATCH_FORMAT_ANY);
	if (!list->failed)
		watch_list_source(list)->left_out =
		    watch_list_text(list, (struct slice){why, strlen(why)});
}

int
watch_list_check(const struct watch_list *list, struct error *error)
{
	if (list->failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}
