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

#include "assemble/tsv_table.h"
#include "util/number_set.h"

#define CAST_LIMIT 10 /* as store/title_stream.h has it */

struct tsv_titles {
	struct dataset dataset;
	struct tsv_table tables[DATASET_PERSONS]; /* by enum dataset_file */
	struct document document; /* the current one */
	struct buffer people[CREDIT_COUNT]; /* int32_t, of the current one */
	struct number_set named; /* people that a title named */
};

/* --- reading -------------------------------------------------------------- */

static int
read_tables(struct tsv_titles *titles, struct error *error)
{
	struct error errors[DATASET_PERSONS];
	int codes[DATASET_PERSONS];

#pragma omp parallel for schedule(dynamic)
	for (int file = 0; file < DATASET_PERSONS; file++)
		codes[file] = tsv_table_read(&titles->tables[file],
		    &titles->dataset, (enum dataset_file)file, &errors[file]);
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
	for (int file = 0; file < DATASET_PERSONS; file++)
		tsv_table_release(&titles->tables[file]);
	for (int role = 0; role < CREDIT_COUNT; role++)
		buffer_release(&titles->people[role]);
	dataset_release(&titles->dataset);
	number_set_release(&titles->named);
	free(titles);
}

/* --- walking -------------------------------------------------------------- */

static const struct title_record *
next_title(struct tsv_titles *titles, bool include_adult)
{
	struct tsv_table *table = &titles->tables[DATASET_TITLES];
	const struct title_record *record;

	while ((record = tsv_table_record(table)) != NULL) {
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
	struct tsv_table *table = &titles->tables[DATASET_RATINGS];
	const struct rating_record *record;

	while ((record = tsv_table_record(table)) != NULL &&
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
	struct tsv_table *table = &titles->tables[file];
	const struct credit_record *first = NULL;
	const struct credit_record *record;

	for (; (record = tsv_table_record(table)) != NULL &&
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
	code = tsv_take_file(
	    &titles->dataset, DATASET_PERSONS, take_person, naming, error);
	if (code == 0)
		code = naming->code;
	number_set_release(&naming->named);
	buffer_release(&naming->text);
	free(naming);
	return code;
}
