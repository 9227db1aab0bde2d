/*
 * The files one after another; then all get their names.
 */
#include "etl/generate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "etl/generate_plant.h"
#include "etl/gzip_writer.h"
#include "util/signal_flag.h"

#define CHUNK_BYTES 262144 /* of text, then it is compressed */
#define PROGRESS_STEPS 500

struct generation {
	const struct generate_options *options; /* borrowed */
	struct generator generator;
	struct gzip_writer *writers[GENERATED_FILE_COUNT]; /* NULL: none yet */
	struct plant_list *planted; /* NULL: no dirty rows are wanted */
	struct planter planter; /* of the current file, for dirty rows */
	struct buffer text; /* to be compressed */
	uint64_t counted; /* rows of the current file that left the text */
	uint64_t done; /* units of all files */
	uint64_t total;
};

static int
out_of_memory(struct error *error)
{
	return error_set(error, ERROR_MEMORY, "out of memory");
}

/* --- the folder ----------------------------------------------------------- */

/* Refuses a folder with such a file, plain or compressed. */
static int
check_absent(const char *folder, const char *name, struct error *error)
{
	static const char *const suffixes[] = {".tsv", ".tsv.gz"};

	for (size_t i = 0; i < 2; i++) {
		char *path = NULL;
		bool there;

		if (asprintf(&path, "%s/%s%s", folder, name, suffixes[i]) < 0)
			return out_of_memory(error);
		there = access(path, F_OK) == 0;
		free(path);
		if (there)
			return error_set(error, ERROR_CONFLICT,
			    "\"%s\" has a file %s%s already; --force "
			    "replaces such files",
			    folder, name, suffixes[i]);
	}
	return 0;
}

/* Sets *made when the folder was not there. */
static int
prepare_folder(
    const struct generate_options *options, bool *made, struct error *error)
{
	struct stat status;
	int code = 0;

	if (mkdir(options->folder, 0777) == 0) {
		*made = true;
		return 0;
	}
	if (errno != EEXIST)
		return error_set_errno(error, ERROR_IO, errno,
		    "could not make the folder \"%s\"", options->folder);
	if (stat(options->folder, &status) != 0 || !S_ISDIR(status.st_mode))
		return error_set(
		    error, ERROR_IO, "\"%s\" is no folder", options->folder);
	for (int i = 0;
	     code == 0 && !options->force && i < GENERATED_FILE_COUNT; i++)
		code = check_absent(options->folder,
		    generated_format((enum generated_file)i)->name, error);
	return code;
}

static int
open_writer(struct generation *generation, enum generated_file file,
    struct error *error)
{
	char *path = NULL;
	int code;

	if (asprintf(&path, "%s/%s.tsv.gz", generation->options->folder,
		generated_format(file)->name) < 0)
		return out_of_memory(error);
	code = gzip_writer_open(&generation->writers[file], path, error);
	free(path);
	return code;
}

/* --- rows ----------------------------------------------------------------- */

static uint64_t
count_lines(const struct buffer *text)
{
	uint64_t lines = 0;

	for (size_t i = 0; i < text->length; i++)
		lines += text->data[i] == '\n' ? 1 : 0;
	return lines;
}

static int
flush(struct generation *generation, enum generated_file file,
    struct error *error)
{
	struct buffer *text = &generation->text;
	int code;

	if (text->failed)
		return out_of_memory(error);
	if (signal_flag_raised())
		return error_set(error, ERROR_INTERRUPTED, "interrupted");
	generation->counted += count_lines(text);
	if (generation->planted != NULL)
		planter_flush(&generation->planter, text);
	code = gzip_writer_write(
	    generation->writers[file], text->data, text->length, error);
	buffer_clear(text);
	return code;
}

static void
tell_progress(struct generation *generation, const char *file)
{
	const struct generate_options *options = generation->options;
	uint64_t step = generation->total / PROGRESS_STEPS + 1;
	struct generate_progress progress = {
	    file, generation->done, generation->total};

	if (options->progress != NULL && generation->done % step == 0)
		options->progress(options->context, &progress);
}

static int
write_rows(struct generation *generation, enum generated_file file,
    struct error *error)
{
	const struct generated_format *format = generated_format(file);
	uint64_t units = format->units(&generation->generator);
	struct buffer *text = &generation->text;
	int code = 0;

	for (uint64_t i = 0; code == 0 && i < units; i++) {
		size_t start = text->length;

		tell_progress(generation, format->name);
		format->append(&generation->generator, i, text);
		generation->done++;
		if (generation->planted != NULL)
			planter_after(&generation->planter, i, text, start);
		if (text->length >= CHUNK_BYTES || text->failed)
			code = flush(generation, file, error);
	}
	if (code == 0 && generation->planted != NULL)
		planter_end(&generation->planter, text);
	return code != 0 ? code : flush(generation, file, error);
}

static int
write_file(struct generation *generation, enum generated_file file,
    struct generate_file_report *report, struct error *error)
{
	const struct generated_format *format = generated_format(file);
	int code;

	*report = (struct generate_file_report){.name = format->name};
	buffer_clear(&generation->text);
	buffer_append_string(&generation->text, format->header);
	buffer_append_char(&generation->text, '\n');
	code = open_writer(generation, file, error);
	if (code != 0)
		return code;
	generation->counted = 0;
	planter_init(&generation->planter, &generation->generator, file,
	    generation->planted);
	code = write_rows(generation, file, error);
	report->dirty = generation->planter.refused;
	planter_release(&generation->planter);
	if (code == 0)
		code = gzip_writer_finish(
		    generation->writers[file], &report->size_bytes, error);
	report->rows = generation->counted - 1;
	return code;
}

/* --- all of it ------------------------------------------------------------ */

static int
write_files(struct generation *generation, struct generate_report *report,
    struct error *error)
{
	int code = 0;

	for (int i = 0; i < GENERATED_FILE_COUNT; i++)
		generation->total += generated_format((enum generated_file)i)
					 ->units(&generation->generator);
	for (int i = 0; code == 0 && i < GENERATED_FILE_COUNT; i++)
		code = write_file(generation, (enum generated_file)i,
		    &report->files[i], error);
	for (int i = 0; code == 0 && i < GENERATED_FILE_COUNT; i++)
		code = gzip_writer_publish(generation->writers[i], error);
	if (code == 0 && generation->planted != NULL)
		code = plant_list_publish(generation->planted, error);
	return code;
}

/* Opens the list of what is planted; one of earlier files is removed. */
static int
prepare_list(struct generation *generation, struct error *error)
{
	const struct generate_options *options = generation->options;
	char *path = NULL;

	if (options->dirty)
		return plant_list_open(
		    &generation->planted, options->folder, error);
	if (asprintf(&path, "%s/" PLANT_LIST_NAME, options->folder) < 0)
		return out_of_memory(error);
	(void)unlink(path);
	free(path);
	return 0;
}

int
generate_run(const struct generate_options *options,
    struct generate_report *report, struct error *error)
{
	struct generation *generation = calloc(1, sizeof(*generation));
	struct generate_report written;
	bool made = false;
	int code;

	if (generation == NULL)
		return out_of_memory(error);
	generation->options = options;
	generator_init(&generation->generator, options->seed, options->titles,
	    options->episodes);
	code = prepare_folder(options, &made, error);
	if (code == 0)
		code = prepare_list(generation, error);
	if (code == 0)
		code = write_files(generation, &written, error);
	if (code == 0)
		*report = written;
	for (int i = 0; i < GENERATED_FILE_COUNT; i++)
		gzip_writer_close(generation->writers[i]);
	plant_list_close(generation->planted);
	if (code != 0 && made)
		rmdir(options->folder);
	buffer_release(&generation->text);
	free(generation);
	return code;
}
