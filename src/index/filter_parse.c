/*
 * See filter.h and boost.h: one language, in which a boost's clause ends with
 * its factor.
 */
#include "index/filter_parse.h"

#include <math.h>
#include <string.h>

#define DIGITS_MAX 10
#define FACTOR_DECIMALS 3

static const struct {
	const char *name;
	int decimals;
} fields[FILTER_FIELD_COUNT] = {
    [FILTER_TYPE] = {"type", 0},
    [FILTER_GENRE] = {"genre", 0},
    [FILTER_YEAR] = {"year", 0},
    [FILTER_VOTES] = {"votes", 0},
    [FILTER_RATING] = {"rating", 3},
    [FILTER_RUNTIME] = {"runtime", 0},
};

const char *
filter_field_name(enum filter_field field)
{
	return fields[field].name;
}

bool
filter_field_has_names(enum filter_field field)
{
	return field == FILTER_TYPE || field == FILTER_GENRE;
}

struct parser {
	struct filter *filter;
	float *factors; /* [FILTER_CLAUSES_MAX]; NULL: a filter has none */
	const char *what; /* "filter" or "boost", for errors */
	size_t length;
	size_t at; /* in filter->text */
	struct error *error;
};

static int
refuse(const struct parser *parser, size_t at, const char *what)
{
	return error_set(parser->error, ERROR_INVALID, "%s, byte %zu: %s",
	    parser->what, at + 1, what);
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

/* At the end of names or of a range. */
static bool
at_end(const struct parser *parser)
{
	return parser->at == parser->length || next_is(parser, " ") ||
	    (parser->factors != NULL && next_is(parser, "^"));
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
parse_factor(struct parser *parser, float *factor)
{
	size_t start = parser->at;
	double number;
	int result;

	if (!take(parser, "^"))
		return refuse(
		    parser, start, "a factor is missing, as in genre=Drama^2");
	result = parse_number(parser, FACTOR_DECIMALS, &number);
	if (result != 0)
		return result;
	if (number < BOOST_FACTOR_MIN || number > BOOST_FACTOR_MAX)
		return refuse(
		    parser, start + 1, "a factor is a number from 0.1 to 10");
	*factor = (float)number;
	return 0;
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
	clause.none =
	    filter_field_has_names(clause.field) && take(parser, "!=");
	if (!clause.none && !take(parser, "="))
		return refuse(parser, parser->at,
		    filter_field_has_names(clause.field) ? "= or != is missing"
							 : "= is missing");
	result = filter_field_has_names(clause.field)
	    ? parse_names(parser, &clause)
	    : parse_range(parser, &clause);
	if (result == 0 && parser->factors != NULL)
		result = parse_factor(
		    parser, &parser->factors[filter->clause_count]);
	if (result == 0 && !at_end(parser))
		return refuse(parser, parser->at, "a blank is missing");
	if (result == 0)
		filter->clauses[filter->clause_count++] = clause;
	return result;
}

static int
parse(struct parser *parser, const char *text)
{
	struct filter *filter = parser->filter;
	int result = 0;

	if (parser->length > FILTER_TEXT_MAX)
		return error_set(parser->error, ERROR_INVALID,
		    "%s: %zu bytes; allowed are %d", parser->what,
		    parser->length, FILTER_TEXT_MAX);
	filter->what = parser->what;
	filter->clause_count = 0;
	filter->name_count = 0;
	if (parser->length > 0)
		memcpy(filter->text, text, parser->length);
	while (result == 0 && parser->at < parser->length)
		if (!take(parser, " "))
			result = parse_clause(parser);
	return result;
}

int
filter_parse(
    const char *text, size_t length, struct filter *filter, struct error *error)
{
	struct parser parser = {.filter = filter,
	    .what = "filter",
	    .length = length,
	    .error = error};

	return parse(&parser, text);
}

int
boosts_parse(
    const char *text, size_t length, struct boosts *boosts, struct error *error)
{
	struct parser parser = {
	    .filter = &boosts->clauses,
	    .factors = boosts->factors,
	    .what = "boost",
	    .length = length,
	    .error = error,
	};

	return parse(&parser, text);
}
