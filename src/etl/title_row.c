/*
 * Fields to values. Numbers are read by hand: digits only, so that what is
 * accepted does not depend on a locale or on strtol's generosity.
 */
#include "etl/title_row.h"

#include "text/title_id.h"
#include "util/utf8.h"

#define DECIMALS_MAX 4

static bool
is_empty(struct slice field)
{
	return field.length == 0 || tsv_is_null(field);
}

/* The field, or one of length 0 where null stands. */
static struct slice
text_or_nothing(struct slice field)
{
	return is_empty(field) ? (struct slice){field.text, 0} : field;
}

/* At least one digit and nothing else, up to `maximum`. */
static bool
parse_number(struct slice field, int64_t maximum, int64_t *number)
{
	int64_t value = 0;
	size_t i;

	for (i = 0; i < field.length; i++) {
		if (field.text[i] < '0' || field.text[i] > '9')
			return false;
		value = value * 10 + (field.text[i] - '0');
		if (value > maximum)
			return false;
	}
	*number = value;
	return field.length > 0;
}

static bool
parse_year(struct slice field, int64_t minimum, int16_t *year)
{
	int64_t value = 0;

	if (is_empty(field)) {
		*year = 0;
		return true;
	}
	if (!parse_number(field, ROW_YEAR_MAX, &value) || value < minimum)
		return false;
	*year = (int16_t)value;
	return true;
}

/*
 * "6.1" as 61 / 10: both exact, so that the quotient is the float nearest to
 * what is written.
 */
static bool
parse_rating(struct slice field, float *rating)
{
	int64_t scaled = 0;
	int64_t scale = 1;
	size_t decimals = 0;
	bool behind_point = false;
	size_t i;

	for (i = 0; i < field.length; i++) {
		if (field.text[i] == '.' && !behind_point && i > 0) {
			behind_point = true;
			continue;
		}
		if (field.text[i] < '0' || field.text[i] > '9' ||
		    scaled > 10 * scale || decimals == DECIMALS_MAX)
			return false;
		scaled = scaled * 10 + (field.text[i] - '0');
		if (behind_point) {
			decimals++;
			scale *= 10;
		}
	}
	if (scaled < scale || scaled > 10 * scale)
		return false;
	*rating = (float)scaled / (float)scale;
	return true;
}

typedef bool parse_id_fn(const char *text, size_t length, int32_t *number);

/* A list of ids; `bad` is the reason when one is none. */
static enum reject
parse_list(struct slice field, parse_id_fn *parse_id, enum reject bad,
    struct number_list *list)
{
	struct slice id;

	list->count = 0;
	if (is_empty(field))
		return REJECT_NONE;
	while (tsv_next_element(&field, &id)) {
		if (list->count == ROW_LIST_MAX)
			return REJECT_LIST_LENGTH;
		if (!parse_id(id.text, id.length, &list->numbers[list->count]))
			return bad;
		list->count++;
	}
	return REJECT_NONE;
}

/* Which kinds of bytes a line has, as bits. */
#define BYTES_FORBIDDEN 1U
#define BYTES_BEYOND_ASCII 2U

/* Nearly all lines are ASCII without anything forbidden. Without a branch, so
 * that many bytes are looked at at once. */
static unsigned
kinds_of_bytes(struct slice line, unsigned char separator)
{
	const unsigned char *bytes = (const unsigned char *)line.text;
	unsigned forbidden = 0;
	unsigned beyond = 0;

#pragma omp simd reduction(| : forbidden, beyond)
	for (size_t i = 0; i < line.length; i++) {
		forbidden |= (unsigned)(bytes[i] < ' ') &
		    (unsigned)(bytes[i] != '\t') &
		    (unsigned)(bytes[i] != separator);
		forbidden |= (unsigned)(bytes[i] == 0x7f);
		beyond |= bytes[i];
	}
	return (forbidden != 0 ? BYTES_FORBIDDEN : 0) |
	    ((beyond & 0x80) != 0 ? BYTES_BEYOND_ASCII : 0);
}

/* The reason of the first byte that is forbidden; there is one. */
static enum reject
forbidden_byte(struct slice line, unsigned char separator)
{
	for (size_t i = 0; i < line.length; i++) {
		const unsigned char byte = (unsigned char)line.text[i];

		if (byte == '\0')
			return REJECT_NUL;
		if (byte != '\t' && byte != separator &&
		    (byte < ' ' || byte == 0x7f))
			return REJECT_CONTROL;
	}
	return REJECT_CONTROL;
}

/* `separator` is a control character that is allowed beside the tab. */
static enum reject
check_bytes(struct slice line, unsigned char separator)
{
	const unsigned kinds = kinds_of_bytes(line, separator);

	if ((kinds & BYTES_FORBIDDEN) != 0)
		return forbidden_byte(line, separator);
	if ((kinds & BYTES_BEYOND_ASCII) != 0 &&
	    !utf8_valid(line.text, line.length))
		return REJECT_UTF8;
	return REJECT_NONE;
}

static enum reject
split(struct slice line, struct slice *fields, size_t count,
    unsigned char separator)
{
	enum reject reject = check_bytes(line, separator);

	if (reject != REJECT_NONE)
		return reject;
	if (tsv_split(line, fields, count) != count)
		return REJECT_FIELD_COUNT;
	return REJECT_NONE;
}

enum reject
row_split(struct slice line, struct slice *fields, size_t count)
{
	return split(line, fields, count, '\t');
}

enum reject
aka_row_split(struct slice line, struct slice fields[8])
{
	return split(line, fields, 8, '\x02');
}

enum reject
row_split_line(enum dataset_file file, struct slice line, struct slice *fields)
{
	if (file == DATASET_AKAS)
		return aka_row_split(line, fields);
	return row_split(line, fields, dataset_format(file)->field_count);
}

static enum reject
parse_title_numbers(const struct slice fields[9], struct title_row *row)
{
	int64_t runtime = 0;

	if (!parse_year(fields[5], ROW_TITLE_YEAR_MIN, &row->start_year) ||
	    !parse_year(fields[6], ROW_TITLE_YEAR_MIN, &row->end_year))
		return REJECT_YEAR;
	if (!is_empty(fields[7]) &&
	    !parse_number(fields[7], INT32_MAX, &runtime))
		return REJECT_RUNTIME;
	row->runtime_minutes = (int32_t)runtime;
	return REJECT_NONE;
}

enum reject
title_row_parse(const struct slice fields[9], struct title_row *row)
{
	const struct slice adult = fields[4];

	if (!title_id_parse(fields[0].text, fields[0].length, &row->number))
		return REJECT_TITLE_ID;
	if (is_empty(fields[1]))
		return REJECT_TITLE_TYPE;
	if (is_empty(fields[2]))
		return REJECT_TITLE;
	if (adult.length != 1 || (adult.text[0] != '0' && adult.text[0] != '1'))
		return REJECT_ADULT;
	row->type = fields[1];
	row->title = fields[2];
	row->original_title = text_or_nothing(fields[3]);
	if (slice_equal(row->original_title, row->title))
		row->original_title.length = 0;
	row->is_adult = adult.text[0] == '1';
	row->genres = text_or_nothing(fields[8]);
	return parse_title_numbers(fields, row);
}

enum reject
rating_row_parse(const struct slice fields[3], struct rating_row *row)
{
	int64_t votes;

	if (!title_id_parse(fields[0].text, fields[0].length, &row->title))
		return REJECT_TITLE_ID;
	if (!parse_rating(fields[1], &row->average))
		return REJECT_RATING;
	if (!parse_number(fields[2], INT32_MAX, &votes))
		return REJECT_VOTES;
	row->votes = (int32_t)votes;
	return REJECT_NONE;
}

enum reject
crew_row_parse(const struct slice fields[3], struct crew_row *row)
{
	enum reject reject;

	if (!title_id_parse(fields[0].text, fields[0].length, &row->title))
		return REJECT_TITLE_ID;
	reject = parse_list(
	    fields[1], person_id_parse, REJECT_PERSON_ID, &row->directors);
	if (reject != REJECT_NONE)
		return reject;
	return parse_list(
	    fields[2], person_id_parse, REJECT_PERSON_ID, &row->writers);
}

bool
row_ordering_parse(struct slice field, int16_t *ordering)
{
	int64_t value = 0;

	if (!parse_number(field, INT16_MAX, &value) || value == 0)
		return false;
	*ordering = (int16_t)value;
	return true;
}

enum reject
principal_row_parse(const struct slice fields[6], struct principal_row *row)
{
	if (!title_id_parse(fields[0].text, fields[0].length, &row->title))
		return REJECT_TITLE_ID;
	if (!row_ordering_parse(fields[1], &row->ordering))
		return REJECT_ORDERING;
	if (!person_id_parse(fields[2].text, fields[2].length, &row->person))
		return REJECT_PERSON_ID;
	if (is_empty(fields[3]))
		return REJECT_CATEGORY;
	row->category = fields[3];
	row->job = text_or_nothing(fields[4]);
	row->characters = text_or_nothing(fields[5]);
	return REJECT_NONE;
}

enum reject
person_row_parse(const struct slice fields[6], struct person_row *row)
{
	if (!person_id_parse(fields[0].text, fields[0].length, &row->number))
		return REJECT_PERSON_ID;
	if (is_empty(fields[1]))
		return REJECT_NAME;
	if (!parse_year(fields[2], ROW_PERSON_YEAR_MIN, &row->birth_year) ||
	    !parse_year(fields[3], ROW_PERSON_YEAR_MIN, &row->death_year))
		return REJECT_YEAR;
	row->name = fields[1];
	row->professions = text_or_nothing(fields[4]);
	return parse_list(
	    fields[5], title_id_parse, REJECT_TITLE_ID, &row->known_for);
}

enum reject
aka_row_parse(const struct slice fields[8], struct aka_row *row)
{
	const struct slice original = fields[7];

	if (!title_id_parse(fields[0].text, fields[0].length, &row->title))
		return REJECT_TITLE_ID;
	if (!row_ordering_parse(fields[1], &row->ordering))
		return REJECT_ORDERING;
	if (is_empty(fields[2]))
		return REJECT_TITLE;
	if (!is_empty(original) &&
	    (original.length != 1 ||
		(original.text[0] != '0' && original.text[0] != '1')))
		return REJECT_ORIGINAL;
	row->name = fields[2];
	row->region = text_or_nothing(fields[3]);
	row->language = text_or_nothing(fields[4]);
	row->types = text_or_nothing(fields[5]);
	row->attributes = text_or_nothing(fields[6]);
	row->is_original = original.length == 1 && original.text[0] == '1';
	return REJECT_NONE;
}

/* A number or, for null, -1. */
static bool
parse_count(struct slice field, int32_t *count)
{
	int64_t value = -1;

	if (!is_empty(field) && !parse_number(field, INT32_MAX, &value))
		return false;
	*count = (int32_t)value;
	return true;
}

enum reject
episode_row_parse(const struct slice fields[4], struct episode_row *row)
{
	if (!title_id_parse(fields[0].text, fields[0].length, &row->title) ||
	    !title_id_parse(fields[1].text, fields[1].length, &row->parent))
		return REJECT_TITLE_ID;
	if (!parse_count(fields[2], &row->season) ||
	    !parse_count(fields[3], &row->episode))
		return REJECT_SEASON;
	return REJECT_NONE;
}

enum reject
extra_row_parse(const struct slice fields[8], struct extra_row *row)
{
	if (!title_id_parse(fields[0].text, fields[0].length, &row->title))
		return REJECT_TITLE_ID;
	row->primary_title = text_or_nothing(fields[1]);
	if (row->title >= TITLE_ID_OWN_BASE && row->primary_title.length == 0)
		return REJECT_OWN_TITLE;
	row->overview = text_or_nothing(fields[2]);
	row->keywords = text_or_nothing(fields[3]);
	row->language = text_or_nothing(fields[4]);
	row->country = text_or_nothing(fields[5]);
	row->poster_url = text_or_nothing(fields[6]);
	row->certificate = text_or_nothing(fields[7]);
	return REJECT_NONE;
}

enum reject
row_parse(
    enum dataset_file file, const struct slice *fields, union any_row *row)
{
	switch (file) {
	case DATASET_TITLES:
		return title_row_parse(fields, &row->title);
	case DATASET_RATINGS:
		return rating_row_parse(fields, &row->rating);
	case DATASET_CREW:
		return crew_row_parse(fields, &row->crew);
	case DATASET_PRINCIPALS:
		return principal_row_parse(fields, &row->principal);
	case DATASET_PERSONS:
		return person_row_parse(fields, &row->person);
	case DATASET_AKAS:
		return aka_row_parse(fields, &row->aka);
	case DATASET_EPISODES:
		return episode_row_parse(fields, &row->episode);
	case DATASET_EXTRAS:
	case DATASET_FILE_COUNT:
	default:
		return extra_row_parse(fields, &row->extra);
	}
}
