/*
 * CSV reader: records of a file of separated values, plain or gzip.
 *
 * Commas and quotes as RFC 4180 has them: a field in quotes may hold commas,
 * line ends and quotes (doubled); lines end in LF or CR LF. Or, as the older
 * MovieLens files have it, "::" between fields and nothing quoted.
 *
 * A record that breaks these rules is handed out with its fault and no fields;
 * reading goes on behind the line that it begins on, so that one quote which is
 * never closed costs a line and not the file.
 */
#ifndef MARQUEE_ETL_CSV_READER_H
#define MARQUEE_ETL_CSV_READER_H

#include <stddef.h>
#include <stdint.h>

#include "etl/tsv.h"
#include "util/error.h"

#define CSV_RECORD_BYTES ((size_t)65536) /* of the longest record */
#define CSV_FIELDS_MAX 32

enum csv_dialect {
	CSV_COMMAS, /* RFC 4180 */
	CSV_COLONS /* "::", no quotes */
};

enum csv_fault {
	CSV_GOOD,
	CSV_OPEN_QUOTE, /* never closed */
	CSV_STRAY_QUOTE, /* inside a field without quotes, or text behind one
			  * that closes */
	CSV_TOO_LONG, /* more than CSV_RECORD_BYTES */
	CSV_TOO_MANY, /* fields */
	CSV_NUL
};

/* "a quote is never closed", ...; never NULL. */
const char *csv_fault_reason(enum csv_fault fault);

struct csv_record {
	uint64_t line; /* that it begins on, from 1 */
	enum csv_fault fault;
	size_t count; /* of fields; 0 with a fault */
	struct slice fields[CSV_FIELDS_MAX]; /* [count]; borrowed until the
					      * next call, quotes removed */
};

struct csv_stream; /* opaque */

/* Opens a **new** reader; what source_open fails with. */
int csv_stream_open(struct csv_stream **reader, const char *path,
    enum csv_dialect dialect, struct error *error);
void csv_stream_close(struct csv_stream *reader);

/* The next record: 1, or 0 at the end. Empty lines are passed over. What
 * source_read fails with; the message names the line. */
int csv_stream_next(
    struct csv_stream *reader, struct csv_record *record, struct error *error);

/* Bytes of the file so far and in all, as it lies there. */
uint64_t csv_stream_position_bytes(const struct csv_stream *reader);
uint64_t csv_stream_size_bytes(const struct csv_stream *reader);

#endif
