#include "index/boost.h"

#include "index/filter_parse.h"

int
boosts_bind(
    struct boosts *boosts, const struct snapshot *snapshot, struct error *error)
{
	return filter_bind(&boosts->clauses, snapshot, error);
}

uint16_t
boosts_match_terms(const struct boosts *boosts, enum filter_field field,
    const uint32_t *terms, size_t count)
{
	const struct filter *filter = &boosts->clauses;
	uint16_t matching = 0;

	for (size_t c = 0; c < filter->clause_count; c++)
		if (filter->clauses[c].field == field &&
		    filter_clause_admits_terms(
			filter, &filter->clauses[c], terms, count))
			matching = (uint16_t)(matching | 1u << c);
	return matching;
}

uint16_t
boosts_match_ranges(const struct boosts *boosts,
    const struct snapshot *snapshot, uint32_t document)
{
	const struct filter *filter = &boosts->clauses;
	uint16_t matching = 0;

	for (size_t c = 0; c < filter->clause_count; c++)
		if (!filter_field_has_names(filter->clauses[c].field) &&
		    filter_clause_admits_document(
			&filter->clauses[c], snapshot, document))
			matching = (uint16_t)(matching | 1u << c);
	return matching;
}

uint16_t
boosts_may_match(const struct boosts *boosts, int first, int last)
{
	const struct filter *filter = &boosts->clauses;
	uint16_t possible = 0;

	for (size_t c = 0; c < filter->clause_count; c++) {
		const struct filter_clause *clause = &filter->clauses[c];

		if (!filter_field_has_names(clause->field) &&
		    (clause->field != FILTER_YEAR ||
			(clause->minimum <= last && clause->maximum >= first)))
			possible = (uint16_t)(possible | 1u << c);
	}
	return possible;
}

uint16_t
boosts_of_others(const struct boosts *boosts, enum filter_field field)
{
	uint16_t others = 0;

	for (size_t c = 0; c < boosts->clauses.clause_count; c++)
		if (boosts->clauses.clauses[c].field != field)
			others = (uint16_t)(others | 1u << c);
	return others;
}

float
boosts_product(const struct boosts *boosts, uint16_t matching)
{
	return boosts_largest(boosts, matching, 0);
}

float
boosts_largest(
    const struct boosts *boosts, uint16_t matching, uint16_t possible)
{
	double product = 1;

	for (size_t c = 0; c < boosts->clauses.clause_count; c++) {
		double factor = (double)boosts->factors[c];

		if ((matching >> c & 1) != 0 ||
		    ((possible >> c & 1) != 0 && factor > 1))
			product *= factor;
	}
	return (float)product;
}

float
boosts_factor(const struct boosts *boosts, const struct snapshot *snapshot,
    uint32_t document)
{
	struct sparse_vector vector;

	snapshot_vector(snapshot, document, &vector);
	return boosts_product(boosts,
	    boosts_match_terms(
		boosts, FILTER_TYPE, vector.terms, vector.count) |
		boosts_match_terms(
		    boosts, FILTER_GENRE, vector.terms, vector.count) |
		boosts_match_ranges(boosts, snapshot, document));
}
