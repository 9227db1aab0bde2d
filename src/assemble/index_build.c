#include "assemble/index_build.h"

#include "assemble/tsv_titles.h"
#include "store/title_stream.h"
#include "util/signal_flag.h"

/* After each title: the signal, then the progress. */
static int
count_title(const struct index_build_options *options, uint64_t *titles,
    struct error *error)
{
	if (signal_flag_raised())
		return error_set(error, ERROR_INTERRUPTED, "interrupted");
	(*titles)++;
	if (options->progress != NULL)
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
    struct snapshot_writer *writer, uint64_t *titles, struct error *error)
{
	struct title_stream_options stream_options = {
	    .include_adult = options->include_adult};
	struct title_stream *stream;
	int result = title_stream_open(
	    &stream, options->connection_string, &stream_options, error);

	if (result != 0)
		return result;
	result = add_titles(stream, writer, options, titles, error);
	if (result == 0)
		result = add_names(stream, writer, error);
	title_stream_close(stream);
	if (result == 0 && *titles == 0)
		return error_set(
		    error, ERROR_MISSING, "the database holds no titles");
	return result;
}

/* --- IMDb's files --------------------------------------------------------- */

static int
add_name(void *context, int32_t person, const char *text, struct error *error)
{
	return snapshot_writer_name(context, person, text, error);
}

static int
add_tsv_titles(struct tsv_titles *source, struct snapshot_writer *writer,
    const struct index_build_options *options, uint64_t *titles,
    struct error *error)
{
	const struct document *document;
	int code;

	while ((code = tsv_titles_next(
		    source, options->include_adult, &document, error)) > 0) {
		code = snapshot_writer_add(writer, document, error);
		if (code == 0)
			code = count_title(options, titles, error);
		if (code != 0)
			return code;
	}
	return code;
}

static int
read_files(const struct index_build_options *options,
    struct snapshot_writer *writer, uint64_t *titles, struct error *error)
{
	struct tsv_titles *source;
	int result = tsv_titles_open(&source, options->tsv_folder, error);

	if (result != 0)
		return result;
	result = add_tsv_titles(source, writer, options, titles, error);
	if (result == 0)
		result = tsv_titles_names(source, add_name, writer, error);
	tsv_titles_close(source);
	if (result == 0 && *titles == 0)
		return error_set(error, ERROR_MISSING,
		    "the files in \"%s\" hold no titles", options->tsv_folder);
	return result;
}

/* --- all ------------------------------------------------------------------ */

int
index_build(const struct index_build_options *options,
    struct snapshot_writer_stats *stats, struct error *error)
{
	struct snapshot_writer *writer = NULL;
	uint64_t titles = 0;
	int result = snapshot_writer_new(&options->parameters, &writer, error);

	if (result != 0)
		return result;
	if (options->tsv_folder != NULL)
		result = read_files(options, writer, &titles, error);
	else
		result = read_database(options, writer, &titles, error);
	if (result == 0)
		result = snapshot_writer_publish(
		    writer, options->path, stats, error);
	snapshot_writer_free(writer);
	return result;
}
