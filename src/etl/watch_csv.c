/*
 * See watch_csv.h. A layout says which column holds what and what a line is;
 * one function reads a line of any of them.
 */
#include "etl/watch_csv.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "etl/csv.h"
#include "etl/watch_layout.h"
#include "etl/watch_value.h"
#include "text/title_id.h"

#define DURATION_MAX 100000 /* minutes */
#define SHOWN 60 /* bytes of a value that a refusal repeats */

/* One line under way. */
struct line {
	struct watch_list *list;
	const struct watch_layout *layout;
	const struct csv_record *record;
	struct watch_record watch;
	int64_t now_us;
};

/* Empty when there is no such column. */
static struct slice
value(const struct line *line, enum watch_column column)
{
	size_t index = line->layout->columns[column];

	if (index == CSV_NO_COLUMN)
		return (struct slice){"", 0};
	return watch_value_trim(line->record->fields[index]);
}

static bool
refuse(struct line *line, const char *what, struct slice text, const char *why)
{
	text = watch_value_start(text, SHOWN);
	watch_list_refuse(line->list, &line->watch, "%s \"%.*s\" is %s", what,
	    (int)text.length, text.text, why);
	return false;
}

static bool
read_title(struct line *line)
{
	struct slice id = value(line, WATCH_COLUMN_ID);
	struct slice year = value(line, WATCH_COLUMN_YEAR);

	line->watch.title =
	    watch_list_text(line->list, value(line, WATCH_COLUMN_TITLE));
	line->watch.other_title = "";
	if (year.length > 0 &&
	    !watch_value_integer(year, 1, 9999, &line->watch.year))
		return refuse(line, "the year", year, "no year");
	if (id.length > 0 &&
	    !title_id_parse(id.text, id.length, &line->watch.number))
		return refuse(line, "the id", id, "no title's id");
	if (line->watch.number == 0 && *line->watch.title == '\0') {
		watch_list_refuse(
		    line->list, &line->watch, "it names no title");
		return false;
	}
	return true;
}

static bool
read_rating(struct line *line)
{
	struct slice text = value(line, WATCH_COLUMN_RATING);
	struct slice scale_text = value(line, WATCH_COLUMN_SCALE);
	int32_t scale = line->layout->scale;
	char why[64];

	if (text.length == 0)
		return true;
	if (scale == 0 &&
	    (!watch_value_integer(scale_text, 5, 100, &scale) ||
		(scale != 5 && scale != 10 && scale != 100)))
		return refuse(
		    line, "the scale", scale_text, "none of 5, 10 and 100");
	snprintf(
	    why, sizeof(why), "no rating above 0 and up to %d", (int)scale);
	return watch_value_rating(text, scale, &line->watch.rating) ||
	    refuse(line, "the rating", text, why);
}

static bool
read_time(struct line *line)
{
	struct slice text = value(line, WATCH_COLUMN_TIME);
	const char *why;

	if (text.length == 0)
		text = value(line, WATCH_COLUMN_OTHER_TIME);
	if (text.length == 0)
		return true;
	if (!watch_value_time(text, &line->watch.watched_us))
		return refuse(
		    line, "the date", text, "no date such as 2026-01-31");
	why = watch_value_time_refusal(line->watch.watched_us, line->now_us);
	if (why != NULL)
		return refuse(line, "the date", text, why);
	line->watch.dated = true;
	return true;
}

static bool
read_minutes(struct line *line)
{
	struct slice duration = value(line, WATCH_COLUMN_DURATION);

	/* the title's runtime is a hint: a strange one is not worth a word */
	watch_value_integer(value(line, WATCH_COLUMN_RUNTIME), 1, DURATION_MAX,
	    &line->watch.runtime_minutes);
	line->watch.duration_minutes = -1;
	return duration.length == 0 ||
	    watch_value_integer(
		duration, 0, DURATION_MAX, &line->watch.duration_minutes) ||
	    refuse(line, "the duration", duration,
		"no number of minutes up to 100000");
}

static enum watch_medium
medium_of(const struct line *line)
{
	struct slice type = value(line, WATCH_COLUMN_TYPE);
	static const char episode[] = "episode";

	for (size_t i = 0; i + sizeof(episode) - 1 <= type.length; i++)
		if (strncasecmp(type.text + i, episode, sizeof(episode) - 1) ==
		    0)
			return WATCH_EPISODE;
	return line->layout->medium;
}

static void
read_line(struct line *line)
{
	line->watch.line = line->record->line;
	if (line->record->count != line->layout->column_count) {
		watch_list_refuse(line->list, &line->watch,
		    "it has %zu fields where the first line has %zu",
		    line->record->count, line->layout->column_count);
		return;
	}
	if (!read_title(line) || !read_rating(line) || !read_time(line) ||
	    !read_minutes(line))
		return;
	line->watch.medium = medium_of(line);
	line->watch.kind = line->layout->kind;
	if (line->layout->rated_only && line->watch.rating == 0) {
		watch_list_source(line->list)->passed_over++;
		return;
	}
	/* a view only if it says when */
	if (line->watch.kind == WATCH_VIEW &&
	    value(line, WATCH_COLUMN_TIME).length == 0)
		line->watch.kind =
		    line->watch.rating == 0 ? WATCH_MARK : WATCH_RATING;
	watch_list_add(line->list, &line->watch);
}

static int
read_lines(struct csv_reader *reader, struct watch_list *list,
    const struct watch_layout *layout, int64_t now_us, struct error *error)
{
	struct csv_record record;
	int code;

	while ((code = csv_reader_next(reader, &record, error)) > 0) {
		struct line line = {.list = list,
		    .layout = layout,
		    .record = &record,
		    .now_us = now_us};

		read_line(&line);
	}
	return code == 0 ? watch_list_check(list, error) : code;
}

int
watch_csv_read(struct watch_list *list, const char *path,
    enum watch_format format, const char *text, size_t length, int64_t now_us,
    struct error *error)
{
	struct csv_reader reader;
	struct csv_record header;
	struct watch_layout layout = {.format = format};
	int code;

	csv_reader_init(&reader, text, length, csv_separator(text, length));
	code = csv_reader_next(&reader, &header, error);
	if (code == 0)
		code = error_set(error, ERROR_VERSION, "it is empty");
	if (code > 0)
		code = watch_layout_find(&layout, &header, path, format, error);
	if (code == 0) {
		watch_list_begin(list, path, layout.format);
		code = watch_list_check(list, error);
	}
	if (code == 0)
		code = read_lines(&reader, list, &layout, now_us, error);
	csv_reader_release(&reader);
	if (code < 0)
		return error_prefix(error, "\"%s\"", path);
	return 0;
}
