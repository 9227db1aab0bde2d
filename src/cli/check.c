/*
 * marquee check: verifies a snapshot or a model and prints what is in it.
 */
#include "cli/command.h"
#include "index/section_file.h"
#include "index/snapshot.h"
#include "model/model_file.h"
#include "util/mapped_file.h"

/* Whether the file says that it is a model; whatever is wrong with it is told
 * by who opens it. */
static bool
is_model(const char *path)
{
	struct mapped_file file;
	const struct section_header *header;
	bool model;

	if (mapped_file_open(&file, path, NULL) != 0)
		return false;
	header = (const struct section_header *)(const void *)file.data;
	model =
	    file.size_bytes >= sizeof(*header) && header->kind == MODEL_KIND;
	mapped_file_release(&file);
	return model;
}

static int
check_model(const char *path, bool json, struct buffer *out)
{
	struct model_file *model;
	struct error error;

	if (model_open_checked(path, &model, &error) != 0)
		return command_fail(&error, "marquee train");
	model_describe(model, json, out);
	model_close(model);
	return EXIT_OK;
}

static int
check_snapshot(const char *path, bool json, struct buffer *out)
{
	struct snapshot *snapshot;
	struct error error;

	if (snapshot_open_checked(path, &snapshot, &error) != 0)
		return command_fail(&error, "marquee index");
	snapshot_describe(snapshot, json, out);
	snapshot_close(snapshot);
	return EXIT_OK;
}

static int
run(const struct config *config, int argc, char **argv)
{
	bool json = false;
	const struct option_spec specs[] = {
	    {"--json", OPTION_FLAG, 0, 0, &json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	struct buffer out = BUFFER_INIT;
	const char *path;
	int code =
	    options_parse(&command_check, specs, argc, argv, &path, 1, 1, NULL);

	(void)config;
	if (code != EXIT_OK)
		return code;
	code = is_model(path) ? check_model(path, json, &out)
			      : check_snapshot(path, json, &out);
	if (code == EXIT_OK)
		code = command_output(&out);
	buffer_release(&out);
	return code;
}

const struct command command_check = {
    "check",
    "verifies a snapshot or a model and prints its counts and bytes",
    "check FILE [--json]\n\n"
    "Reads every byte of FILE: header, table of contents, checksums, and all\n"
    "that refers to something else. Prints its counts and the bytes of each\n"
    "section; a damaged file is refused with the section and the reason.\n",
    run,
};
