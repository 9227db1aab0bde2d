#include "index/filter.h"

#include "index/filter_parse.h"
#include "index/snapshot_view.h"

int
filter_bind(
    struct filter *filter, const struct snapshot *snapshot, struct error *error)
{
	for (size_t c = 0; c < filter->clause_count; c++) {
		const struct filter_clause *clause = &filter->clauses[c];
		enum index_field field = clause->field == FILTER_TYPE
		    ? INDEX_FIELD_TYPE
		    : INDEX_FIELD_GENRE;

		for (size_t n = clause->first_name; n < clause->end_name; n++) {
			struct filter_name *name = &filter->names[n];
			const char *text = filter->text + name->start;

			if (!snapshot_find_term(snapshot, field, text,
				name->length, &name->term))
				return error_set(error, ERROR_INVALID,
				    "%s, byte %d: no title has %s \"%.*s\"",
				    filter->what, name->start + 1,
				    filter_field_name(clause->field),
				    name->length, text);
		}
	}
	return 0;
}

bool
filter_clause_admits_terms(const struct filter *filter,
    const struct filter_clause *clause, const uint32_t *terms, size_t count)
{
	for (size_t n = clause->first_name; n < clause->end_name; n++)
		for (size_t i = 0; i < count; i++)
			if (filter->names[n].term == terms[i])
				return !clause->none;
	return clause->none;
}

bool
filter_admits_terms(const struct filter *filter, enum filter_field field,
    const uint32_t *terms, size_t count)
{
	for (size_t c = 0; c < filter->clause_count; c++) {
		const struct filter_clause *clause = &filter->clauses[c];

		if (clause->field == field &&
		    !filter_clause_admits_terms(filter, clause, terms, count))
			return false;
	}
	return true;
}

bool
filter_admits_years(const struct filter *filter, int first, int last)
{
	for (size_t c = 0; c < filter->clause_count; c++) {
		const struct filter_clause *clause = &filter->clauses[c];

		if (clause->field == FILTER_YEAR &&
		    (clause->maximum < first || clause->minimum > last))
			return false;
	}
	return true;
}

/* Sets *value; false when the card does not say. */
static bool
value_of(const struct card *card, enum filter_field field, double *value)
{
	switch (field) {
	case FILTER_YEAR:
		*value = card->start_year;
		return card->start_year != 0;
	case FILTER_VOTES:
		*value = card->votes;
		return true;
	case FILTER_RATING:
		/* as it is written, with one decimal */
		*value = (int)((double)card->rating * 1000 + 0.5) / 1000.0;
		return card->rating > 0;
	case FILTER_RUNTIME:
		*value = card->runtime_minutes;
		return card->runtime_minutes > 0;
	case FILTER_TYPE:
	case FILTER_GENRE:
	case FILTER_FIELD_COUNT:
		break;
	}
	return false;
}

bool
filter_clause_admits_document(const struct filter_clause *clause,
    const struct snapshot *snapshot, uint32_t document)
{
	double value;

	return value_of(&snapshot->cards[document], clause->field, &value) &&
	    value >= clause->minimum && value <= clause->maximum;
}

bool
filter_admits_ranges(const struct filter *filter,
    const struct snapshot *snapshot, uint32_t document)
{
	for (size_t c = 0; c < filter->clause_count; c++)
		if (!filter_field_has_names(filter->clauses[c].field) &&
		    !filter_clause_admits_document(
			&filter->clauses[c], snapshot, document))
			return false;
	return true;
}

bool
filter_admits(const struct filter *filter, const struct snapshot *snapshot,
    uint32_t document)
{
	struct sparse_vector vector;

	snapshot_vector(snapshot, document, &vector);
	return filter_admits_terms(
		   filter, FILTER_TYPE, vector.terms, vector.count) &&
	    filter_admits_terms(
		filter, FILTER_GENRE, vector.terms, vector.count) &&
	    filter_admits_ranges(filter, snapshot, document);
}
