/*
 * marquee rollback: makes a snapshot that was published before current again.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "index/publication.h"
#include "index/snapshot.h"
#include "index/snapshot_layout.h"
#include "util/json_writer.h"

/* The place of the current file; count when there is none. */
static size_t
find_current(const struct published_files *files)
{
	size_t i = 0;

	while (i < files->count && !files->items[i].is_current)
		i++;
	return i;
}

/* The first good file of our format from `first` on: its place and its
 * snapshot, **new**. ERROR_MISSING. */
static int
find_good(const struct published_files *files, size_t first, size_t *found,
    struct snapshot **snapshot, struct error *error)
{
	for (size_t i = first; i < files->count; i++) {
		if (files->items[i].format != SNAPSHOT_FORMAT ||
		    snapshot_open(files->items[i].path, snapshot, NULL) != 0)
			continue;
		*found = i;
		return 0;
	}
	return error_set(error, ERROR_MISSING,
	    "there is no good snapshot that is older than the current one");
}

static int
find_generation(const struct published_files *files, uint64_t generation,
    size_t *found, struct snapshot **snapshot, struct error *error)
{
	for (size_t i = 0; i < files->count; i++) {
		if (files->items[i].generation != generation ||
		    files->items[i].format != SNAPSHOT_FORMAT)
			continue;
		*found = i;
		return snapshot_open(files->items[i].path, snapshot, error);
	}
	return error_set(error, ERROR_MISSING,
	    "there is no snapshot of generation %" PRIu64, generation);
}

static void
print_result(const struct snapshot *snapshot, bool json, struct buffer *out)
{
	struct json_writer writer;

	if (!json) {
		buffer_printf(out,
		    "generation %" PRIu64 " with %" PRIu32
		    " titles is current\n",
		    snapshot_generation(snapshot),
		    snapshot_document_count(snapshot));
		return;
	}
	json_writer_init(&writer, out);
	json_open_object(&writer);
	json_put_key(&writer, "generation");
	json_put_int(&writer, (int64_t)snapshot_generation(snapshot));
	json_put_key(&writer, "titles");
	json_put_int(&writer, snapshot_document_count(snapshot));
	json_close_object(&writer);
	buffer_append_char(out, '\n');
}

static int
roll_back(const char *path, uint64_t generation, bool json)
{
	struct published_files files = {NULL, 0};
	struct snapshot *snapshot = NULL;
	struct buffer out = BUFFER_INIT;
	struct error error;
	size_t found = 0;
	int code = published_list(path, &files, &error);

	if (code == 0 && generation > 0)
		code = find_generation(
		    &files, generation, &found, &snapshot, &error);
	else if (code == 0)
		code = find_good(&files, find_current(&files) + 1, &found,
		    &snapshot, &error);
	if (code == 0)
		code = publication_turn(path, &files.items[found], &error);
	if (code != 0) {
		code = command_fail(&error, "marquee snapshots");
	} else {
		print_result(snapshot, json, &out);
		code = command_output(&out);
	}
	buffer_release(&out);
	snapshot_close(snapshot);
	published_files_release(&files);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	bool json = false;
	const struct option_spec specs[] = {
	    {"--json", OPTION_FLAG, 0, 0, &json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	const char *wanted = NULL;
	uint64_t generation = 0;
	size_t count;
	char *end;
	int code = options_parse(
	    &command_rollback, specs, argc, argv, &wanted, 0, 1, &count);

	if (code != EXIT_OK)
		return code;
	if (count > 0) {
		generation = strtoull(wanted, &end, 10);
		if (wanted[strspn(wanted, "0123456789")] != '\0' ||
		    *end != '\0' || generation == 0) {
			fprintf(stderr,
			    "marquee rollback: generation is \"%s\"; allowed "
			    "is a whole number from 1\n",
			    wanted);
			return EXIT_USAGE;
		}
	}
	return roll_back(config->snapshot_path, generation, json);
}

const struct command command_rollback = {
    "rollback",
    "makes an earlier snapshot current again",
    "rollback [GENERATION] [--json]\n\n"
    "Turns SNAPSHOT_PATH to the snapshot of that GENERATION, or to the newest\n"
    "good one that is older than the current one. It is read and checked\n"
    "first. Running servers follow within a second or two; the next\n"
    "`marquee index` publishes a new generation as ever.\n",
    run,
};
