/*
 * Any bytes as somebody's export, of any format: nothing breaks, a failure has
 * a message, and what is read keeps to the bounds that the header promises. The
 * first byte chooses the file's name, which tells some of Letterboxd's apart.
 */
#include "etl/watch_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW_US INT64_C(1769904000000000) /* 2026-02-01 */
#define DAY_US INT64_C(86400000000)

static void
check_text(const char *text)
{
	if (text == NULL || !utf8_valid(text, strlen(text)))
		abort();
}

static void
check_record(const struct watch_record *record, size_t source_count)
{
	check_text(record->title);
	check_text(record->other_title);
	if (record->number < 0 || record->year < 0 || record->year > 9999 ||
	    record->rating < 0 || record->rating > 10 ||
	    record->duration_minutes < -1 ||
	    record->duration_minutes > 100000 || record->runtime_minutes < 0 ||
	    record->runtime_minutes > 100000)
		abort();
	if (record->number == 0 && *record->title == '\0')
		abort();
	if (record->dated && record->watched_us > NOW_US + DAY_US)
		abort();
	if (record->kind == WATCH_VIEW && !record->dated)
		abort();
	if (record->file >= source_count || record->line == 0)
		abort();
}

static void
check_list(const struct watch_list *list)
{
	size_t records = 0;

	for (size_t i = 0; i < list->count; i++)
		check_record(&list->records[i], list->source_count);
	for (size_t i = 0; i < list->refusal_count; i++) {
		check_text(list->refusals[i].why);
		check_text(list->refusals[i].title);
		if (*list->refusals[i].why == '\0')
			abort();
	}
	for (size_t i = 0; i < list->source_count; i++)
		records += list->sources[i].records;
	if (records != list->count)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const paths[] = {
	    "x/watched.csv", "x/likes/films.csv", "x/watchlist.csv", "x.csv"};
	struct error error = {0};
	struct watch_list list;
	char *text; /* bytes of its own: reads beyond them are seen */

	if (size == 0)
		return 0;
	text = malloc(size);
	if (text == NULL)
		return 0;
	memcpy(text, data + 1, size - 1);
	watch_list_init(&list);
	if (watch_file_parse(&list, paths[data[0] % 4], WATCH_FORMAT_ANY, text,
		size - 1, NOW_US, &error) == 0)
		check_list(&list);
	else if (error.message[0] == '\0')
		abort();
	watch_list_release(&list);
	free(text);
	return 0;
}
