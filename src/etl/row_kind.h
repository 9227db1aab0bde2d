/*
 * Row kind: what each file's lines mean to the row loader. Of every line the
 * loader does the same: parse it, see whether it is wanted and remember what
 * hangs on it, put the rows it becomes. A kind says how; etl/title_kinds.c has
 * those of titles, etl/person_kinds.c those of people and credits.
 *
 * Internal to the row loader.
 */
#ifndef MARQUEE_ETL_ROW_KIND_H
#define MARQUEE_ETL_ROW_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "etl/row_loader.h"
#include "etl/title_row.h"
#include "store/copy_batch.h"

struct row_loader {
	struct row_context *context; /* borrowed; shared */
	struct connection *connection; /* owned */
	struct copy_batch *batch; /* owned; targets by enum catalogue_table */
	struct reject_log *log; /* borrowed; shared */
	struct row_counts counts;
	uint64_t block_rows; /* put, but not yet in context->rows */
	union any_row row; /* the current one */
	int code; /* 0, or why a row could not be put */
	struct error *error; /* of the current call; borrowed */
};

struct row_kind {
	/* What becomes of a good line, loaded here or not: ROW_LOADED when its
	 * rows are to be put. */
	enum row_fate (*judge)(
	    struct row_loader *loader, const union any_row *row);

	/* Puts its rows; a failure goes to loader->code. */
	void (*put)(struct row_loader *loader, const union any_row *row);
};

extern const struct row_kind title_kind, rating_kind, aka_kind, episode_kind,
    extra_kind, person_kind, crew_kind, principal_kind;

/* Whether a title is loaded, or a person. */
bool row_has_title(const struct row_loader *loader, int32_t title);
bool row_has_person(const struct row_loader *loader, int32_t person);

/* The judge of what hangs on a title. */
enum row_fate row_judge_by_title(
    struct row_loader *loader, const union any_row *row);

/* Adds a number to a set of the context. */
void row_remember(
    struct row_loader *loader, struct number_set *set, int32_t number);

/* Begins a row of a table; its fields follow, then row_end. Borrowed. */
struct buffer *row_begin(struct row_loader *loader, enum catalogue_table table,
    unsigned field_count);
void row_end(struct row_loader *loader, enum catalogue_table table);

/* Fields of which one value is null: the empty text, the year 0, and what is
 * not above `null`. */
static inline void
row_put_text(struct buffer *out, struct slice text)
{
	if (text.length == 0)
		copy_put_null(out);
	else
		copy_put_text(out, text.text, text.length);
}

static inline void
row_put_year(struct buffer *out, int16_t year)
{
	if (year == 0)
		copy_put_null(out);
	else
		copy_put_int2(out, year);
}

static inline void
row_put_int4_above(struct buffer *out, int32_t value, int32_t null)
{
	if (value <= null)
		copy_put_null(out);
	else
		copy_put_int4(out, value);
}

#endif
