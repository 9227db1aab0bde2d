/*
 * See import_report.h. Titles come from files of strangers, so what is written
 * for people is made plain.
 */
#include "cli/import_report.h"

#include <stdlib.h>

#include "cli/import_unmatched.h"
#include "text/title_id.h"
#include "util/json_writer.h"

#define SHOWN_CANDIDATES 10

/* The service's JSON has items where its tables have lines. */
static const char *
line_word(enum watch_format format)
{
	return format == WATCH_FORMAT_TRAKT || format == WATCH_FORMAT_JELLYFIN
	    ? "item"
	    : "line";
}

static const char *
why(const struct title_match *match)
{
	switch (match->result) {
	case TITLE_MATCH_NO_ID:
		return "no title of the catalogue has this id";
	case TITLE_MATCH_NO_TITLE:
		return "no title of that year is called so";
	case TITLE_MATCH_NO_YEAR:
		return "it has no id and no year";
	case TITLE_MATCH_AMBIGUOUS:
		return "several titles are called so";
	case TITLE_MATCH_ID:
	case TITLE_MATCH_TITLE:
	case TITLE_MATCH_NEAR_YEAR:
	default:
		return "";
	}
}

/* --- for people ----------------------------------------------------------- */

void
import_report_plain(char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		if (byte < 0x20 || byte == 0x7F) {
			*text = '?';
		} else if (byte == 0xC2 && (unsigned char)text[1] < 0xA0 &&
		    text[1] != '\0') {
			*text++ = '?';
			*text = '?';
		}
	}
}

static void
put_plain(struct buffer *out, const char *text)
{
	size_t start = out->length;

	buffer_append_string(out, text);
	if (!out->failed && out->length > start)
		import_report_plain(out->data + start);
}

static const char *
plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void
put_sources(struct buffer *out, const struct watch_list *list)
{
	for (size_t i = 0; i < list->source_count; i++) {
		const struct watch_source *source = &list->sources[i];

		put_plain(out, source->name);
		if (source->left_out != NULL) {
			buffer_append_string(out, ": passed over: ");
			put_plain(out, source->left_out);
			buffer_append_char(out, '\n');
			continue;
		}
		buffer_printf(out, ": %s, %zu record%s",
		    watch_format_name(source->format), source->records,
		    plural(source->records));
		if (source->passed_over > 0)
			buffer_printf(out, ", %zu that tell of no view",
			    source->passed_over);
		if (source->windows_1252)
			buffer_append_string(
			    out, ", no UTF-8, read as Windows-1252");
		buffer_append_char(out, '\n');
	}
}

/* "FILE line 7: "Title" (1999)" */
static void
put_place(struct buffer *out, const struct watch_source *source, size_t line,
    const char *title, int year)
{
	buffer_append_string(out, "  ");
	put_plain(out, source->name);
	buffer_printf(out, " %s %zu:", line_word(source->format), line);
	if (*title != '\0') {
		buffer_append_string(out, " \"");
		put_plain(out, title);
		buffer_append_char(out, '"');
	}
	if (year != 0)
		buffer_printf(out, " (%d)", year);
}

static void
put_candidate(struct buffer *out, const struct title_candidate *candidate)
{
	char id[TITLE_ID_SIZE];

	title_id_format(candidate->number, id);
	buffer_printf(out, "    %s  ", id);
	put_plain(out, candidate->title);
	buffer_printf(out, " (%d)  %s\n", candidate->year, candidate->type);
}

static void
put_unmatched(struct buffer *out, const struct import_report *report,
    const struct import_unmatched *unmatched)
{
	const struct watch_record *record =
	    &report->list->records[unmatched->record];
	const struct title_match *match =
	    &report->import->matches.matches[unmatched->record];
	char id[TITLE_ID_SIZE];

	put_place(out, &report->list->sources[record->file], record->line,
	    record->title, record->year);
	if (record->number != 0) {
		title_id_format(record->number, id);
		buffer_printf(out, " %s", id);
	}
	buffer_printf(out, ": %s", why(match));
	if (unmatched->times > 1)
		buffer_printf(
		    out, "; it stands in %zu places", unmatched->times);
	buffer_append_char(out, '\n');
	for (size_t i = 0; i < match->candidate_count && i < SHOWN_CANDIDATES;
	     i++)
		put_candidate(out, &match->candidates[i]);
	if (match->candidate_count > SHOWN_CANDIDATES)
		buffer_printf(out, "    and %zu more\n",
		    match->candidate_count - SHOWN_CANDIDATES);
}

static void
put_refusals(struct buffer *out, const struct watch_list *list)
{
	if (list->refusal_count > 0)
		buffer_printf(out, "refused: %zu\n", list->refusal_count);
	for (size_t i = 0; i < list->refusal_count; i++) {
		const struct watch_refusal *refusal = &list->refusals[i];

		put_place(out, &list->sources[refusal->file], refusal->line,
		    refusal->title, refusal->year);
		buffer_append_char(out, ' ');
		put_plain(out, refusal->why);
		buffer_append_char(out, '\n');
	}
}

static void
put_all_unmatched(struct buffer *out, const struct import_report *report)
{
	size_t count = 0;
	struct import_unmatched *all = import_unmatched_list(
	    report->list, &report->import->matches, &count);

	out->failed |= all == NULL;
	if (count > 0)
		buffer_printf(out, "not matched: %zu\n", count);
	for (size_t i = 0; all != NULL && i < count; i++)
		put_unmatched(out, report, &all[i]);
	free(all);
}

static void
put_outcome(struct buffer *out, const struct import_report *report)
{
	const struct history_import *import = report->import;
	const char *would = report->dry_run ? "would be " : "";

	buffer_printf(out,
	    "matched: %zu of %zu record%s, %zu by title and year, %zu with "
	    "the year off by one\n",
	    import->matched, report->list->count, plural(report->list->count),
	    import->by_title, import->by_near_year);
	if (import->episodes > 0)
		buffer_printf(out,
		    "%zu episode%s not in the catalogue, not listed\n",
		    import->episodes, import->episodes == 1 ? " is" : "s are");
	if (import->created) {
		buffer_append_string(out, "user ");
		put_plain(out, report->user);
		buffer_printf(out, " %sadded%s%s\n", would,
		    *import->user == '\0' ? "" : ": ", import->user);
	}
	if (import->matched > 0 && import->added + import->updated == 0)
		buffer_append_string(
		    out, "nothing to add: all of it is there already\n");
	else
		buffer_printf(out, "views: %zu %sadded, %zu %supdated\n",
		    import->added, would, import->updated, would);
}

void
import_report_text(struct buffer *out, const struct import_report *report)
{
	put_sources(out, report->list);
	put_refusals(out, report->list);
	put_all_unmatched(out, report);
	put_outcome(out, report);
}

/* --- as JSON -------------------------------------------------------------- */

static void
put_key_int(struct json_writer *json, const char *key, size_t value)
{
	json_put_key(json, key);
	json_put_int(json, (int64_t)value);
}

static void
put_key_string(struct json_writer *json, const char *key, const char *value)
{
	json_put_key(json, key);
	json_put_string(json, value);
}

static void
write_user(struct json_writer *json, const struct import_report *report)
{
	const char *id = report->import->user;

	json_put_key(json, "user");
	json_open_object(json);
	put_key_string(json, "id", *id == '\0' ? NULL : id);
	put_key_string(json, "given", report->user);
	json_put_key(json, "created");
	json_put_bool(json, report->import->created);
	json_close_object(json);
}

static void
write_sources(struct json_writer *json, const struct watch_list *list)
{
	json_put_key(json, "files");
	json_open_array(json);
	for (size_t i = 0; i < list->source_count; i++) {
		const struct watch_source *source = &list->sources[i];

		json_open_object(json);
		put_key_string(json, "file", source->name);
		put_key_string(json, "format",
		    source->left_out != NULL
			? NULL
			: watch_format_name(source->format));
		put_key_int(json, "records", source->records);
		put_key_int(json, "without_view", source->passed_over);
		put_key_string(json, "encoding",
		    source->windows_1252 ? "windows-1252" : "utf-8");
		put_key_string(json, "passed_over", source->left_out);
		json_close_object(json);
	}
	json_close_array(json);
}

/* Opens an object; year 0 and "" are null. */
static void
open_place(struct json_writer *json, const struct watch_source *source,
    size_t line, const char *title, int year)
{
	json_open_object(json);
	put_key_string(json, "file", source->name);
	put_key_int(json, line_word(source->format), line);
	put_key_string(json, "title", *title == '\0' ? NULL : title);
	json_put_key(json, "year");
	if (year == 0)
		json_put_null(json);
	else
		json_put_int(json, year);
}

static void
write_refusals(struct json_writer *json, const struct watch_list *list)
{
	json_put_key(json, "refused");
	json_open_array(json);
	for (size_t i = 0; i < list->refusal_count; i++) {
		const struct watch_refusal *refusal = &list->refusals[i];

		open_place(json, &list->sources[refusal->file], refusal->line,
		    refusal->title, refusal->year);
		put_key_string(json, "why", refusal->why);
		json_close_object(json);
	}
	json_close_array(json);
}

static void
write_candidates(struct json_writer *json, const struct title_match *match)
{
	json_put_key(json, "candidates");
	json_open_array(json);
	for (size_t i = 0; i < match->candidate_count; i++) {
		const struct title_candidate *candidate = &match->candidates[i];
		char id[TITLE_ID_SIZE];

		title_id_format(candidate->number, id);
		json_open_object(json);
		put_key_string(json, "id", id);
		put_key_string(json, "title", candidate->title);
		put_key_int(json, "year", (size_t)candidate->year);
		put_key_string(json, "movie_type", candidate->type);
		json_close_object(json);
	}
	json_close_array(json);
}

static void
write_unmatched(struct json_writer *json, const struct import_report *report,
    const struct import_unmatched *unmatched)
{
	const struct watch_record *record =
	    &report->list->records[unmatched->record];
	const struct title_match *match =
	    &report->import->matches.matches[unmatched->record];
	char id[TITLE_ID_SIZE] = "";

	if (record->number != 0)
		title_id_format(record->number, id);
	open_place(json, &report->list->sources[record->file], record->line,
	    record->title, record->year);
	put_key_string(json, "id", *id == '\0' ? NULL : id);
	put_key_int(json, "times", unmatched->times);
	put_key_string(json, "why", why(match));
	write_candidates(json, match);
	json_close_object(json);
}

static void
write_all_unmatched(
    struct json_writer *json, const struct import_report *report)
{
	size_t count = 0;
	struct import_unmatched *all = import_unmatched_list(
	    report->list, &report->import->matches, &count);

	json->buffer->failed |= all == NULL;
	json_put_key(json, "unmatched");
	json_open_array(json);
	for (size_t i = 0; all != NULL && i < count; i++)
		write_unmatched(json, report, &all[i]);
	json_close_array(json);
	free(all);
}

void
import_report_json(struct buffer *out, const struct import_report *report)
{
	const struct history_import *import = report->import;
	struct json_writer json;

	json_writer_init(&json, out);
	json_open_object(&json);
	write_user(&json, report);
	json_put_key(&json, "dry_run");
	json_put_bool(&json, report->dry_run);
	write_sources(&json, report->list);
	put_key_int(&json, "records", report->list->count);
	put_key_int(&json, "matched", import->matched);
	put_key_int(&json, "by_title", import->by_title);
	put_key_int(&json, "by_near_year", import->by_near_year);
	put_key_int(&json, "episodes", import->episodes);
	put_key_int(&json, "added", import->added);
	put_key_int(&json, "updated", import->updated);
	write_refusals(&json, report->list);
	write_all_unmatched(&json, report);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}
