/*
 * See evaluate_input.h.
 */
#include "cli/evaluate_input.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "assemble/index_build.h"
#include "cli/command.h"
#include "etl/ratings_csv.h"
#include "store/event_stream.h"

#define US_PER_SECOND INT64_C(1000000)
#define NOTES_PRINTED 10 /* of each kind, on standard error */

/* --- catalogue ------------------------------------------------------------ */

static void
remove_folder(const char *folder)
{
	DIR *entries = opendir(folder);
	const struct dirent *entry;

	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			(void)unlinkat(dirfd(entries), entry->d_name, 0);
	if (entries != NULL)
		(void)closedir(entries);
	(void)rmdir(folder);
}

static void
show_titles(void *context, uint64_t titles)
{
	progress_update(context, "indexing", "titles", titles, 0, false);
}

/* Builds and opens in a folder of its own. */
static int
build(struct evaluate_input *input, struct index_build_options *options,
    struct snapshot **snapshot, struct error *error)
{
	const char *temporary = getenv("TMPDIR");
	struct snapshot_writer_stats stats;
	char folder[512], path[544];
	int code;

	snprintf(folder, sizeof(folder), "%s/marquee-evaluate-XXXXXX",
	    temporary != NULL ? temporary : "/tmp");
	if (mkdtemp(folder) == NULL)
		return error_set(
		    error, ERROR_IO, "could not make a folder \"%s\"", folder);
	snprintf(path, sizeof(path), "%s/titles", folder);
	options->path = path;
	code = index_build(options, &stats, error);
	if (code == 0)
		code = snapshot_open(path, snapshot, error);
	remove_folder(folder);
	progress_clear(input->progress);
	return code;
}

static int
build_catalogue(struct evaluate_input *input, const struct config *config,
    index_build_votes *votes, const void *votes_context,
    struct snapshot **snapshot, struct error *error)
{
	struct index_build_options options = index_build_options_of(config);
	char *connection_string = config_connection_string(config);
	int code;

	if (connection_string == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	options.connection_string = connection_string;
	options.tsv_folder = input->tsv_folder;
	options.akas = DATASET_NO;
	options.progress = show_titles;
	options.context = input->progress;
	options.votes = votes;
	options.votes_context = votes_context;
	code = build(input, &options, snapshot, error);
	free(connection_string);
	return code;
}

/* What replaces the votes of titles. */
struct recount {
	const struct event_set *events;
	const uint32_t *counts; /* [item_count] */
};

static int
compare_numbers(const void *left, const void *right)
{
	const int32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static uint32_t
recounted_votes(const void *context, int32_t number)
{
	const struct recount *recount = context;
	const int32_t *titles = recount->events->titles;
	const int32_t *found = bsearch(&number, titles,
	    recount->events->item_count, sizeof(number), compare_numbers);

	return found == NULL ? 0 : recount->counts[found - titles];
}

int
evaluate_input_recount(struct evaluate_input *input, const uint32_t *counts,
    struct snapshot **snapshot, struct error *error)
{
	const struct recount recount = {&input->events, counts};

	return build_catalogue(
	    input, input->config, recounted_votes, &recount, snapshot, error);
}

int
evaluate_input_rebuild(struct evaluate_input *input,
    const struct config *config, struct snapshot **snapshot,
    struct error *error)
{
	return build_catalogue(input, config, NULL, NULL, snapshot, error);
}

/* --- MovieLens ------------------------------------------------------------ */

static bool
has_title(void *context, int32_t number)
{
	const struct evaluate_input *input = context;
	uint32_t document;

	return snapshot_find(input->snapshot, number, &document);
}

/* Whoever rated a film has seen it. */
static int
take_rating(
    void *context, const struct movie_rating *rating, struct error *error)
{
	struct evaluate_input *input = context;
	const struct event event = {
	    .watched_us = rating->rated_s * US_PER_SECOND,
	    .rating = rating->half_stars};

	if (event_set_add(
		&input->events, rating->user, rating->title, &event) != 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static void
refuse(void *context, const char *path, uint64_t line, const char *reason)
{
	struct evaluate_input *input = context;

	buffer_printf(
	    &input->notes, "%s\t%" PRIu64 "\t%s\n", path, line, reason);
	if (input->refused++ >= NOTES_PRINTED)
		return;
	progress_clear(input->progress);
	fprintf(
	    stderr, "%s, line %" PRIu64 ": %s; left out\n", path, line, reason);
}

static void
leave_out(void *context, uint32_t movie, const char *name, size_t length)
{
	struct evaluate_input *input = context;

	buffer_printf(&input->notes, "movie %" PRIu32 "\t\t", movie);
	buffer_append(&input->notes, name, length);
	buffer_append_string(&input->notes,
	    length == 0 ? "is no title of the catalogue\n"
			: ": no title has this name and year\n");
}

static void
show_ratings(void *context, uint64_t done, uint64_t total)
{
	const struct evaluate_input *input = context;

	progress_update(
	    input->progress, "reading", "ratings", done, total, true);
}

/* Names and years of all titles: **new**; NULL when out of memory. */
static struct film_names *
match_titles(const struct snapshot *snapshot)
{
	struct film_names *match = film_names_new();
	uint32_t count = snapshot_document_count(snapshot);
	int code = match == NULL ? ERROR_MEMORY : 0;

	for (uint32_t document = 0; code == 0 && document < count; document++) {
		struct title_card card;

		snapshot_card(snapshot, document, &card);
		if (card.start_year == 0)
			continue;
		code = film_names_add(match, card.title, strlen(card.title),
		    card.start_year, card.number, card.votes);
		if (code == 0 && card.original_title != card.title)
			code = film_names_add(match, card.original_title,
			    strlen(card.original_title), card.start_year,
			    card.number, card.votes);
	}
	if (code == 0)
		return match;
	film_names_free(match);
	return NULL;
}

static void
tell_left_out(
    const struct evaluate_input *input, const struct ratings_counts *counts)
{
	progress_clear(input->progress);
	if (counts->refused > NOTES_PRINTED)
		fprintf(stderr, "%" PRIu64 " lines in all were left out\n",
		    counts->refused);
	if (counts->unmatched_movies > 0)
		fprintf(stderr,
		    "%" PRIu64 " of %" PRIu64
		    " films are no title of the catalogue; %" PRIu64
		    " ratings of them are left out\n",
		    counts->unmatched_movies, counts->movies,
		    counts->unmatched_ratings);
}

static int
read_files(struct evaluate_input *input, const struct ratings_files *files,
    struct error *error)
{
	struct ratings_reader reader = {.has_title = has_title,
	    .take = take_rating,
	    .refuse = refuse,
	    .unmatched = leave_out,
	    .progress = show_ratings,
	    .context = input};
	struct ratings_counts counts;
	int code;

	if (files->links == NULL) {
		reader.titles = match_titles(input->snapshot);
		if (reader.titles == NULL)
			return error_set(error, ERROR_MEMORY, "out of memory");
	}
	code = ratings_read(files, &reader, &counts, error);
	film_names_free(reader.titles);
	if (code != 0)
		return code;
	input->left_out = counts.unmatched_ratings;
	tell_left_out(input, &counts);
	return 0;
}

static int
read_ratings(struct evaluate_input *input, struct error *error)
{
	struct ratings_files files;
	int code = ratings_files_find(&files, input->ratings, error);

	if (code == 0)
		code = read_files(input, &files, error);
	ratings_files_release(&files);
	return code;
}

/* Whoever rated a film of MovieLens has seen all of it. */
static void
set_durations(struct evaluate_input *input)
{
	for (size_t i = 0; i < input->events.event_count; i++) {
		struct event *event = &input->events.events[i];

		event->duration_minutes =
		    input->catalogue.runtimes[event->item];
	}
}

/* --- PostgreSQL ----------------------------------------------------------- */

/* Users by number, in the order in which they come. */
struct user_reading {
	struct evaluate_input *input;
	uint32_t count;
	uint32_t capacity;
};

static int
add_user(struct user_reading *reading, const struct event_row *row)
{
	struct event_set *events = &reading->input->events;

	if (reading->count > 0 &&
	    strcmp(events->names[reading->count - 1], row->user) == 0)
		return 0;
	if (reading->count == reading->capacity) {
		uint32_t capacity = reading->capacity * 2 + 64;
		void *grown = reallocarray(
		    events->names, capacity, sizeof(*events->names));

		if (grown == NULL)
			return ERROR_MEMORY;
		events->names = grown;
		reading->capacity = capacity;
	}
	if (row->background && events->first_background == EVENT_NO_BACKGROUND)
		events->first_background = reading->count;
	memcpy(events->names[reading->count++], row->user, sizeof(row->user));
	return 0;
}

static int
take_event(void *context, const struct event_row *row, struct error *error)
{
	struct user_reading *reading = context;
	const struct event event = {.watched_us = row->watched_us,
	    .duration_minutes = row->duration_minutes,
	    .rating = row->rating};
	int code;

	if (!has_title(reading->input, row->title)) {
		reading->input->left_out++;
		return 0;
	}
	code = add_user(reading, row);
	if (code == 0)
		code = event_set_add(&reading->input->events,
		    reading->count - 1, row->title, &event);
	return code == 0 ? 0 : error_set(error, code, "out of memory");
}

static int
read_database(struct evaluate_input *input, struct error *error)
{
	struct user_reading reading = {.input = input};
	struct connection *connection;
	int code = command_connect(
	    input->config, "marquee evaluate", &connection, error);

	if (code != 0)
		return code;
	connection_stop_on_signal(connection, true);
	progress_update(input->progress, "reading", "events", 0, 0, false);
	code = event_stream_read(connection, take_event, &reading, error);
	connection_close(connection);
	progress_clear(input->progress);
	return code;
}

/* --- all ------------------------------------------------------------------ */

static int
finish(struct evaluate_input *input, struct error *error)
{
	int code = event_set_finish(&input->events);

	if (code == 0)
		code = item_catalogue_init(
		    &input->catalogue, &input->events, input->snapshot);
	if (code != 0)
		return error_set(error, code, "out of memory");
	if (input->ratings != NULL)
		set_durations(input);
	return 0;
}

int
evaluate_input_open(struct evaluate_input *input, struct error *error)
{
	struct ratings_files files;
	int code = 0;

	/* before the long work */
	if (input->ratings != NULL) {
		code = ratings_files_find(&files, input->ratings, error);
		ratings_files_release(&files);
	}
	if (code == 0)
		code = build_catalogue(
		    input, input->config, NULL, NULL, &input->snapshot, error);
	if (code == 0)
		code = input->ratings != NULL ? read_ratings(input, error)
					      : read_database(input, error);
	return code == 0 ? finish(input, error) : code;
}

void
evaluate_input_release(struct evaluate_input *input)
{
	item_catalogue_release(&input->catalogue);
	event_set_release(&input->events);
	buffer_release(&input->notes);
	if (input->snapshot != NULL)
		snapshot_close(input->snapshot);
	input->snapshot = NULL;
}
