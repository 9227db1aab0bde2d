/*
 * The rows. Each is right but for one field, so that it is refused for that
 * reason and no other. Their ids are beyond those that are generated.
 */
#include "etl/generate_dirty.h"

#include "etl/block_queue.h"
#include "etl/title_row.h"

struct dirty_row {
	enum reject reject;
	const char *what; /* for those who look for it */
	size_t length;
	const char *text; /* [length]; NULL: a list that is too long */
	size_t padding; /* so many x behind the text */
};

#define ROW(reject, what, text) \
	{ \
		reject, what, sizeof(text) - 1, text, 0 \
	}
#define LONG_LIST \
	{ \
		REJECT_LIST_LENGTH, "more people or titles than allowed", 0, \
		    NULL, 0 \
	}
/* The last of each file, as it is planted only once. */
#define LONG_LINE(text) \
	{ \
		REJECT_LINE_LENGTH, "longer than a block of the reader", \
		    sizeof(text) - 1, text, BLOCK_BYTES \
	}

static const struct dirty_row titles[] = {
    ROW(REJECT_NUL, "NUL in a title",
	"tt900000001\tmovie\tN\0l\tNul\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_CONTROL, "control character in a title",
	"tt900000002\tmovie\tBell\a\tBell\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_CONTROL, "CR LF",
	"tt900000011\tmovie\tCr\tCr\t0\t2001\t\\N\t90\tDrama\r"),
    ROW(REJECT_UTF8, "Latin-1",
	"tt900000003\tmovie\tCaf\xe9\tCafe\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_FIELD_COUNT, "too few fields",
	"tt900000004\tmovie\tShort\tShort\t0\t2001"),
    ROW(REJECT_FIELD_COUNT, "too many fields",
	"tt900000012\tmovie\tLong\tLong\t0\t2001\t\\N\t90\tDrama\t"),
    ROW(REJECT_FIELD_COUNT, "empty line", ""),
    ROW(REJECT_TITLE_ID, "id of another kind",
	"xx900000005\tmovie\tId\tId\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_TITLE_ID, "id of 32 bits",
	"tt2147483648\tmovie\tId\tId\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_TITLE_ID, "id that is 1 in 32 bits",
	"tt4294967297\tmovie\tId\tId\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_TITLE_ID, "id that is 1 in 64 bits",
	"tt18446744073709551617\tmovie\tId\tId\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_TITLE_TYPE, "null type",
	"tt900000006\t\\N\tType\tType\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_TITLE, "empty title",
	"tt900000007\tmovie\t\tTitle\t0\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_ADULT, "isAdult of 2",
	"tt900000008\tmovie\tAdult\tAdult\t2\t2001\t\\N\t90\tDrama"),
    ROW(REJECT_YEAR, "year of five digits",
	"tt900000009\tmovie\tYear\tYear\t0\t20015\t\\N\t90\tDrama"),
    ROW(REJECT_RUNTIME, "runtime in letters",
	"tt900000010\tmovie\tTime\tTime\t0\t2001\t\\N\tlong\tDrama"),
    ROW(REJECT_RUNTIME, "runtime of 33 bits",
	"tt900000013\tmovie\tTime\tTime\t0\t2001\t\\N\t4294967386\tDrama"),
    LONG_LINE("tt900000014\tmovie\t"),
};

static const struct dirty_row ratings[] = {
    ROW(REJECT_NUL, "NUL in a number", "tt900000001\t7.\0\t10"),
    ROW(REJECT_CONTROL, "CR LF", "tt900000002\t7.0\t10\r"),
    ROW(REJECT_UTF8, "byte that no UTF-8 has", "tt900000003\t7.0\t10\xff"),
    ROW(REJECT_FIELD_COUNT, "too many fields", "tt900000004\t7.0\t10\t10"),
    ROW(REJECT_FIELD_COUNT, "too few fields", "tt900000008\t7.0"),
    ROW(REJECT_TITLE_ID, "id without letters", "900000005\t7.0\t10"),
    ROW(REJECT_TITLE_ID, "id that is 1 in 32 bits", "tt4294967297\t7.0\t10"),
    ROW(REJECT_RATING, "rating above 10", "tt900000006\t10.5\t10"),
    ROW(REJECT_RATING, "rating below 1", "tt900000009\t0.9\t10"),
    ROW(REJECT_VOTES, "negative votes", "tt900000007\t7.0\t-10"),
    ROW(REJECT_VOTES, "votes of 33 bits", "tt900000010\t7.0\t4294967306"),
    LONG_LINE("tt900000011\t7.0\t"),
};

static const struct dirty_row crew[] = {
    ROW(REJECT_NUL, "NUL in a list", "tt900000001\tnm0000001\tnm\0000002"),
    ROW(REJECT_CONTROL, "control character behind a list",
	"tt900000002\tnm0000001\tnm0000002\x01"),
    ROW(REJECT_CONTROL, "CR LF", "tt900000006\tnm0000001\tnm0000002\r"),
    ROW(REJECT_UTF8, "cut sequence", "tt900000003\tnm0000001\tnm\xc3\x28"),
    ROW(REJECT_FIELD_COUNT, "too few fields", "tt900000004\tnm0000001"),
    ROW(REJECT_FIELD_COUNT, "too many fields",
	"tt900000007\tnm0000001\t\\N\t\\N"),
    ROW(REJECT_TITLE_ID, "id without digits", "tt\tnm0000001\tnm0000002"),
    ROW(REJECT_TITLE_ID, "id that is 1 in 32 bits",
	"tt4294967297\tnm0000001\tnm0000002"),
    ROW(REJECT_PERSON_ID, "empty element",
	"tt900000005\tnm0000001,,nm0000002\t\\N"),
    ROW(REJECT_PERSON_ID, "element that is 1 in 32 bits",
	"tt900000009\tnm0000001\tnm4294967297"),
    LONG_LIST,
    LONG_LINE("tt900000010\tnm0000001\tnm"),
};

static const struct dirty_row principals[] = {
    ROW(REJECT_NUL, "NUL as characters",
	"tt900000001\t1\tnm0000001\tactor\t\\N\t\0"),
    ROW(REJECT_CONTROL, "escape as characters",
	"tt900000002\t1\tnm0000001\tactor\t\\N\t\x1b"),
    ROW(REJECT_CONTROL, "CR LF",
	"tt900000008\t1\tnm0000001\tactor\t\\N\t\\N\r"),
    ROW(REJECT_UTF8, "half of a surrogate pair",
	"tt900000003\t1\tnm0000001\tactor\t\\N\t\xed\xa0\x80"),
    ROW(REJECT_FIELD_COUNT, "too few fields",
	"tt900000004\t1\tnm0000001\tactor\t\\N"),
    ROW(REJECT_FIELD_COUNT, "too many fields",
	"tt900000009\t1\tnm0000001\tactor\t\\N\t\\N\t\\N"),
    ROW(REJECT_TITLE_ID, "null id", "\\N\t1\tnm0000001\tactor\t\\N\t\\N"),
    ROW(REJECT_TITLE_ID, "id that is 1 in 32 bits",
	"tt4294967297\t1\tnm0000001\tactor\t\\N\t\\N"),
    ROW(REJECT_ORDERING, "ordering of 0",
	"tt900000005\t0\tnm0000001\tactor\t\\N\t\\N"),
    ROW(REJECT_ORDERING, "ordering that is 1 in 16 bits",
	"tt900000010\t65537\tnm0000001\tactor\t\\N\t\\N"),
    ROW(REJECT_PERSON_ID, "id without digits",
	"tt900000006\t1\tnm\tactor\t\\N\t\\N"),
    ROW(REJECT_PERSON_ID, "id that is 1 in 32 bits",
	"tt900000011\t1\tnm4294967297\tactor\t\\N\t\\N"),
    ROW(REJECT_CATEGORY, "null category",
	"tt900000007\t1\tnm0000001\t\\N\t\\N\t\\N"),
    LONG_LINE("tt900000012\t1\tnm0000001\tactor\t\\N\t"),
};

static const struct dirty_row persons[] = {
    ROW(REJECT_NUL, "NUL in a name",
	"nm900000001\tN\0l\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_CONTROL, "delete in a name",
	"nm900000002\tDel\x7f\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_CONTROL, "CR LF", "nm900000009\tCr\t1950\t\\N\tactor\t\\N\r"),
    ROW(REJECT_UTF8, "overlong sequence",
	"nm900000003\t\xc0\xaf\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_FIELD_COUNT, "too few fields", "nm900000004\tName"),
    ROW(REJECT_FIELD_COUNT, "too many fields",
	"nm900000010\tName\t1950\t\\N\tactor\t\\N\t\\N"),
    ROW(REJECT_PERSON_ID, "id of eleven digits",
	"nm99999999999\tName\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_PERSON_ID, "id that is 1 in 32 bits",
	"nm4294967297\tName\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_NAME, "null name", "nm900000005\t\\N\t1950\t\\N\tactor\t\\N"),
    ROW(REJECT_YEAR, "year with a letter",
	"nm900000006\tName\t1950s\t\\N\tactor\t\\N"),
    ROW(REJECT_TITLE_ID, "element of one letter",
	"nm900000007\tName\t1950\t\\N\tactor\ttt1,t2"),
    LONG_LIST,
    LONG_LINE("nm900000011\tName\t1950\t\\N\tactor\t"),
};

/* Of the files that a load may leave out, only what is wrong in any file. */

static const struct dirty_row akas[] = {
    ROW(REJECT_NUL, "NUL in a title",
	"tt900000001\t1\tN\0l\tUS\t\\N\t\\N\t\\N\t0"),
    ROW(REJECT_CONTROL, "CR LF", "tt900000002\t1\tCr\tUS\t\\N\t\\N\t\\N\t0\r"),
    ROW(REJECT_UTF8, "Latin-1",
	"tt900000003\t1\tCaf\xe9\tFR\t\\N\t\\N\t\\N\t0"),
    ROW(REJECT_FIELD_COUNT, "too few fields", "tt900000004\t1\tShort\tUS"),
    ROW(REJECT_FIELD_COUNT, "too many fields",
	"tt900000005\t1\tLong\tUS\t\\N\t\\N\t\\N\t0\t0"),
    ROW(REJECT_TITLE_ID, "id that is 1 in 32 bits",
	"tt4294967297\t1\tId\tUS\t\\N\t\\N\t\\N\t0"),
    ROW(REJECT_ORDERING, "ordering of 0",
	"tt900000006\t0\tOrder\tUS\t\\N\t\\N\t\\N\t0"),
    ROW(REJECT_TITLE, "null title",
	"tt900000007\t1\t\\N\tUS\t\\N\t\\N\t\\N\t0"),
    LONG_LINE("tt900000008\t1\t"),
};

static const struct dirty_row episodes[] = {
    ROW(REJECT_NUL, "NUL in a number", "tt900000001\ttt0000001\t1\t\0"),
    ROW(REJECT_CONTROL, "CR LF", "tt900000002\ttt0000001\t1\t1\r"),
    ROW(REJECT_UTF8, "byte that no UTF-8 has",
	"tt900000003\ttt0000001\t1\t\xff"),
    ROW(REJECT_FIELD_COUNT, "too few fields", "tt900000004\ttt0000001\t1"),
    ROW(REJECT_FIELD_COUNT, "too many fields",
	"tt900000005\ttt0000001\t1\t1\t1"),
    ROW(REJECT_TITLE_ID, "id that is 1 in 32 bits",
	"tt4294967297\ttt0000001\t1\t1"),
    ROW(REJECT_TITLE_ID, "parent of another kind",
	"tt900000006\tnm0000001\t1\t1"),
    LONG_LINE("tt900000007\ttt0000001\t1\t"),
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
    [GENERATED_AKAS] = ROWS(akas),
    [GENERATED_EPISODES] = ROWS(episodes),
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

const char *
dirty_row_what(enum generated_file file, size_t row)
{
	return files[file].rows[row].what;
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
	for (size_t i = 0; i < dirty->padding; i++)
		buffer_append_char(out, 'x');
	buffer_append_char(out, '\n');
}
