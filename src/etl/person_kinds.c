/*
 * People and their credits. A line may become many rows: one a title somebody
 * is known for, one a director or writer.
 */
#include "etl/row_kind.h"
#include "store/catalogue_table.h"

static enum row_fate
judge_person(struct row_loader *loader, const union any_row *any)
{
	row_remember(loader, &loader->context->persons, any->person.number);
	return ROW_LOADED;
}

/* The known-for titles that are loaded keep the ordering they have in the
 * file. */
static void
put_known_for(struct row_loader *loader, const struct person_row *row)
{
	struct buffer *out;
	size_t i;

	for (i = 0; i < row->known_for.count; i++) {
		if (!row_has_title(loader, row->known_for.numbers[i])) {
			loader->counts.dropped_known_for++;
			continue;
		}
		out = row_begin(loader, CATALOGUE_KNOWN_FOR, 3);
		copy_put_int4(out, row->number);
		copy_put_int2(out, (int16_t)(i + 1));
		copy_put_int4(out, row->known_for.numbers[i]);
		row_end(loader, CATALOGUE_KNOWN_FOR);
	}
}

static void
put_person(struct row_loader *loader, const union any_row *any)
{
	const struct person_row *row = &any->person;
	struct buffer *out = row_begin(loader, CATALOGUE_PERSONS, 5);

	copy_put_int4(out, row->number);
	row_put_text(out, row->name);
	row_put_year(out, row->birth_year);
	row_put_year(out, row->death_year);
	row_put_text(out, row->professions);
	row_end(loader, CATALOGUE_PERSONS);
	put_known_for(loader, row);
}

const struct row_kind person_kind = {judge_person, put_person};

/* A row a number, as a list's ordering counts them. */
static void
put_list(struct row_loader *loader, enum catalogue_table table, int32_t owner,
    const struct number_list *list)
{
	struct buffer *out;
	size_t i;

	for (i = 0; i < list->count; i++) {
		out = row_begin(loader, table, 3);
		copy_put_int4(out, owner);
		copy_put_int2(out, (int16_t)(i + 1));
		copy_put_int4(out, list->numbers[i]);
		row_end(loader, table);
	}
}

static void
count_nameless(struct row_loader *loader, const int32_t *persons, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!row_has_person(loader, persons[i]))
			loader->counts.nameless_credits++;
}

static void
put_crew(struct row_loader *loader, const union any_row *any)
{
	const struct crew_row *row = &any->crew;

	put_list(loader, CATALOGUE_DIRECTORS, row->title, &row->directors);
	put_list(loader, CATALOGUE_WRITERS, row->title, &row->writers);
	count_nameless(loader, row->directors.numbers, row->directors.count);
	count_nameless(loader, row->writers.numbers, row->writers.count);
}

const struct row_kind crew_kind = {row_judge_by_title, put_crew};

static void
put_principal(struct row_loader *loader, const union any_row *any)
{
	const struct principal_row *row = &any->principal;
	struct buffer *out;

	count_nameless(loader, &row->person, 1);
	out = row_begin(loader, CATALOGUE_CREW, 6);
	copy_put_int4(out, row->title);
	copy_put_int2(out, row->ordering);
	copy_put_int4(out, row->person);
	row_put_text(out, row->category);
	row_put_text(out, row->job);
	row_put_text(out, row->characters);
	row_end(loader, CATALOGUE_CREW);
}

const struct row_kind principal_kind = {row_judge_by_title, put_principal};
