/*
 * Reading: lines become records by the rules of etl/title_row.h, and qsort
 * brings together what belongs together.
 */
#include "assemble/tsv_table.h"

#include <stdlib.h>

#include "etl/line_reader.h"
#include "util/signal_flag.h"

/* --- lines ---------------------------------------------------------------- */

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
	struct tsv_table *table = context;
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
	struct tsv_table *table = context;
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
add_credits(struct tsv_table *table, enum credit_role role,
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
	struct tsv_table *table = context;
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
	struct tsv_table *table = context;
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
take_block(enum dataset_file file, const struct block *block,
    tsv_take_line *take, void *context)
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
take_blocks(enum dataset_file file, struct source *source, tsv_take_line *take,
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

int
tsv_take_file(const struct dataset *dataset, enum dataset_file file,
    tsv_take_line *take, void *context, struct error *error)
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
	tsv_take_line *take;
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

int
tsv_table_read(struct tsv_table *table, const struct dataset *dataset,
    enum dataset_file file, struct error *error)
{
	const struct file_kind *kind = &file_kinds[file];
	int code = tsv_take_file(dataset, file, kind->take, table, error);

	if (code != 0)
		return code;
	if (table->records.failed || table->text.failed)
		return error_set(error, ERROR_MEMORY, "out of memory");
	table->record_bytes = kind->record_bytes;
	if (table->records.length > 0)
		qsort(table->records.data,
		    table->records.length / kind->record_bytes,
		    kind->record_bytes, kind->compare);
	return 0;
}

void
tsv_table_release(struct tsv_table *table)
{
	buffer_release(&table->records);
	buffer_release(&table->text);
}

const void *
tsv_table_record(const struct tsv_table *table)
{
	size_t offset = table->at * table->record_bytes;

	return offset < table->records.length ? table->records.data + offset
					      : NULL;
}
