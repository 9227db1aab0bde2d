#include "index/filter.h"

#include <math.h>
#include <string.h>

#define DIGITS_MAX 10

static const struct {
	const char *name;
	bool names; /* else numbers */
	int decimals;
} fields[FILTER_FIELD_COUNT] = {
    [FILTER_TYPE] = {"type", true, 0},
    [FILTER_GENRE] = {"genre", true, 0},
    [FILTER_YEAR] = {"year", false, 0},
    [FILTER_VOTES] = {"votes", false, 0},
    [FILTER_RATING] = {"rating", false, 3},
    [FILTER_RUNTIME] = {"runtime", false, 0},
};

/* --- parsing -------------------------------------------------------------- */

struct parser {
	struct filter *filter;
	size_t length;
	size_t at; /* in filter->text */
	struct error *error;
};

static int
refuse(const struct parser *parser, size_t at, const char *what)
{
	return error_set(
	    parser->error, ERROR_INVALID, "filter, byte %zu: %s", at + 1, what);
}

static bool
next_is(const struct parser *parser, const char *token)
{
	size_t length = strlen(token);

	return parser->length - parser->at >= length &&
	    memcmp(parser->filter->text + parser->at, token, length) == 0;
}

static bool
take(struct parser *parser, const char *token)
{
	if (!next_is(parser, token))
		return false;
	parser->at += strlen(token);
	return true;
}

static bool
at_end(const struct parser *parser)
{
	return parser->at == parser->length || next_is(parser, " ");
}

static int
parse_field(struct parser *parser, enum filter_field *field)
{
	for (int i = 0; i < FILTER_FIELD_COUNT; i++) {
		size_t length = strlen(fields[i].name);
		size_t after = parser->at + length;

		if (!next_is(parser, fields[i].name) ||
		    (after < parser->length &&
			parser->filter->text[after] != '=' &&
			parser->filter->text[after] != '!'))
			continue;
		parser->at = after;
		*field = (enum filter_field)i;
		return 0;
	}
	return refuse(parser, parser->at,
	    "allowed are type, genre, year, votes, rating and runtime");
}

static int
parse_name(struct parser *parser)
{
	struct filter *filter = parser->filter;
	size_t start = parser->at;

	while (!at_end(parser) && !next_is(parser, "|"))
		parser->at++;
	if (parser->at == start)
		return refuse(parser, start, "a name is missing");
	if (filter->name_count == FILTER_NAMES_MAX)
		return refuse(parser, start, "more than 64 names");
	filter->names[filter->name_count++] = (struct filter_name){
	    (uint16_t)start, (uint16_t)(parser->at - start), 0};
	return 0;
}

static int
parse_names(struct parser *parser, struct filter_clause *clause)
{
	int result;

	clause->first_name = (uint16_t)parser->filter->name_count;
	do
		result = parse_name(parser);
	while (result == 0 && take(parser, "|"));
	clause->end_name = (uint16_t)parser->filter->name_count;
	return result;
}

static bool
take_digit(struct parser *parser, int *digit)
{
	char byte;

	if (parser->at == parser->length)
		return false;
	byte = parser->filter->text[parser->at];
	if (byte < '0' || byte > '9')
		return false;
	*digit = byte - '0';
	parser->at++;
	return true;
}

/* Digits, and behind a point as many as the field has. */
static int
parse_number(struct parser *parser, int decimals, double *number)
{
	size_t start = parser->at;
	double value = 0;
	double unit = 1;
	int count = 0;
	int digit;

	for (; count <= DIGITS_MAX && take_digit(parser, &digit); count++)
		value = value * 10 + digit;
	if (count == 0 || count > DIGITS_MAX)
		return refuse(
		    parser, start, "a number of 1 to 10 digits is missing");
	if (decimals > 0 && !next_is(parser, "..") && take(parser, ".")) {
		for (count = 0; count < decimals && take_digit(parser, &digit);
		     count++) {
			unit *= 10;
			value = value * 10 + digit;
		}
		if (count == 0)
			return refuse(parser, parser->at, "a digit is missing");
	}
	*number = value / unit;
	return 0;
}

static int
parse_range(struct parser *parser, struct filter_clause *clause)
{
	int decimals = fields[clause->field].decimals;
	size_t start = parser->at;
	int result = 0;

	clause->minimum = 0;
	clause->maximum = (double)INFINITY;
	if (!next_is(parser, "..")) {
		result = parse_number(parser, decimals, &clause->minimum);
		clause->maximum = clause->minimum;
	}
	if (result == 0 && take(parser, "..")) {
		clause->maximum = (double)INFINITY;
		if (!at_end(parser))
			result =
			    parse_number(parser, decimals, &clause->maximum);
		else if (parser->at == start + 2)
			return refuse(parser, start,
			    "a range needs a number, as in 7.., ..9 or 7..9");
	}
	if (result == 0 && clause->minimum > clause->maximum)
		return refuse(parser, start, "a range goes from low to high");
	return result;
}

static int
parse_clause(struct parser *parser)
{
	struct filter *filter = parser->filter;
	struct filter_clause clause = {0};
	int result;

	if (filter->clause_count == FILTER_CLAUSES_MAX)
		return refuse(parser, parser->at, "more than 16 clauses");
	result = parse_field(parser, &clause.field);
	if (result != 0)
		return result;
	clause.none = fields[clause.field].names && take(parser, "!=");
	if (!clause.none && !take(parser, "="))
		return refuse(parser, parser->at,
		    fields[clause.field].names ? "= or != is missing"
					       : "= is missing");
	result = fields[clause.field].names ? parse_names(parser, &clause)
					    : parse_range(parser, &clause);
	if (result == 0 && !at_end(parser))
		return refuse(parser, parser->at, "a blank is missing");
	if (result == 0)
		filter->clauses[filter->clause_count++] = clause;
	return result;
}

int
filter_parse(
    const char *text, size_t length, struct filter *filter, struct error *error)
{
	struct parser parser = {filter, length, 0, error};
	int result = 0;

	if (length > FILTER_TEXT_MAX)
		return error_set(error, ERROR_INVALID,
		    "filter: %zu bytes; allowed are %d", length,
		    FILTER_TEXT_MAX);
	filter->clause_count = 0;
	filter->name_count = 0;
	if (length > 0)
		memcpy(filter->text, text, length);
	while (result == 0 && parser.at < length)
		if (!take(&parser, " "))
			result = parse_clause(&parser);
	return result;
}

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
				    "filter, byte %d: no title has %s \"%.*s\"",
				    name->start + 1, fields[clause->field].name,
				    name->length, text);
		}
	}
	return 0;
}

/* --- asking --------------------------------------------------------------- */

static bool
has_any(const struct filter *filter, const struct filter_clause *clause,
    const uint32_t *terms, size_t count)
{
	for (size_t n = clause->first_name; n < clause->end_name; n++)
		for (size_t i = 0; i < count; i++)
			if (filter->names[n].term == terms[i])
				return true;
	return false;
}

bool
filter_admits_terms(const struct filter *filter, enum filter_field field,
    const uint32_t *terms, size_t count)
{
	for (size_t c = 0; c < filter->clause_count; c++) {
		const struct filter_clause *clause = &filter->clauses[c];

		if (clause->field == field &&
		    has_any(filter, clause, terms, count) == clause->none)
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
value_of(const struct title_card *card, enum filter_field field, double *value)
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
		*value = round((double)card->rating * 1000) / 1000;
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
filter_admits_ranges(const struct filter *filter,
    const struct snapshot *snapshot, uint32_t document)
{
	struct title_card card;
	bool read = false;

	for (size_t c = 0; c < filter->clause_count; c++) {
		const struct filter_clause *clause = &filter->clauses[c];
		double value;

		if (fields[clause->field].names)
			continue;
		if (!read)
			snapshot_card(snapshot, document, &card);
		read = true;
		if (!value_of(&card, clause->field, &value) ||
		    value < clause->minimum || value > clause->maximum)
			return false;
	}
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
