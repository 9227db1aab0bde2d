/*
 * marquee snapshots: what was published, which of it is served, and what is
 * damaged.
 */
#include <inttypes.h>

#include "cli/command.h"
#include "index/published.h"
#include "index/snapshot.h"
#include "index/snapshot_layout.h"
#include "util/clock.h"
#include "util/json_writer.h"

/* A file as it is listed. */
struct line {
	const struct published_file *file;
	struct snapshot *snapshot; /* NULL when it could not be opened */
	struct error error; /* why */
};

static const char *
state_of(const struct line *line)
{
	if (line->file->format != SNAPSHOT_FORMAT)
		return "other format";
	return line->snapshot != NULL ? "good" : "damaged";
}

static void
print_text(const struct line *line, struct buffer *out)
{
	const struct published_file *file = line->file;
	char created[CLOCK_TEXT_SIZE] = "-";

	buffer_printf(out, "%c %10" PRIu64 " %6" PRIu64,
	    file->is_current ? '*' : ' ', file->generation, file->format);
	if (line->snapshot != NULL) {
		clock_format(snapshot_created_us(line->snapshot), created);
		buffer_printf(out, " %10" PRIu32,
		    snapshot_document_count(line->snapshot));
	} else
		buffer_printf(out, " %10s", "-");
	buffer_printf(out, " %12" PRIu64 "  %-27s  %s\n", file->size_bytes,
	    created, state_of(line));
	if (line->snapshot == NULL && file->format == SNAPSHOT_FORMAT)
		buffer_printf(out, "  %s\n", line->error.message);
}

static void
print_json(const struct line *line, struct json_writer *json)
{
	const struct published_file *file = line->file;
	char created[CLOCK_TEXT_SIZE];

	json_open_object(json);
	json_member_int(json, "generation", (int64_t)file->generation);
	json_member_int(json, "format", (int64_t)file->format);
	json_member_int(json, "bytes", (int64_t)file->size_bytes);
	json_put_key(json, "current");
	json_put_bool(json, file->is_current);
	json_put_key(json, "state");
	json_put_string(json, state_of(line));
	if (line->snapshot != NULL) {
		json_member_int(json, "titles",
		    (int64_t)snapshot_document_count(line->snapshot));
		clock_format(snapshot_created_us(line->snapshot), created);
		json_put_key(json, "created");
		json_put_string(json, created);
	}
	json_put_key(json, "path");
	json_put_string(json, file->path);
	json_close_object(json);
}

static void
print_files(const struct published_files *files, bool json, struct buffer *out)
{
	struct json_writer writer;

	json_writer_init(&writer, out);
	if (json)
		json_open_array(&writer);
	else
		buffer_printf(out, "  %10s %6s %10s %12s  %-27s  state\n",
		    "generation", "format", "titles", "bytes", "created");
	for (size_t i = 0; i < files->count; i++) {
		struct line line = {.file = &files->items[i]};

		if (line.file->format == SNAPSHOT_FORMAT &&
		    snapshot_open(
			line.file->path, &line.snapshot, &line.error) != 0)
			line.snapshot = NULL;
		if (json)
			print_json(&line, &writer);
		else
			print_text(&line, out);
		snapshot_close(line.snapshot);
	}
	if (json) {
		json_close_array(&writer);
		buffer_append_char(out, '\n');
	}
}

static int
run(const struct config *config, int argc, char **argv)
{
	bool json = false;
	const struct option_spec specs[] = {
	    {"--json", OPTION_FLAG, 0, 0, &json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	struct published_files files;
	struct buffer out = BUFFER_INIT;
	struct error error;
	int code = options_parse(
	    &command_snapshots, specs, argc, argv, NULL, 0, 0, NULL);

	if (code != EXIT_OK)
		return code;
	if (published_list(config->snapshot_path, &files, &error) != 0)
		return command_fail(&error, "marquee index");
	print_files(&files, json, &out);
	published_files_release(&files);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}

const struct command command_snapshots = {
    "snapshots",
    "lists the snapshots that were published",
    "snapshots [--json]\n\n"
    "Lists the files beside SNAPSHOT_PATH, newest first, and reads each to\n"
    "tell good ones from damaged ones. * marks the one that is current, which\n"
    "servers serve; `marquee rollback` makes another one current.\n",
    run,
};
