/*
 * marquee train: learns from all histories and publishes the model.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assemble/train.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "util/clock.h"
#include "util/json_writer.h"
#include "util/signal_flag.h"

#define MIB ((uint64_t)1 << 20)
#define MEMORY_SHARE 0.5 /* of the machine's, without --memory */

static void
show_events(void *context, uint64_t events)
{
	progress_update(context, "reading", "events", events, 0, false);
}

static void
show_plan(
    void *context, uint32_t items, uint32_t ease_items, uint64_t memory_bytes)
{
	progress_clear(context);
	fprintf(stderr,
	    "%" PRIu32 " titles were watched; EASE of %" PRIu32
	    " takes %" PRIu64 " MiB\n",
	    items, ease_items, (memory_bytes + MIB - 1) / MIB);
	if (ease_items < items)
		fprintf(stderr,
		    "the others, which were watched least, are learned by "
		    "item-kNN: more memory (--memory) takes more of them in\n");
}

static void
show_step(void *context, const char *what)
{
	progress_clear(context);
	fprintf(stderr, "%s\n", what);
}

/* "512M" or "8G" as bytes; 0 when it is none of these. */
static uint64_t
parse_memory(const char *text)
{
	char *end;
	unsigned long long value;
	uint64_t unit;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (text[0] < '1' || text[0] > '9' || errno != 0)
		return 0;
	if (strcmp(end, "M") == 0)
		unit = MIB;
	else if (strcmp(end, "G") == 0)
		unit = MIB << 10;
	else
		return 0;
	return value > UINT64_MAX / unit ? 0 : value * unit;
}

static uint64_t
default_memory(void)
{
	return (uint64_t)((double)sysconf(_SC_PHYS_PAGES) *
	    (double)sysconf(_SC_PAGESIZE) * MEMORY_SHARE);
}

static void
put_number(struct json_writer *json, struct buffer *out, const char *name,
    uint64_t value)
{
	if (json == NULL) {
		buffer_printf(out, "%-11s %12" PRIu64 "\n", name, value);
		return;
	}
	json_member_int(json, name, (int64_t)value);
}

static void
put_numbers(const struct train_stats *stats, struct json_writer *json,
    struct buffer *out)
{
	put_number(json, out, "users", stats->summary.users);
	put_number(json, out, "events", stats->summary.events);
	put_number(json, out, "unknown", stats->unknown);
	put_number(json, out, "titles", stats->summary.items);
	put_number(json, out, "by_ease", stats->summary.ease_items);
	put_number(json, out, "entries", stats->entries);
	put_number(json, out, "bytes", stats->published.file_bytes);
	put_number(json, out, "generation", stats->published.generation);
}

static void
print(const struct train_stats *stats, double seconds, const char *path,
    bool as_json, struct buffer *out)
{
	struct json_writer json;

	if (!as_json) {
		put_numbers(stats, NULL, out);
		buffer_printf(out, "%-11s %12.2f\n", "seconds", seconds);
		return;
	}
	json_writer_init(&json, out);
	json_open_object(&json);
	put_numbers(stats, &json, out);
	json_member_bool(&json, "simulated", stats->simulated);
	json_member_fixed(&json, "seconds", seconds, 3);
	json_member_string(&json, "path", path);
	json_close_object(&json);
	buffer_append_char(out, '\n');
}

/* What to type after a failure; NULL when nothing helps. */
static const char *
next_command(int code)
{
	switch (code) {
	case ERROR_MISSING:
		return "marquee index";
	case ERROR_CONFLICT:
		return "marquee import-ratings DIR --background";
	case ERROR_UNAVAILABLE:
		return "marquee config";
	default:
		return NULL;
	}
}

static int
train(const struct train_options *options, bool json)
{
	struct train_stats stats;
	struct buffer out = BUFFER_INIT;
	uint64_t started_ns = clock_monotonic_ns();
	struct error error;
	int code;

	signal_flag_install();
	code = train_run(options, &stats, &error);
	progress_clear(options->context);
	if (code != 0)
		return command_fail(&error, next_command(code));
	if (stats.simulated)
		fprintf(stderr,
		    "learned from simulated users, as there are no others\n");
	print(&stats, (double)(clock_monotonic_ns() - started_ns) / 1e9,
	    options->path, json, &out);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	const char *source = "postgres";
	const char *path = config->model_path;
	const char *memory = NULL;
	bool json = false;
	const struct option_spec specs[] = {
	    {"--source", OPTION_TEXT, 0, 0, &source},
	    {"--out", OPTION_TEXT, 0, 0, &path},
	    {"--memory", OPTION_TEXT, 0, 0, &memory},
	    {"--json", OPTION_FLAG, 0, 0, &json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	struct progress progress;
	struct train_options options = {
	    .snapshot_path = config->snapshot_path,
	    .progress = show_events,
	    .context = &progress,
	};
	char *connection_string;
	int code =
	    options_parse(&command_train, specs, argc, argv, NULL, 0, 0, NULL);

	if (code != EXIT_OK)
		return code;
	training_defaults(&options.training);
	options.path = path;
	options.training.plan = show_plan;
	options.training.step = show_step;
	options.training.context = &progress;
	options.training.memory_limit_bytes =
	    memory == NULL ? default_memory() : parse_memory(memory);
	if (strcmp(source, "postgres") != 0) {
		fprintf(stderr,
		    "marquee train: --source is \"%s\"; allowed is postgres\n",
		    source);
		return EXIT_USAGE;
	}
	if (options.training.memory_limit_bytes == 0) {
		fprintf(stderr,
		    "marquee train: --memory is \"%s\"; allowed are numbers "
		    "followed by M or G, as in 8G\n",
		    memory);
		return EXIT_USAGE;
	}
	connection_string = config_connection_string(config);
	if (connection_string == NULL) {
		fprintf(stderr, "marquee train: out of memory\n");
		return EXIT_FAILED;
	}
	progress_init(&progress);
	options.connection_string = connection_string;
	code = train(&options, json);
	free(connection_string);
	return code;
}

const struct command command_train = {
    "train",
    "learns from all histories what is watched together",
    "train [--source postgres] [--out FILE] [--memory LIMIT] [--json]\n\n"
    "Reads the viewing history of all users but simulated ones (of these where\n"
    "there are no others) and the snapshot at SNAPSHOT_PATH, and publishes the\n"
    "model as FILE.FORMAT.GENERATION; FILE (default: MODEL_PATH) becomes a link\n"
    "to it. A running server takes the new model over by itself. Memory grows\n"
    "with the square of the titles: with less than they take (LIMIT, such as\n"
    "512M or 8G; half of the machine's by default) the most watched ones are\n"
    "learned by EASE and the others by item-kNN.\n",
    run,
};
