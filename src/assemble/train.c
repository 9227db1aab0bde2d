#include "assemble/train.h"

#include <string.h>

#include "store/connection.h"
#include "store/event_stream.h"
#include "util/signal_flag.h"

#define PROGRESS_EVENTS 4096

/* What is known while events are read. */
struct reading {
	const struct train_options *options;
	const struct snapshot *snapshot;
	struct interactions_builder *builder;
	char user[EVENT_STREAM_UUID_SIZE]; /* of the last event */
	uint64_t user_count;
	uint64_t event_count;
	uint64_t unknown;
};

/* A runtime that is not known counts as watched whole, if at all. */
static double
watched_share(int minutes, int runtime_minutes)
{
	if (minutes <= 0)
		return 0.0;
	if (runtime_minutes <= 0)
		return 1.0;
	return (double)minutes / runtime_minutes;
}

static int
take(void *context, const struct event_row *row, struct error *error)
{
	struct reading *reading = context;
	struct title_card card;
	uint32_t document;

	if (strcmp(reading->user, row->user) != 0) {
		memcpy(reading->user, row->user, sizeof(reading->user));
		reading->user_count++;
	}
	if (++reading->event_count % PROGRESS_EVENTS == 0) {
		if (signal_flag_raised())
			return error_set(
			    error, ERROR_INTERRUPTED, "interrupted");
		if (reading->options->progress != NULL)
			reading->options->progress(
			    reading->options->context, reading->event_count);
	}
	if (!snapshot_find(reading->snapshot, row->title, &document)) {
		reading->unknown++;
		return 0;
	}
	snapshot_card(reading->snapshot, document, &card);
	if (interactions_builder_add(reading->builder, reading->user_count,
		row->title, row->watched_us, row->rating,
		watched_share(row->duration_minutes, card.runtime_minutes)) !=
	    0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int
read_events(struct reading *reading, bool *simulated, struct error *error)
{
	struct connection *connection;
	int code = connection_open(&connection,
	    reading->options->connection_string, "marquee train", error);

	if (code != 0)
		return code;
	connection_stop_on_signal(connection, true);
	code = event_stream_read(connection, take, reading, error);
	*simulated = code == 0 && reading->event_count == 0;
	if (*simulated)
		code = event_stream_read_simulated(
		    connection, take, reading, error);
	connection_close(connection);
	return code;
}

static int
train(const struct train_options *options, const struct snapshot *snapshot,
    const struct interactions *interactions, struct train_stats *stats,
    struct error *error)
{
	struct trained_model model;
	int code = training_run(
	    interactions, snapshot, &options->training, &model, error);

	if (code != 0)
		return code;
	stats->summary = model.summary;
	stats->entries = model.postings.starts[model.postings.item_count];
	if (signal_flag_raised())
		code = error_set(error, ERROR_INTERRUPTED, "interrupted");
	else
		code = model_publish(
		    &model.view, options->path, &stats->published, error);
	trained_model_release(&model);
	return code;
}

int
train_run(const struct train_options *options, struct train_stats *stats,
    struct error *error)
{
	struct reading reading = {.options = options};
	struct interactions interactions = {.events = NULL};
	struct train_stats told = {.entries = 0};
	struct snapshot *snapshot;
	int code = snapshot_open(options->snapshot_path, &snapshot, error);

	if (code != 0)
		return code;
	reading.snapshot = snapshot;
	reading.builder = interactions_builder_new();
	if (reading.builder == NULL)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	if (code == 0)
		code = read_events(&reading, &told.simulated, error);
	if (code == 0 &&
	    interactions_builder_finish(reading.builder, &interactions) != 0)
		code = error_set(error, ERROR_MEMORY, "out of memory");
	interactions_builder_free(reading.builder);
	told.unknown = reading.unknown;
	if (code == 0)
		code = train(options, snapshot, &interactions, &told, error);
	interactions_release(&interactions);
	snapshot_close(snapshot);
	if (code == 0)
		*stats = told;
	return code;
}
