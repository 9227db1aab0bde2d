/*
 * TSV titles. Each file is read into an array of small records with its line
 * number, the four files side by side; sorting by title number, then by line,
 * brings together what belongs together, the first line first. Then the titles
 * are walked and the other arrays follow.
 *
 *	titles	 133093 ...
 *	ratings	 133093 8.7 ...
 *	credits	 133093 director 1, director 2, writer 1, cast 1 ...
 */
#include "assemble/tsv_titles.h"

#include <stdlib.h>
#include <string.h>

#include "etl/dataset.h"
#include "etl/line_reader.h"
#include "etl/title_row.h"
#include "util/buffer.h"
#include "util/number_set.h"
#include "util/signal_flag.h"

#define CAST_LIMIT 10 /* as store/title_stream.h has it */

struct title_record {
	int32_t number;
	int32_t runtime_minutes;
	uint64_t line;
	size_t title; /* offsets in text */
	size_t original_title; /* the same as title when there is none */
	size_t type;
	size_t genres;
	int16_t start_year;
	int16_t end_year;
	bool is_adult;
};

struct rating_record {
	int32_t title;
	int32_t votes;
	uint64_t line;
	float average;
};

enum credit_role {
	CREDIT_DIRECTOR,
	CREDIT_WRITER,
	CREDIT_CAST,
	CREDIT_COUNT
};

struct credit_record {
	int32_t title;
	int32_t person;
	uint64_t line;
	uint16_t role; /* enum credit_role */
	uint16_t place; /* in the list, or IMDb's ordering */
};

/* What a file is read into, and the memory for its current line. */
struct table {
	struct buffer records; /* of one of the kinds above */
	struct buffer text; /* NUL-terminated strings, of titles */
	size_t at; /* the next record to be looked at */
	union {
		struct title_row title;
		struct rating_row rating;
		struct crew_row crew;
		struct principal_row principal;
		struct person_row person;
	} row;
};

struct tsv_titles {
	struct dataset dataset;
	struct table tables[DATASET_PERSONS]; /* by enum dataset_file */
	struct document document; /* the current one */
	struct buffer people[CREDIT_COUNT]; /* int32_t, of the current one */
	struct number_set named; /* people that a title named */
};

/* --- lines ---------------------------------------------------------------- */

/* Takes one good line of a file. */
typedef void take_line(
    void *context, const struct slice *fields, uint64_t line);

static size_t
add_text(struct buffer *text, struct slice slice)
{
	size_t at = text->length;

	buffer_append(text, slice.text, slice.length);
	buffer_append_char(text, '\0');
	return at;
}

static void
take_title(void *context, const struct slice *fields, uint64_t line)
{
	struct table *table = context;
	struct title_row *row = &table->row.title;
	struct title_record record = {.line = line};

	if (title_row_parse(fields, row) != REJECT_NONE)
		return;
	record.number = row->number;
	record.runtime_minutes = row->runtime_minutes;
	record.title = add_text(&table->text, row->title);
	record.original_title = row->original_title.length > 0
	    ? add_text(&table->text, row->original_title)
	    : record.title;
	record.type = add_text(&table->text, row->type);
	record.genres = add_text(&table->text, row->genres);
	record.start_year = row->start_year;
	record.end_year = row->end_year;
	record.is_adult = row->is_adult;
	buffer_append(&table->records, &record, sizeof(record));
}

static void
take_rating(void *context, const struct slice *fields, uint64_t line)
{
	struct table *table = context;
	const struct rating_row *row = &table->row.rating;
	struct rating_record record = {.line = line};

	if (rating_row_parse(fields, &table->row.rating) != REJECT_NONE)
		return;
	record.title = row->title;
	record.votes = row->votes;
	record.average = row->average;
	buffer_append(&table->records, &record, sizeof(record));
}

static void
add_credits(struct table *table, enum credit_role role,
    const struct number_list *people, uint64_t line)
{
	for (size_t i = 0; i < people->count; i++) {
		struct credit_record record = {table->row.crew.title,
		    people->numbers[i], line, (uint16_t)role, (uint16_t)i};

		buffer_append(&table->records, &record, sizeof(record));
	}
}

static void
take_crew(void *context, const struct slice *fields, uint64_t line)
{
	struct table *table = context;
	const struct crew_row *row = &table->row.crew;

	if (crew_row_parse(fields, &table->row.crew) != REJECT_NONE)
		return;
	add_credits(table, CREDIT_DIRECTOR, &row->directors, line);
	add_credits(table, CREDIT_WRITER, &row->writers, line);
}

static bool
is_cast(struct slice category)
{
	return slice_equal(category, (struct slice){"actor", 5}) ||
	    slice_equal(category, (struct slice){"actress", 7}) ||
	    slice_equal(category, (struct slice){"self", 4});
}

static void
take_principal(void *context, const struct slice *fields, uint64_t line)
{
	struct table *table = context;
	const struct principal_row *row = &table->row.principal;
	struct credit_record record = {.line = line, .role = CREDIT_CAST};

	if (principal_row_parse(fields, &table->row.principal) != REJECT_NONE ||
	    !is_cast(row->category))
		return;
	record.title = row->title;
	record.person = row->person;
	record.place = (uint16_t)row->ordering;
	buffer_append(&table->records, &record, sizeof(record));
}

/* --- files ---------------------------------------------------------------- */

static void
take_block(enum dataset_file file, const struct block *block, take_line *take,
    void *context)
{
	struct slice fields[ROW_FIELDS_MAX];
	size_t count = dataset_format(file)->field_count;
	struct slice rest = block->text;
	uint64_t number = block->first_line;
	struct slice line;

	for (; !block->overlong && tsv_next_line(&rest, &line); number++)
		if (row_split(line, fields, count) == REJECT_NONE)
			take(context, fields, number);
}

static int
take_blocks(enum dataset_file file, struct source *source, take_line *take,
    void *context, struct error *error)
{
	struct block block = {.data = malloc(BLOCK_BYTES)};
	struct line_reader reader;
	int code;

	if (block.data == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = line_reader_init(&reader, source, file, error);
	if (code == 0) {
		while ((code = line_reader_fill(&reader, &block, error)) > 0) {
			take_block(file, &block, take, context);
			if (signal_flag_raised()) {
				code = error_set(
				    error, ERROR_INTERRUPTED, "interrupted");
				break;
			}
		}
		line_reader_release(&reader);
	}
	free(block.data);
	return code;
}

static int
take_file(const struct dataset *dataset, enum dataset_file file,
    take_line *take, void *context, struct error *error)
{
	struct source *source;
	int code = source_open(&source, dataset->paths[file], error);

	if (code != 0)
		return code;
	code = take_blocks(file, source, take, context, error);
	source_close(source);
	return code;
}

/* --- order ---------------------------------------------------------------- */

static int
compare_lines(uint64_t left, uint64_t right)
{
	return (left > right) - (left < right);
}

static int
compare_titles(const void *a, const void *b)
{
	const struct title_record *left = a;
	const struct title_record *right = b;

	if (left->number != right->number)
		return left->number < right->number ? -1 : 1;
	return compare_lines(left->line, right->line);
}

static int
compare_ratings(const void *a, const void *b)
{
	const struct rating_record *left = a;
	const struct rating_record *right = b;

	if (left->title != right->title)
		return left->title < right->title ? -1 : 1;
	return compare_lines(left->line, right->line);
}

/* Of crew the line tells lists apart; of principals it only breaks ties. */
static int
compare_crew(const void *a, const void *b)
{
	const struct credit_record *left = a;
	const struct credit_record *right = b;

	if (left->title != right->title)
		return left->title < right->title ? -1 : 1;
	if (left->line != right->line)
		return compare_lines(left->line, right->line);
	if (left->role != right->role)
		return left->role < right->role ? -1 : 1;
	return (left->place > right->place) - (left->place < right->place);
}

static int
compare_principals(const void *a, const void *b)
{
	const struct credit_record *left = a;
	const struct credit_record *right = b;

	if (left->title != right->title)
		return left->title < right->title ? -1 : 1;
	if (left->place != right->place)
		return left->place < right->place ? -1 : 1;
	return compare_lines(left->line, right->line);
}

/* How each file is read and ordered. */
struct file_kind {
	take_line *take;
	size_t record_bytes;
	int (*compare)(const void *a, const void *b);
};

static const struct file_kind file_kinds[DATASET_PERSONS] = {
    [DATASET_TITLES] = {take_title, sizeof(struct title_record),
	compare_titles},
    [DATASET_RATINGS] = {take_rating, sizeof(struct rating_record),
	compare_ratings},
    [DATASET_CREW] = {take_crew, sizeof(struct credit_record), compare_crew},
    [DATASET_PRINCIPALS] = {take_principal, sizeof(struct credit_record),
	compare_principals},
};

static int
read_table(
    struct tsv_titles *titles, enum dataset_file file, struct error *error)
{
	const struct file_kind *kind = &file_kinds[file];
	struct table *table = &titles->tables[file];
	int code = take_file(&titles->dataset, file, kind->take, table, error);

	if (code != 0)
		return code;
	if (table->records.failed || table->text.failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (table->records.length > 0)
		qsort(table->records.data,
		    table->records.length / kind->record_bytes,
		    kind->record_bytes, kind->compare);
	return 0;
}

static int
read_tables(struct tsv_titles *titles, struct error *error)
{
	struct error errors[DATASET_PERSONS];
	int codes[DATASET_PERSONS];

#pragma omp parallel for schedule(dynamic)
	for (int file = 0; file < DATASET_PERSONS; file++)
		codes[file] =
		    read_table(titles, (enum dataset_file)file, &errors[file]);
	for (int file = 0; file < DATASET_PERSONS; file++)
		if (codes[file] != 0) {
			if (error != NULL)
				*error = errors[file];
			return codes[file];
		}
	return 0;
}

int
tsv_titles_open(
    struct tsv_titles **titles, const char *folder, struct error *error)
{
	struct tsv_titles *opened = calloc(1, sizeof(*opened));
	int code;

	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = dataset_open(&opened->dataset, folder, error);
	if (code == 0)
		code = read_tables(opened, error);
	if (code != 0)
		tsv_titles_close(opened);
	else
		*titles = opened;
	return code;
}

void
tsv_titles_close(struct tsv_titles *titles)
{
	if (titles == NULL)
		return;
	for (int file = 0; file < DATASET_PERSONS; file++) {
		buffer_release(&titles->tables[file].records);
		buffer_release(&titles->tables[file].text);
	}
	for (int role = 0; role < CREDIT_COUNT; role++)
		buffer_release(&titles->people[role]);
	dataset_release(&titles->dataset);
	number_set_release(&titles->named);
	free(titles);
}

/* --- walking -------------------------------------------------------------- */

/* The next record of a table, or NULL at its end; `at` stays. */
static const void *
record_at(const struct tsv_titles *titles, enum dataset_file file)
{
	const struct table *table = &titles->tables[file];
	size_t offset = table->at * file_kinds[file].record_bytes;

	return offset < table->records.length ? table->records.data + offset
					      : NULL;
}

static const struct title_record *
next_title(struct tsv_titles *titles, bool include_adult)
{
	struct table *table = &titles->tables[DATASET_TITLES];
	const struct title_record *record;

	while ((record = record_at(titles, DATASET_TITLES)) != NULL) {
		const char *type = table->text.data + record->type;
		/* a later line of the same number counts for nothing */
		bool again =
		    table->at > 0 && record[-1].number == record->number;

		table->at++;
		if (!again && (include_adult || !record->is_adult) &&
		    strcmp(type, "tvEpisode") != 0 &&
		    strcmp(type, "videoGame") != 0)
			return record;
	}
	return NULL;
}

static void
join_rating(struct tsv_titles *titles, struct document *document)
{
	struct table *table = &titles->tables[DATASET_RATINGS];
	const struct rating_record *record;

	while ((record = record_at(titles, DATASET_RATINGS)) != NULL &&
	    record->title < document->number)
		table->at++;
	if (record == NULL || record->title != document->number)
		return;
	document->rating = record->average;
	document->votes = (uint32_t)record->votes;
}

/* Appends a person unless the list has him already or is full. */
static void
add_person(struct buffer *people, int32_t person, size_t limit)
{
	const int32_t *numbers = (const void *)people->data;
	size_t count = people->length / sizeof(*numbers);

	for (size_t i = 0; i < count; i++)
		if (numbers[i] == person)
			return;
	if (limit == 0 || count < limit)
		buffer_append(people, &person, sizeof(person));
}

/* Joins the credits of one file; only the first line counts where a line holds
 * a whole list, only the first of each place where it holds a person. */
static void
join_credits(struct tsv_titles *titles, enum dataset_file file, int32_t number)
{
	struct table *table = &titles->tables[file];
	const struct credit_record *first = NULL;
	const struct credit_record *record;

	for (; (record = record_at(titles, file)) != NULL &&
	     record->title <= number;
	     table->at++) {
		bool counts;

		if (record->title < number)
			continue;
		if (first == NULL)
			first = record;
		counts = file == DATASET_CREW
		    ? record->line == first->line
		    : record == first || record[-1].place != record->place;
		if (counts)
			add_person(&titles->people[record->role],
			    record->person,
			    record->role == CREDIT_CAST ? CAST_LIMIT : 0);
	}
}

static struct person_list
people_of(const struct buffer *people)
{
	return (struct person_list){
	    (const void *)people->data, people->length / sizeof(int32_t)};
}

static int
join_people(struct tsv_titles *titles, struct document *document)
{
	for (int role = 0; role < CREDIT_COUNT; role++)
		buffer_clear(&titles->people[role]);
	join_credits(titles, DATASET_CREW, document->number);
	join_credits(titles, DATASET_PRINCIPALS, document->number);
	for (int role = 0; role < CREDIT_COUNT; role++) {
		struct person_list people = people_of(&titles->people[role]);

		if (titles->people[role].failed)
			return ERROR_MEMORY;
		for (size_t i = 0; i < people.count; i++)
			if (number_set_add(&titles->named, people.numbers[i]) !=
			    0)
				return ERROR_MEMORY;
	}
	document->directors = people_of(&titles->people[CREDIT_DIRECTOR]);
	document->writers = people_of(&titles->people[CREDIT_WRITER]);
	document->cast = people_of(&titles->people[CREDIT_CAST]);
	return 0;
}

int
tsv_titles_next(struct tsv_titles *titles, bool include_adult,
    const struct document **document, struct error *error)
{
	const struct title_record *record = next_title(titles, include_adult);
	const char *text = titles->tables[DATASET_TITLES].text.data;

	if (record == NULL)
		return 0;
	titles->document = (struct document){
	    .number = record->number,
	    .title = text + record->title,
	    .original_title = record->original_title != record->title
		? text + record->original_title
		: NULL,
	    .type = text + record->type,
	    .genres = text + record->genres,
	    .start_year = record->start_year,
	    .end_year = record->end_year,
	    .runtime_minutes = record->runtime_minutes,
	};
	join_rating(titles, &titles->document);
	if (join_people(titles, &titles->document) != 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	*document = &titles->document;
	return 1;
}

/* --- names ---------------------------------------------------------------- */

struct naming {
	const struct tsv_titles *titles;
	struct person_row row;
	struct number_set named; /* already: the first line counts */
	struct buffer text;
	int (*name)(void *context, int32_t person, const char *text,
	    struct error *error);
	void *context;
	struct error *error;
	int code;
};

static void
take_person(void *context, const struct slice *fields, uint64_t line)
{
	struct naming *naming = context;
	const struct person_row *row = &naming->row;

	(void)line;
	if (naming->code != 0 ||
	    person_row_parse(fields, &naming->row) != REJECT_NONE ||
	    !number_set_has(&naming->titles->named, row->number) ||
	    number_set_has(&naming->named, row->number))
		return;
	buffer_clear(&naming->text);
	buffer_append(&naming->text, row->name.text, row->name.length);
	if (naming->text.failed ||
	    number_set_add(&naming->named, row->number) != 0)
		naming->code =
		    error_set(naming->error, ERROR_MEMORY, "out of memory");
	else
		naming->code = naming->name(naming->context, row->number,
		    naming->text.data, naming->error);
}

int
tsv_titles_names(struct tsv_titles *titles,
    int (*name)(
	void *context, int32_t person, const char *text, struct error *error),
    void *context, struct error *error)
{
	struct naming *naming = calloc(1, sizeof(*naming));
	int code;

	if (naming == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	naming->titles = titles;
	naming->name = name;
	naming->context = context;
	naming->error = error;
	code = take_file(
	    &titles->dataset, DATASET_PERSONS, take_person, naming, error);
	if (code == 0)
		code = naming->code;
	number_set_release(&naming->named);
	buffer_release(&naming->text);
	free(naming);
	return code;
}
