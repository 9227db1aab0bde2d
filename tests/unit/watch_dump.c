#include "unit/watch_dump.h"

#include <string.h>

#include "etl/watch_file.h"
#include "text/title_id.h"
#include "util/buffer.h"
#include "util/clock.h"

static void
put_record(struct buffer *out, const struct watch_record *record)
{
	static const char *const kinds[] = {"view", "rating", "mark"};
	static const char *const media[] = {"", " film", " series", " episode"};
	char text[CLOCK_TEXT_SIZE];

	buffer_printf(out, "%s%s", kinds[record->kind], media[record->medium]);
	if (record->newest_only)
		buffer_append_string(out, " newest");
	if (record->number != 0) {
		title_id_format(record->number, text);
		buffer_printf(out, " %s", text);
	}
	if (*record->title != '\0')
		buffer_printf(out, " \"%s\"", record->title);
	if (*record->other_title != '\0')
		buffer_printf(out, " or \"%s\"", record->other_title);
	if (record->year != 0)
		buffer_printf(out, " (%d)", record->year);
	if (record->dated) {
		clock_format(record->watched_us, text);
		buffer_printf(out, " %s", text);
	}
	if (record->rating != 0)
		buffer_printf(out, " rated %d", record->rating);
	if (record->duration_minutes >= 0)
		buffer_printf(out, " for %d", record->duration_minutes);
	if (record->runtime_minutes > 0)
		buffer_printf(out, " of %d", record->runtime_minutes);
	buffer_printf(out, " @%zu\n", record->line);
}

char *
watch_dump_list(const struct watch_list *list)
{
	struct buffer out = BUFFER_INIT;

	buffer_append_string(&out, "");
	buffer_reserve(&out, 1);
	for (size_t i = 0; i < list->count; i++)
		put_record(&out, &list->records[i]);
	for (size_t i = 0; i < list->refusal_count; i++)
		buffer_printf(&out, "refused @%zu: %s\n",
		    list->refusals[i].line, list->refusals[i].why);
	for (size_t i = 0; i < list->source_count; i++)
		if (list->sources[i].passed_over > 0)
			buffer_printf(&out, "passed over %zu\n",
			    list->sources[i].passed_over);
	return buffer_detach(&out, NULL);
}

char *
watch_dump_bytes(const char *path, enum watch_format format, const char *bytes,
    size_t length)
{
	struct watch_list list;
	struct error error;
	char *text;

	watch_list_init(&list);
	if (watch_file_parse(&list, path, format, bytes, length,
		WATCH_DUMP_NOW_US, &error) == 0) {
		text = watch_dump_list(&list);
	} else {
		struct buffer out = BUFFER_INIT;

		buffer_printf(&out, "!%s", error.message);
		text = buffer_detach(&out, NULL);
	}
	watch_list_release(&list);
	return text;
}

char *
watch_dump(const char *path, enum watch_format format, const char *text)
{
	return watch_dump_bytes(path, format, text, strlen(text));
}
