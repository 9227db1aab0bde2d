/*
 * marquee evaluate: how good recommendations are, beside simple models.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/evaluate_input.h"
#include "cli/evaluate_tune.h"
#include "cli/progress.h"
#include "evaluate/dump.h"
#include "evaluate/experiment.h"
#include "evaluate/report.h"
#include "util/signal_flag.h"

#define TSV_PREFIX "tsv:"
#define TUNED_MODEL "tfidf"

struct request {
	struct evaluate_input input;
	struct experiment_options options;
	struct option_list models;
	struct option_list protocols;
	const char *source;
	const char *dump; /* a folder; NULL: none */
	const char *report; /* a file; NULL: none */
	int64_t users; /* 0: all */
	bool validate;
	bool tune;
	bool json;
};

static int
usage(const char *text, const char *value)
{
	fprintf(stderr,
	    "marquee evaluate: %s%s; try: marquee evaluate --help\n", text,
	    value);
	return EXIT_USAGE;
}

/* --- options -------------------------------------------------------------- */

static void
print_models(void)
{
	const struct contestant *model;

	for (size_t i = 0; (model = contestant_at(i)) != NULL; i++)
		fprintf(stderr, "%s%s", i == 0 ? "" : ", ", model->name);
}

static int
add_model(struct request *request, const char *name)
{
	const struct contestant *model = contestant_find(name);
	struct experiment_options *options = &request->options;

	if (model == NULL) {
		fprintf(stderr,
		    "marquee evaluate: there is no model \"%s\"; allowed are ",
		    name);
		print_models();
		fprintf(stderr, "\n");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < options->model_count; i++)
		if (options->models[i] == model)
			return EXIT_OK;
	options->models[options->model_count++] = model;
	return EXIT_OK;
}

/* All that are no ablation, unless some are named. */
static int
take_models(struct request *request)
{
	const struct contestant *model;
	int code = EXIT_OK;

	for (size_t i = 0; code == EXIT_OK && i < request->models.count; i++)
		code = add_model(request, request->models.words[i]);
	if (request->models.count > 0)
		return code;
	for (size_t i = 0; (model = contestant_at(i)) != NULL; i++)
		if (!model->ablation)
			code = add_model(request, model->name);
	return code;
}

static int
take_protocols(struct request *request)
{
	for (size_t i = 0; i < request->protocols.count; i++) {
		unsigned protocol = protocol_find(request->protocols.words[i]);

		if (protocol == 0)
			return usage("--protocol knows temporal, long, short, "
				     "global, cold, counts and all, not ",
			    request->protocols.words[i]);
		request->options.protocols |= protocol;
	}
	if (request->protocols.count == 0)
		request->options.protocols = PROTOCOL_ALL;
	return EXIT_OK;
}

static int
take_source(struct request *request)
{
	struct evaluate_input *input = &request->input;

	if (strncmp(request->source, TSV_PREFIX, strlen(TSV_PREFIX)) == 0 &&
	    request->source[strlen(TSV_PREFIX)] != '\0') {
		input->tsv_folder = request->source + strlen(TSV_PREFIX);
		return input->ratings == NULL
		    ? usage("--ratings is wanted: files of a catalogue know "
			    "no users",
			  "")
		    : EXIT_OK;
	}
	if (strcmp(request->source, "postgres") == 0)
		return EXIT_OK;
	fprintf(stderr,
	    "marquee evaluate: --source is \"%s\"; allowed are postgres and "
	    "tsv:FOLDER\n",
	    request->source);
	return EXIT_USAGE;
}

static int
parse(int argc, char **argv, struct request *request)
{
	const struct option_spec specs[] = {
	    {"--ratings", OPTION_TEXT, 0, 0, &request->input.ratings},
	    {"--source", OPTION_TEXT, 0, 0, &request->source},
	    {"--model", OPTION_LIST, 0, 0, &request->models},
	    {"--protocol", OPTION_LIST, 0, 0, &request->protocols},
	    {"--users", OPTION_INTEGER, 1, UINT32_MAX, &request->users},
	    {"--validate", OPTION_FLAG, 0, 0, &request->validate},
	    {"--tune", OPTION_FLAG, 0, 0, &request->tune},
	    {"--dump", OPTION_TEXT, 0, 0, &request->dump},
	    {"--report", OPTION_TEXT, 0, 0, &request->report},
	    {"--json", OPTION_FLAG, 0, 0, &request->json},
	    {NULL, OPTION_FLAG, 0, 0, NULL},
	};
	int code = options_parse(
	    &command_evaluate, specs, argc, argv, NULL, 0, 0, NULL);

	request->options.users = (uint32_t)request->users;
	request->options.kind =
	    request->validate ? SPLIT_VALIDATION : SPLIT_PER_USER;
	if (code == EXIT_OK)
		code = take_source(request);
	if (code == EXIT_OK)
		code = take_models(request);
	return code == EXIT_OK ? take_protocols(request) : code;
}

/* --- work ----------------------------------------------------------------- */

static void
show_model(void *context, const char *trial, const char *model, size_t done,
    size_t total)
{
	progress_update(context, trial, model, done, total, false);
}

/* Once is enough, though other trials leave it out too. */
static void
tell_skipped(void *context, const char *trial, const char *reason)
{
	if (strcmp(trial, "temporal") != 0)
		return;
	progress_clear(context);
	fprintf(stderr, "%s\n", reason);
}

/* The catalogue with histories in place of votes. */
struct recounted {
	struct snapshot *snapshot;
	struct item_catalogue catalogue;
};

static int
recount(
    struct request *request, struct recounted *recounted, struct error *error)
{
	struct evaluate_input *input = &request->input;
	struct split split;
	uint32_t *counts = NULL;
	int code = split_make(&split, &input->events, input->catalogue.runtimes,
	    request->options.kind, SPLIT_NO_FOLD);

	if (code == 0)
		counts = split_item_counts(&split);
	if (counts == NULL)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	if (code == 0)
		code = evaluate_input_recount(
		    input, counts, &recounted->snapshot, error);
	if (code == 0 &&
	    item_catalogue_init(&recounted->catalogue, &input->events,
		recounted->snapshot) != 0)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	free(counts);
	split_release(&split);
	return code;
}

static int
measure(
    struct request *request, struct experiment *experiment, struct error *error)
{
	struct evaluate_input *input = &request->input;
	struct experiment_options *options = &request->options;
	struct recounted recounted = {.snapshot = NULL};
	int code = evaluate_input_open(input, error);

	if (code == 0 && (options->protocols & PROTOCOL_COUNTS)) {
		code = recount(request, &recounted, error);
		options->counts_catalogue = &recounted.catalogue;
	}
	options->keep_lists = request->dump != NULL;
	options->progress = show_model;
	options->skipped = tell_skipped;
	options->context = input->progress;
	if (code == 0)
		code = experiment_run(experiment, &input->events,
		    &input->catalogue, options, error);
	options->counts_catalogue = NULL;
	item_catalogue_release(&recounted.catalogue);
	if (recounted.snapshot != NULL)
		snapshot_close(recounted.snapshot);
	progress_clear(input->progress);
	return code;
}

/* --- results -------------------------------------------------------------- */

static int
write_file(const char *folder, const char *name, const struct buffer *text,
    struct error *error)
{
	char *path;
	FILE *file;
	bool failed;

	if (text->failed || asprintf(&path, "%s%s", folder, name) < 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	file = fopen(path, "w");
	failed = file == NULL ||
	    (text->length > 0 &&
		fwrite(text->data, 1, text->length, file) != text->length);
	if (file != NULL && fclose(file) != 0)
		failed = true;
	if (failed)
		error_set_errno(
		    error, ERROR_IO, errno, "could not write \"%s\"", path);
	free(path);
	return failed ? ERROR_IO : 0;
}

static int
write_files(const struct request *request, const struct experiment *experiment,
    const struct report_info *info, struct error *error)
{
	struct buffer page = BUFFER_INIT;
	int code = 0;

	if (request->dump != NULL) {
		code = dump_write(request->dump, experiment,
		    &request->input.catalogue, error);
		if (code == 0)
			code = write_file(request->dump, "/left_out.tsv",
			    &request->input.notes, error);
	}
	if (code == 0 && request->report != NULL) {
		report_html(&page, experiment, info);
		code = write_file("", request->report, &page, error);
	}
	buffer_release(&page);
	return code;
}

static int
answer(const struct request *request, const struct experiment *experiment)
{
	const struct evaluate_input *input = &request->input;
	const struct report_info info = {.ratings = input->ratings != NULL
		? input->ratings
		: "viewing_history",
	    .source = request->source,
	    .left_out = input->left_out,
	    .refused = input->refused};
	size_t scored = experiment->trials[0].trial.user_count;
	struct buffer out = BUFFER_INIT;
	struct error error;
	int code;

	if (scored < REPORT_FEW_USERS)
		fprintf(stderr,
		    "%zu users are too few for a statement; %d are the "
		    "least, and intervals tell how much is chance\n",
		    scored, REPORT_FEW_USERS);
	if (write_files(request, experiment, &info, &error) != 0)
		return command_fail(&error, NULL);
	if (request->json)
		report_json(&out, experiment, &info);
	else
		report_text(&out, experiment, &info);
	code = command_output(&out);
	buffer_release(&out);
	return code;
}

static const char *
next_command(int code, const struct request *request)
{
	switch (code) {
	case ERROR_MISSING:
		return request->input.tsv_folder != NULL
		    ? "marquee evaluate --help"
		    : "marquee load";
	case ERROR_CONFLICT:
		return request->input.ratings != NULL
		    ? NULL
		    : "marquee import-ratings --help";
	case ERROR_UNAVAILABLE:
		return "marquee config";
	default:
		return NULL;
	}
}

static int
measure_all(struct request *request)
{
	struct experiment experiment = {.trial_count = 0};
	struct error error;
	int code = measure(request, &experiment, &error);

	if (code != 0)
		code = command_fail(&error, next_command(code, request));
	else
		code = answer(request, &experiment);
	experiment_release(&experiment);
	return code;
}

/* Of one model, the first that is named. */
static int
tune(struct request *request)
{
	const struct contestant *model = request->models.count > 0
	    ? request->options.models[0]
	    : contestant_find(TUNED_MODEL);
	struct buffer out = BUFFER_INIT;
	struct error error;
	int code = evaluate_input_open(&request->input, &error);

	if (code == 0)
		code = evaluate_tune(&request->input, model, &out, &error);
	progress_clear(request->input.progress);
	if (code != 0)
		code = command_fail(&error, next_command(code, request));
	else
		code = command_output(&out);
	buffer_release(&out);
	return code;
}

static int
run(const struct config *config, int argc, char **argv)
{
	struct progress progress;
	struct request request = {.source = "postgres",
	    .input = {.config = config,
		.progress = &progress,
		.events = EVENT_SET_INIT}};
	int code = parse(argc, argv, &request);

	if (code != EXIT_OK)
		return code;
	progress_init(&progress);
	signal_flag_install();
	code = request.tune ? tune(&request) : measure_all(&request);
	evaluate_input_release(&request.input);
	return code;
}

const struct command command_evaluate = {
    .name = "evaluate",
    .summary = "how good recommendations are, beside simple models",
    .help =
	"evaluate [--ratings DIR] [--source postgres|tsv:DIR]\n"
	"           [--model NAME]... [--protocol NAME]... [--users N] "
	"[--validate|--tune]\n"
	"           [--dump DIR] [--report FILE] [--json]\n\n"
	"Holds out the last 20 % of each user's history and asks each model "
	"for it. What is\nmeasured is what is served: the same functions with "
	"the same defaults, from a\ncatalogue that is built as `marquee "
	"index` builds it.\n\n"
	"  --ratings DIR    MovieLens: latest-small, 1M, 10M, 20M, 25M, 32M; "
	"without it\n                   your own users' history, simulated "
	"ones left out\n"
	"  --source SOURCE  of the catalogue: postgres (default), or IMDb's "
	"files\n"
	"  --model NAME     popular, votes, itemknn, ease, tfidf, blend; "
	"several, also with\n                   commas between; default all\n"
	"  --protocol NAME  temporal (always), long, short, global, cold, "
	"counts; default\n                   all\n"
	"  --users N        scores a sample of N users; models see all\n"
	"  --validate       within the histories alone: their last 20 % are held "
	"out.\n                   Whoever chooses parameters looks at this, and at "
	"nothing else\n"
	"  --tune           looks for FIELD_WEIGHTS under which the model (tfidf "
	"unless\n                   named) does better within the histories\n"
	"  --dump DIR       writes split, ranked lists (TREC) and metrics by "
	"user\n"
	"  --report FILE    writes one page of HTML with charts\n"
	"  --json           for machines\n",
    .run = run,
};
