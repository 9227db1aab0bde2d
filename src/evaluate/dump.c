/*
 * See dump.h.
 */
#include "evaluate/dump.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "text/title_id.h"

#define US_PER_SECOND 1000000

struct dumping {
	const char *folder;
	const struct experiment *experiment;
	const struct event_set *events;
	const struct trial *trial;
	const struct item_catalogue *catalogue;
	uint32_t *counts; /* [items], owned */
	struct error *error;
};

static int
fail(const struct dumping *dumping, const char *name)
{
	return error_set_errno(dumping->error, ERROR_IO, errno,
	    "could not write \"%s/%s\"", dumping->folder, name);
}

/* Writes a file with what `put` prints into it. */
static int
write_file(const struct dumping *dumping, const char *name,
    void (*put)(const struct dumping *, size_t, FILE *), size_t model)
{
	char *path;
	FILE *file;
	bool failed;

	if (asprintf(&path, "%s/%s", dumping->folder, name) < 0)
		return error_set(dumping->error, ERROR_MEMORY, "out of memory");
	file = fopen(path, "w");
	free(path);
	if (file == NULL)
		return fail(dumping, name);
	put(dumping, model, file);
	failed = ferror(file) != 0;
	if (fclose(file) != 0 || failed)
		return fail(dumping, name);
	return 0;
}

static const char *
title_of(const struct dumping *dumping, uint32_t item, char id[TITLE_ID_SIZE])
{
	(void)title_id_format(dumping->events->titles[item], id);
	return id;
}

static void
put_history(const struct dumping *dumping, size_t model, FILE *file)
{
	const struct event_set *events = dumping->events;
	char memory[EVENT_USER_NAME_SIZE], id[TITLE_ID_SIZE];

	(void)model;
	fprintf(file, "user\ttitle\ttime\trating\tminutes\n");
	for (uint32_t user = 0; user < events->user_count; user++) {
		const char *name = event_set_user_name(events, user, memory);

		for (size_t i = events->starts[user];
		     i < dumping->experiment->split.cuts[user]; i++) {
			const struct event *event = &events->events[i];

			fprintf(file,
			    "%s\t%s\t%" PRId64 "\t%" PRId32 "\t%" PRId32 "\n",
			    name, title_of(dumping, event->item, id),
			    event->watched_us / US_PER_SECOND, event->rating,
			    event->duration_minutes);
		}
	}
}

static void
put_relevant(const struct dumping *dumping, size_t model, FILE *file)
{
	const struct split *split = &dumping->experiment->split;
	char memory[EVENT_USER_NAME_SIZE], id[TITLE_ID_SIZE];

	(void)model;
	for (uint32_t i = 0; i < split->scored_count; i++) {
		const char *name = event_set_user_name(
		    dumping->events, split->scored[i], memory);

		for (size_t j = split->relevant_starts[i];
		     j < split->relevant_starts[i + 1]; j++)
			fprintf(file, "%s 0 %s 1\n", name,
			    title_of(dumping, split->relevant[j], id));
	}
}

static void
put_run(const struct dumping *dumping, size_t model, FILE *file)
{
	const struct trial *trial = dumping->trial;
	char memory[EVENT_USER_NAME_SIZE], id[TITLE_ID_SIZE];

	for (size_t user = 0; user < trial->user_count; user++) {
		const struct ranked_list *list = &trial->lists[model][user];
		const char *name = event_set_user_name(
		    dumping->events, trial->users[user], memory);

		for (uint32_t rank = 0; rank < list->count; rank++)
			fprintf(file, "%s Q0 %s %" PRIu32 " %" PRIu32 " %s\n",
			    name, title_of(dumping, list->items[rank], id),
			    rank + 1, METRICS_LIST - rank,
			    trial->models[model]->name);
	}
}

static void
put_values(const struct dumping *dumping, size_t model, FILE *file)
{
	const struct trial *trial = dumping->trial;
	char memory[EVENT_USER_NAME_SIZE];

	fprintf(file, "user");
	for (int m = 0; m < METRIC_COUNT; m++)
		fprintf(file, "\t%s", metric_name((enum metric)m));
	fprintf(file, "\n");
	for (size_t user = 0; user < trial->user_count; user++) {
		const double *values = trial_values(trial, user, model);

		fprintf(file, "%s",
		    event_set_user_name(
			dumping->events, trial->users[user], memory));
		for (int m = 0; m < METRIC_COUNT; m++)
			fprintf(file, "\t%.9f", values[m]);
		fprintf(file, "\n");
	}
}

static int
write_models(const struct dumping *dumping)
{
	const struct trial *trial = dumping->trial;
	int code = 0;

	for (size_t model = 0; code == 0 && model < trial->model_count;
	     model++) {
		char name[64];

		snprintf(
		    name, sizeof(name), "%s.run", trial->models[model]->name);
		code = write_file(dumping, name, put_run, model);
		snprintf(name, sizeof(name), "%s.users.tsv",
		    trial->models[model]->name);
		if (code == 0)
			code = write_file(dumping, name, put_values, model);
	}
	return code;
}

static void
put_items(const struct dumping *dumping, size_t model, FILE *file)
{
	char id[TITLE_ID_SIZE];

	(void)model;
	fprintf(file, "title\tusers\tvotes\n");
	for (uint32_t item = 0; item < dumping->events->item_count; item++)
		fprintf(file, "%s\t%" PRIu32 "\t%" PRIu32 "\n",
		    title_of(dumping, item, id), dumping->counts[item],
		    dumping->catalogue->votes[item]);
}

int
dump_write(const char *folder, const struct experiment *experiment,
    const struct item_catalogue *catalogue, struct error *error)
{
	struct dumping dumping = {.folder = folder,
	    .experiment = experiment,
	    .events = experiment->split.events,
	    .trial = &experiment->trials[0].trial,
	    .catalogue = catalogue,
	    .error = error};
	int code;

	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return error_set_errno(error, ERROR_IO, errno,
		    "could not make the folder \"%s\"", folder);
	dumping.counts = split_item_counts(&experiment->split);
	if (dumping.counts == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = write_file(&dumping, "history.tsv", put_history, 0);
	if (code == 0)
		code = write_file(&dumping, "qrels.txt", put_relevant, 0);
	if (code == 0)
		code = write_file(&dumping, "items.tsv", put_items, 0);
	if (code == 0)
		code = write_models(&dumping);
	free(dumping.counts);
	return code;
}
