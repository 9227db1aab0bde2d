/*
 * The rows. Each is right but for one field, so that it is refused for that
 * reason and no other. Their ids are beyond those that are generated.
 */
#include "etl/generate_dirty.h"

#include "etl/title_row.h"

struct dirty_row {
	enum reject reject;
	size_t length;
	const char *text; /* [length]; NULL: a list that is too long */
};

#define ROW(reject, text) \
	{ \
		reject, sizeof(text) - 1, text \
	}
#define LONG_LIST \
	{ \
		REJECT_LIST_LENGTH, 0, NULL \
	}

static const struct dirty_row titles[] = {
    ROW(REJECT_NUL, "tt900000001\tmovie\tN\0l\tNul\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_CONTROL,
	"tt900000002\tmovie\tBell\a\tBell\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_UTF8,
	"tt900000003\tmovie\tCaf\xe9\tCafe\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_FIELD_COUNT, "tt900000004\tmovie\tShort\tShort\t0\t2001"),
    ROW(REJECT_TITLE_ID, "xx900000005\tmovie\tId\tId\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_TITLE_TYPE,
	"tt900000006\t\\N\tType\tType\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_TITLE, "tt900000007\tmovie\t\tTitle\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_ADULT,
	"tt900000008\tmovie\tAdult\tAdult\t2\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_YEAR,
	"tt900000009\tmovie\tYear\tYear\t0\t20015\t\\N\t90\tDrama"),
    ROW(REJECT_RUNTIME,
	"tt900000010\tmovie\tTime\tTime\t0\t2001\t\\N\tlong\tDrama"),
};

static const struct dirty_row ratings[] = {
    ROW(REJECT_NUL, "tt900000001\t7.\0\t10"),
    ROW(REJECT_CONTROL, "tt900000002\t7.0\t10\r"),
    ROW(REJECT_UTF8, "tt900000003\t7.0\t10\xff"),
    ROW(REJECT_FIELD_COUNT, "tt900000004\t7.0\t10\t10"),
    ROW(REJECT_TITLE_ID, "900000005\t7.0\t10"),
    ROW(REJECT_RATING, "tt900000006\t10.5\t10"),
    ROW(REJECT_VOTES, "tt900000007\t7.0\t-10"),
};

static const struct dirty_row crew[] = {
    ROW(REJECT_NUL, "tt900000001\tnm0000001\tnm\0000002"),
    ROW(REJECT_CONTROL, "tt900000002\tnm0000001\tnm0000002\x01"),
    ROW(REJECT_UTF8, "tt900000003\tnm0000001\tnm\xc3\x28"),
    ROW(REJECT_FIELD_COUNT, "tt900000004\tnm0000001"),
    ROW(REJECT_TITLE_ID, "tt\tnm0000001\tnm0000002"),
    ROW(REJECT_PERSON_ID, "tt900000005\tnm0000001,,nm0000002\t\\N"),
    LONG_LIST,
};

static const struct dirty_row principals[] = {
    ROW(REJECT_NUL, "tt900000001\t1\tnm0000001\tactor\t\\N\t\0"),
    ROW(REJECT_CONTROL, "tt900000002\t1\tnm0000001\tactor\t\\N\t\x1b"),
    ROW(REJECT_UTF8, "tt900000003\t1\tnm0000001\tactor\t\\N\t\xed\xa0\x80"),
    ROW(REJECT_FIELD_COUNT, "tt900000004\t1\tnm0000001\tactor\t\\N"),
    ROW(REJECT_TITLE_ID, "\\N\t1\tnm0000001\tactor\t\\N\t\\N"),
    ROW(REJECT_ORDERING, "tt900000005\t0\tnm0000001\tactor\t\\N\t\\N"),
    ROW(REJECT_PERSON_ID, "tt900000006\t1\tnm\tactor\t\\N\t\\N"),
    ROW(REJECT_CATEGORY, "tt900000007\t1\tnm0000001\t\\N\t\\N\t\\N"),
};

static const struct dirty_row persons[] = {
    ROW(REJECT_NUL, "nm900000001\tN\0l\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_CONTROL, "nm900000002\tDel\x7f\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_UTF8, "nm900000003\t\xc0\xaf\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_FIELD_COUNT, "nm900000004\tName"),
    ROW(REJECT_PERSON_ID, "nm99999999999\tName\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_NAME, "nm900000005\t\\N\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_YEAR, "nm900000006\tName\t1950s\t\\N\tactor\t\\N"),
    ROW(REJECT_TITLE_ID, "nm900000007\tName\t1950\t\\N\tactor\ttt1,t2"),
    LONG_LIST,
};

struct dirty_rows {
	const struct dirty_row *rows; /* [count] */
	size_t count;
};

#define ROWS(rows) \
	{ \
		rows, sizeof(rows) / sizeof((rows)[0]) \
	}

static const struct dirty_rows files[GENERATED_FILE_COUNT] = {
    [GENERATED_TITLES] = ROWS(titles),
    [GENERATED_RATINGS] = ROWS(ratings),
    [GENERATED_CREW] = ROWS(crew),
    [GENERATED_PRINCIPALS] = ROWS(principals),
    [GENERATED_PERSONS] = ROWS(persons),
};

size_t
dirty_row_count(enum generated_file file)
{
	return files[file].count;
}

enum reject
dirty_row_reject(enum generated_file file, size_t row)
{
	return files[file].rows[row].reject;
}

static void
append_long_list(enum generated_file file, struct buffer *out)
{
	const char *id = file == GENERATED_CREW ? "nm0000001" : "tt0000001";

	buffer_append_string(out,
	    file == GENERATED_CREW ? "tt900000008\t\\N\t"
				   : "nm900000008\tName\t1950\t\\N\tactor\t");
	for (int i = 0; i < ROW_LIST_MAX; i++) {
		buffer_append_string(out, id);
		buffer_append_char(out, ',');
	}
	buffer_append_string(out, id);
}

void
dirty_row_append(enum generated_file file, size_t row, struct buffer *out)
{
	const struct dirty_row *dirty = &files[file].rows[row];

	if (dirty->text != NULL)
		buffer_append(out, dirty->text, dirty->length);
	else
		append_long_list(file, out);
	buffer_append_char(out, '\n');
}
