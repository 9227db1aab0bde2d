/*
 * Comma-separated values (RFC 4180), and what programs make of them: a byte
 * order mark before the first field, LF, CRLF or CR at the end of a record, a
 * last record without one, blank lines between (skipped), another separator
 * than the comma.
 *
 * A quoted field may hold separators, line ends and doubled quotes. A quote
 * within an unquoted field stands for itself. A quote that is never closed,
 * and bytes between a closing quote and the next separator, are errors: from
 * there on nobody knows where records begin.
 *
 * The text is never changed; a field is a slice of it, and copied only when it
 * holds doubled quotes. One pass; no limit on the text but memory.
 */
#ifndef MARQUEE_ETL_CSV_H
#define MARQUEE_ETL_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "etl/tsv.h"
#include "util/buffer.h"
#include "util/error.h"

#define CSV_FIELDS_MAX 256
#define CSV_NO_COLUMN ((size_t)-1)

struct csv_record {
	const struct slice *fields; /* [count], borrowed until the next record;
				     * unquoted, any bytes */
	size_t count; /* >= 1 */
	size_t line; /* where it begins; the first line is 1 */
};

struct csv_reader {
	/* private: */
	const char *at;
	const char *end;
	size_t line;
	char separator;
	struct buffer copies; /* of fields with doubled quotes */
	size_t copied_at[CSV_FIELDS_MAX]; /* offset into copies, or SIZE_MAX */
	struct slice fields[CSV_FIELDS_MAX];
};

/* Starts on `length` bytes, borrowed until the release. `separator` is any
 * byte but a quote or a line end. */
void csv_reader_init(
    struct csv_reader *reader, const char *text, size_t length, char separator);
void csv_reader_release(struct csv_reader *reader);

/*
 * The next record: 1, or 0 at the end, or an error whose message begins with
 * its line: ERROR_INVALID (quotes, see above), ERROR_LIMIT (more fields than
 * CSV_FIELDS_MAX), ERROR_MEMORY. After an error only release is allowed.
 */
int csv_reader_next(
    struct csv_reader *reader, struct csv_record *record, struct error *error);

/* The first field that is `name` in any case (ASCII), blanks around it
 * apart; CSV_NO_COLUMN when there is none. */
size_t csv_column(const struct csv_record *header, const char *name);

/* The separator of a header: of comma, semicolon and tab the one that the
 * first line has most often outside quotes; a comma when it has none. */
char csv_separator(const char *text, size_t length);

#endif
