#include "assemble/index_build.h"

#include <inttypes.h>
#include <omp.h>

#include "assemble/tsv_titles.h"
#include "index/snapshot.h"
#include "store/title_stream.h"
#include "util/signal_flag.h"

#define PROGRESS_TITLES 1024
#define SHRINK_PERCENT 90

/* After each title: the signal, then the progress. */
static int
count_title(const struct index_build_options *options, uint64_t *titles,
    struct error *error)
{
	if (signal_flag_raised())
		return error_set(error, ERROR_INTERRUPTED, "interrupted");
	(*titles)++;
	if (options->progress != NULL && *titles % PROGRESS_TITLES == 0)
		options->progress(options->context, *titles);
	return 0;
}

/* --- PostgreSQL ----------------------------------------------------------- */

static struct person_list
people_of(const struct title_people *people)
{
	return (struct person_list){people->numbers, people->count};
}

static int
add_row(struct snapshot_writer *writer, const struct title_row_view *row,
    struct error *error)
{
	struct document document = {
	    .number = row->number,
	    .title = row->title,
	    .original_title = row->original_title,
	    .type = row->type,
	    .genres = row->genres,
	    .start_year = row->start_year,
	    .end_year = row->end_year,
	    .runtime_minutes = row->runtime_minutes,
	    .rating = row->rating,
	    .votes = row->votes,
	    .directors = people_of(&row->directors),
	    .writers = people_of(&row->writers),
	    .cast = people_of(&row->cast),
	};

	return snapshot_writer_add(writer, &document, error);
}

static int
add_titles(struct title_stream *stream, struct snapshot_writer *writer,
    const struct index_build_options *options, uint64_t *titles,
    struct error *error)
{
	const struct title_row_view *row;
	int code;

	while ((code = title_stream_next(stream, &row, error)) > 0) {
		code = add_row(writer, row, error);
		if (code == 0)
			code = count_title(options, titles, error);
		if (code != 0)
			return code;
	}
	return code;
}

static int
add_names(struct title_stream *stream, struct snapshot_writer *writer,
    struct error *error)
{
	const struct person_row_view *row;
	int code;

	while ((code = title_stream_next_person(stream, &row, error)) > 0) {
		code =
		    snapshot_writer_name(writer, row->number, row->name, error);
		if (code != 0)
			return code;
	}
	return code;
}

static int
read_database(const struct index_build_options *options,
    struct snapshot_writer *writer, struct error *error)
{
	uint64_t titles = 0;
	struct title_stream_options stream_options = {
	    .include_adult = options->include_adult};
	struct title_stream *stream;
	int result = title_stream_open(
	    &stream, options->connection_string, &stream_options, error);

	if (result != 0)
		return result;
	result = add_titles(stream, writer, options, &titles, error);
	if (result == 0)
		result = add_names(stream, writer, error);
	title_stream_close(stream);
	if (result == 0 && titles == 0)
		return error_set(
		    error, ERROR_MISSING, "the database holds no titles");
	return result;
}

/* --- IMDb's files --------------------------------------------------------- */

/* What the threads that fill the writer share. */
struct tsv_filling {
	const struct tsv_titles *source;
	const struct index_build_options *options;
	uint64_t titles; /* so far */
};

static int
add_tsv_title(
    void *context, const struct document *document, struct error *error)
{
	return snapshot_part_add(context, document, error);
}

static int
fill_part(void *context, struct snapshot_part *part, uint64_t first,
    uint32_t count, struct error *error)
{
	struct tsv_filling *filling = context;
	const struct index_build_options *options = filling->options;
	int code = tsv_titles_walk(
	    filling->source, first, count, add_tsv_title, part, error);

	if (code == 0 && signal_flag_raised())
		code = error_set(error, ERROR_INTERRUPTED, "interrupted");
	if (code != 0)
		return code;
#pragma omp critical(marquee_progress)
	{
		filling->titles += count;
		if (options->progress != NULL)
			options->progress(options->context, filling->titles);
	}
	return 0;
}

/* Most people of the file are in no title that is indexed. */
static int
add_name(void *context, int32_t person, const char *text, struct error *error)
{
	if (!snapshot_writer_has_person(context, person))
		return 0;
	return snapshot_writer_name(context, person, text, error);
}

static int
read_files(const struct index_build_options *options,
    struct snapshot_writer *writer, struct error *error)
{
	struct tsv_filling filling = {.options = options};
	int threads = options->parameters.threads > 0
	    ? options->parameters.threads
	    : omp_get_max_threads();
	struct tsv_titles *source;
	int result = tsv_titles_open(&source, options->tsv_folder,
	    options->include_adult, threads, error);

	if (result != 0)
		return result;
	filling.source = source;
	if (tsv_titles_count(source) == 0)
		result = error_set(error, ERROR_MISSING,
		    "the files in \"%s\" hold no titles", options->tsv_folder);
	if (result == 0)
		result = snapshot_writer_fill(writer, tsv_titles_count(source),
		    fill_part, &filling, error);
	if (result == 0)
		result = tsv_titles_names(source, add_name, writer, error);
	tsv_titles_close(source);
	return result;
}

/* --- all ------------------------------------------------------------------ */

/* A snapshot that is much smaller than the one it would replace is refused. */
static int
check_shrinking(const struct index_build_options *options, uint64_t titles,
    struct error *error)
{
	struct snapshot *current;
	uint64_t before;

	if (options->allow_shrink ||
	    snapshot_open(options->path, &current, NULL) != 0)
		return 0;
	before = snapshot_document_count(current);
	snapshot_close(current);
	if (titles * 100 >= before * SHRINK_PERCENT)
		return 0;
	return error_set(error, ERROR_LIMIT,
	    "%" PRIu64 " titles would replace %" PRIu64
	    "; allowed are at least %d %% of them; if that is meant: "
	    "marquee index --allow-shrink",
	    titles, before, SHRINK_PERCENT);
}

int
index_build(const struct index_build_options *options,
    struct snapshot_writer_stats *stats, struct error *error)
{
	struct snapshot_writer *writer = NULL;
	int result = snapshot_writer_new(&options->parameters, &writer, error);

	if (result != 0)
		return result;
	if (options->tsv_folder != NULL)
		result = read_files(options, writer, error);
	else
		result = read_database(options, writer, error);
	if (result == 0)
		result = check_shrinking(
		    options, snapshot_writer_count(writer), error);
	if (result == 0)
		result = snapshot_writer_publish(
		    writer, options->path, stats, error);
	snapshot_writer_free(writer);
	return result;
}
