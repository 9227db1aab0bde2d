/*
 * Row text: the fields that several generated files have.
 */
#ifndef MARQUEE_ETL_ROW_TEXT_H
#define MARQUEE_ETL_ROW_TEXT_H

#include <stdint.h>

#include "etl/generate_title.h"
#include "util/buffer.h"

/* "tt0133093", "nm0000206" */
void row_append_title_id(struct buffer *out, int32_t number);
void row_append_person_id(struct buffer *out, int32_t number);

/* A tab and a number above 0; 0 is null. */
void row_append_number(struct buffer *out, int number);

void row_append_digits(struct buffer *out, uint64_t number);

/* A tab and the title's genres, or null. */
void row_append_genres(struct buffer *out, const struct generator *generator,
    const struct generated_title *title);

#endif
