/*
 * marquee generate: a catalogue shaped like IMDb's, of any size.
 */
#include <inttypes.h>
#include <stdio.h>

#include "cli/command.h"
#include "cli/progress.h"
#include "etl/generate.h"
#include "util/clock.h"
#include "util/signal_flag.h"

#define EPISODES_UNSET (-1)

static int
usage(const char *text)
{
	fprintf(stderr, "marquee generate: %s; try: marquee generate --help\n",
	    text);
	return EXIT_USAGE;
}

static int
parse(int argc, char **argv, struct generate_options *options)
{
	int64_t titles = 0, episodes = EPISODES_UNSET, seed = 1;
	const struct option_spec specs[] = {
	    {"--titles", OPTION_INTEGER, 1, GENERATE_TITLES_MAX, &titles},
	    {"--episodes", OPTION_INTEGER, 0, GENERATE_EPISODES_MAX, &episodes},
	    {"--out", OPTION_TEXT, 0, 0, &options->folder},
	    {"--seed", OPTION_INTEGER, 0, INT64_MAX, &seed},
	    {"--dirty", OPTION_FLAG, 0, 0, &options->dirty},
	    {"--force", OPTION_FLAG, 0, 0, &options->force},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	int code = options_parse(
	    &command_generate, specs, argc, argv, NULL, 0, 0, NULL);

	if (code != EXIT_OK)
		return code;
	if (titles == 0 || options->folder == NULL ||
	    options->folder[0] == '\0')
		return usage("--titles and --out are wanted");
	options->titles = (uint64_t)titles;
	options->episodes = episodes == EPISODES_UNSET ? options->titles / 10
						       : (uint64_t)episodes;
	options->seed = (uint64_t)seed;
	return EXIT_OK;
}

static void
show_progress(void *context, const struct generate_progress *progress)
{
	progress_update(context, "writing", progress->file, progress->done,
	    progress->total, false);
}

static int
print_report(const struct generate_options *options,
    const struct generate_report *report, double seconds)
{
	for (int i = 0; i < GENERATED_FILE_COUNT; i++) {
		const struct generate_file_report *file = &report->files[i];

		printf("%-16s %12" PRIu64 " rows %12" PRIu64 " bytes",
		    file->name, file->rows, file->size_bytes);
		if (options->dirty)
			printf("  %" PRIu64 " of them dirty", file->dirty);
		printf("\n");
	}
	printf("generated %" PRIu64 " titles and %" PRIu64
	       " episodes in \"%s\" in %.1f s\n",
	    options->titles, options->episodes, options->folder, seconds);
	return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED;
}

static int
run(const struct config *config, int argc, char **argv)
{
	struct generate_options options = {0};
	struct generate_report report;
	struct progress progress;
	struct error error;
	uint64_t start_ns = clock_monotonic_ns();
	int code = parse(argc, argv, &options);

	(void)config;
	if (code != EXIT_OK)
		return code;
	signal_flag_install();
	progress_init(&progress);
	options.progress = show_progress;
	options.context = &progress;
	code = generate_run(&options, &report, &error);
	progress_clear(&progress);
	if (code != 0)
		return command_fail(&error,
		    code == ERROR_CONFLICT ? "marquee generate --help" : NULL);
	return print_report(
	    &options, &report, (double)(clock_monotonic_ns() - start_ns) / 1e9);
}

const struct command command_generate = {
    .name = "generate",
    .summary = "IMDb-shaped files of any size, for tests and benchmarks",
    .help = "generate --titles N --out DIR [--seed S] [--episodes E] "
	    "[--dirty] [--force]\n\n"
	    "Writes the seven files of an invented catalogue into DIR, with "
	    "the skews that were\nmeasured on IMDb's datasets. The same "
	    "numbers and seed give the same files.\n`marquee load --data-dir "
	    "DIR` and `marquee index --source tsv:DIR` read them.\n\n"
	    "  --titles N    1 to 50000000, without episodes\n"
	    "  --out DIR     is made when it is not there\n"
	    "  --seed S      a whole number (1)\n"
	    "  --episodes E  of the series among the titles, in addition "
	    "(N / 10)\n"
	    "  --dirty       plants rows that cannot be loaded, of each kind, "
	    "duplicates, and\n                rows out of order; lists them by "
	    "line in DIR/planted.tsv\n"
	    "  --force       replaces such files in DIR\n",
    .run = run,
};
