/*
 * See watch_list.h.
 */
#include "etl/watch_list.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 64

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

/* The array with room for one more of `size` bytes; NULL when there is no
 * memory, which the list remembers. */
static void *
make_room(struct watch_list *list, void *array, size_t count, size_t *capacity,
    size_t size)
{
	size_t wanted = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
	void *grown;

	if (count < *capacity)
		return array;
	grown = reallocarray(array, wanted, size);
	if (grown == NULL)
		list->failed = true;
	else
		*capacity = wanted;
	return grown;
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
	struct watch_source *sources = make_room(list, list->sources,
	    list->source_count, &list->source_capacity, sizeof(*sources));

	if (sources == NULL)
		return;
	list->sources = sources;
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
	struct watch_record *records = make_room(list, list->records,
	    list->count, &list->capacity, sizeof(*records));

	if (records == NULL)
		return;
	list->records = records;
	list->records[list->count] = *record;
	list->records[list->count++].file = list->source_count - 1;
	watch_list_source(list)->records++;
}

void
watch_list_refuse(struct watch_list *list, const struct watch_record *record,
    const char *format, ...)
{
	struct watch_refusal *refusals = make_room(list, list->refusals,
	    list->refusal_count, &list->refusal_capacity, sizeof(*refusals));
	struct error reason;
	va_list args;

	if (refusals == NULL)
		return;
	list->refusals = refusals;
	va_start(args, format);
	error_vset(&reason, ERROR_INVALID, format, args);
	va_end(args);
	list->refusals[list->refusal_count++] = (struct watch_refusal){
	    .file = list->source_count - 1,
	    .line = record->line,
	    .title = record->title == NULL ? "" : record->title,
	    .year = record->year,
	    .why = watch_list_text(
		list, (struct slice){reason.message, strlen(reason.message)}),
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
