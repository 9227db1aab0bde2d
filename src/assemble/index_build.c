#include "assemble/index_build.h"

#include <inttypes.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "assemble/tsv_titles.h"
#include "index/snapshot.h"
#include "store/title_stream.h"
#include "util/signal_flag.h"

#define SHRINK_PERCENT 90
#define PART_TITLES 16384 /* of the files' titles, filled by a thread */

/* What the threads that fill the writer share. */
struct filling {
	const struct index_build_options *options;
	uint64_t titles; /* so far */
	const struct tsv_titles *files;
	const struct title_source *database;
	struct title_stream **streams; /* [threads], opened when needed */
};

static int
thread_count(const struct index_build_options *options)
{
	return options->parameters.threads > 0 ? options->parameters.threads
					       : omp_get_max_threads();
}

/* After each part: the signal, then the progress. */
static int
count_part(struct filling *filling, const struct snapshot_part *part,
    struct error *error)
{
	const struct index_build_options *options = filling->options;

	if (signal_flag_raised())
		return error_set(error, ERROR_INTERRUPTED, "interrupted");
#pragma omp critical(marquee_progress)
	{
		filling->titles += snapshot_part_count(part);
		if (options->progress != NULL)
			options->progress(options->context, filling->titles);
	}
	return 0;
}

/* Most people of a source are in no title that is indexed. */
static int
add_name(void *context, int32_t person, const char *text, struct error *error)
{
	if (!snapshot_writer_has_person(context, person))
		return 0;
	return snapshot_writer_name(context, person, text, error);
}

static int
add_document(const struct index_build_options *options,
    struct snapshot_part *part, const struct document *document,
    struct error *error)
{
	struct document recounted = *document;

	if (options->votes != NULL)
		recounted.votes =
		    options->votes(options->votes_context, document->number);
	return snapshot_part_add(part, &recounted, error);
}

/* --- PostgreSQL ----------------------------------------------------------- */

static struct person_list
people_of(const struct title_people *people)
{
	return (struct person_list){people->numbers, people->count};
}

static int
add_row(const struct index_build_options *options, struct snapshot_part *part,
    const struct title_row_view *row, struct error *error)
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
	    .keywords = row->keywords,
	    .overview = row->overview,
	    .akas = row->akas,
	};

	return add_document(options, part, &document, error);
}

/* The stream of the thread that asks. */
static int
need_stream(
    struct filling *filling, struct title_stream **stream, struct error *error)
{
	struct title_stream **own = &filling->streams[omp_get_thread_num()];
	int code = 0;

	if (*own == NULL)
		code = title_stream_open(own, filling->database, error);
	*stream = *own;
	return code;
}

static int
fill_from_database(void *context, struct snapshot_part *part, size_t index,
    struct error *error)
{
	struct filling *filling = context;
	struct title_stream *stream;
	const struct title_row_view *row;
	int code = need_stream(filling, &stream, error);

	if (code == 0)
		code = title_stream_range(stream, index, error);
	while (code == 0 && (code = title_stream_next(stream, &row, error)) > 0)
		code = add_row(filling->options, part, row, error);
	return code != 0 ? code : count_part(filling, part, error);
}

static int
add_database_names(struct title_source *source, struct snapshot_writer *writer,
    struct error *error)
{
	const struct person_row_view *row;
	int code;

	while ((code = title_source_next_person(source, &row, error)) > 0) {
		code = add_name(writer, row->number, row->name, error);
		if (code != 0)
			return code;
		if (signal_flag_raised())
			return error_set(
			    error, ERROR_INTERRUPTED, "interrupted");
	}
	return code;
}

static int
fill_all_from_database(struct filling *filling, struct snapshot_writer *writer,
    struct error *error)
{
	int threads = thread_count(filling->options);
	int result;

	filling->streams =
	    calloc((size_t)threads, sizeof(struct title_stream *));
	if (filling->streams == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	result = snapshot_writer_fill(writer,
	    title_source_range_count(filling->database), fill_from_database,
	    filling, error);
	for (int i = 0; i < threads; i++)
		title_stream_close(filling->streams[i]);
	free(filling->streams);
	if (result == 0 && filling->titles == 0)
		result = error_set(
		    error, ERROR_MISSING, "the database holds no titles");
	return result;
}

static int
read_database(const struct index_build_options *options,
    struct snapshot_writer *writer, struct error *error)
{
	struct title_source_options source_options = {
	    .include_adult = options->include_adult,
	    .excluded_types = options->excluded_types};
	struct filling filling = {.options = options};
	struct title_source *source;
	int result = title_source_open(
	    &source, options->connection_string, &source_options, error);

	if (result != 0)
		return result;
	filling.database = source;
	result = fill_all_from_database(&filling, writer, error);
	if (result == 0)
		result = add_database_names(source, writer, error);
	title_source_close(source);
	return result;
}

/* --- IMDb's files --------------------------------------------------------- */

/* The part that a thread fills from files. */
struct file_part {
	const struct index_build_options *options;
	struct snapshot_part *part;
};

static int
add_to_part(void *context, const struct document *document, struct error *error)
{
	const struct file_part *filled = context;

	return add_document(filled->options, filled->part, document, error);
}

static int
fill_from_files(void *context, struct snapshot_part *part, size_t index,
    struct error *error)
{
	struct filling *filling = context;
	uint64_t first = (uint64_t)index * PART_TITLES;
	uint64_t left = tsv_titles_count(filling->files) - first;
	struct file_part filled = {filling->options, part};
	int code = tsv_titles_walk(filling->files, first,
	    left < PART_TITLES ? (uint32_t)left : PART_TITLES, add_to_part,
	    &filled, error);

	return code != 0 ? code : count_part(filling, part, error);
}

static int
read_files(const struct index_build_options *options,
    struct snapshot_writer *writer, struct error *error)
{
	struct filling filling = {.options = options};
	struct tsv_titles_options titles_options = {
	    .include_adult = options->include_adult,
	    .excluded_types = options->excluded_types != NULL
		? options->excluded_types
		: TITLE_SOURCE_EXCLUDED_TYPES,
	    .akas = options->akas,
	    .threads = thread_count(options)};
	struct tsv_titles *files;
	uint32_t count;
	int result = tsv_titles_open(
	    &files, options->tsv_folder, &titles_options, error);

	if (result != 0)
		return result;
	filling.files = files;
	count = tsv_titles_count(files);
	if (count == 0)
		result = error_set(error, ERROR_MISSING,
		    "the files in \"%s\" hold no titles", options->tsv_folder);
	if (result == 0)
		result = snapshot_writer_fill(writer,
		    ((size_t)count + PART_TITLES - 1) / PART_TITLES,
		    fill_from_files, &filling, error);
	if (result == 0)
		result = tsv_titles_names(files, add_name, writer, error);
	tsv_titles_close(files);
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

struct index_build_options
index_build_options_of(const struct config *config)
{
	struct index_build_options options = {
	    .excluded_types = config->exclude_types,
	    .akas = dataset_choice_of(config->load_akas),
	    .include_adult = config->include_adult,
	    .parameters.threads = config->max_workers,
	};

	memcpy(options.parameters.field_weights, config->fields.weights,
	    sizeof(config->fields.weights));
	memcpy(options.parameters.idf_exponents, config->fields.idf_exponents,
	    sizeof(config->fields.idf_exponents));
	return options;
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
