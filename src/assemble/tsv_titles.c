/*
 * TSV titles. Each file is an array of small records in order of the title's
 * number, the first line first. A walk looks up where the others begin for its
 * first title; from there on they follow the titles.
 *
 *	titles	 133093 ...
 *	ratings	 133093 8.7 ...
 *	credits	 133093 director 1, director 2, writer 1, cast 1 ...
 */
#include "assemble/tsv_titles.h"

#include <stdlib.h>
#include <string.h>

#include "assemble/tsv_table.h"

#define CAST_LIMIT 10 /* as store/title_source.h has it */

struct tsv_titles {
	struct tsv_table tables[DATASET_FILE_COUNT]; /* by enum dataset_file */
	uint32_t *kept; /* [kept_count], titles to be indexed; owned */
	uint32_t kept_count;
};

static const struct title_record *
title_records(const struct tsv_titles *titles)
{
	return (const void *)titles->tables[DATASET_TITLES].records.data;
}

static const struct rating_record *
rating_records(const struct tsv_titles *titles)
{
	return (const void *)titles->tables[DATASET_RATINGS].records.data;
}

static const struct credit_record *
credit_records(const struct tsv_titles *titles, enum dataset_file file)
{
	return (const void *)titles->tables[file].records.data;
}

/* --- opening -------------------------------------------------------------- */

static int
keep_titles(struct tsv_titles *titles, bool include_adult)
{
	const struct title_record *records = title_records(titles);
	size_t count = titles->tables[DATASET_TITLES].count;

	titles->kept = malloc((count + 1) * sizeof(*titles->kept));
	if (titles->kept == NULL)
		return ERROR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		/* a later line of the same number counts for nothing */
		bool again =
		    i > 0 && records[i - 1].number == records[i].number;

		if (!again && !records[i].is_left_out &&
		    (include_adult || !records[i].is_adult))
			titles->kept[titles->kept_count++] = (uint32_t)i;
	}
	return 0;
}

int
tsv_titles_open(struct tsv_titles **titles, const char *folder,
    const char *excluded_types, bool include_adult, int threads,
    struct error *error)
{
	struct tsv_titles *opened = calloc(1, sizeof(*opened));
	struct dataset dataset = {.paths = {NULL}};
	int code;

	if (opened == NULL)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = dataset_open(&dataset, folder, error);
	if (code == 0)
		code = tsv_tables_read(
		    opened->tables, &dataset, excluded_types, threads, error);
	dataset_release(&dataset);
	if (code == 0 && keep_titles(opened, include_adult) != 0)
		code = error_set(error, ERROR_MEMORY, "out of memory");
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
	for (int file = 0; file < DATASET_FILE_COUNT; file++)
		tsv_table_release(&titles->tables[file]);
	free(titles->kept);
	free(titles);
}

uint32_t
tsv_titles_count(const struct tsv_titles *titles)
{
	return titles->kept_count;
}

/* --- walking -------------------------------------------------------------- */

/* Where a walk stands in each file. */
struct walk {
	const struct tsv_titles *titles;
	size_t rating;
	size_t credits[DATASET_PERSONS]; /* of crew and principals */
	struct buffer people[CREDIT_COUNT]; /* int32_t, of the current title */
};

static size_t
first_rating(const struct tsv_titles *titles, int32_t number)
{
	const struct rating_record *records = rating_records(titles);
	size_t low = 0;
	size_t high = titles->tables[DATASET_RATINGS].count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (records[middle].title < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t
first_credit(
    const struct tsv_titles *titles, enum dataset_file file, int32_t number)
{
	const struct credit_record *records = credit_records(titles, file);
	size_t low = 0;
	size_t high = titles->tables[file].count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (records[middle].title < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
join_rating(struct walk *walk, struct document *document)
{
	const struct rating_record *records = rating_records(walk->titles);
	size_t count = walk->titles->tables[DATASET_RATINGS].count;

	while (walk->rating < count &&
	    records[walk->rating].title < document->number)
		walk->rating++;
	if (walk->rating == count ||
	    records[walk->rating].title != document->number)
		return;
	document->rating = records[walk->rating].average;
	document->votes = (uint32_t)records[walk->rating].votes;
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
join_credits(struct walk *walk, enum dataset_file file, int32_t number)
{
	const struct credit_record *records =
	    credit_records(walk->titles, file);
	size_t count = walk->titles->tables[file].count;
	size_t at = walk->credits[file];
	size_t first;
	bool ended = false;

	while (at < count && records[at].title < number)
		at++;
	for (first = at; at < count && records[at].title == number; at++) {
		const struct credit_record *record = &records[at];

		if (at > first)
			ended = file == DATASET_CREW
			    ? ended || record->begins_line
			    : record[-1].place == record->place;
		if (!ended)
			add_person(&walk->people[record->role], record->person,
			    record->role == CREDIT_CAST ? CAST_LIMIT : 0);
	}
	walk->credits[file] = at;
}

static struct person_list
people_of(const struct buffer *people)
{
	return (struct person_list){
	    (const void *)people->data, people->length / sizeof(int32_t)};
}

static int
join_people(struct walk *walk, struct document *document)
{
	for (int role = 0; role < CREDIT_COUNT; role++)
		buffer_clear(&walk->people[role]);
	join_credits(walk, DATASET_CREW, document->number);
	join_credits(walk, DATASET_PRINCIPALS, document->number);
	for (int role = 0; role < CREDIT_COUNT; role++)
		if (walk->people[role].failed)
			return ERROR_MEMORY;
	document->directors = people_of(&walk->people[CREDIT_DIRECTOR]);
	document->writers = people_of(&walk->people[CREDIT_WRITER]);
	document->cast = people_of(&walk->people[CREDIT_CAST]);
	return 0;
}

static const char *
next_string(const char *text)
{
	return text + strlen(text) + 1;
}

static struct document
document_of(const struct tsv_titles *titles, const struct title_record *record)
{
	const char *title =
	    titles->tables[DATASET_TITLES].text.data + record->text;
	const char *original = next_string(title);
	const char *type = next_string(original);

	return (struct document){
	    .number = record->number,
	    .title = title,
	    .original_title = original[0] != '\0' ? original : NULL,
	    .type = type,
	    .genres = next_string(type),
	    .start_year = record->start_year,
	    .end_year = record->end_year,
	    .runtime_minutes = record->runtime_minutes,
	};
}

int
tsv_titles_walk(const struct tsv_titles *titles, uint64_t first, uint32_t count,
    int (*take)(
	void *context, const struct document *document, struct error *error),
    void *context, struct error *error)
{
	const struct title_record *records = title_records(titles);
	struct walk walk = {.titles = titles};
	int code = 0;

	if (count > 0) {
		int32_t number = records[titles->kept[first]].number;

		walk.rating = first_rating(titles, number);
		walk.credits[DATASET_CREW] =
		    first_credit(titles, DATASET_CREW, number);
		walk.credits[DATASET_PRINCIPALS] =
		    first_credit(titles, DATASET_PRINCIPALS, number);
	}
	for (uint32_t i = 0; i < count && code == 0; i++) {
		struct document document =
		    document_of(titles, &records[titles->kept[first + i]]);

		join_rating(&walk, &document);
		if (join_people(&walk, &document) != 0)
			code = error_set(error, ERROR_MEMORY, "out of memory");
		else
			code = take(context, &document, error);
	}
	for (int role = 0; role < CREDIT_COUNT; role++)
		buffer_release(&walk.people[role]);
	return code;
}

/* --- names ---------------------------------------------------------------- */

int
tsv_titles_names(const struct tsv_titles *titles,
    int (*name)(
	void *context, int32_t person, const char *text, struct error *error),
    void *context, struct error *error)
{
	const struct tsv_table *table = &titles->tables[DATASET_PERSONS];
	const struct name_record *records = (const void *)table->records.data;
	int code = 0;

	for (size_t i = table->count; i > 0 && code == 0; i--)
		code = name(context, records[i - 1].number,
		    table->text.data + records[i - 1].text, error);
	return code;
}
