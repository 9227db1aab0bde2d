/*
 * Generated files: the same for the same seed, without a row that is refused,
 * unless dirty ones are wanted; and how failures leave the folder.
 */
#include "etl/generate.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "etl/block_queue.h"
#include "etl/dataset.h"
#include "etl/generate_dirty.h"
#include "etl/line_reader.h"
#include "etl/title_row.h"
#include "util/hash.h"

#define TITLES 3000

static char folder[64]; /* removed at the end */
static char out[96]; /* in it */

static void
make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/marquee-generate-XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	snprintf(out, sizeof(out), "%s/out", folder);
}

static void
remove_folder(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	cr_assert_eq(system(command), 0);
}

TestSuite(generate, .init = make_folder, .fini = remove_folder);

static struct generate_options
options_of(uint64_t titles, uint64_t seed)
{
	return (struct generate_options){.titles = titles,
	    .episodes = titles / 10,
	    .seed = seed,
	    .folder = out,
	    .force = true};
}

static struct generate_report
generate(const struct generate_options *options)
{
	struct generate_report report;
	struct error error;

	cr_assert_eq(
	    generate_run(options, &report, &error), 0, "%s", error.message);
	return report;
}

static void
file_path(enum generated_file file, char path[160])
{
	snprintf(path, 160, "%s/%s.tsv.gz", out, generated_format(file)->name);
}

static uint64_t
file_hash(enum generated_file file)
{
	static char bytes[4 << 20];
	char path[160];
	FILE *stream;
	size_t length;

	file_path(file, path);
	stream = fopen(path, "r");
	cr_assert_not_null(stream, "%s", path);
	length = fread(bytes, 1, sizeof(bytes), stream);
	cr_assert_lt(length, sizeof(bytes));
	fclose(stream);
	return hash_fnv1a(bytes, length);
}

Test(generate, writes_the_same_bytes_for_the_same_seed)
{
	struct generate_options options = options_of(TITLES, 7);
	uint64_t hashes[GENERATED_FILE_COUNT];

	generate(&options);
	for (int i = 0; i < GENERATED_FILE_COUNT; i++)
		hashes[i] = file_hash(i);
	generate(&options);
	for (int i = 0; i < GENERATED_FILE_COUNT; i++)
		cr_expect_eq(
		    hashes[i], file_hash(i), "%s", generated_format(i)->name);
	options.seed = 8;
	generate(&options);
	for (int i = 0; i < GENERATED_FILE_COUNT; i++)
		cr_expect_neq(
		    hashes[i], file_hash(i), "%s", generated_format(i)->name);
}

/* --- rows ----------------------------------------------------------------- */

static enum reject
parse(enum generated_file file, struct slice line)
{
	static const enum dataset_file datasets[] = {
	    [GENERATED_TITLES] = DATASET_TITLES,
	    [GENERATED_RATINGS] = DATASET_RATINGS,
	    [GENERATED_CREW] = DATASET_CREW,
	    [GENERATED_PRINCIPALS] = DATASET_PRINCIPALS,
	    [GENERATED_PERSONS] = DATASET_PERSONS,
	};
	static union any_row row;
	struct slice fields[ROW_FIELDS_MAX];
	enum reject reject = row_split_line(datasets[file], line, fields);

	return reject != REJECT_NONE ? reject
				     : row_parse(datasets[file], fields, &row);
}

/* All of a file but its header, decompressed: **new**. */
static char *
read_rows(enum generated_file file, struct slice *rows)
{
	const char *header = generated_format(file)->header;
	const size_t size = 16 << 20;
	char *text = malloc(size);
	struct source *source;
	struct error error;
	char path[160];

	file_path(file, path);
	cr_assert_eq(source_open(&source, path, &error), 0);
	cr_assert_eq(source_read(source, text, size, &rows->length, &error), 0);
	cr_assert_lt(rows->length, size);
	source_close(source);
	cr_assert_eq(memcmp(text, header, strlen(header)), 0);
	rows->text = text + strlen(header) + 1;
	rows->length -= strlen(header) + 1;
	return text;
}

struct planted {
	char file[24];
	uint64_t line;
	char reason[40];
	char what[64];
};

static struct planted planted[50000];
static size_t planted_count;

static void
read_planted(void)
{
	char path[160];
	FILE *stream;

	snprintf(path, sizeof(path), "%s/planted.tsv", out);
	stream = fopen(path, "r");
	cr_assert_not_null(stream);
	cr_assert_eq(fscanf(stream, "file\tline\treason\twhat\n"), 0);
	for (planted_count = 0; planted_count < 50000; planted_count++) {
		struct planted *next = &planted[planted_count];

		if (fscanf(stream, "%23[^\t]\t%lu\t%39[^\t]\t%63[^\n]\n",
			next->file, &next->line, next->reason, next->what) != 4)
			break;
	}
	cr_assert_neq(feof(stream), 0);
	fclose(stream);
}

/* Why a line was planted; NULL: it was not, or is to be loaded. */
static const char *
planted_reason(enum generated_file file, uint64_t line)
{
	for (size_t i = 0; i < planted_count; i++)
		if (planted[i].line == line &&
		    strcmp(planted[i].file, generated_format(file)->name) == 0)
			return strcmp(planted[i].reason, "\\N") == 0
			    ? NULL
			    : planted[i].reason;
	return NULL;
}

/* Why a line is refused for what stands in it; NULL: it is not. */
static const char *
found_reason(enum generated_file file, struct slice line)
{
	enum reject reject =
	    line.length > BLOCK_BYTES ? REJECT_LINE_LENGTH : parse(file, line);

	return reject == REJECT_NONE ? NULL : reject_reason(reject);
}

/* Counts a file's rows, and its rejects, which must be those planted. */
static void
count_rows(enum generated_file file, uint64_t *rows, uint64_t *rejects)
{
	struct slice rest;
	struct slice line;
	char *text = read_rows(file, &rest);

	*rows = 0;
	*rejects = 0;
	while (tsv_next_line(&rest, &line)) {
		const char *wanted = planted_reason(file, ++*rows + 1);
		const char *found = found_reason(file, line);

		*rejects += wanted != NULL ? 1 : 0;
		if (wanted != NULL &&
		    strcmp(wanted, reject_reason(REJECT_DUPLICATE)) == 0)
			wanted = NULL; /* it is a good row by itself */
		cr_expect((wanted == NULL) == (found == NULL) &&
			(found == NULL || strcmp(wanted, found) == 0),
		    "%s line %lu: refused for: %s",
		    generated_format(file)->name, *rows + 1,
		    found == NULL ? "nothing" : found);
	}
	free(text);
}

Test(generate, writes_no_row_that_is_refused)
{
	struct generate_options options = options_of(TITLES, 3);
	struct generate_report report = generate(&options);

	for (int i = GENERATED_TITLES; i <= GENERATED_PERSONS; i++) {
		uint64_t rows;
		uint64_t rejects;

		count_rows(i, &rows, &rejects);
		cr_expect_eq(rejects, 0, "%s", report.files[i].name);
		cr_expect_eq(rows, report.files[i].rows);
	}
	cr_expect_eq(report.files[GENERATED_TITLES].rows, TITLES + TITLES / 10);
	cr_expect_eq(report.files[GENERATED_EPISODES].rows, TITLES / 10);
	cr_expect_gt(report.files[GENERATED_AKAS].rows, TITLES);
}

Test(generate, lists_each_row_that_it_plants_and_no_other)
{
	struct generate_options options = options_of(TITLES, 3);
	struct generate_report report;

	options.dirty = true;
	report = generate(&options);
	read_planted();
	for (int i = GENERATED_TITLES; i <= GENERATED_PERSONS; i++) {
		uint64_t rows;
		uint64_t rejects;

		count_rows(i, &rows, &rejects);
		/* and two duplicates */
		cr_expect_geq(rejects, dirty_row_count(i) + 2);
		cr_expect_eq(rejects, report.files[i].dirty);
		cr_expect_eq(rows, report.files[i].rows);
	}
}

static bool
is_planted(enum generated_file file, const char *what)
{
	for (size_t i = 0; i < planted_count; i++)
		if (strcmp(planted[i].file, generated_format(file)->name) ==
			0 &&
		    strcmp(planted[i].what, what) == 0)
			return true;
	return false;
}

Test(generate, plants_every_kind_of_row_in_every_file)
{
	static const char *const kinds[] = {"CR LF", "too few fields",
	    "too many fields", "longer than a block of the reader",
	    "behind its original", "far behind its original", "out of order"};
	struct generate_options options = options_of(TITLES, 3);

	options.dirty = true;
	generate(&options);
	read_planted();
	for (int i = 0; i < GENERATED_FILE_COUNT; i++)
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
			cr_expect(is_planted(i, kinds[k]), "%s: %s",
			    generated_format(i)->name, kinds[k]);
}

Test(generate, plants_again_and_again_in_large_files)
{
	/* three rounds of title.basics and more */
	struct generate_options options = options_of(80000, 3);
	int far = 0;

	options.episodes = 0;
	options.dirty = true;
	generate(&options);
	read_planted();
	for (size_t i = 0; i < planted_count; i++)
		far += strcmp(planted[i].file, "title.basics") == 0 &&
			strcmp(planted[i].what, "far behind its original") == 0
		    ? 1
		    : 0;
	cr_expect_geq(far, 3);
}

Test(generate, takes_away_a_list_that_is_no_longer_true)
{
	struct generate_options options = options_of(10, 1);
	char path[160];

	snprintf(path, sizeof(path), "%s/planted.tsv", out);
	options.dirty = true;
	generate(&options);
	cr_assert_eq(access(path, F_OK), 0);
	options.dirty = false;
	generate(&options);
	cr_assert_neq(access(path, F_OK), 0);
}

Test(generate, writes_a_single_title)
{
	struct generate_options options = options_of(1, 1);
	struct generate_report report = generate(&options);

	cr_assert_eq(report.files[GENERATED_TITLES].rows, 1);
	cr_assert_eq(report.files[GENERATED_CREW].rows, 1);
}

/* --- the folder ----------------------------------------------------------- */

static bool
folder_is_empty(const char *path)
{
	return rmdir(path) == 0 && mkdir(path, 0777) == 0;
}

Test(generate, refuses_a_folder_with_such_files_unless_forced)
{
	struct generate_options options = options_of(10, 1);
	struct generate_report report;
	struct error error;
	uint64_t before;

	generate(&options);
	before = file_hash(GENERATED_TITLES);
	options.seed = 2;
	options.force = false;
	cr_assert_eq(generate_run(&options, &report, &error), ERROR_CONFLICT);
	cr_assert_not_null(strstr(error.message, "title.basics.tsv.gz"));
	cr_assert_eq(before, file_hash(GENERATED_TITLES));
}

Test(generate, leaves_nothing_when_the_disk_is_full)
{
	struct generate_options options = options_of(10, 1);
	struct generate_report report;
	struct error error;
	char path[160];

	/* a link that is not followed stands in for a failed write */
	cr_assert_eq(mkdir(out, 0777), 0);
	snprintf(path, sizeof(path), "%s/name.basics.tsv.gz.partial", out);
	cr_assert_eq(symlink("/dev/full", path), 0);
	cr_assert_eq(generate_run(&options, &report, &error), ERROR_IO);
	cr_assert_not_null(strstr(error.message, "name.basics"));
	cr_assert_eq(unlink(path), 0);
	cr_assert(folder_is_empty(out));
}

Test(generate, names_a_folder_that_cannot_be_made)
{
	struct generate_options options = options_of(10, 1);
	struct generate_report report;
	struct error error;

	options.folder = "/dev/null/generated";
	cr_assert_eq(generate_run(&options, &report, &error), ERROR_IO);
	cr_assert_not_null(strstr(error.message, "/dev/null/generated"));
}

/* --- words ---------------------------------------------------------------- */

static int
compare_words(const void *a, const void *b)
{
	return strcmp(a, b);
}

Test(generate, spells_each_rank_otherwise)
{
	enum {
		RANKS = 60000,
		SIZE = 64
	};
	char(*words)[SIZE] = calloc(RANKS, SIZE);

	for (int language = 0; language < WORD_LANGUAGE_COUNT; language++) {
		for (uint64_t i = 0; i < RANKS; i++) {
			struct buffer word = BUFFER_INIT;

			/* the commonest, and some of the rarest */
			word_append(&word, language,
			    i < RANKS / 2 ? i : i * 7919, false);
			cr_assert_lt(word.length, SIZE);
			memcpy(words[i], word.data, word.length + 1);
			buffer_release(&word);
		}
		qsort(words, RANKS, SIZE, compare_words);
		for (int i = 1; i < RANKS; i++)
			cr_assert_str_neq(
			    words[i - 1], words[i], "%d", language);
	}
	free(words);
}
